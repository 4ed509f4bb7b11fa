"""Promises: what the room commits to, and the teams that form around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reports.contract import export
from server.room.ballots import CloseBallot, PlaceDots
from server.room.entries import decode, encode
from server.room.former import PromiseWritten
from server.room.life import Erased, Undo
from server.room.notes import HideNote
from server.room.people import Actor, Role
from server.room.promise import Status
from server.room.promises import (
    FIELDS,
    MOST,
    DraftPromise,
    PromiseDrafted,
    PromiseDropped,
    PromiseFieldSet,
    PromiseLearned,
    PromiseRestsOn,
    PromiseStatus,
    RestOn,
    SetField,
    TellStatus,
    WritePromise,
    priorities,
    verbatims,
)
from server.room.state import Member, Room
from server.room.teams import EraseContact, JoinTeam, LeaveTeam, TeamJoined, TeamLeft, joined, own
from server.room.terms import OpenBallot
from server.room.themes import MergeThemes
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CARETAKERS,
    COUNTER,
    LEADER,
    MACHINE,
    SCREEN,
    enter,
    group,
    host,
    name,
    new_id,
    opened,
    play,
    post,
    refusal,
)
from tests.rules.test_former import written

WORDS = "Ouvrir un guichet le samedi matin avant l'été"
OTHER = Actor("animateur", Role.FACILITATOR)
NEED = "Ceux qui travaillent ne peuvent pas venir en semaine"
PHONE = "01 99 00 12 34"


def drafted(*promises: str) -> Room:
    room = opened(stage="promises")
    for promise in promises or ("p1",):
        play(room, DraftPromise(new_id(), promise))
    return room


def voted() -> Room:
    """A ballot on two themes of the first gisement, revealed; the caretakers won."""
    room = opened(stage="gather")
    group(room, "t1", post(room, BENCHES), post(room, "Des bancs à l'ombre", BRUNO))
    group(room, "t2", post(room, CARETAKERS))
    name(room, "t1", "Bancs")
    name(room, "t2", "Gardiens")
    play(room, OpenBallot("vote", "themes", gisement="g1"))
    ballot = next(iter(room.ballots))
    play(room, PlaceDots(new_id(), ballot, "t2", 2), AMINA)
    play(room, CloseBallot(new_id(), ballot, reveal=True))
    return room


class TestWritingInOneGo:
    def test_a_promise_is_written_corrected_and_taken_away(self):
        room = opened(stage="promises")
        entries = play(room, WritePromise(new_id(), "p1", WORDS, "g2", "La Ville"))
        assert [entry.fact for entry in entries] == [
            PromiseDrafted("p1", WORDS, gisements=("g2",)),
            PromiseFieldSet("p1", "carrier", "La Ville"),
        ]
        play(room, WritePromise(new_id(), "p1", WORDS, "g2", "La Ville et l'État"))
        promise = room.promises["p1"]
        assert (promise.text, promise.gisement, promise.carrier) == (WORDS, "g2", "La Ville et l'État")
        play(room, WritePromise(new_id(), "p1", ""))
        assert room.promises == {}

    def test_the_same_promise_again_makes_no_entry(self):
        room = opened()
        play(room, WritePromise(new_id(), "p1", WORDS))
        assert play(room, WritePromise(new_id(), "p1", WORDS)) == []
        assert play(room, WritePromise(new_id(), "p2", "")) == []

    def test_promises_are_fifteen_at_most(self):
        room = opened()
        for n in range(MOST):
            play(room, WritePromise(new_id(), f"p{n}", WORDS))
        assert refusal(room, WritePromise(new_id(), "de-trop", WORDS)) == "bad_request"
        assert refusal(room, DraftPromise(new_id(), "de-trop")) == "bad_request"
        play(room, WritePromise(new_id(), "p1", "Un banc par rue"))
        assert room.promises["p1"].text == "Un banc par rue"

    @pytest.mark.parametrize(
        ("text", "gisement", "code"),
        [("\u202e", None, "text_empty"), ("a" * 281, None, "text_too_long"), (WORDS, "g8", "unknown_gisement")],
    )
    def test_a_promise_that_does_not_read_is_refused(self, text, gisement, code):
        assert refusal(opened(), WritePromise(new_id(), "p1", text, gisement)) == code

    def test_a_promise_written_again_after_it_was_taken_away_is_the_same_one(self):
        room = drafted()
        play(room, SetField(new_id(), "p1", "need", NEED))
        play(room, WritePromise(new_id(), "p1", ""))
        play(room, WritePromise(new_id(), "p1", WORDS))
        assert [room.promises["p1"].field(one) for one in ("text", "need")] == [WORDS, NEED]

    def test_what_filon_0_1_wrote_is_still_read(self):
        room = opened()
        written(room, "promise_written", {"promise": "p1", "gisement": "g2", "carrier": "La Ville"}, WORDS)
        promise = room.promises["p1"]
        assert (promise.text, promise.gisements, promise.carrier) == (WORDS, ("g2",), "La Ville")
        play(room, SetField(new_id(), "p1", "text", "Un guichet le samedi"))
        play(room, Undo(new_id()))
        assert room.promises["p1"].text == WORDS
        written(room, "promise_written", {"promise": "p1", "gisement": None, "carrier": ""})
        assert room.promises == {}
        assert decode("promise_written", 1, {"promise": "p", "gisement": None, "carrier": ""}, "x") == PromiseWritten(
            "p", "x", None, ""
        )


class TestDrafting:
    def test_starts_from_a_priority_with_its_label_and_what_it_rests_on(self):
        room = voted()
        ballot, left = priorities(room)
        assert ballot
        assert [option.label for option in left] == ["Gardiens", "Bancs"]
        (entry,) = play(room, DraftPromise(new_id(), "p1", ballot.id, "t2"))
        assert entry.fact == PromiseDrafted("p1", "Gardiens", ballot.id, "t2", ("g1",), ("t2",))
        assert [note.text for note in verbatims(room, room.promises["p1"])] == [CARETAKERS]
        assert [option.label for option in priorities(room)[1]] == ["Bancs"]

    def test_on_a_gisement_rests_on_that_gisement(self):
        room = opened(stage="vote")
        enter(room, "results")
        play(room, DraftPromise(new_id(), "p1", "gisements", "g4"))
        assert (room.promises["p1"].gisements, room.promises["p1"].themes) == (("g4",), ())

    def test_follows_a_theme_that_was_merged_since(self):
        room = voted()
        play(room, MergeThemes(new_id(), ("t2",), "t1"))
        play(room, DraftPromise(new_id(), "p1", next(iter(room.ballots)), "t2"))
        assert room.promises["p1"].themes == ("t1",)

    @pytest.mark.parametrize(
        ("ballot", "option", "code"), [("aucun", "t1", "unknown_ballot"), ("", "t9", "unknown_option")]
    )
    def test_from_what_does_not_exist_is_refused(self, ballot, option, code):
        room = voted()
        assert refusal(room, DraftPromise(new_id(), "p1", ballot or next(iter(room.ballots)), option)) == code

    def test_from_a_ballot_not_revealed_is_refused(self):
        room = opened(stage="vote")
        assert refusal(room, DraftPromise(new_id(), "p1", "gisements", "g4")) == "unknown_ballot"

    def test_does_not_take_the_place_of_another(self):
        assert refusal(drafted(), DraftPromise(new_id(), "p1")) == "bad_request"

    def test_with_nothing_written_is_in_no_report(self):
        room = drafted("p1", "p2")
        play(room, SetField(new_id(), "p2", "need", NEED))
        assert [(one.id, one.text, one.need) for one in export(room).promises] == [("p2", "", NEED)]


class TestFields:
    def test_are_those_of_the_report(self):
        room = drafted()
        said = {field.id: f"{field.id} !" if field.lines else "2027-03-02" for field in FIELDS}
        for field, text in said.items():
            play(room, SetField(new_id(), "p1", field, text))
        (told,) = export(room).promises
        assert {field: getattr(told, field) for field in said} == said

    def test_hold_their_words_where_erasing_finds_them(self):
        room = drafted()
        (entry,) = play(room, SetField(new_id(), "p1", "need", NEED))
        body, text = encode(entry.fact)
        assert (body, text) == ({"promise": "p1", "field": "need", "was": 0}, NEED)

    def test_are_emptied_and_said_again(self):
        room = drafted()
        play(room, SetField(new_id(), "p1", "need", NEED))
        assert play(room, SetField(new_id(), "p1", "need", NEED)) == []
        play(room, SetField(new_id(), "p1", "need", "  "))
        assert room.promises["p1"].field("need") == ""

    @pytest.mark.parametrize(
        ("promise", "field", "text", "code"),
        [
            ("p9", "need", NEED, "unknown_promise"),
            ("p1", "motto", NEED, "bad_request"),
            ("p1", "need", "a" * 281, "text_too_long"),
            ("p1", "carrier", "a" * 81, "text_too_long"),
            ("p1", "test_on", "mardi", "bad_request"),
            ("p1", "test_on", "2027-02-30", "bad_request"),
        ],
    )
    def test_that_do_not_read_are_refused(self, promise, field, text, code):
        assert refusal(drafted(), SetField(new_id(), promise, field, text)) == code

    def test_of_a_promise_taken_away_are_refused(self):
        room = drafted()
        play(room, WritePromise(new_id(), "p1", ""))
        assert refusal(room, SetField(new_id(), "p1", "need", NEED)) == "unknown_promise"

    def test_keep_the_day_as_iso_and_one_line_where_one_is_asked(self):
        room = drafted()
        play(room, SetField(new_id(), "p1", "test_on", " 20270302 "))
        play(room, SetField(new_id(), "p1", "carrier", "La Ville\n et l'État"))
        assert [room.promises["p1"].field(one) for one in ("test_on", "carrier")] == [
            "2027-03-02",
            "La Ville et l'État",
        ]


ASKED = st.sampled_from([field.id for field in FIELDS if field.lines])
WRITING = st.lists(st.tuples(st.booleans(), ASKED, st.sampled_from([WORDS, NEED, COUNTER, ""])), max_size=30)


@given(WRITING)
def test_two_writers_at_once_both_keep_the_last_words_of_each_field(turns):
    room, said = drafted(), {}
    for first, field, text in turns:
        play(room, SetField(new_id(), "p1", field, text), LEADER if first else OTHER)
        said[field] = text
    assert {field: room.promises["p1"].field(field) for field in said} == said


@given(WRITING)
def test_everything_two_writers_said_can_be_taken_back_step_by_step(turns):
    room = drafted()
    pictures = []
    for first, field, text in turns:
        picture = [room.promises["p1"].field(one.id) for one in FIELDS]
        if play(room, SetField(new_id(), "p1", field, text), LEADER if first else OTHER):
            pictures.append(picture)
    for picture in reversed(pictures):
        play(room, Undo(new_id()))
        assert [room.promises["p1"].field(one.id) for one in FIELDS] == picture
    assert room.promises["p1"].text == ""


class TestTakingBack:
    def test_a_field_leaves_the_other_fields_as_they_are(self):
        room = drafted()
        (first,) = play(room, SetField(new_id(), "p1", "text", WORDS))
        play(room, SetField(new_id(), "p1", "need", NEED))
        play(room, Undo(new_id(), first.seq))
        assert [room.promises["p1"].field(one) for one in ("text", "need")] == ["", NEED]

    def test_a_field_that_somebody_changed_since_is_refused(self):
        room = drafted()
        (first,) = play(room, SetField(new_id(), "p1", "text", WORDS))
        play(room, SetField(new_id(), "p1", "text", "Un guichet le samedi"))
        assert refusal(room, Undo(new_id(), first.seq)) == "touched_since"

    def test_a_draft_in_which_somebody_wrote_is_refused(self):
        room = opened()
        (draft,) = play(room, DraftPromise(new_id(), "p1"))
        play(room, SetField(new_id(), "p1", "need", NEED))
        assert refusal(room, Undo(new_id(), draft.seq)) == "touched_since"

    def test_what_was_taken_away_comes_back_whole_at_its_place(self):
        room = drafted("p1", "p2")
        play(room, SetField(new_id(), "p1", "need", NEED))
        (gone,) = play(room, WritePromise(new_id(), "p1", ""))
        assert gone.fact == PromiseDropped("p1")
        play(room, Undo(new_id()))
        assert list(room.promises) == ["p1", "p2"]
        assert room.promises["p1"].field("need") == NEED

    def test_a_status_and_what_it_taught_go_together(self):
        room = drafted()
        play(room, TellStatus(new_id(), "p1", "tested", "2027-03-02", "Douze personnes", "Un interprète"))
        play(room, TellStatus(new_id(), "p1", "kept", "2027-06-01", "", "Rien"))
        play(room, Undo(new_id()))
        assert room.promises["p1"].statuses == [Status("tested", "2027-03-02", "Douze personnes", "Un interprète")]


class TestWhatAPromiseRestsOn:
    def test_is_chosen_one_at_a_time_so_that_two_people_both_choose(self):
        room = voted()
        play(room, DraftPromise(new_id(), "p1"))
        play(room, RestOn(new_id(), "p1", theme="t1"))
        (entry,) = play(room, RestOn(new_id(), "p1", theme="t2"), OTHER)
        assert entry.fact == PromiseRestsOn("p1", ("g1",), ("t1", "t2"), (("g1",), ("t1",)))
        play(room, RestOn(new_id(), "p1", gisement="g3"))
        play(room, RestOn(new_id(), "p1", theme="t1", on=False))
        assert (room.promises["p1"].gisements, room.promises["p1"].themes) == (("g1", "g3"), ("t2",))
        play(room, RestOn(new_id(), "p1", gisement="g1", on=False))
        assert (room.promises["p1"].gisements, room.promises["p1"].themes) == (("g3",), ())
        play(room, Undo(new_id()))
        assert (room.promises["p1"].gisements, room.promises["p1"].themes) == (("g1", "g3"), ("t2",))

    def test_gives_its_verbatims_the_visible_notes_of_living_themes(self):
        room = voted()
        play(room, DraftPromise(new_id(), "p1", next(iter(room.ballots)), "t2"))
        play(room, MergeThemes(new_id(), ("t2",), "t1"))
        play(room, HideNote(new_id(), next(iter(room.notes))))
        assert [note.text for note in verbatims(room, room.promises["p1"])] == ["Des bancs à l'ombre", CARETAKERS]
        (told,) = export(room).promises
        assert (told.themes, len(told.verbatims)) == (["t1"], 2)

    @pytest.mark.parametrize(
        ("rest", "code"),
        [({"gisement": "g9"}, "unknown_gisement"), ({"theme": "t9"}, "unknown_theme"), ({}, "unknown_theme")],
    )
    def test_exists(self, rest, code):
        assert refusal(drafted(), RestOn(new_id(), "p1", **rest)) == code


class TestAfterTheDay:
    def test_a_promise_keeps_dated_statuses_with_evidence_and_learnings(self):
        room = drafted()
        enter(room, "close")
        entries = play(room, TellStatus(new_id(), "p1", "kept", "2027-06-01", "Ouvert chaque samedi", "Un interprète"))
        assert [entry.fact for entry in entries] == [
            PromiseStatus("p1", "kept", "2027-06-01", "Ouvert chaque samedi"),
            PromiseLearned("p1", "Un interprète"),
        ]
        play(room, TellStatus(new_id(), "p1", "tested", "2027-03-02"))
        play(room, SetField(new_id(), "p1", "text", WORDS))
        assert room.promises["p1"].latest == Status("kept", "2027-06-01", "Ouvert chaque samedi", "Un interprète")
        (told,) = export(room).promises
        assert [(one.state, one.on, one.learned) for one in told.statuses] == [
            ("tested", "2027-03-02", ""),
            ("kept", "2027-06-01", "Un interprète"),
        ]

    @pytest.mark.parametrize(
        ("on", "evidence", "code"), [("hier", "", "bad_request"), ("2027-03-02", "a" * 501, "text_too_long")]
    )
    def test_a_status_that_does_not_read_is_refused(self, on, evidence, code):
        assert refusal(drafted(), TellStatus(new_id(), "p1", "kept", on, evidence)) == code

    def test_the_same_status_again_makes_no_entry(self):
        room = drafted()
        play(room, TellStatus(new_id(), "p1", "kept", "2027-06-01"))
        assert play(room, TellStatus(new_id(), "p1", "kept", "2027-06-01")) == []


MADE = (
    WritePromise(new_id(), "p1", WORDS),
    DraftPromise(new_id(), "p2"),
    SetField(new_id(), "p1", "need", NEED),
    RestOn(new_id(), "p1", "g1"),
    TellStatus(new_id(), "p1", "kept", "2027-06-01"),
)


@pytest.mark.parametrize("command", MADE, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("by", [AMINA, SCREEN, host(1), MACHINE], ids=lambda by: by.role)
def test_promises_are_written_by_facilitators(by, command):
    assert refusal(drafted(), command, by) == "forbidden"


class TestATeam:
    def test_is_joined_with_or_without_a_contact_and_only_counted_in_the_report(self):
        room = drafted()
        play(room, SetField(new_id(), "p1", "text", WORDS))
        (entry,) = play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA)
        assert entry.fact == TeamJoined("p1", PHONE)
        play(room, JoinTeam(new_id(), "p1"), BRUNO)
        assert room.teams == {"p1": {"amina": Member(PHONE, entry.seq), "bruno": Member("", entry.seq + 1)}}
        assert own(room, AMINA) == {"p1": Member(PHONE, entry.seq)}
        told = export(room)
        assert told.promises[0].joined == 2
        assert PHONE not in told.model_dump_json()

    def test_takes_no_contact_without_consent(self):
        assert refusal(drafted(), JoinTeam(new_id(), "p1", PHONE), AMINA) == "consent_needed"

    @pytest.mark.parametrize(
        ("promise", "contact", "code"), [("p9", "", "unknown_promise"), ("p1", "a" * 121, "text_too_long")]
    )
    def test_refuses_what_does_not_read(self, promise, contact, code):
        assert refusal(drafted(), JoinTeam(new_id(), promise, contact, consent=True), AMINA) == code

    def test_joined_again_changes_nothing(self):
        room = drafted()
        play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA)
        assert play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA) == []
        assert play(room, JoinTeam(new_id(), "p1"), AMINA) == []
        assert room.teams["p1"]["amina"].contact == PHONE

    def test_holds_one_contact_of_each_member(self):
        room = drafted()
        (first,) = play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA)
        joins, erased = play(room, JoinTeam(new_id(), "p1", "amina@exemple.fr", consent=True), AMINA)
        assert (joins.fact, erased.fact) == (TeamJoined("p1", "amina@exemple.fr"), Erased((), (first.seq,)))
        assert room.teams["p1"]["amina"] == Member("amina@exemple.fr", joins.seq)

    def test_that_is_left_keeps_no_contact(self):
        room = drafted()
        (join,) = play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA)
        left, erased = play(room, LeaveTeam(new_id(), "p1"), AMINA)
        assert (left.fact, erased.fact) == (TeamLeft("p1"), Erased((), (join.seq,)))
        assert (own(room, AMINA), joined(room, "p1")) == ({}, 0)
        assert play(room, LeaveTeam(new_id(), "p1"), AMINA) == []

    def test_stays_joined_when_the_contact_is_erased(self):
        room = drafted()
        (join,) = play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA)
        (erased,) = play(room, EraseContact(new_id(), "p1"), AMINA)
        assert erased.fact == Erased((), (join.seq,))
        assert room.teams["p1"] == {"amina": Member("", join.seq)}
        assert play(room, EraseContact(new_id(), "p1"), AMINA) == []

    def test_lets_nobody_touch_the_contact_of_another(self):
        room = drafted()
        play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA)
        assert play(room, EraseContact(new_id(), "p1"), BRUNO) == play(room, LeaveTeam(new_id(), "p1"), BRUNO) == []
        assert room.teams["p1"]["amina"].contact == PHONE

    def test_still_lets_go_of_a_contact_when_its_promise_was_taken_away(self):
        room = drafted()
        play(room, JoinTeam(new_id(), "p1", PHONE, consent=True), AMINA)
        play(room, WritePromise(new_id(), "p1", ""))
        play(room, LeaveTeam(new_id(), "p1"), AMINA)
        assert own(room, AMINA) == {}

    def test_no_digest_can_tell_a_contact(self):
        one, other = (JoinTeam("a" * 32, "p1", contact, consent=True) for contact in (PHONE, "02 99 00 00 00"))
        assert one.digest() == other.digest()
