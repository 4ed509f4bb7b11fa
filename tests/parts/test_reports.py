"""What organisers take away: the notes as CSV, in the two dialects that people open."""

import csv
import io

import pytest

from server.reports.contract import coarse, export
from server.reports.tables import COLUMNS, Dialect, notes_csv
from server.room.life import EraseNotes
from server.room.notes import HideNote, PostNote, WithdrawNote
from server.room.people import ChooseCollege
from server.room.state import REWORDING, Room
from server.room.themes import MoveNotes
from tests.rooms import AMINA, BENCHES, CARETAKERS, HEARD, enter, host, new_id, opened, people, play, post

BOM = b"\xef\xbb\xbf"


def rows(room: Room, dialect: Dialect = "fr") -> list[dict[str, str]]:
    text = notes_csv(room, dialect).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if dialect == "fr" else ","))


class TestDialects:
    def test_excel_in_french_gets_a_mark_semicolons_and_crlf(self):
        room = opened(stage="gather")
        post(room)
        body = notes_csv(room, "fr")
        assert body.startswith(BOM)
        assert body.count(b"\r\n") == body.count(b"\n") == 2
        assert body.removeprefix(BOM).split(b"\r\n")[0].decode() == ";".join(COLUMNS)

    def test_open_data_get_no_mark_commas_and_lf(self):
        room = opened(stage="gather")
        post(room)
        body = notes_csv(room, "open")
        assert not body.startswith(BOM)
        assert (body.count(b"\n"), body.count(b"\r")) == (2, 0)
        assert body.split(b"\n")[0].decode() == ",".join(COLUMNS)

    @pytest.mark.parametrize("dialect", ["fr", "open"])
    def test_say_the_same_of_everything_heard_at_argenteuil(self, dialect):
        room = opened(stage="gather")
        for one in HEARD:
            post(room, one["text"], AMINA, one["gisement"], one["kind"])
        told = rows(room, dialect)
        assert [(row["gisement"], row["note"]) for row in told] == [(one["gisement"], one["text"]) for one in HEARD]
        assert [row["id"] for row in told] == list(room.notes)

    @pytest.mark.parametrize("dialect", ["fr", "open"])
    def test_keep_signs_of_their_own_inside_a_note(self, dialect):
        text = 'Un "guichet" ; ouvert, le soir\nvraiment « ouvert » 🌳'
        room = opened(stage="gather")
        post(room, text)
        assert rows(room, dialect)[0]["note"] == text


class TestARow:
    def test_tells_where_and_what_and_when(self):
        room = opened(stage="gather")
        note = new_id()
        play(room, PostNote(note, "g4", "obstacle", BENCHES), host(4))
        play(room, MoveNotes(new_id(), (note,), None, "Se poser dehors"))
        play(room, HideNote(new_id(), note))
        assert rows(room) == [
            {
                "id": note, "gisement": "g4", "titre du gisement": room.session.gisements[3].title, "type": "Difficulté",
                "note": BENCHES, "thème": "Se poser dehors", "heure": "2018-12-14T11:00Z", "table": "4", "tardive": "non",
                "masquée": "oui", "avant le séminaire": "non", "saisie pour autrui": "non", "traduction": "",
                "en attente": "non",
            }
        ]  # fmt: skip

    def test_of_a_late_note_says_so(self):
        room = opened(stage="gather")
        enter(room, "sort")
        play(room, PostNote(new_id(), "g1", "idea", BENCHES, "gather"), AMINA)
        assert [row["tardive"] for row in rows(room)] == ["oui"]

    def test_of_a_rewording_names_its_challenge(self):
        room = opened(stage="react")
        post(room, "Se parler entre services", AMINA, "c1", REWORDING)
        (row,) = rows(room)
        assert (row["type"], row["titre du gisement"]) == ("Reformulation", room.session.challenges[0].title)

    def test_is_gone_when_its_note_was_withdrawn(self):
        room = opened(stage="gather")
        kept, gone = post(room), post(room, CARETAKERS)
        play(room, WithdrawNote(new_id(), gone), AMINA)
        assert [row["id"] for row in rows(room)] == [kept]
        assert CARETAKERS not in notes_csv(room, "fr").decode()

    def test_has_no_words_when_they_were_erased(self):
        room = opened(stage="gather")
        note = post(room, CARETAKERS)
        play(room, EraseNotes(new_id(), (note,)), AMINA)
        assert [(row["id"], row["note"]) for row in rows(room)] == [(note, "")]

    def test_names_nobody(self):
        room = opened(stage="gather")
        for by in people(3):
            post(room, by=by)
        assert not any(by.id in notes_csv(room, "fr").decode() for by in people(3))


