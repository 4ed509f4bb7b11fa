"""A drawing as a picture, for the formats that hold no SVG."""

import struct
from typing import NamedTuple

from server.reports.typeset import png

POINTS_WIDE = 480
PIXELS_PER_INCH = 200
SOURCE = f"""#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Atkinson Hyperlegible Next")
#image(bytes(sys.inputs.svg), format: "svg", width: {POINTS_WIDE}pt)""".encode()


class Picture(NamedTuple):
    """PNG, with its size in points."""

    body: bytes
    wide: float
    high: float


def picture(svg: str) -> Picture:
    """An SVG drawing in pixels, as wide as a page's text. It reads no font of the machine, no file, no address."""
    body = png(SOURCE, PIXELS_PER_INCH, svg=svg)
    wide, high = struct.unpack(">II", body[16:24])
    return Picture(body, POINTS_WIDE, POINTS_WIDE * high / wide)
