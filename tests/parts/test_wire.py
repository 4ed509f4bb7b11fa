"""Between processes, on a real Redis: numbers that hurry the others up, and how many pages are connected."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from redis.asyncio import Redis as Client

from server.live.views import Audience
from server.wire.bus import Bus, LocalBus, RedisBus, connect
from server.wire.presence import Presence
from tests.desks import Ear, desk_on, post, room_on, seen
from tests.hubs import hub_on
from tests.rooms import BENCHES, BRUNO, CARETAKERS
from tests.servers import Redis, redis_running
from tests.waiting import until

NOWHERE = "redis://127.0.0.1:1"


class Listening:
    """A bus at work: what it heard."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.heard: list[tuple[str, int]] = []
        self._task = asyncio.create_task(bus.run(lambda code, head: self.heard.append((code, head))))

    async def __aenter__(self) -> "Listening":
        return self

    async def __aexit__(self, *_: object) -> None:
        assert not self._task.done(), f"the bus died: {self._task.exception()!r}"
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def hears(self, other: Bus, code: str, head: int) -> None:
        """Publish until heard: a subscription takes a moment, and what comes before it reaches nobody."""

        def met() -> bool:
            if (code, head) not in self.heard:
                other.publish(code, head)
            return (code, head) in self.heard

        await until(met)


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """One that a test may stop."""
    with redis_running() as server:
        yield server


class TestTheBus:
    async def test_tells_every_process_its_own_included(self, redis):
        async with Listening(RedisBus(redis.url)) as one, Listening(RedisBus(redis.url)) as other:
            await one.hears(other.bus, "PRET", 1)
            await other.hears(one.bus, "PRET", 2)
            one.bus.publish("ABCDEF", 7)
            await until(lambda: ("ABCDEF", 7) in one.heard and ("ABCDEF", 7) in other.heard)

    async def test_tells_the_last_number_of_a_burst(self, redis):
        async with Listening(RedisBus(redis.url)) as one, Listening(RedisBus(redis.url)) as other:
            await one.hears(other.bus, "PRET", 1)
            for head in range(1, 101):
                other.bus.publish("ABCDEF", head)
            await until(lambda: ("ABCDEF", 100) in one.heard)

    async def test_carries_on_when_redis_comes_back(self, own_redis):
        async with Listening(RedisBus(own_redis.url)) as one, Listening(RedisBus(own_redis.url)) as other:
            await one.hears(other.bus, "ABCDEF", 1)
            own_redis.stop()
            other.bus.publish("ABCDEF", 2)
            own_redis.start()
            await one.hears(other.bus, "ABCDEF", 3)

    async def test_without_redis_neither_waits_nor_fails(self):
        async with Listening(RedisBus(NOWHERE)) as alone:
            for head in range(1000):
                alone.bus.publish("ABCDEF", head)
            await asyncio.sleep(0)
            assert alone.heard == []

    async def test_bears_messages_that_are_not_ours(self, redis):
        async with Listening(RedisBus(redis.url)) as one, Listening(RedisBus(redis.url)) as other:
            await one.hears(other.bus, "PRET", 1)
            client = Client.from_url(redis.url)
            for message in (b"", b"ABCDEF", b"ABCDEF douze", b"\xff\xfe 3"):
                await client.publish("filon:heads", message)
            await one.hears(other.bus, "ABCDEF", 9)
            await client.aclose()

    async def test_of_a_single_process_tells_nobody(self):
        async with Listening(LocalBus()) as alone:
            alone.bus.publish("ABCDEF", 1)
            await asyncio.sleep(0)
            assert alone.heard == []

    def test_is_chosen_by_the_address(self, redis):
        assert isinstance(connect(""), LocalBus)
        assert isinstance(connect(redis.url), RedisBus)


