"""Who listens, and the sending: every screen is true, and a slow reader delays nobody."""

import asyncio
import json
import re

import pytest

from server.live import hub as live
from server.live.hub import Channel, Frame, Hub, Listener, envelope
from server.live.views import Audience
from server.room.life import OpenForReal
from server.room.notes import HideNote, PostNote
from server.room.people import ChooseCollege
from server.room.refusal import Refusal
from server.room.stages import EnterStage
from server.room.state import REWORDING
from tests.desks import desk_on, post, room_on, seen
from tests.hubs import hub_on
from tests.rooms import AMINA, BENCHES, CARETAKERS, HEARD, LEADER, new_id, people
from tests.waiting import until

WORDS = "Des poubelles décorées par les enfants"


def names(text: str) -> list[str]:
    """The fragments that a message holds."""
    return re.findall(r'hx-target="#([^"]+)"', json.loads(text).get("content", ""))


def frame(seq: int, **fragments: str) -> Frame:
    return Frame(seq, "0-essai", fragments)


class TestAListener:
    def test_is_sent_a_frame_as_it_is(self):
        listener, one = Listener(), frame(3, now="<p>Accueil</p>")
        listener.offer(one)
        assert listener.ready.is_set()
        assert listener.take() is one.text()
        assert listener.take() is None
        assert not listener.ready.is_set()

    def test_shares_the_bytes_with_the_others(self):
        listeners, one = [Listener() for _ in range(3)], frame(3, now="<p>Accueil</p>")
        for listener in listeners:
            listener.offer(one)
        texts = [listener.take() for listener in listeners]
        assert texts[0] is texts[1] is texts[2]

    def test_that_was_slow_is_sent_the_newest_of_each_fragment_once(self):
        listener = Listener()
        for one in (frame(3, now="Accueil", feed="un"), frame(4, feed="deux"), frame(5, feed="trois", bar="barre")):
            listener.offer(one)
        message = json.loads(listener.take() or "")
        assert message["seq"] == 5
        assert message["content"] == "".join(
            f'<hx-partial hx-target="#{name}" hx-swap="innerMorph">{html}</hx-partial>'
            for name, html in {"now": "Accueil", "feed": "trois", "bar": "barre"}.items()
        )
        assert listener.take() is None

    def test_that_never_takes_holds_no_more_than_64_fragments(self):
        listener = Listener()
        for n in range(64):
            listener.offer(frame(n, **{f"f{n}": "x"}))
        assert (listener.lost, len(listener.backlog)) == (False, 64)
        listener.offer(frame(64, f64="x"))
        assert (listener.lost, len(listener.backlog)) == (True, 0)

    def test_that_never_takes_holds_no_more_than_256_kb(self):
        listener = Listener()
        for n in range(17):
            listener.offer(frame(n, **{f"f{n}": "x" * 16 * 1024}))
        assert (listener.lost, len(listener.backlog)) == (True, 0)

    def test_that_never_takes_counts_bytes_and_not_characters(self):
        listener = Listener()
        for n in range(12):
            listener.offer(frame(n, **{f"f{n}": "é" * 12 * 1024}))
        assert sum(len(html.encode()) for html in listener.backlog.values()) <= 256 * 1024


def test_an_envelope_tells_number_epoch_and_the_clock():
    message = json.loads(envelope(7, "0-essai", {"now": "<p>é</p>"}))
    assert {key: message[key] for key in ("seq", "epoch", "swap", "content")} == {
        "seq": 7, "epoch": "0-essai", "swap": "none",
        "content": '<hx-partial hx-target="#now" hx-swap="innerMorph"><p>é</p></hx-partial>',
    }  # fmt: skip
    assert message["now"] > 1_700_000_000_000


def test_a_heartbeat_has_no_content():
    assert set(json.loads(envelope(7, "0-essai", {}))) == {"seq", "epoch", "now"}


async def join(hub: Hub, audience: Audience) -> tuple[Channel, Listener, Frame]:
    """As a socket does: subscribe, then take a first frame."""
    channel, listener = hub.join(audience)
    first = await channel.snapshot(listener, 0, "")
    return channel, listener, first


