"""What a console shows of a gisement's wall: a proposal before it is accepted, twins, what the machine did, what is missing."""

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest

from server.live import arranging, views
from server.live.views import Audience, Outlook
from server.room import wall as walls
from server.room.definition import Limits
from server.room.grouping import GroupNote, Reshape, TellAlike, TellEncoder
from server.room.life import Undo
from server.room.notes import HideNote
from server.room.proposals import AskProposal, CloseProposal, MakeProposal
from server.room.state import Group, Room
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes, SplitTheme
from server.web.themes import reasons
from tests.hubs import HERE, PAGES
from tests.rooms import MACHINE, argenteuil, enter, group, host, name, new_id, opened, people, play, post

LIMIT = 16 * 1024
OUTLOOK = Outlook(Counter(phone=3), f"{HERE}/r/ABCDEF", PAGES)
BUS = tuple(f"Une navette le soir, ligne {n}" for n in range(4))
CLEAN = tuple(f"Nettoyer la place le samedi {n}" for n in range(5))


def drawn(room: Room, fragment: str, gisement: str = "g1", table: int | None = None, page: int = 0) -> str:
    audience = Audience("ABCDEF", "console", focus=gisement, table=table, page=page)
    shown = {one.id: one for one in views.fragments(room, audience)}
    return shown[fragment].render(room, audience, OUTLOOK)


def read(html: str) -> str:
    """What people read of it."""
    spaced = re.sub(r"<[^>]+>", " ", html)
    return " ".join(unescape(spaced).replace("’", "'").split())


def two_themes() -> tuple[Room, list[str], list[str]]:
    """« Navettes », four notes, and « Propreté », five."""
    room = opened(stage="gather")
    who = people(9)
    bus = [post(room, text, by=who[n]) for n, text in enumerate(BUS)]
    clean = [post(room, text, by=who[4 + n]) for n, text in enumerate(CLEAN)]
    group(room, "t-bus", *bus)
    group(room, "t-clean", *clean)
    for n in range(3):
        post(room, f"Autre chose {n}")
    name(room, "t-bus", "Navettes", bus[0])
    name(room, "t-clean", "Propreté", clean[0])
    return room, bus, clean


def proposed(room: Room, shape: dict[str, list[str]], theme: str | None = None, finer: int = 1) -> str:
    asked = new_id()
    play(room, AskProposal(asked, "g1", finer, theme))
    groups = tuple(Group(one, tuple(notes)) for one, notes in shape.items())
    play(room, MakeProposal(new_id(), asked, "g1", groups, tuple(f"Nom de {one}" for one in shape)), MACHINE)
    return asked


