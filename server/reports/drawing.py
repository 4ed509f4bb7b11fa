"""A drawing as a picture, for the formats that hold no SVG."""

import struct
from typing import NamedTuple

import typst

POINTS_WIDE = 480
PIXELS_PER_INCH = 200
SOURCE = f"""#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Libertinus Serif")
#image(bytes(sys.inputs.svg), format: "svg", width: {POINTS_WIDE}pt)""".encode()


class Picture(NamedTuple):
    """PNG, with its size in points."""

    body: bytes
    wide: float
    high: float


def picture(svg: str) -> Picture:
    """An SVG drawing in pixels, as wide as a page's text. It reads no font of the machine, no file, no address."""
    body: bytes = typst.compile(
        SOURCE, sys_inputs={"svg": svg}, format="png", ppi=PIXELS_PER_INCH, ignore_system_fonts=True
    )
    wide, high = struct.unpack(">II", body[16:24])
    return Picture(body, POINTS_WIDE, POINTS_WIDE * high / wide)
