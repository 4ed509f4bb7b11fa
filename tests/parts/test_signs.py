"""What people write on phones shows in the PDF: emoji, and the scripts that its fonts hold."""

import io

import pypdf
import pytest

from server.reports import pdf
from server.reports.contract import export
from tests.rooms import opened, post

LOST = "▯"


@pytest.mark.parametrize(
    "text",
    [
        "Des bancs 🪑 et des fêtes 🎉", "مقاعد في الساحة", "Больше скамеек", "Thêm ghế đá", "Daha çok bank, güneş ışığı",
        "Περισσότερα παγκάκια", "ספסלים בכיכר", "পার্কে বেঞ্চ", "பூங்காவில் இருக்கை",
    ],
)  # fmt: skip
def test_a_sign_of_the_fonts_is_not_lost(text):
    assert lost(text) == lost("Plus de bancs")


def test_a_sign_beyond_them_is_a_box():
    assert lost("公园里的长椅") == lost("Plus de bancs") + 6


def lost(text: str) -> int:
    """How many boxes the report of a note shows; its annex speaks of them."""
    room = opened(stage="gather")
    post(room, text)
    pages = pypdf.PdfReader(io.BytesIO(pdf.write(export(room)))).pages
    return sum(page.extract_text().count(LOST) for page in pages)
