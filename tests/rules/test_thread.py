"""The thread of a note: each sentence that its author may read, and nothing of anybody else."""

import copy

import pytest
from hypothesis import given

from server.room.ballots import CloseBallot, PlaceDots
from server.room.grouping import GroupNote
from server.room.life import EraseNotes
from server.room.notes import BringIdea, HideNote, PostNote, WithdrawNote
from server.room.people import MACHINE, Actor
from server.room.promise import Status
from server.room.promises import DraftPromise, RestOn, SetField, TellStatus, WritePromise
from server.room.state import NOBODY, REWORDING, Room
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes
from server.room.thread import Knot, Sheet, line, sheets, thread
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CARETAKERS,
    CLAIRE,
    DRISS,
    ORGANISER,
    enter,
    group,
    name,
    new_id,
    opened,
    play,
    post,
    small,
)
from tests.rules.test_fold import STEPS, Seminar

PLACED = {AMINA: {"t1": 2}, BRUNO: {"t1": 2}, CLAIRE: {"t1": 2}, DRISS: {"t1": 2, "t2": 1}}
EXPORTED = "Dans l'export et le rapport, sans dire de qui."


def knots(room: Room, note: str) -> list[tuple[str, str]]:
    return [(knot.about, knot.said) for knot in thread(room, room.notes[note]).knots]


def told(room: Room, note: str) -> str:
    return line(room, room.notes[note])


def gathering() -> Room:
    """A small room whose themes show from two notes on."""
    return opened(small(themes={"first": 2}), "gather")


def with_a_theme(others: int = 4) -> tuple[Room, str]:
    """A note of Amina's among others in a theme, beside another theme."""
    room = gathering()
    note = post(room)
    theme = group(room, "t1", note, *(post(room, f"{CARETAKERS} {n}", BRUNO) for n in range(others)))
    name(room, theme, "Médiation de rue")
    name(room, group(room, "t2", post(room, "Un guichet", CLAIRE), post(room, "Un accueil", CLAIRE)), "Guichets")
    enter(room, "sort")
    return room, note


def vote(room: Room, dots: dict[Actor, dict[str, int]], reveal: bool = True) -> str:
    """A ballot on all themes; its id."""
    play(room, OpenBallot("vote", "themes", "Nos priorités"))
    for by, placed in dots.items():
        for option, count in placed.items():
            play(room, PlaceDots(new_id(), "b-vote", option, count), by)
    if reveal:
        play(room, CloseBallot(new_id(), "b-vote", reveal=True))
    return "b-vote"


class TestTheTheme:
    @pytest.mark.parametrize(
        ("others", "with_whom"),
        [(1, "une autre"), (2, "deux autres"), (4, "quatre autres"), (10, "dix autres"), (11, "11 autres")],
    )
    def test_is_told_with_how_many_others_are_in_it(self, others, with_whom):
        room, note = with_a_theme(others)
        assert knots(room, note) == [("theme", f"Votre idée a rejoint « Médiation de rue » avec {with_whom}.")]
        assert told(room, note) == f"« Médiation de rue », avec {with_whom}"

    def test_counts_only_the_notes_that_people_see(self):
        room, note = with_a_theme(3)
        play(room, HideNote(new_id(), next(n.id for n in room.notes.values() if n.author == BRUNO.id)))
        assert knots(room, note) == [("theme", "Votre idée a rejoint « Médiation de rue » avec deux autres.")]

    def test_is_told_of_a_resource_by_its_kind(self):
        room = gathering()
        note = post(room, CARETAKERS, kind="resource")
        name(room, group(room, "t1", note, post(room, by=BRUNO)), "Gardiens")
        assert knots(room, note) == [("theme", "Votre ressource a rejoint « Gardiens » avec une autre.")]

    def test_that_holds_a_note_alone_says_so(self):
        room = gathering()
        note = post(room)
        play(room, MoveNotes(new_id(), (note,), None, "Se poser dehors"))
        assert knots(room, note) == [("theme", "Elle est seule dans le thème « Se poser dehors ».")]
        assert told(room, note) == "« Se poser dehors »"

    def test_without_a_name_says_so(self):
        room = gathering()
        note = post(room)
        group(room, "t1", note, post(room, by=BRUNO))
        assert knots(room, note) == [("theme", "Votre idée a rejoint « Sans titre » avec une autre.")]

    def test_that_took_in_its_first_one_is_followed(self):
        room, note = with_a_theme(1)
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert knots(room, note) == [
            ("theme", "Votre idée a rejoint « Guichets » avec trois autres."),
            ("theme", "Le thème « Médiation de rue » s'y est joint."),
        ]
        play(room, ChangeTheme(new_id(), "t2", "Médiation de rue"))
        assert knots(room, note) == [("theme", "Votre idée a rejoint « Médiation de rue » avec trois autres.")]


