"""The conductor's Stage in Kivy: one page at a time, an overlay at most, nothing kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kivy.uix.widget import Widget

from kiosk.comfort import LOUDEST, Comfort
from kiosk.conductor import GRACE_SECONDS
from kiosk.eid.connection import ReaderState
from kiosk.films import film_of
from kiosk.journeys.maintenance import ShowTechnician
from kiosk.journeys.steps import AskNewPin, AskSecret, AwaitCard, AwaitRemoval, Step
from kiosk.journeys.trial_steps import Grant
from kiosk.practice import Hand
from kiosk.roles import Person
from kiosk.screens.attract import AttractPage
from kiosk.screens.comfort_panel import ComfortPanel
from kiosk.screens.film import FilmOverlay
from kiosk.screens.guide import Guide
from kiosk.screens.keyboard import DIGITS, MEANINGS, Key
from kiosk.screens.on_request import OnRequest
from kiosk.screens.overlay import Overlay, RealCard, StillThere
from kiosk.screens.page import Actions, Page
from kiosk.screens.pages import NOTICES, Moment, page_for, text_key, work_hangs
from kiosk.screens.service_desk import ServiceDesk
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.touches import Touches
from kiosk.secret import Secret
from kiosk.statistics.mapping import on_comfort, on_language
from kiosk.statistics.spool import Spool


class KivyStage(Widget):
    """See conductor.Stage. `person` is told what the fingers do; set it before showing.

    `page` is what is shown now, under an overlay if there is one. `practise` is as in
    conductor.Stage, and `lay_out` lays everything out anew: both reach beyond the stage.
    """

    person: Person
    counts: Spool | None = None
    """What is counted here, for whoever wants to look; None where nothing is."""
    desk: ServiceDesk | None = None
    """For technicians; None where none is expected."""

    def __init__(
        self,
        frame: Frame,
        guide: Guide,
        clock: Callable[[], float],
        practise: Callable[[Hand | None], None],
        lay_out: Callable[[], None],
    ) -> None:
        super().__init__(size_hint=(None, None))
        self.frame = frame
        self.guide = guide
        self._clock = clock
        self.practise = practise
        self._lay_out = lay_out
        self._step: Step[Any] | None = None
        self._moment = Moment(ReaderState.EMPTY, Secret())
        self._hangs = False
        self._real_card = False
        self.page: Page | None = None
        self._overlay: Overlay | None = None
        self._over: Sheet | None = None
        self._deaf = False
        self._touches = Touches(clock)
        self._on_request = OnRequest(self)

    # conductor.Stage

    def attract(self) -> None:
        self.frame.texts.language = self.frame.texts.at_rest
        rested = self.frame.with_comfort(self.frame.at_rest)
        if self.comfort.volume != rested.comfort.volume:
            self.guide.change_volume(rested)
        self.frame = rested
        self._begin(None)

    def show(self, step: Step[Any]) -> None:
        self._begin(step)

    def reader(self, state: ReaderState) -> None:
        before, self._moment = self._moment.reader, replace(self._moment, reader=state)
        waiting = self._step is None or isinstance(self._step, AwaitCard)
        if waiting and NOTICES.get(before) != NOTICES.get(state):
            self._build()
            self._present()

    def still_there(self, seconds_left: float | None) -> None:
        if seconds_left is None:
            if isinstance(self._overlay, StillThere):
                self.uncover()
        elif isinstance(self._overlay, StillThere):
            self._overlay.update(seconds_left)
        else:
            self._cover(StillThere(self.frame, self.person.touched, GRACE_SECONDS))
            self._present(aloud=True)

    def alarm(self, level: int) -> None:
        if level != self._moment.alarm:
            self._moment = replace(self._moment, alarm=level)
            if isinstance(self._step, AwaitRemoval):
                self._build()
                self._present(aloud=level > 0)

    def work_hangs(self) -> None:
        if not self._hangs:
            self._hangs = True
            self._build()
            self._present()

    def real_card(self, there: bool) -> None:
        if there != self._real_card:
            self._real_card = there
            self._cover(None)
            self._present(aloud=there)

    @property
    def greets(self) -> bool:
        """Whether nobody is there."""
        return self._step is None

    def greet_anew(self) -> None:
        """Something at the greeting has changed."""
        if self.greets and self.page:
            self._build()
            self._present()

    def back(self) -> None:
        """What the key does that takes things back, where it takes back a page."""
        top = self._overlay or self.page
        if top and top.back:
            top.back()

    @property
    def deaf(self) -> bool:
        """Whether touches and keys do nothing. Then nothing is said, and a film stands still."""
        return self._deaf

    @deaf.setter
    def deaf(self, deaf: bool) -> None:
        self._deaf = deaf
        if deaf:
            self.guide.hush()
        if isinstance(self._overlay, FilmOverlay):
            self._overlay.stand_still(deaf)

    # what the person has chosen

    @property
    def comfort(self) -> Comfort:
        return self.frame.comfort

    def change_comfort(self, comfort: Comfort) -> None:
        """What is shown changes its looks; the place in the journey and all digits stay. At the
        greeting a visit begins, since somebody is there."""
        before, self.frame = self.comfort, self.frame.with_comfort(comfort)
        if comfort.speech and not before.speech:
            self.guide.welcome()
        if self._step is None:
            self.person.start()
        else:
            if comfort != replace(before, volume=comfort.volume):  # loudness has no looks
                self._lay_out()
            if isinstance(self._overlay, ComfortPanel):
                self._cover(self._on_request.panel(self._overlay.book.leaf))
            self._present(fresh=comfort.speech is not before.speech)
        self.person.uses(*on_comfort(comfort))
        if comfort.volume != before.volume:
            self.guide.change_volume(self.frame)

    def headphones(self, plugged: bool) -> None:
        """A plug in the jack starts speech; without it nothing more is said aloud unasked."""
        if plugged is not self.comfort.speech:
            self.change_comfort(replace(self.comfort, speech=plugged))

    # the window

    def measure(self, frame: Frame) -> None:
        """The window has another size now, or practice begins or ends."""
        self.frame = frame.with_comfort(self.comfort)
        self.size = (frame.measures.width, frame.measures.height)
        if self.page:
            self._rebuild()
            self._present(fresh=False)

    def key_down(self, code: int, *, shift: bool = False) -> bool:
        """A key of a keyboard or of a twelve-key pad (Kivy's key codes); all end here."""
        if self._deaf or not self.guide.keyboard.down(code, self.comfort.steady):
            return True
        asked = isinstance(self._overlay, StillThere)
        self.person.touched()
        key = MEANINGS.get(code)
        if key is None and code not in DIGITS:
            pass  # NumLock, shift and the like
        elif asked:
            pass  # any key is the answer
        elif key in (Key.LOUDER, Key.SOFTER):
            self._change_volume(1 if key is Key.LOUDER else -1)
        elif self.guide.must_be_heard:
            pass
        elif key is not Key.SPEECH:
            self.guide.press(code, shift=shift)
        elif self.comfort.speech:
            self.guide.speak_again()
        else:
            self._other_speech()
        return True

    def key_up(self, code: int) -> bool:
        self.guide.keyboard.up(code)
        return True

    def on_touch_down(self, touch: Any) -> bool:
        if self._deaf or not self._touches.down(
            touch.pos, self._overlay or self.page, self.comfort.steady
        ):
            return True
        self.guide.finger()
        if not isinstance(self._overlay, StillThere):  # that one answers on release
            self.person.touched()
        if self._overlay:
            return self._overlay.on_touch_down(touch)
        return bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        if not self._touches.up(touch.pos, self._overlay or self.page):
            return True
        if self._overlay:
            return self._overlay.on_touch_up(touch)
        return bool(super().on_touch_up(touch))

    def _begin(self, step: Step[Any] | None) -> None:
        """Show a step, or the greeting; digits that were not handed over are wiped."""
        self._step = step
        self._hangs = False
        self._moment.entry.wipe()
        withheld = set(step.withheld) if isinstance(step, Grant) else set()
        self._moment = replace(self._moment, entry=Secret(), alarm=0, withheld=withheld)
        self._cover(None)
        self._build()
        self._present()
        if not isinstance(step, AskSecret | AskNewPin):  # a keypad is typed on at once
            self._touches.settle()

    def _build(self, leaf: int = 0) -> None:
        if self.page:
            self.remove_widget(self.page)
        self.page = self._make()
        if self.page.book:
            self.page.book.turn_to(leaf)
            self.page.book.bind(leaf=self._present)
        self.add_widget(self.page, index=len(self.children))

    def _rebuild(self) -> None:
        """The same page once more, in other looks, open at the same leaf."""
        self._build(self.page.book.leaf if self.page and self.page.book else 0)

    def _present(self, *_: object, fresh: bool = True, aloud: bool = False) -> None:
        """To ear and keys, what is on top now; see Guide.show."""
        top = self._over or self._overlay or self.page
        if top:
            self.guide.show(top, fresh=fresh, aloud=aloud)

    def _make(self) -> Page:
        actions = Actions(
            back=self.person.back,
            home=self.person.home,
            help=self._on_request.help,
            comfort=self._on_request.comfort,
            end=self.person.end,
            size=self._next_size if len(self.frame.measures.sizes) > 1 else None,
            contrast=self._other_contrast,
            speech=self._other_speech,
            signing=self._on_request.film if self.film else None,
            languages=self._on_request.languages,
            technician=self.desk.way_in(self.frame) if self.desk else None,
        )
        if isinstance(self._step, ShowTechnician) and self.desk:
            return self.desk.page(self.frame, self._step, self._answer, actions)
        if self._step is None:
            notice = NOTICES.get(self._moment.reader)
            return AttractPage(self.frame, self.person.start, self._start_in, notice, actions)
        if self._hangs:
            return work_hangs(self.frame, self._step, actions)
        return page_for(self.frame, self._step, self._moment, self._answer, actions)

    def _answer(self, value: object) -> None:
        if value is self._moment.entry:  # from here on it is the conductor's
            self._moment = replace(self._moment, entry=Secret())
        else:
            self._moment.entry.wipe()
        self.person.answer(value)

    def _start_in(self, language: str) -> None:
        self.frame.texts.language = language
        self.person.start()
        self.person.uses(*on_language(language))

    def choose_language(self, language: str) -> None:
        self._cover(None)
        self.frame.texts.language = language
        if self._step is None:
            self.person.start()
        else:
            self._lay_out()
            self._present()
        self.person.uses(*on_language(language))

    def _change_volume(self, by: int) -> None:
        volume = min(LOUDEST, max(0, self.comfort.volume + by))
        self.change_comfort(replace(self.comfort, volume=volume))

    @property
    def film(self) -> Path | None:
        """What signs the page of this moment."""
        if self._step is None or self._hangs:
            return None
        key = text_key(self.frame, self._step, self._moment.reader)
        return film_of(self.frame.films, key)

    def _next_size(self) -> None:
        sizes = self.frame.measures.sizes
        following = sizes[(sizes.index(self.comfort.size) + 1) % len(sizes)]
        self.change_comfort(replace(self.comfort, size=following))

    def _other_contrast(self) -> None:
        self.change_comfort(replace(self.comfort, contrast=not self.comfort.contrast))

    def _other_speech(self) -> None:
        self.change_comfort(replace(self.comfort, speech=not self.comfort.speech))

    def cover(self, overlay: Overlay | None) -> None:
        """Put this over the page, or show the page again."""
        self._cover(overlay)
        self._present()

    def uncover(self) -> None:
        self.cover(None)

    def lay_over(self, sheet: Sheet | None) -> None:
        """Keys and voice are for what lies over all of this now, or for this again. A sheet in
        another's place has other looks only; the same one once more is read anew."""
        before, self._over = self._over, sheet
        if sheet or before:
            self._present(fresh=sheet is before or not (sheet and before))

    def _cover(self, overlay: Overlay | None) -> None:
        """Put this over the page, or nothing; a real card in practice lets nobody go on."""
        if self._overlay:
            self.remove_widget(self._overlay)
        if overlay is None and self._real_card:
            overlay = RealCard(self.frame)
        self._overlay = overlay
        if overlay:
            if overlay.book:
                overlay.book.bind(leaf=self._present)
            self.add_widget(overlay)
