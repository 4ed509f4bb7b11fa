"""The living section on the projector: small, true, calm, and with a table."""

import re
from collections import Counter

from server.live import section, views
from server.live.views import Audience, Outlook
from server.room.definition import Gisement
from server.room.moderation import SetModeration
from server.room.notes import HideNote, PostNote
from server.room.stages import MINUTE, SetGisement
from server.room.state import Room, Showing
from tests.hubs import HERE, PAGES
from tests.rooms import NOON, argenteuil, enter, group, new_id, opened, people, play, post, small

CODE = "ABCDEF"
OUTLOOK = Outlook(Counter(phone=40, screen=1), f"{HERE}/r/{CODE}", PAGES)
KINDS = ("idea", "resource", "obstacle")


def screen(room: Room, page: int = 0) -> str:
    room.showing = Showing("section", page=page)
    return views.SCREEN[0].render(room, Audience(CODE, "screen"), OUTLOOK)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def table(html: str) -> list[list[str]]:
    """The figures: a row for each gisement."""
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(?:<span>)?(.*?)(?:</span>)?</t[hd]>", row) for row in rows]


def marks(html: str) -> dict[str, str]:
    """Each note drawn, and where."""
    return dict(re.findall(r'<rect id="n(\d+)" (x="\d+%" y="-?\d+%")/>', html))


def full(gisements: int, notes: int) -> Room:
    room = opened(stage="gather")
    for n in range(8, gisements + 1):
        play(room, SetGisement(new_id(), Gisement(id=f"g{n}", title="é" * 140, short="é" * 28)))
    for n in range(notes):
        note = post(room, f"Note {n}", people(40)[n % 40], f"g{n % gisements + 1}", KINDS[n % 3])
        group(room, f"theme-{n % gisements}-{n % (3 * gisements)}-{'0' * 20}", note)
    return room


class TestTheSection:
    def test_is_what_the_screen_shows_while_notes_are_gathered(self):
        assert views.shown_view(opened(stage="gather")) == "section"

    def test_of_an_empty_room_invites(self):
        room = opened(small(), "gather")
        assert "Votre première note ouvre une veine." in words(screen(room))
        post(room)
        assert "Votre première note" not in words(screen(room))
        assert words(screen(room)).count("Qui commence") == 1

    def test_of_a_room_whose_notes_are_read_first_says_so(self):
        room = opened(small(), "gather")
        play(room, SetModeration(new_id(), True))
        post(room)
        assert "Vos notes sont relues avant de paraître ici." in words(screen(room))

    def test_tells_each_gisement_in_figures(self):
        room = opened(small(), "gather")
        for kind in (*KINDS, "idea"):
            post(room, kind=kind)
        html = screen(room)
        assert table(html) == [["Bancs", "2", "1", "1", "4", "0", "0"], ["Guichets", "0", "0", "0", "0", "0", "0"]]
        assert 'aria-label="Coupe de la salle : 4 notes sur 2 gisements"' in html.replace("\u00a0", " ")

    def test_moves_no_note_when_one_is_hidden_or_another_comes(self):
        room = opened(small(), "gather")
        notes = [post(room) for _ in range(6)]
        before = marks(screen(room))
        play(room, HideNote(new_id(), notes[2]))
        post(room)
        after = marks(screen(room))
        hidden = str(room.notes[notes[2]].seq)
        assert {seq: at for seq, at in after.items() if seq in before} == {
            k: v for k, v in before.items() if k != hidden
        }
        assert len(after) == 6

    def test_draws_the_themes_as_veins(self):
        room = opened(small(), "gather")
        notes = [post(room) for _ in range(12)]
        for n, note in enumerate(notes):
            group(room, f"t{n % 2}", note)
        enter(room, "sort")
        assert re.findall(r'<path id="v(\w+)" class="v(\d)"', screen(room)) == [("t0", "2"), ("t1", "2")]

    def test_stays_small_and_drawn_with_two_hundred_notes(self):
        for gisements in (7, 9):
            html = screen(full(gisements, 240))
            assert len(html.encode()) <= 16 * 1024
            assert len(marks(html)) >= 70
            assert "Grande forme" in html

    def test_of_thirty_gisements_goes_by_pages(self):
        room = full(30, 60)
        pages = [screen(room, page) for page in range(5)]
        assert [len(table(html)) for html in pages] == [9, 9, 9, 3, 9]
        assert "page 4 sur 4" in words(pages[3])
        assert pages[0] == pages[4]

    def test_says_which_tables_work_where_while_they_write(self):
        room = opened(argenteuil(), "gather")
        assert words(screen(room)).count("T1") == 1
        enter(room, "sort")
        assert words(screen(room)).count("T1") == 0


class TestTheFilm:
    def test_tells_the_day_from_its_first_note_to_its_last_in_counts_alone(self):
        room = opened(small(), "gather")
        for n, gisement in enumerate(("g1", "g1", "g2")):
            note = PostNote(new_id(), gisement, KINDS[n], "Un secret")
            play(room, note, people(1)[0], NOON + n * 60 * MINUTE)
        film = section.film(room, section.strata(room))
        seqs = [note.seq for note in room.notes.values()]
        assert len(film) == 60
        assert film[0] == section.Frame(NOON, seqs[0], (0, 108), 186, ((1, 0, 0), (0, 0, 0)))
        assert film[-1] == section.Frame(NOON + 120 * MINUTE, seqs[2], (0, 138), 246, ((1, 1, 0), (0, 0, 1)))
        assert film[29].counts == ((1, 0, 0), (0, 0, 0))
        assert film[30].counts == ((1, 1, 0), (0, 0, 0))

    def test_of_an_empty_day_is_empty(self):
        room = opened(small(), "gather")
        assert section.film(room, section.strata(room)) == []