class Reader:
    """A page that reads as soon as there is something: what it now shows, by fragment."""

    def __init__(self, channel: Channel, listener: Listener, first: Frame) -> None:
        self.shown = dict(first.fragments)
        self.messages: list[str] = []
        self.channel = channel
        self._listener = listener
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while True:
            await self._listener.ready.wait()
            if text := self._listener.take():
                self.messages.append(text)
                content = json.loads(text)["content"]
                self.shown |= dict(
                    re.findall(
                        r'<hx-partial hx-target="#([^"]+)" hx-swap="innerMorph">(.*?)</hx-partial>', content, re.S
                    )
                )

    def with_seq(self, seq: int) -> list[str]:
        return [text for text in self.messages if json.loads(text)["seq"] == seq]

    async def shows(self, words: str) -> None:
        await until(lambda: any(words in html for html in self.shown.values()), f"« {words} » on the page")

    async def is_true(self, fresh: dict[str, str]) -> None:
        await until(lambda: self.shown == fresh, f"{self.channel.audience} is true")

    def leave(self, hub: Hub) -> None:
        self._task.cancel()
        hub.leave(self.channel, self._listener)


async def reader(hub: Hub, audience: Audience) -> Reader:
    return Reader(*await join(hub, audience))


async def afresh(audience: Audience, hub: Hub) -> dict[str, str]:
    """What a page that opens now is sent, by a channel of its own."""
    channel = Channel(audience, hub)
    try:
        return (await channel.snapshot(Listener(), 0, "")).fragments
    finally:
        channel.close()


