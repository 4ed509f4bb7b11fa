"""The end of the personal traces: the journal under fresh names tells the same room, and leads back to nobody."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from server.reports import contract
from server.room.anonymity import Anonymise, Anonymised, closed, must_take, named, renamed
from server.room.aside import SetAside
from server.room.ballots import CloseBallot, PlaceDots
from server.room.definition import MOST_KEPT, Retention
from server.room.entries import Command, Entry, encode
from server.room.grouping import GroupNote, LabelTheme
from server.room.life import OpenForReal, OpenRoom, Undo
from server.room.masking import MaskWords
from server.room.notes import NotePosted, PostNote
from server.room.people import Actor, ChooseCollege, Tap
from server.room.publication import PublishNote
from server.room.refusal import Refusal
from server.room.stages import EnterStage
from server.room.state import UNOPENED, Room, fold
from tests.rooms import (
    AMINA,
    BENCHES,
    HEARD,
    LEADER,
    MACHINE,
    NOON,
    ORGANISER,
    SECOND,
    a_day,
    argenteuil,
    new_id,
    opened,
    people,
    play,
    refusal,
)  # fmt: skip

NAMES = ("amina", "bruno", "claire", "animatrice", "organisateur", "hote-2", "t-amina", "t-bruno")
SEEDS = range(5)


def fresh(entries: list[Entry], seed: int = 1) -> list[Entry]:
    return renamed(entries, Random(seed))


def told(room: Room) -> dict[str, Any]:
    """What the report holds, but the notes that it leaves out."""
    found = contract.as_json(contract.export(room))
    return found | {"notes": [one for one in found["notes"] if not one["hidden"]]}


def a_vote(silent: int = 0, live: bool = True) -> tuple[Room, list[Entry]]:
    """Twelve people of two colleges who write, tap and vote; the `silent` first only vote. As a draft: a rehearsal comes before."""
    crowd = people(12)
    acts: list[tuple[Command, Actor]] = [(OpenRoom(new_id(), argenteuil(), live), MACHINE)]
    if not live:
        acts += [(EnterStage(new_id(), "vote"), LEADER)]
        acts += [(PlaceDots(new_id(), "gisements", "g1", 1), person) for person in people(16)]
        acts += [(OpenForReal(new_id()), ORGANISER)]
    acts += [(EnterStage(new_id(), "react"), LEADER)]
    acts += [(Tap(new_id(), "c1", ("agree", "disagree")[n % 3 == 0]), crowd[n]) for n in range(silent, 12)]
    acts += [(EnterStage(new_id(), "gather"), LEADER)]
    for n in range(silent, 12):
        acts += [(ChooseCollege(new_id(), ("police", "usagers")[n % 2]), crowd[n])]
        acts += [(PostNote(new_id(), f"g{n % 3 + 1}", "idea", f"{BENCHES} {n}"), crowd[n])]
    acts += [(EnterStage(new_id(), "vote"), LEADER)]
    acts += [(PlaceDots(new_id(), "gisements", f"g{n % 5 + 1}", 1 + n % 2), one) for n, one in enumerate(crowd)]
    acts += [(CloseBallot(new_id(), "gisements", reveal=True), LEADER)]
    room = Room(UNOPENED)
    entries: list[Entry] = []
    for command, by in acts:
        entries += play(room, command, by, NOON + len(entries) * SECOND)
    return room, entries


def links(room: Room) -> set[tuple[str, str]]:
    """(a note's words, an option its author voted for): what must not be told."""
    dots = room.ballots["gisements"].dots
    return {(note.text, option) for note in room.notes.values() for option in dots.get(note.author, {})}


def taps(room: Room) -> set[tuple[str, str]]:
    return {(note.text, room.taps["c1"][note.author]) for note in room.notes.values() if note.author in room.taps["c1"]}


class TestAJournalUnderFreshNames:
    def test_tells_the_same_report(self):
        room, entries = a_day()
        assert told(fold(fresh(entries))) == told(room)

    def test_names_nobody_and_no_command_of_before(self):
        _, entries = a_day()
        written = json.dumps([(one.by, one.command, one.digest, encode(one.fact)) for one in fresh(entries)])
        assert [name for name in NAMES if name in written] == []
        noted = {one.fact.note for one in entries if isinstance(one.fact, NotePosted)}
        phones = {one.command or "" for one in entries if one.role == "participant"} - noted - {""}
        assert [command for command in phones if command in written] == []

    def test_keeps_numbers_times_roles_and_the_machine(self):
        _, entries = a_day()
        kept = [(one.seq, one.at, one.role, one.table, one.fact.kind, one.by == "machine") for one in entries]
        after = fresh(entries)
        assert [(one.seq, one.at, one.role, one.table, one.fact.kind, one.by == "machine") for one in after] == kept

    def test_draws_other_names_each_time(self):
        _, entries = a_day()
        one, other = ({entry.by for entry in fresh(entries, seed)} - {"machine"} for seed in (1, 2))
        assert one & other == set()

    def test_keeps_the_notes_of_one_person_together(self):
        room, entries = a_day()
        after = fold(fresh(entries))
        pairs = {(note.author, after.notes[note.id].author) for note in room.notes.values()}
        assert Counter(was for was, _ in pairs) == Counter({note.author for note in room.notes.values()})
        assert len({now for _, now in pairs}) == len(pairs)

    def test_keeps_told_as_such_what_was_entered_for_somebody(self):
        room, entries = a_day()
        after = fold(fresh(entries))
        cards = [note.id for note in room.notes.values() if note.card]
        assert len(cards) == 1
        assert [note.id for note in after.notes.values() if note.card] == cards
        assert 1 <= int(after.notes[cards[0]].card) <= 9999

    def test_forgets_the_words_that_nobody_was_shown_at_the_end(self):
        room, entries = a_day()
        after = fold(fresh(entries))
        shown = {note.id: note.text for note in room.notes.values() if note.shown}
        assert {note.id: note.text for note in after.notes.values() if note.text} == shown
        assert {note.id: note.published for note in after.notes.values() if note.published} == {
            note.id: note.published for note in room.notes.values() if note.published
        }

    def test_forgets_how_a_note_was_worded_before_and_the_contacts(self):
        _, entries = a_day()
        before, after = ({encode(one.fact)[1] for one in some} for some in (entries, fresh(entries)))
        assert {HEARD[0]["text"], "01 99 00 12 34"} <= before
        assert {HEARD[0]["text"], "01 99 00 12 34"} & after == set()

    def test_can_be_renamed_again(self):
        room, entries = a_day()
        assert told(fold(fresh(fresh(entries), 2))) == told(room)


class TestSheetsDealtAgain:
    def test_no_longer_tell_who_wrote_and_voted_what(self):
        room, entries = a_vote()
        for seen in (links, taps):
            assert any(seen(fold(fresh(entries, seed))) != seen(room) for seed in SEEDS)

    @pytest.mark.parametrize(("silent", "live"), [(0, True), (5, True), (8, True), (3, False)])
    def test_count_the_same_whoever_voted_wrote_or_rehearsed(self, silent, live):
        room, entries = a_vote(silent, live)
        for seed in SEEDS:
            after = fold(fresh(entries, seed))
            assert told(after) == told(room)
            assert len(after.people) == len(room.people)


class TestTheEndOfTheTraces:
    def test_closes_a_room_to_who_took_part_and_names_who_leads_no_more(self):
        room = opened(stage="gather")
        assert (named(room, AMINA), closed(room)) == ("amina", False)
        [entry] = play(room, Anonymise(new_id()), MACHINE)
        assert (entry.fact, closed(room)) == (Anonymised(), True)
        with pytest.raises(Refusal, match="room_archived"):
            must_take(room, AMINA)
        for leader in (LEADER, ORGANISER, MACHINE):
            must_take(room, leader)
            assert named(room, leader) == str(leader.role)

    def test_comes_once(self):
        room = opened(stage="gather")
        play(room, Anonymise(new_id()), MACHINE)
        assert play(room, Anonymise(new_id()), MACHINE) == []

    def test_leaves_a_draft_to_rehearse_in_and_to_open(self):
        room = opened(stage="gather", live=False)
        for _ in range(2):
            assert len(play(room, Anonymise(new_id()), MACHINE)) == 1
        must_take(room, AMINA)
        assert named(room, AMINA) == "amina"
        play(room, OpenForReal(new_id()), ORGANISER)
        assert (room.anonymous, closed(room)) == (False, False)

    @pytest.mark.parametrize("by", [AMINA, LEADER, ORGANISER])
    def test_is_not_an_act_of_people(self, by):
        assert refusal(opened(stage="gather"), Anonymise(new_id()), by) == "forbidden"


def test_the_privacy_page_says_these_days_in_words():
    """« 30 jours », « un an, trois au plus » (`about/privacy.html`)."""
    assert (Retention().days, Retention().archive, MOST_KEPT) == (30, 365, 3 * 365)


class TestWordsThatNobodyReads:
    def a_worry(self) -> tuple[Room, list[Entry], str, str]:
        """Two notes of a theme: a word of one is masked, the other is put aside."""
        masked, aside = new_id(), new_id()
        room = Room(UNOPENED)
        entries: list[Entry] = []

        def do(command: Command, by: Actor = LEADER) -> None:
            entries.extend(play(room, command, by, NOON + len(entries) * SECOND))

        do(OpenRoom(new_id(), argenteuil()), MACHINE)
        do(EnterStage(new_id(), "gather"))
        do(PostNote(masked, "g1", "idea", "Le guichet de Zbigniewska dort"), AMINA)
        do(PostNote(aside, "g1", "idea", "Le guichet de Wisniewski ferme"), AMINA)
        for note in (masked, aside):
            do(
                GroupNote(new_id(), note, "t1", None, 0.9, (), ("guichet", "Zbigniewska", "Wisniewski"), room.seq),
                MACHINE,
            )
        do(LabelTheme(new_id(), "t1", "Guichet Zbigniewska Wisniewski"), MACHINE)
        do(MaskWords(new_id(), masked, ((14, 25),), room.seq))
        do(SetAside(new_id(), aside))
        return room, entries, masked, aside

    def test_go_from_the_journal_and_the_note_keeps_the_others(self):
        room, entries, masked, aside = self.a_worry()
        after = fresh(entries)
        held = json.dumps([encode(one.fact) for one in after], ensure_ascii=False)
        assert [name for name in ("Zbigniewska", "Wisniewski") if name in held] == []
        kept = fold(after)
        assert kept.notes[masked].text == room.notes[masked].text != ""
        assert (kept.notes[aside].text, kept.notes[aside].aside) == ("", True)
        assert kept.themes["t1"].proposed == room.themes["t1"].proposed

    @pytest.mark.parametrize("published", [False, True])
    def test_go_when_a_word_was_shown_again_and_undo_masks_it_anew(self, published):
        room, entries, masked, _ = self.a_worry()

        def do(command: Command, by: Actor = LEADER) -> int:
            entries.extend(play(room, command, by, NOON + len(entries) * SECOND))
            return entries[-1].seq

        shown_again = do(MaskWords(new_id(), masked, ((14, 25),), room.seq, masked=False))
        do(LabelTheme(new_id(), "t1", "Guichet Zbigniewska"), MACHINE)
        if published:
            do(PublishNote(new_id(), masked, "Madame Zbigniewska dort"))
        do(Undo(new_id(), shown_again))
        note = room.notes[masked]
        assert (note.text, note.published) == ("Le guichet de ▇▇▇▇ dort", None)
        after = fresh(entries)
        held = json.dumps([encode(one.fact) for one in after], ensure_ascii=False)
        assert "Zbigniewska" not in held
        kept = fold(after).notes[masked]
        assert (kept.text, kept.published) == ("Le guichet de ▇▇▇▇ dort", None)
