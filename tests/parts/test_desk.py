"""The one door for change: each command decided once, committed before it is answered, told to whoever listens."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import text

from server.desk import Desk
from server.journal import journal as sql
from server.journal.journal import Journal
from server.room.ballots import PlaceDots
from server.room.entries import Command, Entry
from server.room.grouping import GroupNote, LabelTheme
from server.room.life import EraseNotes, OpenForReal
from server.room.notes import EditNote, HideNote, PostNote, WithdrawNote
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.stages import EnterStage
from server.room.state import Room
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes
from tests.desks import Ear, desk_on, outcome, post, refolded, room_on, seen, stored
from tests.hubs import hub_on
from tests.rooms import AMINA, BENCHES, BRUNO, CARETAKERS, COUNTER, HEARD, LEADER, MACHINE, ORGANISER, new_id, people
from tests.waiting import until


class TestOneCommand:
    async def test_is_in_the_journal_when_it_is_answered(self, journal, other_journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = new_id()
            answered = await desk.submit(code, PostNote(note, "g1", "idea", BENCHES), AMINA)
            assert (answered.seq, answered.repeated, len(answered.entries)) == (3, False, 1)
            assert stored(other_journal, code)[2:] == list(answered.entries)
            assert refolded(other_journal, code) == await seen(desk, code)

    async def test_refused_leaves_nothing_and_goes_back_to_its_sender_alone(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            commands = [
                PostNote(new_id(), "g1", "idea", BENCHES),
                PostNote(new_id(), "g9", "idea", COUNTER),
                PostNote(new_id(), "g2", "idea", CARETAKERS),
            ]
            answers = await asyncio.gather(*(outcome(desk, code, command, AMINA) for command in commands))
            assert answers[1] == "unknown_gisement"
            assert [note.text for note in refolded(journal, code).notes.values()] == [BENCHES, CARETAKERS]

    async def test_for_a_room_that_is_not_there_is_refused(self, journal):
        async with desk_on(journal) as desk:
            assert await outcome(desk, "ZZZZZZ", EnterStage(new_id(), "gather")) == "no_such_room"
            with pytest.raises(Refusal, match="no_such_room"):
                await desk.look("ZZZZZZ", lambda room: room.seq)

    async def test_that_changes_nothing_makes_no_entry(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            answered = await desk.submit(code, EnterStage(new_id(), "gather"), LEADER)
            assert (answered.seq, answered.entries) == (2, ())
            assert len(stored(journal, code)) == 2


class TestTheSameIdTwice:
    async def test_is_one_note_answered_twice(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            command = PostNote(new_id(), "g1", "idea", BENCHES)
            first, again = [await desk.submit(code, command, AMINA) for _ in range(2)]
            assert [first.repeated, again.repeated] == [False, True]
            assert (again.seq, again.entries) == (3, ())
            assert len(stored(journal, code)) == 3

    async def test_at_the_same_moment_is_one_note(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            command = PostNote(new_id(), "g1", "idea", BENCHES)
            answers = await asyncio.gather(*(desk.submit(code, command, AMINA) for _ in range(20)))
            assert Counter(answer.repeated for answer in answers) == {False: 1, True: 19}
            assert len(stored(journal, code)) == 3

    async def test_by_two_processes_is_one_note(self, journal, other_journal):
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await room_on(desk, "gather")
            command = PostNote(new_id(), "g1", "idea", BENCHES)
            answers = await asyncio.gather(*(d.submit(code, command, AMINA) for d in (desk, other) * 10))
            assert Counter(answer.repeated for answer in answers) == {False: 1, True: 19}
            assert len(stored(journal, code)) == 3

    async def test_with_another_body_is_refused_and_the_first_stays(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = new_id()
            await desk.submit(code, PostNote(note, "g1", "idea", BENCHES), AMINA)
            for other in (
                PostNote(note, "g1", "idea", COUNTER),
                PostNote(note, "g2", "idea", BENCHES),
                EnterStage(note, "sort"),
            ):
                assert await outcome(desk, code, other, LEADER) == "id_reused"
            assert [n.text for n in refolded(journal, code).notes.values()] == [BENCHES]

    @pytest.mark.parametrize("since", ["edited", "withdrawn", "erased", "moved on"])
    async def test_is_still_a_repeat_whatever_happened_since(self, journal, since):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = new_id()
            first = PostNote(note, "g1", "idea", BENCHES, "gather")
            await desk.submit(code, first, AMINA)
            command: Command = {
                "edited": EditNote(new_id(), note, COUNTER),
                "withdrawn": WithdrawNote(new_id(), note),
                "erased": EraseNotes(new_id(), (note,)),
                "moved on": EnterStage(new_id(), "vote"),
            }[since]
            await desk.submit(code, command, LEADER if since == "moved on" else AMINA)
            before = len(stored(journal, code))
            assert (await desk.submit(code, PostNote(note, "g1", "idea", BENCHES, "vote"), AMINA)).repeated
            assert len(stored(journal, code)) == before

    async def test_in_another_room_is_another_note(self, journal):
        async with desk_on(journal) as desk:
            codes = [await room_on(desk, "gather") for _ in range(2)]
            command = PostNote("meme-identifiant", "g1", "idea", BENCHES)
            answers = [await desk.submit(code, command, AMINA) for code in codes]
            assert [answer.repeated for answer in answers] == [False, False]

    async def test_after_a_restart_is_still_a_repeat(self, journal, other_journal):
        command = PostNote(new_id(), "g1", "idea", BENCHES)
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            await desk.submit(code, command, AMINA)
        async with desk_on(other_journal) as desk:
            assert (await desk.submit(code, command, AMINA)).repeated


class TestTheBudget:
    """Budget 5, cap 1 and 7 options: 40 taps at once place exactly 5 dots."""

    def taps(self, ballot: str) -> list[PlaceDots]:
        return [PlaceDots(new_id(), ballot, f"g{1 + n % 7}", 1) for n in range(40)]

    async def vote(self, journal: Journal, desks: list[Desk], code: str) -> None:
        await desks[0].submit(code, OpenBallot("vote-0123456789", budget=5, cap=1), LEADER)
        (ballot,) = (await seen(desks[0], code)).ballots
        answers = await asyncio.gather(
            *(outcome(desks[n % len(desks)], code, tap, AMINA) for n, tap in enumerate(self.taps(ballot)))
        )
        counted = [answer for answer in answers if not isinstance(answer, str)]
        room = refolded(journal, code)
        assert room.ballots[ballot].spent("amina") == 5
        assert sum(len(answer.entries) for answer in counted) == 5
        assert {answer for answer in answers if isinstance(answer, str)} == {"dots_spent"}

    async def test_holds_under_forty_parallel_taps(self, journal):
        async with desk_on(journal) as desk:
            await self.vote(journal, [desk], await room_on(desk, "sort"))

    async def test_holds_under_forty_parallel_taps_on_two_processes(self, journal, other_journal):
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            await self.vote(journal, [desk, other], await room_on(desk, "sort"))

    async def test_is_each_persons_own_under_load(self, journal, other_journal):
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await room_on(desk, "vote")
            voters = people(20)
            acts = [(PlaceDots(new_id(), "gisements", f"g{1 + n % 7}", 2), by) for n in range(4) for by in voters]
            await asyncio.gather(
                *(outcome((desk, other)[n % 2], code, command, by) for n, (command, by) in enumerate(acts))
            )
            ballot = refolded(journal, code).ballots["gisements"]
            assert {voter: ballot.spent(voter) for voter in ballot.dots} == {by.id: 2 for by in voters}


class TestManyAtOnce:
    async def test_every_note_of_a_room_counts_once_in_order(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            commands = [PostNote(new_id(), one["gisement"], one["kind"], one["text"]) for one in HEARD]
            answers = await asyncio.gather(*(desk.submit(code, command, AMINA) for command in commands))
            entries = stored(journal, code)
            assert [entry.seq for entry in entries] == list(range(1, 3 + len(HEARD)))
            assert [entry.command for entry in entries[2:]] == [command.id for command in commands]
            assert [entry for answer in answers for entry in answer.entries] == entries[2:]

    async def test_two_processes_lose_and_double_nothing(self, journal, other_journal):
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await room_on(desk, "gather")
            commands = [PostNote(new_id(), one["gisement"], one["kind"], one["text"]) for one in HEARD]
            await asyncio.gather(*((desk, other)[n % 2].submit(code, c, AMINA) for n, c in enumerate(commands)))
            entries = stored(journal, code)
            assert [entry.seq for entry in entries] == list(range(1, 3 + len(HEARD)))
            assert sorted(str(entry.command) for entry in entries[2:]) == sorted(command.id for command in commands)

    async def test_rooms_do_not_mix(self, journal):
        async with desk_on(journal) as desk:
            codes = [await room_on(desk, "gather") for _ in range(4)]
            sent = {code: [PostNote(new_id(), "g1", "idea", f"{code} {n}") for n in range(10)] for code in codes}
            await asyncio.gather(*(desk.submit(code, sent[code][n], AMINA) for n in range(10) for code in codes))
            for code in codes:
                assert [note.text for note in refolded(journal, code).notes.values()] == [
                    f"{code} {n}" for n in range(10)
                ]

    async def test_what_was_decided_together_saw_what_came_before(self, journal):
        """The second command of a batch is decided on a state that includes the first."""
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = new_id()
            commands: list[tuple[Command, Actor]] = [
                (PostNote(note, "g1", "idea", BENCHES), AMINA),
                (EditNote(new_id(), note, COUNTER), AMINA),
                (HideNote(new_id(), note), LEADER),
                (EnterStage(new_id(), "vote"), LEADER),
                (PostNote(new_id(), "g1", "idea", CARETAKERS), BRUNO),
            ]
            answers = await asyncio.gather(*(outcome(desk, code, command, by) for command, by in commands))
            assert [answer if isinstance(answer, str) else answer.seq for answer in answers] == [
                3,
                4,
                5,
                7,
                "stage_closed",
            ]


class TestListeners:
    async def test_hear_every_entry_once_after_its_commit(self, journal, other_journal):
        async with desk_on(journal) as desk:
            told: list[tuple[int, int]] = []

            def hear(code: str, room: Room, entries: list[Entry]) -> None:
                told.extend((entry.seq, len(stored(other_journal, code))) for entry in entries)

            desk.listeners.append(hear)
            code = await room_on(desk, "gather")
            await asyncio.gather(*(post(desk, code) for _ in range(10)))
            assert [seq for seq, _ in told] == list(range(1, 13))
            assert all(seq <= written for seq, written in told)

    async def test_of_another_process_hear_by_polling_alone(self, journal, other_journal, monkeypatch):
        monkeypatch.setattr("server.desk.POLL", 0.1)
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await room_on(desk, "gather")
            assert (await seen(other, code)).seq == 2
            ear = Ear(other)
            await post(desk, code)
            await until(lambda: ear.heard.get(code) == [3])
            assert await seen(other, code) == await seen(desk, code)

    async def test_hear_what_another_process_wrote_before_their_own(self, journal, other_journal):
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await room_on(desk, "gather")
            await seen(other, code)
            ear = Ear(other)
            await post(desk, code)
            await post(other, code, CARETAKERS, BRUNO)
            assert ear.heard[code] == [3, 4]

    async def test_hear_of_a_rehearsal_that_ends_while_it_goes_on(self, journal):
        """Everything that hears of entries must bear those of a draft, told together with its opening for real."""
        async with desk_on(journal) as desk:
            async with hub_on(desk):
                code = await room_on(desk, "gather", live=False)
                note = await post(desk, code)
                acts: list[tuple[Command, Actor]] = [
                    (GroupNote(new_id(), note, "t1", None, 0.9, (), (), 3), MACHINE),
                    (LabelTheme(new_id(), "t1", "Bancs"), MACHINE),
                    (HideNote(new_id(), note), LEADER),
                    (OpenForReal(new_id()), LEADER),
                ]
                await asyncio.gather(*(desk.submit(code, command, by) for command, by in acts))
                await asyncio.wait_for(desk.submit(code, EnterStage(new_id(), "gather"), LEADER), 10)
            assert refolded(journal, code) == await seen(desk, code)


class TestErasing:
    async def test_nulls_the_words_in_the_journal_and_tells_every_process(self, journal, other_journal, monkeypatch):
        monkeypatch.setattr("server.desk.POLL", 0.1)
        async with desk_on(journal) as desk, desk_on(other_journal) as other:
            code = await room_on(desk, "gather")
            gone, kept = await post(desk, code, CARETAKERS), await post(desk, code, BENCHES)
            await desk.submit(code, EditNote(new_id(), gone, COUNTER), AMINA)
            await seen(other, code)
            ear = Ear(other)
            await desk.submit(code, EraseNotes(new_id(), (gone,)), AMINA)
            await until(lambda: code in ear.heard)
            rooms = [await seen(desk, code), await seen(other, code), refolded(journal, code)]
            assert [{n.id: n.text for n in room.notes.values()} for room in rooms] == [{gone: "", kept: BENCHES}] * 3
            assert rooms[0].notes == rooms[1].notes == rooms[2].notes

    async def test_leaves_every_process_with_the_same_room(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = await post(desk, code, CARETAKERS)
            await desk.submit(code, EraseNotes(new_id(), (note,)), AMINA)
            assert refolded(journal, code) == await seen(desk, code)

    async def test_leaves_the_words_of_a_note_nowhere_on_the_disk(self, sqlite_journal, tmp_path):
        secret = "Madame Zbigniewska dort au bureau 214"
        async with desk_on(sqlite_journal) as desk:
            code = await room_on(desk, "gather")
            note = await post(desk, code, "Bureau fermé")
            await desk.submit(code, EditNote(new_id(), note, secret), AMINA)
            await desk.submit(code, EraseNotes(new_id(), (note,)), ORGANISER)
            assert files_with(tmp_path, "Zbigniewska") == []

    @pytest.mark.parametrize("trace", ["label", "renamed label", "label of a merged theme", "label by hand"])
    async def test_leaves_what_was_made_of_the_words_nowhere_on_the_disk(self, sqlite_journal, tmp_path, trace):
        secret = "Zbigniewska dort au bureau"
        async with desk_on(sqlite_journal) as desk:
            code = await room_on(desk, "gather")
            note, other = await post(desk, code, secret), await post(desk, code, BENCHES)
            seq = (await seen(desk, code)).seq
            if trace == "label by hand":
                await desk.submit(code, MoveNotes(new_id(), (note,), None), LEADER)
            else:
                await desk.submit(code, GroupNote(new_id(), note, "t1", None, 0.9, (), ("Zbigniewska",), seq), MACHINE)
                await desk.submit(code, LabelTheme(new_id(), "t1", "Zbigniewska, bureau"), MACHINE)
            if trace == "renamed label":
                await desk.submit(code, ChangeTheme(new_id(), "t1", "Présence"), LEADER)
            if trace == "label of a merged theme":
                await desk.submit(code, GroupNote(new_id(), other, "t2", None, 0.9, (), (), seq), MACHINE)
            if trace == "label of a merged theme":
                await desk.submit(code, MergeThemes(new_id(), ("t1",), "t2"), LEADER)
            await desk.submit(code, EraseNotes(new_id(), (note,)), ORGANISER)
            assert files_with(tmp_path, "Zbigniewska") == []

    async def test_beside_a_backup_holds_nobody_up_and_leaves_no_words_once_it_is_done(self, sqlite_journal, tmp_path):
        """A reader that is in no hurry (a backup) keeps the write-ahead log as it was."""
        backup = Journal(sqlite_journal.url)
        async with desk_on(sqlite_journal) as desk:
            code = await room_on(desk, "gather")
            note = await post(desk, code, "Zbigniewska dort au bureau")
            with backup.reading() as connection:
                connection.execute(text("SELECT count(*) FROM entry"))
                await post(desk, code)  # the log grows beyond what the backup sees
                erasing = asyncio.create_task(desk.submit(code, EraseNotes(new_id(), (note,)), ORGANISER))
                await asyncio.wait_for(post(desk, code, COUNTER), 10)
            await erasing
            await until(lambda: files_with(tmp_path, "Zbigniewska") == [])
        backup.close()

    async def test_of_a_rehearsal_leaves_its_words_nowhere_on_the_disk(self, sqlite_journal, tmp_path):
        async with desk_on(sqlite_journal) as desk:
            code = await room_on(desk, "gather", live=False)
            await post(desk, code, "Essai de Zbigniewska")
            await desk.submit(code, OpenForReal(new_id()), LEADER)
            assert files_with(tmp_path, "Zbigniewska") == []

    async def test_of_a_rehearsal_takes_the_notes_that_came_with_the_opening(self, sqlite_journal, tmp_path):
        """A note of the rehearsal that is decided in the same batch, before the opening."""
        async with desk_on(sqlite_journal) as desk:
            code = await room_on(desk, "gather", live=False)
            await asyncio.gather(
                post(desk, code, "Essai de Zbigniewska"), desk.submit(code, OpenForReal(new_id()), LEADER)
            )
            assert (await seen(desk, code)).notes == {}
            assert files_with(tmp_path, "Zbigniewska") == []

    async def test_of_a_rehearsal_keeps_what_was_posted_after_the_opening(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather", live=False)
            await asyncio.gather(
                desk.submit(code, OpenForReal(new_id()), LEADER),
                desk.submit(code, EnterStage(new_id(), "gather"), LEADER),
                post(desk, code, BENCHES),
            )
            assert [note.text for note in refolded(journal, code).notes.values()] == [BENCHES]


def files_with(folder, words):
    return [path.name for path in sorted(folder.iterdir()) if path.is_file() and words.encode() in path.read_bytes()]


class TestARoomThatIsGone:
    def delete(self, journal: Journal, code: str) -> None:
        with journal.writing() as connection:
            room = sql.find_room(connection, code)
            assert room is not None
            sql.delete_rooms(connection, [room])

    async def test_is_told_to_be_gone(self, journal, other_journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            self.delete(other_journal, code)
            assert await outcome(desk, code, PostNote(new_id(), "g1", "idea", BENCHES), AMINA) == "no_such_room"

    async def test_stops_no_other_room(self, journal, other_journal):
        async with desk_on(journal) as desk:
            gone, stays = await room_on(desk, "gather"), await room_on(desk, "gather")
            self.delete(other_journal, gone)
            notes = [PostNote(new_id(), "g1", "idea", BENCHES) for _ in range(2)]
            answers = await asyncio.gather(outcome(desk, gone, notes[0], AMINA), outcome(desk, stays, notes[1], AMINA))
            assert not isinstance(answers[1], str)
            assert [note.id for note in refolded(journal, stays).notes.values()] == [notes[1].id]


class TestARoomThatCannotBeRead:
    def spoil(self, journal: Journal, code: str, column: str, value: object) -> None:
        """Another process of a newer Filon, or a fault of the disk, wrote an entry that this code cannot read."""
        with journal.writing() as connection:
            room = sql.find_room(connection, code)
            assert room is not None
            head = sql.lock(connection, room) or 0
            connection.execute(
                text(
                    "INSERT INTO entry (room, seq, at, by, role, command, part, kind, version, body, text) "
                    "SELECT room, :seq, at, by, role, :command, 0, kind, version, body, text FROM entry "
                    "WHERE room = :room AND seq = :head"
                ),
                {"room": room, "seq": head + 1, "head": head, "command": new_id()},
            )
            connection.execute(
                text(f"UPDATE entry SET {column} = :value WHERE room = :room AND seq = :seq"),
                {"value": value, "room": room, "seq": head + 1},
            )
            connection.execute(text("UPDATE room SET head = :head WHERE id = :room"), {"head": head + 1, "room": room})

    async def test_of_a_newer_filon_is_frozen_and_says_so(self, journal, other_journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            self.spoil(other_journal, code, "kind", "hologram_shown")
            assert await outcome(desk, code, PostNote(new_id(), "g1", "idea", BENCHES), AMINA) == "room_frozen"
            with pytest.raises(Refusal, match="room_frozen"):
                await desk.look(code, lambda room: room.seq)

    @pytest.mark.parametrize(
        ("column", "value"), [("kind", "hologram_shown"), ("body", "{not json"), ("body", '{"unexpected": 1}')]
    )
    async def test_stops_no_other_room(self, journal, other_journal, column, value):
        async with desk_on(journal) as desk:
            spoiled, sound = await room_on(desk, "gather"), await room_on(desk, "gather")
            self.spoil(other_journal, spoiled, column, value)
            notes = [PostNote(new_id(), "g1", "idea", BENCHES) for _ in range(2)]
            answers = await asyncio.gather(
                outcome(desk, spoiled, notes[0], AMINA), outcome(desk, sound, notes[1], AMINA)
            )
            assert isinstance(answers[0], str)
            assert [note.id for note in refolded(journal, sound).notes.values()] == [notes[1].id]

    @pytest.mark.parametrize(("column", "value"), [("kind", "hologram_shown"), ("body", "{not json")])
    async def test_found_by_polling_leaves_the_desk_at_work(self, journal, other_journal, column, value, monkeypatch):
        monkeypatch.setattr("server.desk.POLL", 0.05)
        async with desk_on(journal) as desk:
            spoiled, sound = await room_on(desk, "gather"), await room_on(desk, "gather")
            ear = Ear(desk)
            async with desk_on(other_journal) as other:
                self.spoil(other_journal, spoiled, column, value)
                await post(other, sound)
            await until(lambda: ear.heard.get(sound) == [3])
            await asyncio.wait_for(post(desk, sound), 10)


class TestARoomThatNobodyUses:
    async def test_is_let_go_and_read_again(self, journal, monkeypatch):
        monkeypatch.setattr("server.desk.POLL", 0.05)
        monkeypatch.setattr("server.desk.IDLE", 0.1)
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = await post(desk, code)
            await until(lambda: desk.held == 0)
            assert list((await seen(desk, code)).notes) == [note]