class TestTwoDesks:
    async def test_converge_through_the_bus(self, journal, other_journal, redis, monkeypatch):
        monkeypatch.setattr("server.desk.POLL", 3600.0)
        async with desk_on(journal, RedisBus(redis.url)) as desk, desk_on(other_journal, RedisBus(redis.url)) as other:
            code = await room_on(desk, "gather")
            await seen(other, code)
            ear = Ear(other)
            written = 0

            async def more() -> None:
                nonlocal written
                await post(desk, code)
                written += 1

            while code not in ear.heard:  # until both are subscribed
                await more()
                await asyncio.sleep(0.05)
            await more()
            await until(lambda: ear.heard[code] == list(range(3, 3 + written)))
            assert await seen(other, code) == await seen(desk, code)

    async def test_converge_by_polling_when_redis_is_stopped(self, journal, other_journal, own_redis, monkeypatch):
        monkeypatch.setattr("server.desk.POLL", 0.1)
        buses = RedisBus(own_redis.url), RedisBus(own_redis.url)
        async with desk_on(journal, buses[0]) as desk, desk_on(other_journal, buses[1]) as other:
            code = await room_on(desk, "gather")
            await seen(other, code)
            ears = Ear(desk), Ear(other)
            own_redis.stop()
            await post(desk, code, BENCHES)
            await until(lambda: ears[1].heard.get(code) == [3])
            await post(other, code, CARETAKERS, BRUNO)
            await until(lambda: ears[0].heard.get(code) == [3, 4])
            assert await seen(other, code) == await seen(desk, code)

    async def test_one_that_let_the_room_go_still_tells_those_who_look_at_it(self, journal, other_journal, monkeypatch):
        """After a long lunch, a stage that another process entered must reach the screens of this one."""
        monkeypatch.setattr("server.desk.POLL", 0.05)
        monkeypatch.setattr("server.desk.IDLE", 0.1)
        async with desk_on(journal) as desk, desk_on(other_journal) as other, hub_on(other) as hub:
            code, idle = await room_on(desk, "gather"), await room_on(desk, "gather")
            channel, listener = hub.join(Audience(code, "phone"))
            await channel.snapshot(listener, 0, "")
            await seen(other, idle)
            await until(lambda: other.held == 1)
            listener.take()
            await post(desk, code, BENCHES)
            await asyncio.wait_for(listener.ready.wait(), 10)
            await until(lambda: BENCHES in (listener.take() or ""))
            hub.leave(channel, listener)


class TestPresence:
    def here(self, **views: int) -> dict[str, Counter[str]]:
        return {"ABCDEF": Counter(views)}

    async def test_is_summed_over_processes(self, redis):
        one, other = Presence(redis.url, "un"), Presence(redis.url, "deux")
        assert await one.exchange(self.here(phone=3, screen=1)) == []
        assert await other.exchange(self.here(phone=2)) == ["ABCDEF"]
        assert await one.exchange(self.here(phone=3, screen=1)) == ["ABCDEF"]
        assert one.total("ABCDEF", Counter(phone=3, screen=1)) == Counter(phone=5, screen=1)
        assert other.total("ABCDEF", Counter(phone=2)) == Counter(phone=5, screen=1)
        assert await one.exchange(self.here(phone=3, screen=1)) == []

    async def test_of_a_process_that_fell_silent_is_no_longer_believed(self, redis, monkeypatch):
        one, other = Presence(redis.url, "trois"), Presence(redis.url, "quatre")
        await other.exchange({"GHJKMN": Counter(phone=2)})
        await one.exchange({"GHJKMN": Counter(phone=1)})
        assert one.total("GHJKMN", Counter(phone=1)) == Counter(phone=3)
        monkeypatch.setattr("server.wire.presence.FRESH", -1.0)
        assert await one.exchange({"GHJKMN": Counter(phone=1)}) == ["GHJKMN"]
        assert one.total("GHJKMN", Counter(phone=1)) == Counter(phone=1)

    async def test_of_a_single_process_is_its_own(self):
        alone = Presence("", "un")
        assert await alone.exchange(self.here(phone=3)) == []
        assert alone.total("ABCDEF", Counter(phone=3)) == Counter(phone=3)

    async def test_without_redis_is_its_own(self):
        away = Presence(NOWHERE, "un")
        assert await away.exchange(self.here(phone=3)) == []
        assert away.total("ABCDEF", Counter(phone=3)) == Counter(phone=3)
