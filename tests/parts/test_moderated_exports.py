"""What moderation takes away is in no file that leaves the room."""

import io
import zipfile

from server.reports.contract import board, export
from server.reports.formats import FORMATS, written
from server.reports.tables import note_rows
from server.room.aside import SetAside
from server.room.life import Undo
from server.room.masking import MaskWords
from server.room.moderation import AcceptNotes
from server.room.state import Room
from tests.rooms import BENCHES, BRUNO, new_id, opened, play, post, small

WORD, BLANK = "Dupond", "▇▇▇▇"
FILES = tuple(name for name in FORMATS if name not in ("pdf", "svg"))
"""Those that tell notes, and whose words can be read as they lie: the PDF tells the blocks of the others."""
EVERYWHERE = [*FILES, "csv", "json"]


def unpacked(data: bytes) -> str:
    """All that a file says, whether or not it is a zip of others."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def telling(room: Room, word: str) -> list[str]:
    found = export(room)
    files = {name: unpacked(written(found, name)) for name in FILES}
    files |= {"csv": str(note_rows(room)), "json": str(board(room))}
    return [name for name, said in files.items() if word in said]


def room_with(text: str) -> tuple[Room, str]:
    room = opened(small(), stage="gather")
    post(room, BENCHES, BRUNO)
    return room, post(room, text)


def test_a_masked_word_is_in_no_export_until_undo_gives_it_back():
    room, note = room_with(f"Le gardien {WORD} dort")
    assert telling(room, WORD) == EVERYWHERE
    play(room, MaskWords(new_id(), note, ((11, 17),), room.seq))
    assert (telling(room, WORD), telling(room, BLANK)) == ([], EVERYWHERE)
    play(room, Undo(new_id()))
    assert telling(room, WORD) == EVERYWHERE


def test_a_note_put_aside_is_in_no_export_nor_is_its_reason():
    room, note = room_with(f"{WORD} vit seul")
    play(room, SetAside(new_id(), note, reason="À signaler"))
    assert (telling(room, WORD), telling(room, "À signaler")) == ([], [])


def test_a_note_that_waits_is_in_the_data_and_in_no_report():
    room = opened(small(moderation={"before": True}), stage="gather")
    post(room, f"{WORD} vit seul")
    assert telling(room, WORD) == ["xlsx", "ods", "csv", "json"]
    play(room, AcceptNotes(new_id(), room.seq))
    assert telling(room, WORD) == EVERYWHERE
