"""Let Kivy's loop sleep inside SDL until there is input, a due clock event or a thread's call.

Stock Kivy ticks sixty times a second for nothing: 1.65 % of a core at rest against 0.03 %, and
the first touch is seen after 26 ms against 8 (facts/kivy.md, section 10). This stands on
`Window.mainloop`, `Clock.on_schedule` and `Clock.get_min_timeout` of Kivy 2.3; a test notices
when another Kivy breaks it.
"""

from __future__ import annotations

import ctypes
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window, _window_sdl2

LONGEST_SECONDS = 1.0

SDL_EVENT_WORDS = 32
"""An SDL_Event has 56 bytes; 32 words of 4 hold it with room."""


def block_when_idle() -> None:
    """Call once per process, when the window exists."""
    sdl = ctypes.CDLL(_window_sdl2.__file__)  # through it, the SDL2 that Kivy has loaded
    wake_event = (ctypes.c_uint32 * SDL_EVENT_WORDS)(sdl.SDL_RegisterEvents(1))
    poll, scheduled = Window.mainloop, Clock.on_schedule
    waiting = False

    def mainloop() -> None:
        nonlocal waiting
        waiting = True  # before the look at the clock, or a call in between would be lost
        seconds = min(LONGEST_SECONDS, Clock.get_min_timeout() - Clock.time())
        if seconds > 0 and not Window.canvas.needs_redraw and not EventLoop.quit:
            sdl.SDL_WaitEventTimeout(None, int(seconds * 1000) + 1)
        waiting = False
        poll()

    def on_schedule(event: Any) -> None:
        nonlocal waiting
        if event.timeout >= 0:
            event._last_dt = Clock.time()  # count from now, not from the tick before the sleep
        if waiting:
            waiting = False
            sdl.SDL_PushEvent(wake_event)
        scheduled(event)

    Window.mainloop, Clock.on_schedule = mainloop, on_schedule
