"""A line in French beside a note: who writes it, what becomes of it, which notes wait for one, what may not be read through it."""

from random import Random

import pytest

from server.live.sheets import only, work
from server.reports.contract import board
from server.reports.tables import COLUMNS, note_rows
from server.room.anonymity import renamed
from server.room.aside import SetAside
from server.room.entries import encode
from server.room.grouping import GroupNote, LabelTheme
from server.room.life import Erased, EraseNotes, OpenForReal, OpenRoom, Undo
from server.room.masking import MaskWords, WordsMasked
from server.room.moderation import SetModeration
from server.room.notes import BringIdea, EditNote, HideNote, PostNote, WithdrawNote
from server.room.proposals import AskProposal, MakeProposal
from server.room.stages import EnterStage
from server.room.state import UNOPENED, Group, Room, fold
from server.room.translation import (
    AskTranslation,
    NoteTranslated,
    NoteTranslationRestored,
    TranslateNote,
    TranslationAsked,
    untranslated,
)
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    LEADER,
    MACHINE,
    ORGANISER,
    SCREEN,
    group,
    host,
    name,
    new_id,
    opened,
    play,
    post,
    refusal,
    rewritten,
    small,
)

TURKISH = "Hırsız müdür Yılmaz gitsin"
LINE = "Que le directeur voleur s’en aille"
THIEF = (0, 6)
TAMIL = "பூங்காவில் அதிக இருக்கைகள்"


def room_with(text: str = TURKISH, line: str = LINE) -> tuple[Room, str]:
    room = opened(small(), stage="gather")
    note = post(room, text)
    if line:
        translate(room, note, line)
    return room, note


def translate(room: Room, note: str, line: str, by: object = LEADER) -> list[object]:
    return [entry.fact for entry in play(room, TranslateNote(new_id(), note, line), by)]  # type: ignore[arg-type]


def told(room: Room, note: str, language: str, unread: str = "") -> str:
    """Have the machine say in which language a note is."""
    play(room, GroupNote(new_id(), note, new_id(), None, 0, (), (), room.seq, language, unread=unread), MACHINE)  # type: ignore[arg-type]
    return note


