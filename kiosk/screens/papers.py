"""What has to be said about the kiosk itself, over whatever is shown: nobody loses their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.screens.overlay import Overlay
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.settings import Contact


@dataclass(frozen=True)
class Paper:
    """`<title>.title` and paragraphs: each key is a heading, `<key>.body` the text below it.

    `contact` is whom the settings name to ask, below the last paragraph.
    """

    title: str
    paragraphs: tuple[str, ...]
    contact: str | None


def privacy(contact: Contact) -> Paper:
    paragraphs = "privacy.card", "privacy.kept", "privacy.counted", "privacy.contact"
    return Paper("privacy", paragraphs, contact.data_protection)


def accessibility(contact: Contact) -> Paper:
    paragraphs = "accessibility.aim", "accessibility.state", "accessibility.contact"
    return Paper("accessibility", paragraphs, contact.accessibility)


class PaperOverlay(Overlay):
    def __init__(self, frame: Frame, paper: Paper, close: Callable[[], None]) -> None:
        super().__init__(frame)
        self.back = close
        of, texts = self.measures.of, frame.texts

        lines = [(texts(f"{paper.title}.title"), 44, True, 20)]
        for key in paper.paragraphs:
            lines += [(texts(key), 29, True, 4), (texts(f"{key}.body"), 27, False, 18)]
        if paper.contact:
            lines.append((paper.contact, 27, True, 18))

        def words(shrink: float, width: float) -> Pile:
            return [
                (self.text(line, of(size) * shrink, width, bold=bold), of(gap) * shrink)
                for line, size, bold, gap in lines
            ]

        self.panel(words, close=close, widest=1180)
