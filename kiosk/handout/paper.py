"""How papers become tagged PDFs, which a screen reader can read."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from qrcode import QRCode
from qrcode.image.svg import SvgPathImage
from weasyprint import HTML

ASSETS = Path(__file__).parents[2] / "assets"


def html(template: str, **values: object) -> str:
    """A page of `assets/handout`; its pictures are named as seen from `assets`."""
    environment = Environment(
        loader=FileSystemLoader(ASSETS / "handout"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)


def pdf(page: str) -> bytes:
    document: bytes = HTML(string=page, base_url=f"{ASSETS}/").write_pdf(pdf_variant="pdf/ua-1")
    return document


def code(text: str) -> str:
    """A QR code with its quiet zone, as the address of a picture."""
    drawn = QRCode(image_factory=SvgPathImage)
    drawn.add_data(text)
    picture: bytes = drawn.make_image().to_string()
    return f"data:image/svg+xml;base64,{b64encode(picture).decode()}"
