"""Chromium as a kiosk, with a page like our greeting, on a screen of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

from kiosk.screens.script import EUROPEAN
from kiosk.screens.theme import DAY, PICTURES
from kiosk.settings import Settings
from kiosk.texts import Texts
from tests.display import virtual_screen

QUIET = (
    "--no-sandbox",  # root cannot have it, and only our own page is shown
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)

PAGE = Template("""\
<!DOCTYPE html>
<html lang="de">
<meta charset="utf-8">
<title>$title</title>
<style>
@font-face { font-family: Noto; src: url("file://$regular") }
@font-face { font-family: Noto; font-weight: bold; src: url("file://$bold") }
* { box-sizing: border-box; margin: 0 }
body { background: $yellow; color: $ink; font: 32px/1.35 Noto; height: 100vh; overflow: hidden }
body:active { background: $pressed }
body.next { background: $paper }
body.next > * { visibility: hidden }
main { padding: 56px 72px; width: 764px }
b { font-size: 26px; white-space: nowrap }
h1 { font-size: 92px; line-height: 1.15; margin: 40px 0 24px }
img { position: absolute; right: 24px; top: 110px; width: 470px }
footer { background: $ink; bottom: 0; display: flex; gap: 12px; height: 150px; left: 0;
         padding: 35px 48px; position: absolute; width: 100% }
button { background: $paper; border: 3px solid $ink; border-radius: 14px; color: $ink;
         font: bold 30px Noto; width: 200px }
</style>
<main><b>$brand</b><h1>$title</h1><p>$body</p></main>
<img src="file://$picture" alt="">
<footer>$languages</footer>
<script>onclick = () => document.body.classList.toggle("next")</script>
""")


@dataclass(frozen=True)
class RealChromium:
    display: str
    pid: int


def greeting_page() -> str:
    """The greeting of the kiosk once more, in HTML: same words, colours, fonts and picture."""
    texts = Texts()
    return PAGE.substitute(
        title=texts("attract.title"),
        body=texts("attract.body"),
        brand=f"{Settings().site} · {texts('brand.title')}",
        languages="".join(f"<button>{one.name}</button>" for one in texts.languages()),
        picture=PICTURES / "greeting.png",
        regular=EUROPEAN.regular,
        bold=EUROPEAN.bold,
        yellow=DAY.yellow,
        pressed=DAY.yellow_pressed,
        ink=DAY.ink,
        paper=DAY.paper,
    )


@contextmanager
def real_chromium(size: tuple[int, int], folder: Path) -> Iterator[RealChromium]:
    """`chromium --kiosk` with a new profile, until the block ends. Raises FileNotFoundError."""
    program = shutil.which("chromium")
    if program is None:
        raise FileNotFoundError("not tried: apt-get install chromium")
    page = folder / "greeting.html"
    page.write_text(greeting_page())
    preferences = folder / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"translate": {"enabled": false}}')  # or it covers the page with that
    with virtual_screen(*size) as display, (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(program, "--kiosk", *QUIET, f"--user-data-dir={folder / 'profile'}"),
                *("--window-position=0,0", f"--window-size={size[0]},{size[1]}", page.as_uri()),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, DISPLAY=display, HOME=str(folder)),
        )
        try:
            yield RealChromium(display, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)
