"""The engine of practice: what the engine of real cards does, and online identification."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kiosk.eid.eac.access import Access
from kiosk.eid.eac.model import IdentificationResult, Identified
from kiosk.eid.eac.service import load_services
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.secret import Secret


class PracticeEngine(NativeEngine):
    """See eac.model.Identifies. Made for a practice reader, and so has no way to a real card."""

    def __init__(self, reader: PracticeReader, today: Callable[[], date] = date.today) -> None:
        super().__init__(reader)
        self._practice_reader = reader
        self._today = today

    def identify(
        self, provider: str, granted: tuple[Access, ...], pin: Secret
    ) -> IdentificationResult:
        # 8 MB of X.509 and CMS that a kiosk does not need before somebody tries this
        from kiosk.eid.eac.identification import Request, identify  # noqa: PLC0415

        with self._faults_end_the_session(), pin:
            self._held()
            self.release()
            service = next(one for one in load_services() if one.id == provider)
            request = Request(service, granted, self._today())
            result = identify(self._practice_reader, request, pin)
            if not isinstance(result, Identified):
                self.look()  # what the card is good for now is asked in a session
            return result