class TestFormulas:
    @pytest.mark.parametrize("dialect", ["fr", "open"])
    @pytest.mark.parametrize(
        "text", ["=1+1", "+33 6 00 00 00 00", "-2 bancs", "@SOMME(A1)", '=HYPERLINK("http://exemple.fr";"ici")']
    )
    def test_are_text_to_a_spreadsheet(self, text, dialect):
        room = opened(stage="gather")
        post(room, text)
        assert rows(room, dialect)[0]["note"] == f"'{text}"

    def test_on_a_second_line_that_comes_first_are_text_too(self):
        """A cell that begins by a new line (OWASP)."""
        room = opened(stage="gather")
        post(room, "\n=1+1")
        assert rows(room)[0]["note"].startswith("'")

    def test_in_full_width_signs_are_text_too(self):
        """Some locales take ＝ for = (OWASP)."""
        room = opened(stage="gather")
        post(room, "＝1＋1")
        assert rows(room)[0]["note"].startswith("'")

    def test_in_a_theme_or_an_id_are_text_too(self):
        room = opened(stage="gather")
        play(room, PostNote("-2+3+cmd", "g1", "idea", BENCHES), AMINA)
        play(room, MoveNotes(new_id(), ("-2+3+cmd",), None, "=2+2"))
        (row,) = rows(room)
        assert (row["id"], row["thème"]) == ("'-2+3+cmd", "'=2+2")

    @pytest.mark.parametrize("dialect", ["fr", "open"])
    @pytest.mark.parametrize("before", ["Des bancs\n", "Des bancs\n  ", "Des bancs,", "Des bancs; ", 'Des "'])
    def test_inside_a_text_are_text_too_when_the_wrong_separator_cuts_it(self, before, dialect):
        """LibreOffice takes commas unless it is told otherwise, and a quote that does not open a cell protects nothing."""
        room = opened(stage="gather")
        post(room, f"{before}=1+1")
        assert rows(room, dialect)[0]["note"] == f"{before}'=1+1"

    def test_that_are_none_are_left_alone(self):
        room = opened(stage="gather")
        post(room, "Les bancs : 1 + 1 = 2")
        assert rows(room)[0]["note"] == "Les bancs : 1 + 1 = 2"


@pytest.mark.parametrize(
    ("at", "told"),
    [(0, "1970-01-01T00:00Z"), (1_544_785_259_999, "2018-12-14T11:00Z"), (1_544_785_260_000, "2018-12-14T11:01Z")],
)
def test_times_are_told_to_the_minute(at, told):
    assert coarse(at) == told


def test_the_export_tells_who_came_by_college_and_how_many_of_nobody_too_few():
    room = opened(stage="gather")
    for n, by in enumerate(people(17)):
        play(room, ChooseCollege(new_id(), "police" if n < 9 else "usagers" if n < 15 else "ville"), by)
    told = [(one.label, one.family, one.present) for one in export(room).presence]
    assert ("Police", "Métiers de terrain", 9) in told
    assert ("Habitants et associations", None, None) in told
    assert ("Institutions", None, None) in told