class TestANoteOnItsOwn:
    def test_waits_to_be_grouped(self):
        room = gathering()
        note = post(room)
        post(room, CARETAKERS, BRUNO)
        assert knots(room, note) == [("alone", "Elle n'est pas encore regroupée.")]
        assert told(room, note) == ""

    def test_comes_too_early_for_themes(self):
        room = opened(small(), "gather")
        note = post(room)
        group(room, "t1", note, post(room, by=BRUNO))
        assert knots(room, note) == [("alone", "Les thèmes se forment quand les notes sont plus nombreuses.")]
        assert told(room, note) == ""

    def test_is_like_no_other(self):
        room = gathering()
        note = post(room)
        group(room, "t1", note)
        group(room, "t2", post(room, CARETAKERS, BRUNO))
        assert knots(room, note) == [("alone", "Elle ne ressemble à aucune autre : elle reste à part.")]

    def test_is_to_sort_near_a_theme(self):
        room, _ = with_a_theme()
        enter(room, "gather")
        note = post(room, "Moins de bruit")
        play(room, GroupNote(new_id(), note, "t1", None, 0.1, (), (), room.seq), MACHINE)
        assert knots(room, note) == [("alone", "À trier : elle est proche de « Médiation de rue », sans certitude.")]
        assert told(room, note) == ""

    @pytest.mark.parametrize(
        ("unread", "said"),
        [
            ("wordless", "Sans mots à comparer, elle n'a pas été regroupée."),
            ("failed", "Elle n'a pas pu être comparée aux autres."),
        ],
    )
    def test_could_not_be_read(self, unread, said):
        room = gathering()
        note = post(room, "!!!")
        play(room, GroupNote(new_id(), note, "t1", None, 0.0, (), (), room.seq, unread=unread), MACHINE)
        assert knots(room, note) == [("alone", said)]

    def test_came_late_and_was_not_grouped(self):
        room, _ = with_a_theme()
        note = new_id()
        play(room, PostNote(note, "g1", "idea", BENCHES, "gather"), AMINA)
        assert knots(room, note) == [("late", "Arrivée après la récolte, elle n'a pas été regroupée.")]
        group(room, "t1", note)
        assert knots(room, note) == [
            ("theme", "Votre idée a rejoint « Médiation de rue » avec cinq autres."),
            ("late", "Arrivée après les autres, elle compte autant."),
        ]


class TestEchoes:
    def repeated(self, *authors: Actor, before: bool = False) -> tuple[Room, str]:
        room = gathering()
        first = new_id()
        if before:
            play(room, BringIdea(first, "g1", "idea", BENCHES))
        else:
            play(room, PostNote(first, "g1", "idea", BENCHES), AMINA)
        again = [post(room, BENCHES, by) for by in authors]
        group(room, "t1", first)
        for note in again:
            play(room, GroupNote(new_id(), note, "t1", None, 0.9, (), (), room.seq, "fr", first), MACHINE)
        name(room, "t1", "Bancs")
        return room, again[-1]

    @pytest.mark.parametrize(
        ("authors", "said"),
        [
            ((BRUNO,), "Une autre personne a dit presque la même chose."),
            ((CLAIRE, BRUNO), "Deux autres personnes ont dit presque la même chose."),
            ((BRUNO, CLAIRE, BRUNO), "Deux autres personnes ont dit presque la même chose."),
        ],
    )
    def test_are_counted_by_people(self, authors, said):
        room, note = self.repeated(*authors)
        assert knots(room, note)[1:] == [("voices", said)]

    def test_of_oneself_are_not_told(self):
        room, note = self.repeated(AMINA)
        assert knots(room, note)[1:] == []

    def test_of_an_idea_from_before_are_told_apart(self):
        room, note = self.repeated(AMINA, before=True)
        assert knots(room, note)[1:] == [("before", "Une idée d'avant le séminaire le disait presque.")]

    def test_an_idea_from_before_says_where_it_comes_from(self):
        room, _ = self.repeated(AMINA, before=True)
        before = next(note.id for note in room.notes.values() if note.before)
        assert knots(room, before) == [
            ("before", "Cette idée vient d'avant le séminaire."),
            ("theme", "Votre idée a rejoint « Bancs » avec une autre."),
            ("voices", "Une autre personne a dit presque la même chose."),
        ]


