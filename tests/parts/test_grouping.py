"""The runner that gives every note its theme, on a desk, with its grouper in a process apart: the one that needs no model."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from server.desk import Desk, Listener
from server.journal import journal as sql
from server.journal import vectors
from server.journal.journal import Journal
from server.journal.vectors import Stored
from server.live.apart import BY_WORDS, Apart
from server.live.grouping import Grouping
from server.live.sheets import work
from server.room.ballots import CloseBallot
from server.room.definition import Session, Themes
from server.room.grouping import NoteGrouped, due
from server.room.life import EraseNotes
from server.room.notes import EditNote, PostNote
from server.room.proposals import AskProposal, CloseProposal
from server.room.stages import EnterStage
from server.room.state import REWORDING, Room
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes
from server.room.wall import wall
from tests.desks import desk_on, post, refolded, room_on, seen, stored
from tests.rooms import (
    AMINA,
    BENCHES,
    CARETAKERS,
    HEARD,
    LEADER,
    ORGANISER,
    argenteuil,
    group,
    host,
    name,
    new_id,
    opened,
    play,
)
from tests.rooms import post as room_post
from tests.waiting import PATIENCE


@asynccontextmanager
async def grouping_on(desk: Desk, process: str = "un", apart: Apart | None = None) -> AsyncIterator[Grouping]:
    grouping = Grouping(desk, apart or Apart(BY_WORDS), process)
    running = asyncio.create_task(grouping.run())
    try:
        yield grouping
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def settled(desk: Desk, code: str, met: Callable[[Room], bool]) -> Room:
    """Once the room is as wanted, by what the desk tells its listeners."""
    told = asyncio.Event()
    hear: Listener = lambda *_: told.set()  # noqa: E731
    desk.listeners.append(hear)
    async with asyncio.timeout(PATIENCE):
        while not await desk.look(code, met):
            await told.wait()
            told.clear()
    desk.listeners.remove(hear)
    return await seen(desk, code)


def all_grouped(room: Room) -> bool:
    """Every note has its theme, every theme that is seen its name."""
    notes = [note for note in room.notes.values() if note.kind != REWORDING and note.shown]
    seen = {g.id for g in room.session.gisements if not wall(room, g).early}
    themes = [theme for theme in room.themes.values() if theme.gisement in seen]
    named = all(t.label for t in themes if any(note.unread != "failed" for note in room.members(t)))
    return bool(notes) and all(note.theme for note in notes) and named


def shown_from(first: int) -> Session:
    """The session of these tests, with themes that show from so many notes."""
    return argenteuil().model_copy(update={"themes": Themes(first=first)})


async def test_every_note_gets_a_theme_of_its_gisement_with_a_reason(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather")
        await asyncio.gather(*(post(desk, code, one["text"], AMINA, one["gisement"]) for one in HEARD))
        room = await settled(desk, code, all_grouped)
        assert {note.placed_by for note in room.notes.values()} == {"machine"}
        assert all(room.themes[note.theme or ""].gisement == note.gisement for note in room.notes.values())
        assert all(0 <= note.confidence <= 1 for note in room.notes.values())
        assert any(note.shared_words for note in room.notes.values())
        assert any(note.nearest for note in room.notes.values())
        assert room.encoder.startswith("lexical")
        for gisement in room.session.gisements:
            labels = [theme.label.casefold() for theme in room.themes_on(gisement.id)]
            assert len(set(labels)) == len(labels)
        assert refolded(journal, code) == room


async def test_two_processes_place_each_note_once(journal, other_journal, monkeypatch):
    monkeypatch.setattr("server.desk.POLL", 0.1)
    async with desk_on(journal) as desk, desk_on(other_journal) as other, grouping_on(desk), grouping_on(other, "deux"):
        code = await room_on(desk, "gather")
        await seen(other, code)
        await asyncio.gather(
            *(post((desk, other)[n % 2], code, one["text"], AMINA, one["gisement"]) for n, one in enumerate(HEARD[:60]))
        )
        await settled(desk, code, all_grouped)
        assert len(newly_placed(journal, code)) == len(set(newly_placed(journal, code))) == 60


async def test_another_process_goes_on_when_one_dies_in_mid_stream(journal, other_journal, monkeypatch):
    """The first one is cut off with its lease in hand, half of the notes still to place."""
    monkeypatch.setattr("server.desk.POLL", 0.1)
    async with desk_on(journal) as desk, desk_on(other_journal) as other, grouping_on(other, "deux") as heir:
        async with grouping_on(desk):
            code = await room_on(desk, "gather")
            heir.watch(code)
            for one in HEARD[:40]:
                await post(desk, code, one["text"], AMINA, "g1")
            await settled(desk, code, lambda room: any(note.theme for note in room.notes.values()))
        for one in HEARD[40:60]:
            await post(other, code, one["text"], AMINA, "g1")
        room = await settled(other, code, all_grouped)
        assert len(newly_placed(journal, code)) == len(set(newly_placed(journal, code))) == 60
        assert sum(len(theme.notes) for theme in room.themes.values()) == 60
        assert refolded(other_journal, code) == room


async def test_the_grouper_may_be_killed_and_starts_again(journal):
    apart = Apart(BY_WORDS)
    async with desk_on(journal) as desk, grouping_on(desk, apart=apart):
        code = await room_on(desk, "gather")
        for one in HEARD[:30]:
            await post(desk, code, one["text"], AMINA, "g1")
        await settled(desk, code, lambda room: any(note.theme for note in room.notes.values()))
        assert apart.pid
        os.kill(apart.pid, signal.SIGKILL)
        for one in HEARD[30:60]:
            await post(desk, code, one["text"], AMINA, "g1")
        room = await settled(desk, code, all_grouped)
        assert apart.lives > 1
        assert len(newly_placed(journal, code)) == len(set(newly_placed(journal, code))) == 60
        assert not any(note.unread for note in room.notes.values())


async def test_a_process_goes_on_from_the_stored_vectors_alone(journal):
    """The second one has a model that can read nothing more, of the same name: what is stored is enough to work on."""
    async with desk_on(journal) as desk:
        async with grouping_on(desk):
            code = await room_on(desk, "gather")
            for one in HEARD[:40]:
                await post(desk, code, one["text"], AMINA, "g1")
            await settled(desk, code, all_grouped)
        async with grouping_on(desk, "deux", Apart("tests.encoders:Blind")):
            await desk.submit(code, AskProposal(new_id(), "g1", 1), LEADER)
            room = await settled(desk, code, lambda room: room.proposals["g1"].groups is not None)
            groups = room.proposals["g1"].groups
            assert groups
            assert sorted(note for group in groups for note in group.notes) == sorted(room.notes)


async def test_a_note_that_the_model_fails_on_waits_to_be_sorted(journal):
    async with desk_on(journal) as desk, grouping_on(desk, apart=Apart("tests.encoders:Touchy")):
        code = await room_on(desk, "gather", shown_from(2))
        touchy = await post(desk, code, "Ne me lisez pas : fâcheux")
        others = [await post(desk, code, one["text"]) for one in HEARD[:6]]
        room = await settled(desk, code, all_grouped)
        assert room.notes[touchy].unread == "failed"
        assert [said.note.id for said in wall(room, room.session.gisements[0]).loose if said.note.unread] == [touchy]
        assert not any(room.notes[note].unread for note in others)


async def test_a_proposal_is_made_looked_at_and_accepted(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather")
        for one in HEARD[:40]:
            await post(desk, code, one["text"], AMINA, "g1")
        before = await settled(desk, code, all_grouped)
        shape = {note.id: note.theme for note in before.notes.values()}
        asked = new_id()
        await desk.submit(code, AskProposal(asked, "g1", -1), LEADER)
        room = await settled(desk, code, lambda room: room.proposals["g1"].groups is not None)
        assert {note.id: note.theme for note in room.notes.values()} == shape
        proposed = {note: group.theme for group in room.proposals["g1"].groups or () for note in group.notes}
        await desk.submit(code, CloseProposal(new_id(), "g1", asked, accepted=True), LEADER)
        room = await settled(desk, code, all_grouped)
        assert {note.id: note.theme for note in room.notes.values()} == proposed
        await post(desk, code, HEARD[41]["text"], AMINA, "g1")
        room = await settled(desk, code, all_grouped)
        assert {note: room.notes[note].theme for note in proposed} == proposed
        assert refolded(journal, code) == room


async def test_in_sort_only_newcomers_are_placed_and_a_ballot_freezes_all(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather")
        for one in HEARD[:30]:
            await post(desk, code, one["text"], AMINA, "g1")
        room = await settled(desk, code, all_grouped)
        shape = {note.id: note.theme for note in room.notes.values()}
        await desk.submit(code, EnterStage(new_id(), "sort"), LEADER)
        late = new_id()
        await desk.submit(code, PostNote(late, "g1", "idea", HEARD[31]["text"], "gather"), AMINA)
        room = await settled(desk, code, all_grouped)
        assert {note: room.notes[note].theme for note in shape} == shape
        await desk.submit(code, EnterStage(new_id(), "gather"), LEADER)
        await desk.submit(code, OpenBallot(new_id()), LEADER)
        waiting = await post(desk, code, HEARD[32]["text"])
        room = await seen(desk, code)
        ballot = room.open_ballot()
        assert ballot
        assert room.notes[waiting].theme is None
        await desk.submit(code, CloseBallot(new_id(), ballot.id), LEADER)
        room = await settled(desk, code, all_grouped)
        places = [e.seq for e in stored(journal, code) if e.fact.kind == "note_grouped" and e.fact.note == waiting]  # type: ignore[attr-defined]
        closed = next(e.seq for e in stored(journal, code) if e.fact.kind == "ballot_closed")
        assert places
        assert min(places) > closed


async def test_notes_posted_before_anyone_was_there_are_grouped(journal):
    async with desk_on(journal) as desk:
        code = await room_on(desk, "gather")
        await post(desk, code)
        async with grouping_on(desk) as grouping:
            grouping.watch(code)
            await settled(desk, code, all_grouped)


async def test_what_people_did_stands(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather")
        first, second = await post(desk, code, BENCHES), await post(desk, code, CARETAKERS)
        await desk.submit(code, MoveNotes(new_id(), (first,), None, "Se poser dehors"), LEADER)
        mine = (await seen(desk, code)).notes[first].theme
        room = await settled(desk, code, all_grouped)
        theirs = room.notes[second].theme
        assert theirs is not None
        if theirs != mine:
            await desk.submit(code, MergeThemes(new_id(), (theirs,), mine or ""), LEADER)
        await desk.submit(code, ChangeTheme(new_id(), mine or "", pinned=True), LEADER)
        for n in range(6):
            await post(desk, code, f"Plus de bancs {n}")
        room = await settled(desk, code, all_grouped)
        assert room.notes[first].theme == room.notes[second].theme == mine
        assert (room.themes[mine or ""].label, room.themes[mine or ""].pinned) == ("Se poser dehors", True)


async def test_what_people_part_is_told_to_be_alike(journal):
    """After the machine has done its part, and without another note."""
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather", shown_from(2))
        texts = ["Des bancs au parc", "Plus de bancs au parc", "Des bancs dans le parc", "Des bancs neufs au parc"]
        others = [
            "Un bus le dimanche",
            "Plus de bus le dimanche",
            "Un bus le dimanche soir",
            "Des bus le dimanche matin",
        ]
        notes = [await post(desk, code, text) for text in [*texts, *others]]
        await settled(desk, code, all_grouped)
        for some in (notes[:2], notes[2:4]):
            await desk.submit(code, MoveNotes(new_id(), tuple(some), None), LEADER)
        room = await settled(desk, code, lambda room: bool(room.alike))
        assert set(room.alike[0]) == {room.notes[notes[0]].theme, room.notes[notes[2]].theme}
        assert all(theme.label for theme in room.themes_on("g1"))


def test_a_gisement_is_thought_over_again_only_when_its_shape_is_not_as_it_was_left():
    room = opened(shown_from(2), "gather")
    notes = [room_post(room, text) for text in (BENCHES, CARETAKERS)]
    name(room, group(room, "t1", *notes), "Dehors")
    shape = {note: room.notes[note].theme for note in notes}
    assert not work(room, "ABC234", "m", {"g1": shape}).any
    play(room, MoveNotes(new_id(), (notes[0],), None, "Se poser"))
    assert [sheet.newcomers for sheet in work(room, "ABC234", "m", {"g1": shape}).sheets] == [()]
    assert not work(room, "ABC234", "m", {"g1": {note: room.notes[note].theme for note in notes}}).any


async def test_a_rewording_is_not_grouped(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "react")
        reworded = new_id()
        await desk.submit(code, PostNote(reworded, "c1", REWORDING, BENCHES), AMINA)
        await desk.submit(code, EnterStage(new_id(), "gather"), LEADER)
        await post(desk, code)
        room = await settled(desk, code, all_grouped)
        assert room.notes[reworded].theme is None


BAD = {
    "emoji": ["👍", "👍", "🌳🌳", "❤️"],
    "one word": ["bancs", "Bancs", "arbres", "police", "eau"],
    "the same, 500 times": ["Plus de bancs devant la poste"] * 500,
    "all in Arabic": [
        "نريد مقاعد في الحديقة",
        "نريد حديقة أكبر",
        "المدرسة بعيدة جدا",
        "النقل غال جدا",
        "المدرسة مزدحمة",
    ],
    "addresses": ["https://exemple.fr/a?b=c", "www.exemple.fr", "http://exemple.fr"],
    "a lone surrogate, as the form reads it": ["Plus de \ufffd bancs", "\ufffd", "Des bancs et des arbres"],
    "digits and signs": ["12", "???", "...", "1 2 3", "— —"],
}


@pytest.mark.parametrize("texts", BAD.values(), ids=BAD.keys())
async def test_bad_input_leaves_the_wall_up(journal, texts):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather", shown_from(1))
        people = [host(n) for n in range(50)]
        await asyncio.gather(*(post(desk, code, text, people[n % 50]) for n, text in enumerate(texts)))
        room = await settled(desk, code, all_grouped)
        assert len(room.notes) == len(texts)
        labels = [theme.label.casefold() for theme in room.themes_on("g1")]
        assert all(labels)
        assert len(set(labels)) == len(labels)
        shown = wall(room, room.session.gisements[0])
        for note in room.notes.values():
            if note.unread:
                assert any(note in (said.note, *said.again) for said in shown.loose)
        assert refolded(journal, code) == room


async def test_erased_words_leave_no_vector_and_no_name_behind(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather", shown_from(1))
        note, kept = await post(desk, code, "Zbigniewska dort au bureau"), await post(desk, code, BENCHES)
        await settled(desk, code, all_grouped)
        assert set(stored_vectors(journal, code)) == {note, kept}
        await desk.submit(code, EraseNotes(new_id(), (note,)), ORGANISER)
        await post(desk, code, CARETAKERS)
        room = await settled(desk, code, all_grouped)
        assert room.notes[kept].theme
        assert not any("bigniewska" in theme.label.lower() for theme in room.themes.values())
        assert note not in stored_vectors(journal, code)


async def test_vectors_of_erased_words_are_not_kept_even_when_they_come_late(journal):
    async with desk_on(journal) as desk:
        code = await room_on(desk, "gather")
        note = await post(desk, code)
        version = (await seen(desk, code)).notes[note].worded_at
        await desk.submit(code, EraseNotes(new_id(), (note,)), ORGANISER)
        held = await desk.hold(code)
        await desk.write(lambda connection: vectors.keep(connection, held.id, "m 1", {note: Stored(version, b"00")}))
        assert stored_vectors(journal, code, "m 1") == {}


async def test_an_edited_note_is_placed_anew_unless_people_placed_it(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather", shown_from(2))
        texts = ["Des bancs au parc", "Plus de bancs au square", "Bancs à l'ombre", "Le bus du soir", "Un bus de nuit"]
        notes = [await post(desk, code, text) for text in texts]
        room = await settled(desk, code, all_grouped)
        benches = room.notes[notes[0]].theme
        await desk.submit(code, MoveNotes(new_id(), (notes[1],), benches), LEADER)
        for note in notes[:2]:
            await desk.submit(code, EditNote(new_id(), note, "Le bus du soir et le bus de nuit"), AMINA)
        room = await settled(desk, code, lambda room: not any(due(note) for note in room.notes.values()))
        assert room.notes[notes[1]].theme == benches
        assert room.notes[notes[0]].grouped_at > room.notes[notes[0]].worded_at


async def test_rooms_wait_for_the_encoder_without_being_held_up(journal):
    async with desk_on(journal) as desk:
        grouping = Grouping(desk, Apart(BY_WORDS), "un")
        code = await room_on(desk, "gather")
        await post(desk, code)
        assert grouping.ready is False
        running = asyncio.create_task(grouping.run())
        await settled(desk, code, all_grouped)
        assert grouping.ready is True
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def newly_placed(journal: Journal, code: str) -> list[str]:
    """The notes that the machine placed for the first time, once for each time."""
    return [e.fact.note for e in stored(journal, code) if isinstance(e.fact, NoteGrouped) and e.fact.was is None]


def stored_vectors(journal: Journal, code: str, model: str = "") -> dict[str, Stored]:
    with journal.reading() as connection:
        room = sql.find_room(connection, code)
        assert room is not None
        return vectors.read(connection, room, model or refolded(journal, code).encoder)