class TestAProposal:
    def test_is_nothing_until_it_is_asked(self):
        assert drawn(two_themes()[0], "console-proposal") == ""

    def test_is_awaited(self):
        room = two_themes()[0]
        play(room, AskProposal(new_id(), "g1", -1))
        assert read(drawn(room, "console-proposal")) == "Regrouper plus large · la machine cherche… Ne plus chercher"

    def test_tells_what_it_would_change_before_it_does(self):
        room, bus, clean = two_themes()
        proposed(room, {"t-bus": bus[:2], "t-clean": clean, "t-new": bus[2:]})
        told = read(drawn(room, "console-proposal"))
        assert told.startswith(
            "Regrouper plus fin · 2 thèmes → 3 thèmes 2 notes changent de place, 1 thème ne change pas."
        )
        assert "vient de « Navettes »" in told
        assert told.endswith("Accepter Écarter")
        assert {note.theme for note in room.notes.values() if note.id in bus} == {"t-bus"}

    def test_tells_which_themes_would_end(self):
        room, bus, clean = two_themes()
        proposed(room, {"t-clean": clean + bus, "t-none": []}, finer=-1)
        assert "2 thèmes → 1 thème" in read(drawn(room, "console-proposal"))
        assert "Disparaît : « Navettes »" in read(drawn(room, "console-proposal"))

    def test_names_the_new_themes_apart_from_those_that_stand(self):
        room, bus, clean = two_themes()
        proposed(room, {"t-bus": bus[:2], "t-clean": clean, "t-new": bus[2:]})
        preview = walls.preview(room, room.proposals["g1"])
        names = [one.name for one in arranging.suggested(room.proposals["g1"], preview, 3, 140)]
        assert names == ["Navettes", "Nom de t-new"]

    def test_of_one_theme_tells_its_parts(self):
        room, bus, _ = two_themes()
        proposed(room, {"t-bus": bus[:2], "t-new": bus[2:]}, theme="t-bus", finer=0)
        assert read(drawn(room, "console-proposal")).startswith("Séparer « Navettes » · 1 thème → 2 thèmes")

    @pytest.mark.parametrize("theme", [None, "t-bus"])
    def test_that_changes_nothing_says_that_themes_hold(self, theme):
        room, bus, clean = two_themes()
        proposed(room, {"t-bus": bus} if theme else {"t-bus": bus, "t-clean": clean}, theme, finer=0)
        told = read(drawn(room, "console-proposal"))
        assert ("rien de mieux, ce thème tient." if theme else "rien de mieux : les thèmes tiennent.") in told
        assert told.endswith("Fermer")

    @pytest.mark.parametrize("accepted", [True, False])
    def test_goes_once_it_is_answered(self, accepted):
        room, bus, clean = two_themes()
        asked = proposed(room, {"t-bus": bus[:2], "t-clean": clean, "t-new": bus[2:]})
        play(room, CloseProposal(new_id(), "g1", asked, accepted))
        assert drawn(room, "console-proposal") == ""
        assert len(room.themes_on("g1")) == (3 if accepted else 2)

    def test_leaves_a_note_alone_in_the_tray(self):
        room, bus, clean = two_themes()
        asked = proposed(room, {"t-bus": bus[:3], "t-clean": clean, "t-new": bus[3:]})
        assert "1 note resterait seule" in read(drawn(room, "console-proposal"))
        play(room, CloseProposal(new_id(), "g1", asked, True))
        assert BUS[3] in read(drawn(room, "console-tray"))
        assert "t-new" not in drawn(room, "console-rail")

    def test_of_a_long_room_stays_small(self):
        session = argenteuil().model_copy(update={"limits": Limits(text=500)})
        room = opened(session, stage="gather")
        who = people(60)
        notes = [post(room, "a\"b<c'd& " * 55, by=who[n % 60]) for n in range(180)]
        group(room, "t-all", *notes)
        shape = {f"t-{n}": notes[n * 6 : n * 6 + 6] for n in range(30)}
        proposed(room, shape)
        html = drawn(room, "console-proposal")
        assert len(html.encode()) <= LIMIT
        assert "et 18 autres thèmes changent" in read(html)


class TestTwins:
    def alike(self) -> Room:
        room, _, _ = two_themes()
        play(room, TellAlike(new_id(), (("t-bus", "t-clean"),)), MACHINE)
        return room

    def test_are_told_with_the_place_they_would_have_together(self):
        told = read(drawn(self.alike(), "console-twins"))
        assert told == (
            "« Navettes » (2e) et « Propreté » (1re) se ressemblent : ensemble, 1re place. "
            "D'après le nombre de personnes Réunir"
        )

    def test_are_told_before_any_ballot_too(self):
        assert "« Navettes » (2e) et « Propreté » (1re)" in read(drawn(self.alike(), "console-alike"))

    def test_on_another_gisement_are_told_there(self):
        assert read(drawn(self.alike(), "console-twins", "g2")) == ""

    def test_joined_are_twins_no_more(self):
        room = self.alike()
        play(room, MergeThemes(new_id(), ("t-bus",), "t-clean"))
        assert (read(drawn(room, "console-twins")), read(drawn(room, "console-alike"))) == ("", "")