class TestALine:
    @pytest.mark.parametrize("by", [LEADER, ORGANISER, host(1), host(2)], ids=lambda by: by.id)
    def test_stands_beside_the_words_by_whoever_helps(self, by):
        room, note = room_with(line="")
        assert translate(room, note, f" {LINE}\n", by) == [NoteTranslated(note, LINE, 0)]
        assert (room.notes[note].text, room.notes[note].translation) == (TURKISH, LINE)
        assert translate(room, note, LINE, by) == []

    @pytest.mark.parametrize("by", [AMINA, BRUNO, SCREEN], ids=lambda by: by.id)
    def test_is_written_by_nobody_else(self, by):
        room, note = room_with(line="")
        assert refusal(room, TranslateNote(new_id(), note, LINE), by) == "forbidden"
        assert refusal(room, AskTranslation(new_id(), note), by) == "forbidden"

    def test_is_written_otherwise_then_taken_away(self):
        room, note = room_with()
        first = room.notes[note].translated_by
        assert translate(room, note, BENCHES) == [NoteTranslated(note, BENCHES, first)]
        second = room.notes[note].translated_by
        assert translate(room, note, " ") == [NoteTranslated(note, "", second)]
        assert room.notes[note].translation == ""
        assert translate(room, note, "") == []

    def test_comes_back_and_goes_by_undo(self):
        room, note = room_with()
        translate(room, note, BENCHES)
        translate(room, note, "")
        for line in (BENCHES, LINE, ""):
            play(room, Undo(new_id()))
            assert room.notes[note].translation == line

    def test_has_no_words_in_what_takes_it_back(self):
        assert NoteTranslated("n", LINE, 7).inverse() == (NoteTranslationRestored("n", 7),)

    def test_is_no_longer_than_a_note(self):
        room, note = room_with(line="")
        limit = room.session.limits.text
        assert refusal(room, TranslateNote(new_id(), note, "é" * (limit + 1))) == "text_too_long"
        assert translate(room, note, "é" * limit) == [NoteTranslated(note, "é" * limit, 0)]

    def test_of_what_is_not_there_is_refused(self):
        room, note = room_with(line="")
        assert refusal(room, TranslateNote(new_id(), "nowhere", LINE)) == "unknown_note"
        play(room, WithdrawNote(new_id(), note), AMINA)
        assert refusal(room, TranslateNote(new_id(), note, LINE)) == "unknown_note"

    def test_of_what_only_leaders_read_is_written_by_them_alone(self):
        room, note = room_with(line="")
        play(room, HideNote(new_id(), note))
        assert refusal(room, TranslateNote(new_id(), note, LINE), host(1)) == "unknown_note"
        assert translate(room, note, LINE) == [NoteTranslated(note, LINE, 0)]

    def test_goes_when_its_author_writes_something_else(self):
        room, note = room_with()
        play(room, EditNote(new_id(), note, "Daha çok park"), AMINA)
        assert room.notes[note].translation == ""
        assert refusal(room, Undo(new_id())) == "touched_since"

    def test_does_not_stand_in_the_way_of_another_undo(self):
        room, note = room_with(line="")
        (hidden,) = play(room, HideNote(new_id(), note))
        translate(room, note, LINE)
        play(room, Undo(new_id(), hidden.seq))
        assert (room.notes[note].hidden, room.notes[note].translation) == (False, LINE)

    def test_is_erased_with_its_note(self):
        room, note = room_with()
        (erased,) = [entry.fact for entry in play(room, EraseNotes(new_id(), (note,)), AMINA)]
        assert isinstance(erased, Erased)
        assert room.notes[note].translated_by in erased.seqs
        assert (room.notes[note].translation, room.notes[note].translations) == ("", {})

    def test_lies_in_the_journal_apart_from_the_body(self):
        assert encode(NoteTranslated("n", LINE)) == ({"note": "n", "was": 0}, LINE)

    def test_of_an_idea_from_before_stays_when_the_room_opens_for_real(self):
        room = opened(small(), live=False)
        play(room, BringIdea("idee", "g1", "idea", TURKISH), ORGANISER)
        translate(room, "idee", LINE)
        play(room, OpenForReal(new_id()), ORGANISER)
        assert (room.notes["idee"].text, room.notes["idee"].translation) == (TURKISH, LINE)

    def test_is_exported_with_its_note_and_hidden_with_it(self):
        room, note = room_with()
        (found,) = board(room)["notes"]
        assert (
            found["text"],
            found["translation"],
            dict(zip(COLUMNS, note_rows(room)[0], strict=True))["traduction"],
        ) == (TURKISH, LINE, LINE)
        play(room, SetAside(new_id(), note))
        assert LINE not in str(board(room)) + str(note_rows(room))


class TestWhatTheMachineReads:
    def test_is_the_line_and_again_the_words_once_it_is_taken_away(self):
        room, note = room_with()
        found = work(room, "CODE", "words", {})
        assert (found.texts, found.written) == ({note: LINE}, {note: TURKISH})
        play(room, Undo(new_id()))
        found = only(room, "CODE", "g1", note)
        assert (found.texts, found.written) == ({note: TURKISH}, {})

    def test_is_read_again_each_time(self):
        room, note = room_with(line="")
        group(room, "t1", note)
        assert only(room, "CODE", "g1", note).sheets == ()
        for change in (lambda: translate(room, note, LINE), lambda: play(room, Undo(new_id()))):
            change()
            (sheet,) = only(room, "CODE", "g1", note).sheets
            assert (sheet.newcomers, sheet.notes[0].version) == ((note,), room.notes[note].worded_at)
            play(room, GroupNote(new_id(), note, "t1", "t1", 0.5, (), (), room.seq, "tr"), MACHINE)

    def test_leaves_where_it_is_a_note_that_people_placed(self):
        room, note = room_with(line="")
        group(room, "t1", note)
        room.notes[note].placed_by = "person"
        translate(room, note, LINE)
        assert only(room, "CODE", "g1", note).sheets == ()