class TestBallots:
    def test_tell_the_place_of_what_holds_the_note(self):
        room, note = with_a_theme()
        vote(room, {**PLACED, **{Actor(f"p{n}"): {"t1": 2} for n in range(4)}})
        assert knots(room, note)[1:] == [
            ("ballot", "Au vote « Nos priorités », « Médiation de rue » est classé 1er sur 2.")
        ]
        assert told(room, note) == "« Médiation de rue », avec quatre autres · 1er au vote"

    def test_that_cannot_tell_apart_share_the_places(self):
        room, note = with_a_theme()
        vote(room, {AMINA: {"t1": 1, "t2": 1}, BRUNO: {"t2": 1}, CLAIRE: {"t1": 1}})
        assert knots(room, note)[1:] == [
            ("ballot", "Au vote « Nos priorités », « Médiation de rue » partage les places 1 et 2 sur 2.")
        ]
        assert told(room, note) == "« Médiation de rue », avec quatre autres · 1er et 2e au vote"

    def test_that_gave_no_dot_say_so(self):
        room, note = with_a_theme()
        vote(room, {AMINA: {"t2": 1}})
        assert knots(room, note)[1:] == [
            ("ballot", "Au vote « Nos priorités », « Médiation de rue » n'a reçu aucun point.")
        ]
        assert told(room, note) == "« Médiation de rue », avec quatre autres"

    def test_without_voters_say_so(self):
        room, note = with_a_theme()
        vote(room, {})
        assert knots(room, note)[1:] == [("ballot", "Au vote « Nos priorités », personne n'a placé de point.")]

    def test_on_gisements_name_them_shortly(self):
        room, note = with_a_theme()
        enter(room, "vote")
        for by in (AMINA, BRUNO, CLAIRE, *(Actor(f"p{n}") for n in range(5))):
            play(room, PlaceDots(new_id(), "gisements", "g2", 2), by)
        play(room, PlaceDots(new_id(), "gisements", "g1", 1), BRUNO)
        enter(room, "results")
        assert knots(room, note)[1:] == [("ballot", "Au vote « Vos priorités », « Bancs » est classé 2e sur 2.")]

    @pytest.mark.parametrize("sealed", [True, False])
    def test_say_nothing_before_the_reveal_even_closed(self, sealed):
        room, note = with_a_theme()
        play(room, OpenBallot("vote", "themes", sealed=sealed))
        before = thread(room, room.notes[note]), told(room, note)
        play(room, PlaceDots(new_id(), "b-vote", "t1", 2), BRUNO)
        assert (thread(room, room.notes[note]), told(room, note)) == before
        play(room, CloseBallot(new_id(), "b-vote"))
        assert (thread(room, room.notes[note]), told(room, note)) == before

    def test_count_the_note_where_it_was_when_they_opened(self):
        room, note = with_a_theme()
        vote(room, PLACED)
        play(room, MoveNotes(new_id(), (note,), "t2"))
        assert knots(room, note)[0] == ("theme", "Votre idée a rejoint « Guichets » avec deux autres.")
        assert "« Médiation de rue »" in knots(room, note)[1][1]


class TestPromises:
    def promised(self) -> tuple[Room, str]:
        room, note = with_a_theme()
        vote(room, PLACED)
        play(room, WritePromise(new_id(), "p0", "Ouvrir un guichet le samedi", "g2"))
        play(room, DraftPromise(new_id(), "p1", "b-vote", "t1"))
        return room, note

    def test_that_rest_on_the_theme_are_told_by_their_number(self):
        room, note = self.promised()
        play(room, SetField(new_id(), "p1", "text", "Former cinquante médiateurs"))
        assert knots(room, note)[2:] == [
            ("promise", "Son thème est devenu la promesse 2 : « Former cinquante médiateurs »")
        ]
        assert told(room, note).endswith(" · promesse 2")

    def test_still_without_words_are_not_told(self):
        room, note = self.promised()
        play(room, SetField(new_id(), "p1", "text", ""))
        assert knots(room, note)[2:] == []

    def test_taken_away_are_not_told(self):
        room, note = self.promised()
        play(room, WritePromise(new_id(), "p1", ""))
        assert knots(room, note)[2:] == []

    def test_follow_a_merge(self):
        room, note = self.promised()
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert ("promise", "Son thème est devenu la promesse 2 : « Médiation de rue »") in knots(room, note)

    def test_on_another_theme_of_the_gisement_are_not_its_own(self):
        room, note = self.promised()
        play(room, RestOn(new_id(), "p1", theme="t2"))
        play(room, RestOn(new_id(), "p1", theme="t1", on=False))
        assert knots(room, note)[2:] == []

    def test_on_the_gisement_alone_say_so(self):
        room, note = with_a_theme()
        play(room, WritePromise(new_id(), "p1", "Un banc par rue", "g1"))
        assert knots(room, note)[1:] == [("promise", "La promesse 1 est née de son gisement : « Un banc par rue »")]

    def test_tell_what_became_of_them_last(self):
        room, note = self.promised()
        play(room, TellStatus(new_id(), "p1", "kept", "2020-06-01", "Trente médiateurs"))
        play(room, TellStatus(new_id(), "p1", "tested", "2019-03-02"))
        assert thread(room, room.notes[note]).knots[-1] == Knot(
            "status", "Depuis :", Status("kept", "2020-06-01", "Trente médiateurs")
        )


