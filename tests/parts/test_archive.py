"""A room in one file: archived, imported, archived again, on both databases; and files that must not be believed."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy import select

from server.journal import access, archive, vectors
from server.journal import journal as sql
from server.journal.journal import DAY, Dates, Journal
from server.journal.tables import KeyRow, RoomRow
from server.journal.vectors import Stored
from server.opening import KEYED, reopen
from server.room.grouping import NoteGrouped
from server.room.life import EraseNotes
from server.room.notes import NotePosted
from server.room.promise import Member
from server.room.refusal import Refusal
from server.room.state import fold
from tests.desks import desk_on, post, refolded, room_on, seen, stored
from tests.parts.test_grouping import all_grouped, grouping_on, settled
from tests.parts.test_journal import read, room_of, write
from tests.rooms import AMINA, BENCHES, CARETAKERS, HEARD, NOON, ORGANISER, a_day, argenteuil, new_id
from tests.rules.test_fold import STEPS, Seminar, erased_from

Texts = list[dict[str, Any]]


def packed(journal: Journal, code: str) -> bytes:
    with journal.reading() as connection:
        room = sql.find_room(connection, code)
        assert room is not None
        return archive.pack(archive.stored(connection, room))


def a_file(journal: Journal) -> bytes:
    write(journal, room_of(journal, "ARCHIV"), a_day()[1])
    return packed(journal, "ARCHIV")


def texts(data: bytes) -> Texts:
    return [json.loads(line) for line in gzip.decompress(data).splitlines()]


def sealed(told: Texts) -> bytes:
    """Lines put in a file again, with a true count and sum: only what they say is wrong."""
    told = [{**told[0], "entries": len(told) - 2}, *told[1:-1]]
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in told).encode()
    end = json.dumps({"sha256": hashlib.sha256(text).hexdigest()}, separators=(",", ":")) + "\n"
    return gzip.compress(text + end.encode())


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        archive.unpack(data)
    assert caught.value.code == "bad_archive"
    return str(caught.value.details["detail"])


def without_contacts(team: dict[str, Member]) -> dict[str, Member]:
    return {who: replace(member, contact="") for who, member in team.items()}


class TestRoundTrip:
    async def test_the_archive_of_an_imported_room_is_the_same_to_the_byte(self, journal):
        first = a_file(journal)
        async with desk_on(journal) as desk:
            opened = await reopen(desk, first)
            assert opened.code != "ARCHIV"
            assert packed(journal, opened.code) == first
            before = refolded(journal, "ARCHIV")
            before.teams = {promise: without_contacts(team) for promise, team in before.teams.items()}
            assert await seen(desk, opened.code) == before == refolded(journal, opened.code)

    async def test_a_room_goes_from_one_database_to_another(self, journal, sqlite_journal):
        first = a_file(journal)
        async with desk_on(sqlite_journal) as desk:
            opened = await reopen(desk, first)
        assert packed(sqlite_journal, opened.code) == first

    async def test_an_imported_room_goes_on(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            await post(desk, code)
            opened = await reopen(desk, packed(journal, code))
            await post(desk, opened.code, CARETAKERS)
            room = await seen(desk, opened.code)
            assert [note.text for note in room.notes.values()] == [BENCHES, CARETAKERS]
            assert room == refolded(journal, opened.code)

    async def test_an_act_repeated_in_the_imported_room_is_done_once(self, journal):
        write(journal, room_of(journal, "ARCHIV"), a_day()[1])
        async with desk_on(journal) as desk:
            opened = await reopen(desk, packed(journal, "ARCHIV"))
            room = await seen(desk, opened.code)
            assert room.commands == refolded(journal, "ARCHIV").commands

    @settings(max_examples=40)
    @given(STEPS)
    def test_whatever_people_did_is_told_again(self, steps):
        seminar = Seminar()
        for number, step in enumerate(steps):
            seminar.act(number, step)
        rows = [sql._row(1, entry, 0) for entry in erased_from(seminar.entries)]
        lines = [
            archive.Line(
                **{name: row[name] for name in ("seq", "at", "by", "role", "command", "digest", "kind", "version", "text")},
                table=row["seat"], body=json.loads(row["body"]),
            )
            for row in rows
        ]  # fmt: skip
        data = archive.pack(lines)
        again, room = archive.unpack(data)
        assert room == seminar.room
        assert archive.pack(again) == data


class TestWhatItHolds:
    def test_a_person_can_read_it(self, journal):
        head, first, *_, end = texts(a_file(journal))
        entries = a_day()[1]
        assert head == {"format": "filon-archive/1", "entries": len(entries)}
        assert list(first) == [
            "seq", "at", "by", "role", "table", "command", "digest", "kind", "version", "body", "text",
        ]  # fmt: skip
        assert (first["kind"], first["body"]["session"]["title"]) == ("room_opened", "Carte blanche Argenteuil")
        assert list(end) == ["sha256"]

    async def test_erased_words_are_gone(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = await post(desk, code, CARETAKERS)
            await post(desk, code)
            before = gzip.decompress(packed(journal, code)).decode()
            await desk.submit(code, EraseNotes(new_id(), (note,)), ORGANISER)
        after = gzip.decompress(packed(journal, code)).decode()
        assert (CARETAKERS in before, CARETAKERS in after, BENCHES in after) == (True, False, True)

    def test_contacts_stay_in_their_room(self, journal):
        write(journal, room_of(journal, "ARCHIV"), a_day()[1])
        assert any(member.contact for team in refolded(journal, "ARCHIV").teams.values() for member in team.values())
        assert "01 99 00 12 34" not in gzip.decompress(packed(journal, "ARCHIV")).decode()

    async def test_neither_keys_nor_vectors_nor_where_it_comes_from(self, journal):
        async with desk_on(journal) as desk:
            code = await room_on(desk, "gather")
            note = await post(desk, code)
            with journal.writing() as connection:
                room = sql.find_room(connection, code) or 0
                vectors.keep(connection, room, "mots", {note: Stored(3, b"\1\2")})
                key = access.add_key(connection, room, access.Grant("organiser"))
        text = gzip.decompress(packed(journal, code)).decode()
        assert key not in text
        assert access.hashed(key).hex() not in text
        assert code not in text

    def test_two_archives_of_a_journal_are_the_same_file(self, journal):
        assert a_file(journal) == packed(journal, "ARCHIV")


class TestOpenedAgain:
    async def test_a_room_has_its_own_keys_and_its_days_start_now(self, journal):
        async with desk_on(journal) as desk:
            with journal.reading() as connection:
                now = sql.now_ms(connection)
            opened = await reopen(desk, a_file(journal))
            assert set(opened.keys) == set(KEYED)
            with journal.reading() as connection:
                rooms = RoomRow.__table__  # type: ignore[attr-defined]
                row = connection.execute(select(rooms).where(rooms.c.code == opened.code)).one()
                keys = KeyRow.__table__  # type: ignore[attr-defined]
                assert (
                    len(connection.execute(select(keys).where(keys.c.room == row.id)).all()) == len(KEYED) + 1
                )  # and the recovery code
            opened_at = row.forget_at - argenteuil().retention.days * DAY
            assert now - 1000 <= opened_at <= now + 60_000
            assert row.purge_at == opened_at + argenteuil().retention.archive * DAY
            assert {entry.at for entry in stored(journal, opened.code)} == {entry.at for entry in a_day()[1]}
            assert stored(journal, opened.code)[0].at == NOON

    async def test_its_notes_stay_where_they_were_and_newcomers_find_their_place(self, journal):
        async with desk_on(journal) as desk:
            async with grouping_on(desk):
                code = await room_on(desk, "gather")
                here = [one for one in HEARD if one["gisement"] == "g1"]
                await asyncio.gather(*(post(desk, code, one["text"]) for one in here))
                before = await settled(desk, code, all_grouped)
                places = {note.id: note.theme for note in before.notes.values()}
            opened = await reopen(desk, packed(journal, code))
            async with grouping_on(desk, "deux") as grouping:
                grouping.watch(opened.code)
                newcomer = await post(desk, opened.code, here[0]["text"])
                after = await settled(desk, opened.code, lambda room: bool(room.notes[newcomer].theme))
                assert {note: after.notes[note].theme for note in places} == places
            since = stored(journal, opened.code)[before.seq :]
            assert [e.fact.note for e in since if isinstance(e.fact, NoteGrouped)] == [newcomer]


class TestAFileThatIsWrong:
    @pytest.fixture
    def data(self, sqlite_journal):
        return a_file(sqlite_journal)

    @pytest.mark.parametrize("cut", [0, 1, 11, 400, -1, -9])
    def test_cut_short(self, data, cut):
        assert refused(data[:cut])

    def test_cut_short_and_packed_again(self, data):
        text = gzip.decompress(data)
        lines = text.splitlines(keepends=True)
        for cut in (text[:-1], text[:-40], b"".join(lines[:-1]), b"".join(lines[:1]), b""):
            assert refused(gzip.compress(cut))

    def test_with_one_letter_changed(self, data):
        text = gzip.decompress(data).replace(b"brigade", b"Brigade", 1)
        assert refused(gzip.compress(text)) == "elle est incomplète ou a été modifiée"

    def test_with_one_byte_changed(self, data):
        for at in range(12, len(data), len(data) // 50):
            assert refused(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])

    def test_with_lines_in_another_order(self, data):
        told = texts(data)
        told[3], told[4] = told[4], told[3]
        assert refused(sealed(told)) == "l'entrée 3 manque"

    def test_with_a_line_left_out(self, data):
        told = texts(data)
        assert refused(sealed([*told[:5], *told[6:]])) == "l'entrée 5 manque"

    def test_of_a_newer_filon(self, data):
        told = texts(data)
        told[4]["kind"] = "teleported"
        assert refused(sealed(told)) == "l'entrée 4 a été écrite par une version plus récente de Filon"
        assert "plus récente" in refused(sealed([{"format": "filon-archive/2"}, *texts(data)[1:]]))

    @pytest.mark.parametrize(
        "change",
        [
            {"version": 0}, {"version": "1"}, {"body": {}}, {"body": []}, {"role": "roi"}, {"at": -1}, {"at": 1.5},
            {"by": "p" * 65}, {"by": None}, {"table": 2**40}, {"text": "un\0deux"}, {"command": "\ud800"}, {"more": 1},
        ],
    )  # fmt: skip
    def test_with_an_entry_that_is_none(self, data, change):
        told = texts(data)
        try:
            wrong = sealed([told[0], {**told[1], **change}, *told[2:]])
        except UnicodeEncodeError:  # as another program would write it
            line = json.dumps({**told[1], **change}).encode() + b"\n"
            lines = gzip.decompress(data).splitlines(keepends=True)
            text = b"".join([lines[0], line, *lines[2:-1]])
            wrong = gzip.compress(text + b'{"sha256":"%s"}\n' % hashlib.sha256(text).hexdigest().encode())
        assert refused(wrong) == "l'entrée 1 ne se lit pas"

    @pytest.mark.parametrize(
        "made",
        [
            lambda told: told[2:],
            lambda told: [told[1], {**told[9], "kind": "note_hidden", "version": 1, "body": {"note": "?"}}],
        ],
    )
    def test_whose_entries_tell_no_room(self, data, made: Callable[[Texts], Texts]):
        told = texts(data)
        lines = [{**line, "seq": n} for n, line in enumerate(made(told[:-1]), 1)]
        assert refused(sealed([told[0], *lines, told[-1]])) == "ses entrées ne forment pas une salle"

    def test_with_a_line_without_end(self, data):
        told = texts(data)
        told[1]["body"]["session"]["title"] = "x" * archive.LONGEST_LINE
        assert refused(sealed(told)) == "l'entrée 1 ne se lit pas"

    def test_that_unpacks_without_end(self):
        assert refused(gzip.compress(b" " * (archive.MOST_UNPACKED + 1))) == "elle est trop grande"

    def test_with_something_after_its_end(self, data):
        assert refused(data + b"!")
        assert refused(data + data)

    @pytest.mark.parametrize(
        "other",
        [b"Bonjour", b"PK\3\4", gzip.compress(b"Bonjour"), gzip.compress(b"[" * 100_000 + b"\n\n\n")],
        ids=["text", "zip", "another text", "brackets"],
    )
    def test_that_is_something_else(self, other):
        assert "archive de Filon" in refused(other)

    async def test_writes_nothing(self, journal):
        told = texts(a_file(journal))
        told[-3]["kind"] = "teleported"
        async with desk_on(journal) as desk:
            with pytest.raises(Refusal):
                await reopen(desk, sealed(told))
        with journal.reading() as connection:
            assert sql.count_rooms(connection) == 1


def test_an_entry_written_by_an_older_filon_stays_as_it_was(journal):
    """The journal keeps its bodies of old, and so does an archive: they are read by upcasters, never rewritten."""
    write(journal, room_of(journal, "ARCHIV"), a_day()[1])
    told = texts(packed(journal, "ARCHIV"))
    for line in told[1:-1]:
        if line["kind"] == "ballot_opened":
            terms = line["body"].pop("terms")
            line["version"], line["body"] = (
                1,
                line["body"]
                | {name: terms[name] for name in ("title", "on", "gisement", "budget", "cap", "sealed", "options")},
            )
    old = sealed(told)
    lines, room = archive.unpack(old)
    with journal.writing() as connection:
        archive.restore(connection, sql.add_room(connection, "ANCIEN", NOON, Dates(NOON, NOON)), lines)
    assert gzip.decompress(packed(journal, "ANCIEN")) == gzip.decompress(old)
    assert fold(read(journal, 2)) == room
    assert AMINA.id in {entry.by for entry in read(journal, 2) if isinstance(entry.fact, NotePosted)}