class TestWhatWaitsForALine:
    def test_is_in_another_language_first_what_the_machine_does_not_read(self):
        room = opened(small(), stage="gather")
        turkish, _, _, tamil, english = (
            post(room, text) for text in (TURKISH, BENCHES, "Banc !", TAMIL, "More benches")
        )
        for note, language, unread in ((turkish, "tr", ""), (tamil, "ta", "language"), (english, "en", "")):
            told(room, note, language, unread)
        assert [note.id for note in untranslated(room)] == [tamil, turkish, english]
        translate(room, turkish, LINE)
        assert [note.id for note in untranslated(room)] == [tamil, english]

    def test_is_shown(self):
        room, note = room_with(line="")
        told(room, note, "tr")
        play(room, HideNote(new_id(), note))
        assert untranslated(room) == []

    def test_is_what_a_person_says_so_and_not_what_a_person_says_needs_none(self):
        room, note = room_with(BENCHES, line="")
        assert untranslated(room) == []
        play(room, AskTranslation(new_id(), note), host(1))
        assert [one.id for one in untranslated(room)] == [note]
        assert play(room, AskTranslation(new_id(), note)) == []
        (entry,) = play(room, AskTranslation(new_id(), note, asked=False))
        assert entry.fact == TranslationAsked(note, False, True)
        told(room, note, "en")
        assert untranslated(room) == []
        play(room, Undo(new_id()))
        assert [one.id for one in untranslated(room)] == [note]
        assert TranslationAsked("n", True, None).inverse() == (TranslationAsked("n", None, True),)


class TestAMaskedWord:
    """What is masked in a note can't be read through its line."""

    def test_takes_the_line_away_and_undo_gives_both_back(self):
        room, note = room_with()
        line = room.notes[note].translated_by
        facts = [entry.fact for entry in play(room, MaskWords(new_id(), note, (THIEF,), room.seq))]
        assert facts == [WordsMasked(note, (THIEF,), (), line)]
        assert [one.id for one in untranslated(room)] == []
        play(room, Undo(new_id()))
        assert (room.notes[note].text, room.notes[note].translation) == (TURKISH, LINE)

    def test_puts_the_note_back_among_those_that_wait(self):
        room, note = room_with()
        told(room, note, "tr")
        play(room, MaskWords(new_id(), note, (THIEF,), room.seq))
        assert [one.id for one in untranslated(room)] == [note]

    def test_is_a_blank_in_a_line_that_says_it_again(self):
        room, note = room_with(line="")
        play(room, MaskWords(new_id(), note, ((13, 19),), room.seq))
        translate(room, note, "Que M. Yilmaz s’en aille")
        assert room.notes[note].translation == "Que M. ▇▇▇▇ s’en aille"
        assert "ilmaz" not in str(board(room)) + str(note_rows(room)) + str(work(room, "CODE", "words", {}))

    def test_cannot_be_read_again_by_undoing_an_earlier_line(self):
        room, note = room_with()
        (line,) = play(room, TranslateNote(new_id(), note, LINE + " !"))
        play(room, MaskWords(new_id(), note, (THIEF,), room.seq))
        assert refusal(room, Undo(new_id(), line.seq)) == "touched_since"
        translate(room, note, "Que le directeur s’en aille")
        play(room, Undo(new_id()))
        assert room.notes[note].translation == ""

    def test_shown_again_then_masked_again_by_undo_hides_what_a_line_said_meanwhile(self):
        room, note = room_with(line="")
        play(room, MaskWords(new_id(), note, (THIEF,), room.seq))
        (shown,) = play(room, MaskWords(new_id(), note, (THIEF,), room.seq, masked=False))
        translate(room, note, LINE)
        assert refusal(room, Undo(new_id(), shown.seq)) == "touched_since"
        play(room, MaskWords(new_id(), note, (THIEF,), room.seq))
        assert room.notes[note].translation == ""

    def test_leaves_no_word_of_the_line_that_is_gone_in_what_the_machine_says(self):
        room, note = room_with()
        group(room, "t1", note, post(room, "Le directeur dort", BRUNO), words=("directeur", "voleur"))
        name(room, "t1", "Directeur voleur", note)
        play(room, AskProposal("p1", "g1", 1))
        play(room, MakeProposal(new_id(), "p1", "g1", (Group("t2", (note,)),), ("Voleur",)), MACHINE)
        play(room, MaskWords(new_id(), note, (THIEF,), room.seq))
        said = (room.themes["t1"].label, room.proposals["g1"].names, room.notes[note].shared_words)
        assert said == ("Directeur ▇▇▇▇", {"t2": "▇▇▇▇"}, ("directeur",))
        play(room, LabelTheme(new_id(), "t1", "Un voleur au bureau"), MACHINE)
        assert room.themes["t1"].label == "Un ▇▇▇▇ au bureau"

    def test_is_not_among_the_words_that_the_machine_says_it_shares(self):
        room, note = room_with()
        play(room, MaskWords(new_id(), note, (THIEF,), room.seq))
        play(room, GroupNote(new_id(), note, "t1", None, 0.5, (), ("directeur", "voleur", "gitsin"), room.seq), MACHINE)
        assert room.notes[note].shared_words == ("gitsin",)