class TestANoteThatLeft:
    def test_withdrawn_says_so_and_is_not_exported(self):
        room, note = with_a_theme()
        play(room, WithdrawNote(new_id(), note), AMINA)
        assert knots(room, note) == [("apart", "Vous avez retiré cette note. Elle a quitté le mur.")]
        assert thread(room, room.notes[note]).export == "Elle n'est pas dans l'export."
        assert told(room, note) == ""

    def test_hidden_says_by_whom_and_is_exported_with_its_flag(self):
        room, note = with_a_theme()
        vote(room, PLACED)
        play(room, HideNote(new_id(), note))
        assert knots(room, note) == [("apart", "L'animation a masqué cette note. Elle n'est plus au mur.")]
        assert thread(room, room.notes[note]).export == "Dans l'export, marquée « masquée ». Absente du rapport."
        play(room, HideNote(new_id(), note, hidden=False))
        assert len(knots(room, note)) == 2

    @pytest.mark.parametrize("by", [AMINA, ORGANISER])
    def test_erased_says_so_and_its_words_are_exported_no_more(self, by):
        room, note = with_a_theme()
        play(room, EraseNotes(new_id(), (note,)), by)
        assert knots(room, note) == [("apart", "Ses mots sont effacés pour toujours.")]
        assert thread(room, room.notes[note]).export == "Ses mots ne sont plus dans l'export."

    def test_any_other_is_exported(self):
        room, note = with_a_theme()
        assert thread(room, room.notes[note]).export == EXPORTED


def test_a_rewording_tells_its_challenge():
    room = opened(stage="react")
    note = new_id()
    play(room, PostNote(note, "c2", REWORDING, "Protéger les plus jeunes"), AMINA)
    assert knots(room, note) == [("voices", "Elle reformule un défi : « Prendre soin des mineurs ».")]
    assert (told(room, note), thread(room, room.notes[note]).export) == ("", EXPORTED)


class TestOnesOwnDots:
    def test_are_told_ballot_by_ballot_revealed_or_not(self):
        room, _ = with_a_theme()
        vote(room, {AMINA: {"t1": 2, "t2": 1}, BRUNO: {"t2": 2}})
        play(room, OpenBallot("soir", "texts", "Quel soir ?", options=("Vendredi", "Samedi"), days=3))
        play(room, PlaceDots(new_id(), "b-soir", "o2", 1), AMINA)
        assert sheets(room, AMINA.id) == [
            Sheet("b-vote", "Nos priorités", True, True, (("Médiation de rue", 2), ("Guichets", 1))),
            Sheet("b-soir", "Quel soir ?", False, False, (("Samedi", 1),)),
        ]
        assert sheets(room, BRUNO.id) == [Sheet("b-vote", "Nos priorités", True, True, (("Guichets", 2),))]
        assert sheets(room, CLAIRE.id) == []

    def test_placed_in_the_open_are_exported_before_the_reveal(self):
        room, _ = with_a_theme()
        play(room, OpenBallot("soir", "texts", "Quel soir ?", options=("Vendredi", "Samedi"), sealed=False))
        play(room, PlaceDots(new_id(), "b-soir", "o2", 1), AMINA)
        assert sheets(room, AMINA.id) == [Sheet("b-soir", "Quel soir ?", False, True, (("Samedi", 1),))]

    def test_taken_back_are_no_more(self):
        room, _ = with_a_theme()
        vote(room, {AMINA: {"t1": 2}}, reveal=False)
        play(room, PlaceDots(new_id(), "b-vote", "t1", 0), AMINA)
        assert sheets(room, AMINA.id) == []


@given(STEPS)
def test_whatever_happens_every_thread_can_be_told_and_names_nobody(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
    room = seminar.room
    people = {*room.people, *(note.author for note in room.notes.values())} - {NOBODY}
    words = {note.id: note.text for note in room.notes.values() if note.text}
    for note in room.notes.values():
        found = thread(room, note)
        said = [*(knot.said for knot in found.knots), found.export, line(room, note)]
        assert found.knots
        assert not [one for one in said for person in people if person in one.lower()]
        assert not [one for one in said for other, text in words.items() if other != note.id and text == one]
    for person in people:
        assert [sheet.ballot for sheet in sheets(room, person)] == [
            ballot.id for ballot in room.ballots.values() if ballot.spent(person)
        ]


@given(STEPS)
def test_no_thread_depends_on_the_dots_of_a_ballot_before_its_reveal(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
    room, blank = seminar.room, copy.deepcopy(seminar.room)
    for ballot in blank.ballots.values():
        if not ballot.revealed:
            ballot.dots.clear()
    for note in room.notes.values():
        assert thread(room, note) == thread(blank, blank.notes[note.id])
        assert line(room, note) == line(blank, blank.notes[note.id])