class TestWhatTheMachineDid:
    def reshaped(self) -> Room:
        room, bus, _ = two_themes()
        play(
            room, Reshape(new_id(), "split", tuple((n, "t-bus", "t-late") for n in bus[2:]), (), 0.8, room.seq), MACHINE
        )
        name(room, "t-late", "Tard le soir")
        gone = tuple((n, "t-bus", "t-clean") for n in bus[:2])
        play(room, Reshape(new_id(), "merge", gone, (("t-bus", "t-clean"),), 0.8, room.seq), MACHINE)
        return room

    def test_is_told_with_sizes(self):
        told = read(drawn(self.reshaped(), "console-state"))
        assert "« Navettes » (2 notes) réuni à « Propreté » (7 notes). Annuler" in told
        assert "« Navettes » partagé : 2 notes parties vers « Tard le soir ». Annuler" in told

    def test_is_taken_back_by_its_number(self):
        room = self.reshaped()
        merge = walls.reshaped(room, "g1")[0]
        assert f'{{"seq": {merge.seq}}}' in drawn(room, "console-state")
        play(room, Undo(new_id(), merge.seq))
        assert "réuni à" not in read(drawn(room, "console-state"))
        assert len(room.members(room.themes["t-bus"])) == 2

    def test_is_for_a_table_to_take_back_on_its_own_gisement(self):
        assert "Annuler" in read(drawn(self.reshaped(), "console-state", table=1))

    def test_on_one_gisement_is_not_told_on_another(self):
        assert walls.reshaped(self.reshaped(), "g2") == []

    def test_without_a_model_says_so(self):
        room = two_themes()[0]
        sentence = "Les notes sont rapprochées par leurs mots seuls : le modèle de langue manque ou a été écarté."
        assert sentence not in read(drawn(room, "console-state"))
        play(room, TellEncoder(new_id(), "lexical-1"), MACHINE)
        assert sentence in read(drawn(room, "console-state"))

    def test_notes_without_a_word_are_counted(self):
        room = two_themes()[0]
        for text in ("👍", "🌳"):
            command = GroupNote(new_id(), post(room, text), new_id(), None, 0, (), (), room.seq, unread="wordless")
            play(room, command, MACHINE)
        assert "2 notes n'ont pas de mot à comparer : elles attendent dans « À trier »." in read(
            drawn(room, "console-state")
        )

    def test_unread_notes_are_counted(self):
        room = two_themes()[0]
        lost = post(room, "?!")
        play(room, GroupNote(new_id(), lost, "t-lost", None, 0, (), (), room.seq, "", None, "failed"), MACHINE)
        assert "1 note n'a pas pu être lue" in read(drawn(room, "console-state"))
        assert "n'a pas pu être lue" in read(drawn(room, "console-tray"))


class TestTheTray:
    def test_says_where_the_machine_leans(self):
        room, _, _ = two_themes()
        unsure = post(room, "Un car qui passe tard")
        play(room, GroupNote(new_id(), unsure, "t-bus", None, 0.1, (), (), room.seq), MACHINE)
        html = drawn(room, "console-tray")
        assert "Un car qui passe tard ⋯ proposé : « Navettes »" in read(html)
        assert 'data-yes="t-bus"' in html

    def test_is_called_notes_before_there_are_themes(self):
        room = opened(stage="gather")
        post(room)
        assert read(drawn(room, "console-tray")).startswith("Notes 1 ")
        assert "Les thèmes apparaissent à partir de 12 notes." in read(drawn(room, "console-state"))

    def test_of_an_empty_gisement_says_so(self):
        assert read(drawn(opened(), "console-tray")) == "Aucune note ici pour le moment."


def test_what_several_people_said_is_told_once_with_the_other_wordings():
    room, bus, _ = two_themes()
    for n, by in enumerate(people(12)[9:]):
        same = post(room, f"Une navette, le soir ! ({n})", by=by)
        play(room, GroupNote(new_id(), same, "t-bus", None, 0.9, (), (), room.seq, "fr", bus[0]), MACHINE)
    told = read(drawn(room, "console-wall-0"))
    assert "4 personnes , voir les autres formulations" in told
    assert told.count("Une navette, le soir") == 3


def test_a_note_in_another_language_says_so_to_screen_readers():
    room, _, _ = two_themes()
    arabic = post(room, "حافلة في المساء")
    play(room, GroupNote(new_id(), arabic, "t-bus", None, 0.9, (), (), room.seq, "ar"), MACHINE)
    html = drawn(room, "console-wall-0")
    assert re.search(r'dir="auto"><span lang="ar">\s*حافلة', html)
    assert html.count("lang=") == 1


def test_what_nobody_fed_is_short():
    room = opened(stage="gather")
    assert "Personne n'a encore écrit de note." in read(drawn(room, "console-counts"))
    post(room, gisement="g1")
    told = read(drawn(room, "console-counts"))
    assert "Pas encore de ressources : nulle part" in told
    assert "Pas encore d'idées" not in told
    post(room, gisement="g2", kind="resource")
    told = read(drawn(room, "console-counts"))
    assert "Pas encore d'idées : Repères, services publics" in told
    assert "Pas encore de ressources : Incivilités, espace public" in told


