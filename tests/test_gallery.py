"""Every page that the atlas meets, in every size and language, can be read and pressed."""

from __future__ import annotations

import pytest

from kiosk.journeys.atlas.walk import Chart
from kiosk.texts import Texts
from tests.gallery import PANELS, pages, service_steps

SMALLEST, *LARGER = PANELS

EVERYWHERE = {"de", "ar", "ru", "zh"}
"""The first language, one from right to left, the longest, and one without spaces."""


@pytest.mark.parametrize(
    ("panel", "language"),
    [(SMALLEST, one.code) for one in Texts().languages()]
    + [
        (panel, one.code)
        for panel in LARGER
        for one in Texts().languages()
        if one.code in EVERYWHERE
    ],
    ids=str,
)
def test_nothing_is_cut_off_covered_torn_or_too_close(
    kivy_window: None, chart: Chart, panel: tuple[int, int, float], language: str
) -> None:
    from tests.finger import shown  # noqa: PLC0415  needs the window
    from tests.scanner import faults  # noqa: PLC0415

    found, unmarked = {}, []
    practice = Texts()
    practice.language = language
    for name, page in pages(panel, language, [*chart.steps(), *service_steps()]):
        found[name] = faults(page)
        if name.startswith("bar-") or name.endswith("-practice"):
            unmarked += [name] if practice("practice.word") not in shown(page) else []
    assert unmarked == [], "practice that does not say so"
    assert len(found) > 100
    assert {name: what for name, what in found.items() if what} == {}


def test_the_scanner_sees_what_is_wrong(kivy_window: None) -> None:
    from kivy.uix.widget import Widget  # noqa: PLC0415

    from kiosk.screens.sheet import Frame, Sheet  # noqa: PLC0415
    from kiosk.screens.theme import Measures  # noqa: PLC0415
    from tests.scanner import faults  # noqa: PLC0415

    frame = Frame(Texts(), Measures.of_window(800, 480, 7.0), "", practice=False)

    def page() -> Sheet:
        return Sheet(frame)

    outside, covered, torn, close = page(), page(), page(), page()
    outside.put(Widget(size=(100, 100)), 750, 0)
    for left in (0, 50):
        covered.put(Widget(size=(100, 100)), left, 0)
    torn.put(torn.text("Donaudampfschifffahrt", 40, 200), 0, 0)
    for left in (0, 103):
        close.put(close.button("A", 100, lambda: None), left, 0)
    assert "stands out of" in faults(outside)[0]
    assert "lies over" in faults(covered)[0]
    assert "is broken" in faults(torn)[0]
    assert "is too close to" in faults(close)[0]
    assert faults(page()) == []
