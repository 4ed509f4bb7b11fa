"""The runner that gives every note its theme, on a desk, with the lexical encoder: no model is loaded."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from server.desk import Desk, Listener
from server.live.grouping import Grouping
from server.room.life import EraseNotes
from server.room.notes import PostNote
from server.room.stages import EnterStage
from server.room.state import REWORDING, Room
from server.room.themes import ChangeTheme, MergeThemes, MoveNote
from server.themes.encoder import Encoder, LexicalEncoder
from tests.desks import desk_on, post, refolded, room_on, seen, stored
from tests.rooms import AMINA, BENCHES, CARETAKERS, HEARD, LEADER, ORGANISER, new_id
from tests.waiting import PATIENCE


@asynccontextmanager
async def grouping_on(
    desk: Desk, process: str = "un", load: Callable[[], Encoder] = LexicalEncoder
) -> AsyncIterator[Grouping]:
    grouping = Grouping(desk, load, process)
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
    notes = [note for note in room.notes.values() if note.kind != REWORDING]
    return bool(notes) and all(note.theme for note in notes) and all(t.label for t in room.themes.values() if t.notes)


async def test_every_note_gets_a_theme_of_its_gisement_with_a_reason(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather")
        await asyncio.gather(*(post(desk, code, one["text"], AMINA, one["gisement"]) for one in HEARD))
        room = await settled(desk, code, all_grouped)
        assert {note.placed_by for note in room.notes.values()} == {"machine"}
        assert all(room.themes[note.theme or ""].gisement == note.gisement for note in room.notes.values())
        assert all(0 <= note.confidence <= 1 for note in room.notes.values())
        assert any(note.shared_words for note in room.notes.values())
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
        placed = [entry.fact.note for entry in stored(journal, code) if entry.fact.kind == "note_grouped"]  # type: ignore[attr-defined]
        assert len(placed) == len(set(placed)) == 60


async def test_another_process_goes_on_when_one_dies(journal, other_journal, monkeypatch):
    monkeypatch.setattr("server.journal.leases.LEASE", 300)
    async with desk_on(journal) as desk, desk_on(other_journal) as other:
        async with grouping_on(desk):
            code = await room_on(desk, "gather")
            await post(desk, code)
            await settled(desk, code, all_grouped)
        async with grouping_on(other, "deux"):
            await post(other, code, CARETAKERS)
            room = await settled(other, code, all_grouped)
        assert len(room.notes) == 2


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
        await desk.submit(code, MoveNote(new_id(), first, None, "Se poser dehors"), LEADER)
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


async def test_a_rewording_is_not_grouped(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "react")
        reworded = new_id()
        await desk.submit(code, PostNote(reworded, "c1", REWORDING, BENCHES), AMINA)
        await desk.submit(code, EnterStage(new_id(), "gather"), LEADER)
        await post(desk, code)
        room = await settled(desk, code, all_grouped)
        assert room.notes[reworded].theme is None


async def test_an_emoji_alone_gets_a_theme_with_a_name(journal):
    async with desk_on(journal) as desk, grouping_on(desk):
        code = await room_on(desk, "gather")
        for text in ("👍", "👍", "🌳🌳"):
            await post(desk, code, text)
        room = await settled(desk, code, all_grouped)
        assert len({theme.label for theme in room.themes.values()}) == len(room.themes)


async def test_erased_words_leave_no_vector_and_no_name_behind(journal):
    async with desk_on(journal) as desk, grouping_on(desk) as grouping:
        code = await room_on(desk, "gather")
        note, kept = await post(desk, code, "Zbigniewska dort au bureau"), await post(desk, code, BENCHES)
        await settled(desk, code, all_grouped)
        await desk.submit(code, EraseNotes(new_id(), (note,)), ORGANISER)
        await post(desk, code, CARETAKERS)
        room = await settled(desk, code, lambda room: all(n.theme for n in room.notes.values()))
        assert room.notes[kept].theme
        assert not any("bigniewska" in theme.label.lower() for theme in room.themes.values())
        held = grouping._rooms[code].vectors
        assert note not in held


async def test_rooms_wait_for_the_encoder_without_being_held_up(journal):
    loading = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly() -> Encoder:
        asyncio.run_coroutine_threadsafe(loading.wait(), loop).result(PATIENCE)
        return LexicalEncoder()

    async with desk_on(journal) as desk, grouping_on(desk, load=slowly) as grouping:
        code = await room_on(desk, "gather")
        await post(desk, code)
        assert grouping.ready is False
        loading.set()
        await settled(desk, code, all_grouped)
        assert grouping.ready is True