class TestAudiences:
    async def test_are_sent_what_concerns_them(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            phone, screen = await reader(hub, Audience(code, "phone")), await reader(hub, Audience(code, "screen"))
            await post(desk, code, WORDS, gisement="g3")
            await phone.shows(WORDS)
            await until(lambda: screen.with_seq(3))
            assert [names(text) for text in phone.with_seq(3)] == [["feed-g3"]]
            assert {name for text in screen.with_seq(3) for name in names(text)} == {"screen-main"}
            phone.leave(hub)
            screen.leave(hub)

    async def test_share_one_rendering(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            phones = [await reader(hub, Audience(code, "phone")) for _ in range(20)]
            await post(desk, code, WORDS)
            for phone in phones:
                await phone.shows(WORDS)
            assert len({id(phone.messages[-1]) for phone in phones}) == 1
            for phone in phones:
                phone.leave(hub)

    async def test_of_other_rooms_hear_nothing(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            here, there = await room_on(desk, "gather"), await room_on(desk, "gather")
            mine, theirs = await reader(hub, Audience(here, "phone")), await reader(hub, Audience(there, "phone"))
            await post(desk, here, WORDS)
            await mine.shows(WORDS)
            assert [text for text in theirs.messages if WORDS in text] == []
            assert (await seen(desk, there)).seq == 2
            mine.leave(hub)
            theirs.leave(hub)

    async def test_end_with_what_a_fresh_page_shows(self, sqlite_journal):
        """However many entries came at once, and however they were cut into frames."""
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            audiences = [
                Audience(code, "phone"),
                Audience(code, "phone", table=2),
                Audience(code, "screen"),
                Audience(code, "console", focus="g1"),
            ]
            pages = [await reader(hub, audience) for audience in audiences]
            acts = [
                post(desk, code, one["text"], by, one["gisement"])
                for one, by in zip(HEARD, people(9) * 14, strict=True)
            ]
            await asyncio.gather(*acts, desk.submit(code, ChooseCollege(new_id(), "police"), AMINA))
            await desk.submit(code, EnterStage(new_id(), "sort"), LEADER)
            for audience, page in zip(audiences, pages, strict=True):
                fresh = await afresh(audience, hub)
                await page.is_true(fresh)
            for page in pages:
                page.leave(hub)


class TestConnecting:
    async def test_gives_everything_at_first(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            channel, listener, first = await join(hub, Audience(code, "phone"))
            assert list(first.fragments)[:9] == ["now", "message", *(f"feed-g{n}" for n in range(1, 8))]
            assert first.seq == 2
            hub.leave(channel, listener)

    async def test_again_gives_what_changed_since_and_what_is_always_sent(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            page = await reader(hub, Audience(code, "phone"))
            channel, listener, first = await join(hub, Audience(code, "phone"))
            await post(desk, code, WORDS, gisement="g5")
            await page.shows(WORDS)
            again = await channel.snapshot(listener, first.seq, first.epoch)
            assert (list(again.fragments), again.seq) == (["now", "feed-g5"], 3)
            assert list((await channel.snapshot(listener, again.seq, again.epoch)).fragments) == ["now"]
            page.leave(hub)
            hub.leave(channel, listener)

    async def test_again_in_another_epoch_gives_everything(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather", live=False)
            channel, listener, first = await join(hub, Audience(code, "phone"))
            await desk.submit(code, OpenForReal(new_id()), LEADER)
            again = await channel.snapshot(listener, first.seq + 1, first.epoch)
            assert again.epoch != first.epoch
            assert list(again.fragments) == list(first.fragments)
            hub.leave(channel, listener)

    async def test_takes_no_update_away_from_who_was_there(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            page = await reader(hub, Audience(code, "phone"))
            for n in range(5):
                await post(desk, code, f"Banc numéro {n}")
                newcomer = await reader(hub, Audience(code, "phone"))
                assert any(f"Banc numéro {n}" in html for html in newcomer.shown.values())
                await page.shows(f"Banc numéro {n}")
                newcomer.leave(hub)
            page.leave(hub)

    async def test_of_a_draft_that_opens_for_real_empties_the_pages(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather", live=False)
            page = await reader(hub, Audience(code, "phone"))
            await post(desk, code, WORDS)
            await page.shows(WORDS)
            await desk.submit(code, OpenForReal(new_id()), LEADER)
            await until(lambda: not any(WORDS in html for html in page.shown.values()))
            page.leave(hub)

    async def test_after_a_restart_empties_what_has_become_empty(self, sqlite_journal):
        """A page that showed a rewording comes back to another process: it has been hidden meanwhile."""
        async with desk_on(sqlite_journal) as desk:
            code = await room_on(desk, "react")
            async with hub_on(desk) as hub:
                note = new_id()
                await desk.submit(code, PostNote(note, "c1", REWORDING, WORDS), AMINA)
                channel, listener, first = await join(hub, Audience(code, "phone"))
                assert WORDS in first.fragments["reactions"]
                hub.leave(channel, listener)
            await desk.submit(code, HideNote(new_id(), note), LEADER)
            async with hub_on(desk) as hub:
                channel, listener = hub.join(Audience(code, "phone"))
                again = await channel.snapshot(listener, first.seq, first.epoch)
                assert WORDS not in (first.fragments | again.fragments)["reactions"]
                hub.leave(channel, listener)

    async def test_beyond_what_a_room_bears_is_refused(self, sqlite_journal, monkeypatch):
        monkeypatch.setattr(live, "MOST_LISTENERS", 2)
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code, other = await room_on(desk), await room_on(desk)
            joined = [hub.join(Audience(code, "phone")), hub.join(Audience(code, "screen"))]
            with pytest.raises(Refusal, match="overloaded"):
                hub.join(Audience(code, "phone"))
            joined.append(hub.join(Audience(other, "phone")))
            for one in joined:
                hub.leave(*one)
            assert hub.sockets().total() == 0

    async def test_is_counted_by_view_and_shown_to_those_who_lead(self, sqlite_journal):
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk)
            screen = await reader(hub, Audience(code, "screen"))
            console = await reader(hub, Audience(code, "console", focus="g1"))
            phones = [await reader(hub, Audience(code, "phone")) for _ in range(7)]
            assert hub.here(code) == {"screen": 1, "console": 1, "phone": 7}
            await until(lambda: "<b>7</b> téléphones" in console.shown["console-counts"])
            for phone in phones:
                phone.leave(hub)
            await until(lambda: "<b>0</b> téléphone<" in console.shown["console-counts"])
            screen.leave(hub)
            console.leave(hub)


class TestAStalledPage:
    async def test_is_bounded_then_sent_everything_and_delays_nobody(self, sqlite_journal, monkeypatch):
        monkeypatch.setattr(live, "MOST_BYTES", 2000)
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            audience = Audience(code, "phone")
            channel, stalled, _ = await join(hub, audience)
            page = await reader(hub, audience)
            count = 0
            while not stalled.lost:
                count += 1
                await post(desk, code, f"{WORDS} {count}", people(30)[count % 30], f"g{1 + count % 7}")
                await page.shows(f"{WORDS} {count}")
                assert count < 50
            assert sum(map(len, stalled.backlog.values())) <= 2000
            everything = await channel.snapshot(stalled, 0, "")
            assert everything.fragments == page.shown
            page.leave(hub)
            hub.leave(channel, stalled)


class TestAFragmentThatCannotBeRendered:
    async def test_stops_no_other_update(self, sqlite_journal, monkeypatch, caplog):
        """A mistake in one template, shown once: the next entry is drawn."""
        async with desk_on(sqlite_journal) as desk, hub_on(desk) as hub:
            code = await room_on(desk, "gather")
            page = await reader(hub, Audience(code, "phone"))
            with monkeypatch.context() as broken:
                broken.setattr("server.live.views.ON_A_PHONE", (("vingt", 12),))
                await post(desk, code, CARETAKERS, gisement="g2")
                await until(lambda: "could not be rendered" in caplog.text)
            await post(desk, code, BENCHES, gisement="g3")
            await page.shows(BENCHES)
            await page.shows("gardiens")
            page.leave(hub)
