"""A phone before a screen: what its camera sees from some distance, and a real decoder."""

from __future__ import annotations

import math
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

FRAME, FIELD = 1920, 65
"""Pixels along the long side of the preview that phones scan, and the degrees it takes in."""


def decoded(pictures: Sequence[Image.Image], folder: Path) -> list[str]:
    """What zbarimg reads in each picture, in their order; empty where it finds no code."""
    names = []
    for number, picture in enumerate(pictures):
        names.append(str(folder / f"{number:03}.pgm"))
        picture.convert("L").save(names[-1])
    found = subprocess.run(
        ["zbarimg", "--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", *names],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return [_of(name, found) for name in names]


def _of(name: str, xml: str) -> str:
    _, _, rest = xml.partition(f"<source href='{name}'>")
    inside, _, _ = rest.partition("</source>")
    _, _, data = inside.partition("<data><![CDATA[")
    return data.partition("]]></data>")[0]


def photo(screen: Image.Image, millimetre: float, centimetres: float) -> Image.Image:
    """The screen, of which `millimetre` pixels are one true millimetre, through the camera.

    Askew by three degrees, soft as a lens is, pale as glass in a bright room, with noise of 3 %.
    """
    width = 20 * centimetres * math.tan(math.radians(FIELD / 2))
    scale = FRAME / width / millimetre
    picture = screen.convert("L").rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    picture = picture.resize(
        (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BOX
    ).filter(ImageFilter.GaussianBlur(0.7))
    picture = picture.point(lambda level: 40 + level * 0.7)
    grains = random.Random(1).randbytes(picture.width * picture.height)
    noise = Image.frombytes("L", picture.size, grains).point(lambda level: 120 + level / 16)
    return ImageChops.add(picture, noise, 1, -128)