class TestUndo:
    def test_names_the_act(self):
        room, bus, clean = two_themes()
        acts = [
            (MoveNotes(new_id(), (bus[0],), "t-clean"), "note déplacée"),
            (MoveNotes(new_id(), (bus[1], bus[2]), "t-clean"), "notes déplacées"),
            (SplitTheme(new_id(), "t-clean", (clean[0],)), "thème séparé"),
            (ChangeTheme(new_id(), "t-clean", "Propre"), "thème renommé"),
            (ChangeTheme(new_id(), "t-clean", pinned=True), "thème épinglé"),
            (ChangeTheme(new_id(), "t-clean", pinned=False), "thème détaché"),
            (HideNote(new_id(), clean[1]), "note masquée"),
            (MergeThemes(new_id(), ("t-bus",), "t-clean"), "thèmes réunis"),
        ]
        for command, words in acts:
            play(room, command)
            assert read(drawn(room, "console-undo")) == f"Annuler : {words}"
            assert f"Annuler : {words}" in read(drawn(room, "console-now"))

    def test_an_accepted_proposal_is_named(self):
        room, bus, clean = two_themes()
        asked = proposed(room, {"t-bus": bus[:2], "t-clean": clean, "t-new": bus[2:]})
        play(room, CloseProposal(new_id(), "g1", asked, True))
        assert read(drawn(room, "console-undo")) == "Annuler : proposition acceptée"

    def test_a_table_is_told_its_own_act_alone(self):
        room, bus, _ = two_themes()
        play(room, MoveNotes(new_id(), (bus[0],), "t-clean"))
        assert read(drawn(room, "console-undo", table=1)) == ""
        play(room, MoveNotes(new_id(), (bus[1],), "t-clean"), host(1))
        assert read(drawn(room, "console-undo", table=1)) == "Annuler : note déplacée"
        assert read(drawn(room, "console-undo", table=2)) == ""

    def test_what_is_not_about_a_wall_is_taken_back_elsewhere(self):
        room = two_themes()[0]
        enter(room, "sort")
        assert read(drawn(room, "console-undo")) == ""
        assert "Annuler : changement d'étape" in read(drawn(room, "console-now"))


@pytest.fixture(scope="module")
def long() -> Room:
    session = argenteuil().model_copy(update={"limits": Limits(text=500)})
    room = opened(session, stage="gather")
    who = people(200)
    for n in range(260):
        note = post(room, f"{n} " + "\"<é👩‍👩‍👧'! " * (40 if n % 7 == 0 else 3), by=who[n % 200])
        sure = 0.1 if n % 6 == 0 else 0.7
        play(room, GroupNote(new_id(), note, f"t-{n % 70}", None, sure, (), (), room.seq), MACHINE)
    for n in range(70):
        play(room, ChangeTheme(new_id(), f"t-{n}", f"Thème {n} <" + "é'" * 24))
    return room