def test_a_note_put_aside_keeps_the_words_of_its_line_for_itself():
    room, note = room_with()
    group(room, "t1", note, post(room, BENCHES, BRUNO))
    name(room, "t1", "Voleur de bancs", note)
    play(room, SetAside(new_id(), note))
    assert room.themes["t1"].label == "▇▇▇▇ de bancs"


def test_a_note_is_read_again_before_it_shows_once_it_has_a_line():
    room = opened(small(), stage="gather")
    play(room, SetModeration(new_id(), True))
    note = post(room, TURKISH)
    was = room.notes[note].worded_at
    translate(room, note, LINE)
    assert (room.notes[note].waiting, room.notes[note].worded_at > was) == (True, True)


def test_once_personal_traces_are_gone_the_line_that_was_read_is_all_that_stays():
    room = Room(UNOPENED)
    entries = play(room, OpenRoom(new_id(), small()), MACHINE)
    entries += play(room, EnterStage(new_id(), "gather"))
    for note, text in (("a" * 32, TURKISH), ("b" * 32, "Yılmaz gitsin"), ("c" * 32, TURKISH)):
        entries += play(room, PostNote(note, "g1", "idea", text), AMINA)
    entries += play(room, TranslateNote(new_id(), "a" * 32, "Une première ligne"))
    entries += play(room, TranslateNote(new_id(), "a" * 32, LINE))
    entries += play(room, MaskWords(new_id(), "b" * 32, ((0, 6),), room.seq))
    entries += play(room, TranslateNote(new_id(), "b" * 32, "Que M. Yilmaz parte"))
    entries += play(room, TranslateNote(new_id(), "c" * 32, "Une ligne masquée avec sa note"))
    entries += play(room, HideNote(new_id(), "c" * 32))
    written = renamed(entries, Random(1))
    assert [note.translation for note in fold(written).notes.values()] == [LINE, "Que M. ▇▇▇▇ parte", ""]
    assert [word for word in ("première", "masquée", "ilmaz") if word in str(written)] == []


def test_a_journal_read_again_tells_the_same_lines():
    room = Room(UNOPENED)
    entries = play(room, OpenRoom(new_id(), small()), MACHINE)
    entries += play(room, EnterStage(new_id(), "gather"))
    entries += play(room, PostNote("a" * 32, "g1", "idea", TURKISH), AMINA)
    entries += play(room, TranslateNote(new_id(), "a" * 32, LINE))
    entries += play(room, AskTranslation(new_id(), "a" * 32))
    entries += play(room, MaskWords(new_id(), "a" * 32, (THIEF,), room.seq))
    entries += play(room, Undo(new_id()))
    assert fold(rewritten(entries)) == room
    assert room.notes["a" * 32].translation == LINE
