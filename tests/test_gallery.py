"""Every page that the atlas meets, in every size and language, can be read and pressed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.comfort import AT_REST, Comfort, Reach, TextSize
from kiosk.journeys.atlas.walk import Chart
from kiosk.journeys.steps import AskSecret, Field, Progress
from kiosk.texts import Texts
from tests.gallery import PANELS, leaves, pages, service_steps, trial_steps

SMALLEST, MIDDLE, LARGE, PORTRAIT = PANELS

HARD = {"de", "ar", "ru", "zh"}
"""The first language, one from right to left, the longest, and one without spaces."""

WITH_ALL_VARIANTS = {"de", "ar"}
"""On the smallest panel, with all numbers, facts and services, and as practice shows them."""

SPOKEN = [one.code for one in Texts().languages()]

LOW = Comfort(reach=Reach.LOWER_THIRD)
LARGEST = Comfort(TextSize.LARGEST)
CONTRAST = Comfort(contrast=True)

CASES = [
    *((panel, code, AT_REST) for panel in PANELS for code in SPOKEN),
    (SMALLEST, "de", CONTRAST),
    (SMALLEST, "ru", Comfort(TextSize.LARGE)),
    *((MIDDLE, code, LARGEST) for code in ("de", "ar")),
    (PORTRAIT, "ru", LOW),
    (PORTRAIT, "de", replace(LOW, size=TextSize.LARGEST)),
]
"""Every text in every language on every panel, and the hardest languages in larger letters or
further down: as much as fits into the time of `./dev test`. `./dev gallery` looks at all languages
on all panels in all looks.
High contrast is among them once: it changes no place and no size (see test_comfort.py), but what
can be seen."""


@pytest.fixture
def garbage_lies() -> Iterator[None]:
    """Python looks for garbage when it is told: all the time takes twice as long as the pages."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(("panel", "language", "comfort"), CASES, ids=str)
def test_nothing_is_cut_off_covered_torn_too_close_or_too_small(
    kivy_window: None,
    chart: Chart,
    garbage_lies: None,
    panel: tuple[int, int, float],
    language: str,
    comfort: Comfort,
) -> None:
    from tests.finger import picture, shown  # noqa: PLC0415  needs the window
    from tests.scanner import faults, unseen  # noqa: PLC0415

    found, unmarked = {}, []
    practice = Texts()
    practice.language = language
    steps = [*trial_steps(), *chart.steps(), *service_steps()]
    hard = language in HARD
    whole = language in WITH_ALL_VARIANTS and panel is SMALLEST and comfort == AT_REST
    practised = whole or comfort == CONTRAST
    drawn = hard and comfort in (AT_REST, CONTRAST) and panel in (SMALLEST, PORTRAIT)
    for name, page in pages(panel, language, steps, comfort, practised=practised, variants=whole):
        for leaf in leaves(page):
            found[f"{name} {leaf}"] = [
                *faults(page),
                *(unseen(page, picture(page)) if drawn else ()),
            ]
        if name.startswith("bar-") or name.endswith("-practice"):
            unmarked += [name] if practice("practice.word") not in shown(page) else []
    assert unmarked == [], "practice that does not say so"
    assert len(found) > 80
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("size", [TextSize.LARGE, TextSize.LARGEST])
def test_the_keypad_of_practice_stays_below_the_header_in_larger_letters(
    kivy_window: None, size: TextSize
) -> None:
    from tests.scanner import faults  # noqa: PLC0415  needs the window

    asked = [AskSecret(Field.PIN, "enter-old-pin", count=3, progress=Progress("change-pin", 1, 3))]
    for name, page in pages(MIDDLE, "de", asked, Comfort(size)):
        if name == "enter-old-pin-practice":
            assert [faults(page) for _ in leaves(page)] == [[]] * page.book.leaves
            return
    pytest.fail("no practice page")


def test_the_scanner_sees_words_that_nobody_could_see(kivy_window: None) -> None:

    from kiosk.screens.sheet import Frame, Sheet  # noqa: PLC0415
    from kiosk.screens.theme import Measures  # noqa: PLC0415
    from tests.finger import picture  # noqa: PLC0415
    from tests.scanner import unseen  # noqa: PLC0415

    page = Sheet(Frame(Texts(), Measures.of_window(800, 480, 7.0), "", practice=False))
    words = page.text("Gut", 40, 200)
    page.put(words, 0, 0)
    page.put(page.text("Blass", 40, 200, colour=page.palette.yellow), 0, 100)
    assert unseen(page, picture(page)) == ["Text 'Blass' cannot be seen"]
    words.canvas.clear()
    assert len(unseen(page, picture(page))) == 2


def test_the_scanner_sees_what_is_wrong(kivy_window: None) -> None:
    from kivy.uix.widget import Widget  # noqa: PLC0415

    from kiosk.screens.sheet import Frame, Sheet  # noqa: PLC0415
    from kiosk.screens.theme import Measures  # noqa: PLC0415
    from tests.scanner import faults  # noqa: PLC0415

    frame = Frame(Texts(), Measures.of_window(800, 480, 7.0), "", practice=False)

    def page() -> Sheet:
        return Sheet(frame)

    outside, covered, torn, close, small = (page() for _ in range(5))
    outside.put(Widget(size=(100, 100)), 750, 0)
    for left in (0, 50):
        covered.put(Widget(size=(100, 100)), left, 0)
    torn.put(torn.text("Donaudampfschifffahrt", 40, 60), 0, 0)
    for left in (0, 103):
        close.put(close.button("A", 100, lambda: None), left, 0)
    tiny = small.button("", 100, lambda: None)
    tiny.size = (10, 10)
    small.put(tiny, 0, 0)
    assert "stands out of" in faults(outside)[0]
    assert "lies over" in faults(covered)[0]
    assert "is broken" in faults(torn)[0]
    assert "is too close to" in faults(close)[0]
    assert any("is too small" in fault for fault in faults(small))
    assert faults(page()) == ["it says nothing"]
    good = page()
    good.put(good.text("Gut", 40, 200), 0, 0)
    assert faults(good) == []