class TestWhy:
    def told(self, room: Room, note: str) -> str:
        return read(PAGES.render("console/_why.html", why=reasons(room, walls.why(room, room.notes[note]))))

    def grouped(self, room: Room, text: str, theme: str, sure: float, **more: Any) -> str:
        note = post(room, text, by=people(30)[len(room.notes)])
        near, words = more.pop("near", ()), more.pop("words", ())
        play(room, GroupNote(new_id(), note, theme, None, sure, near, words, room.seq, **more), MACHINE)
        return note

    def test_the_machine_placed_it(self):
        room, bus, _ = two_themes()
        note = self.grouped(room, "Un car du soir", "t-bus", 0.62, near=tuple(bus[:2]), words=("soir",))
        assert self.told(room, note) == (
            "Placée par la machine dans « Navettes », assez sûre (62 %). Mots partagés : soir . "
            f"Les notes les plus proches : {BUS[0]} {BUS[1]}"
        )

    @pytest.mark.parametrize(
        ("sure", "words"), [(0.9, "presque sûre (90 %)"), (0.5, "assez sûre (50 %)"), (0.2, "peu sûre (20 %)")]
    )
    def test_how_sure_it_is_is_said_in_words(self, sure, words):
        room, _, _ = two_themes()
        note = self.grouped(room, "Un car", "t-bus", sure)
        assert self.told(room, note) == f"Placée par la machine dans « Navettes », {words}."

    def test_it_waits_to_be_sorted(self):
        room, _, _ = two_themes()
        note = self.grouped(room, "Un car", "t-bus", 0.1)
        assert self.told(room, note) == "La machine hésite : peut-être dans « Navettes », pas sûre (10 %)."

    def test_it_stands_alone(self):
        room, _, _ = two_themes()
        note = self.grouped(room, "Un ascenseur", "t-lift", 0)
        assert self.told(room, note) == "Seule pour l'instant : aucune autre note ne lui ressemble assez."

    def test_it_comes_early(self):
        room = opened(stage="gather")
        note = self.grouped(room, "Un car", "t-bus", 0.5)
        assert self.told(room, note) == "Lue par la machine : les thèmes apparaissent à partir de 12 notes."

    def test_it_was_not_read_yet(self):
        room, _, _ = two_themes()
        assert self.told(room, post(room, "Toute fraîche")) == "La machine ne l'a pas encore lue."

    @pytest.mark.parametrize(
        ("unread", "words"),
        [
            ("wordless", "Rien à comparer : cette note n'a pas de mot."),
            ("failed", "Cette note n'a pas pu être lue par la machine."),
        ],
    )
    def test_it_could_not_be_compared(self, unread, words):
        room, _, _ = two_themes()
        assert self.told(room, self.grouped(room, "🙂", "t-odd", 0, unread=unread)) == words

    def test_people_placed_it(self):
        room, bus, clean = two_themes()
        play(room, MoveNotes(new_id(), (bus[0],), "t-clean"))
        assert self.told(room, bus[0]) == "Placée à la main dans « Propreté »."
        asked = proposed(room, {"t-bus": bus[1:3], "t-clean": clean, "t-new": [bus[3]]})
        play(room, CloseProposal(new_id(), "g1", asked, True))
        assert self.told(room, clean[0]) == "Placée dans « Propreté » par un regroupement accepté."

    def test_it_is_in_another_language_and_said_by_others(self):
        room, _, _ = two_themes()
        note = self.grouped(room, "An evening shuttle", "t-bus", 0.8, language="en")
        self.grouped(room, "A shuttle in the evening", "t-bus", 0.8, language="en", repeats=note)
        assert self.told(room, note) == (
            "Placée par la machine dans « Navettes », presque sûre (80 %). Écrite en anglais. "
            "Dit par 2 personnes : A shuttle in the evening"
        )

    def test_what_was_hidden_is_not_quoted(self):
        room, bus, _ = two_themes()
        note = self.grouped(room, "Un car du soir", "t-bus", 0.62, near=tuple(bus[:2]))
        play(room, HideNote(new_id(), bus[0]))
        assert BUS[0] not in self.told(room, note)
        assert f"La note la plus proche : {BUS[1]}" in self.told(room, note)


class TestALongWall:
    def test_is_in_pieces_that_stay_small(self, long):
        audience = Audience("ABCDEF", "console", focus="g1")
        for page in range(arranging.layout(long, long.session.gisements[0]).pages):
            here = Audience("ABCDEF", "console", focus="g1", page=page)
            sizes = {one.id: len(one.render(long, here, OUTLOOK).encode()) for one in views.fragments(long, audience)}
            assert {name: size for name, size in sizes.items() if size > LIMIT} == {}

    def test_shows_every_note_once(self, long):
        seen: Counter[str] = Counter()
        layout = arranging.layout(long, long.session.gisements[0])
        for page in range(layout.pages):
            parts = ["console-tray", *(f"console-wall-{n}" for n in range(arranging.SHEETS))]
            html = "".join(drawn(long, part, page=page) for part in parts)
            seen.update(re.findall(r'data-note="([^"]+)"', html))
        assert set(seen) == set(long.notes)
        assert set(seen.values()) == {1}

    def test_says_in_the_rail_on_which_page_a_theme_begins(self, long):
        layout = arranging.layout(long, long.session.gisements[0])
        rail = drawn(long, "console-rail")
        for theme, page in re.findall(r'data-drop="([^"]+)" data-page="(\d+)"', rail):
            parts = "".join(drawn(long, f"console-wall-{n}", page=int(page)) for n in range(arranging.SHEETS))
            assert f'id="ct-{theme}"' in parts
        assert layout.pages > 1
        assert "autres thèmes" in read(rail)
