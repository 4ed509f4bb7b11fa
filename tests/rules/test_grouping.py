"""What the machine may say of notes and themes, and who wins when people said otherwise."""

import copy

import pytest

from server.room.ballots import CloseBallot
from server.room.grouping import (
    EncoderChosen,
    GroupNote,
    LabelTheme,
    NoteGrouped,
    Reason,
    ReasonsTold,
    Reshape,
    TellAlike,
    TellEncoder,
    TellReasons,
    ThemeLabelled,
    ThemesAlike,
    due,
)
from server.room.life import EraseNotes, OpenForReal, Undo
from server.room.notes import EditNote, HideNote, PostNote, WithdrawNote
from server.room.state import Room, Theme
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MergeThemes, Move, MoveNotes, NotesRegrouped, SplitTheme
from tests.rooms import (
    AMINA,
    BENCHES,
    CARETAKERS,
    COUNTER,
    MACHINE,
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


def gathering() -> Room:
    return opened(stage="gather")


def proposal(room: Room, note: str, theme: str, was: str | None = None, seen: int | None = None) -> GroupNote:
    seen = room.seq if seen is None else seen
    return GroupNote(new_id(), note, theme, was, 0.7314159, (), ("bancs",), seen)


def two_themes() -> tuple[Room, list[str], list[str]]:
    """A room with three notes in t1, two in t2: placed and named by the machine."""
    room = gathering()
    benches = [post(room, text) for text in (BENCHES, "Des bancs à l'ombre", "Des bancs devant l'école")]
    people = [post(room, text) for text in (CARETAKERS, "Les gardiens voient tout")]
    group(room, "t1", *benches)
    group(room, "t2", *people)
    for theme, label in (("t1", "Bancs"), ("t2", "Gardiens")):
        name(room, theme, label)
    return room, benches, people


def merge(room: Room, notes: list[str], seen: int | None = None) -> Reshape:
    moves = tuple((note, "t2", "t1") for note in notes)
    return Reshape(new_id(), "merge", moves, (("t2", "t1"),), 0.61234, room.seq if seen is None else seen)


def split(room: Room, *notes: str, seen: int | None = None) -> Reshape:
    moves = tuple((note, "t1", "t9") for note in notes)
    return Reshape(new_id(), "split", moves, (), 0.4, room.seq if seen is None else seen)


def where(room: Room, *notes: str) -> list[str | None]:
    return [room.notes[note].theme for note in notes]


def hands(room: Room, *notes: str) -> list[str | None]:
    return [room.notes[note].placed_by for note in notes]


class TestPlacingANote:
    def test_opens_a_theme_and_tells_why(self):
        room = gathering()
        first, second = post(room), post(room, "Des bancs à l'ombre")
        group(room, "t1", first)
        command = GroupNote(new_id(), second, "t1", None, 0.7314159, (first,), ("bancs",), room.seq, "fr", first)
        (entry,) = play(room, command, MACHINE)
        assert entry.fact == NoteGrouped(second, "t1", 0.731, "bancs", (first,), None, "fr", first)
        note = room.notes[second]
        assert (note.theme, note.placed_by, note.confidence, note.nearest) == ("t1", "machine", 0.731, (first,))
        assert (note.shared_words, note.language, note.repeats, note.unread) == (("bancs",), "fr", first, "")
        assert note.grouped_at == entry.seq
        assert room.themes["t1"] == Theme("t1", "g1", since=entry.seq, notes={first: None, second: None})

    @pytest.mark.parametrize("why", ["wordless", "failed"])
    def test_says_when_there_was_nothing_to_compare(self, why):
        room = gathering()
        note = post(room, "👍")
        play(room, GroupNote(new_id(), note, "t1", None, 0, (), (), room.seq, unread=why), MACHINE)
        assert (room.notes[note].unread, room.notes[note].confidence) == (why, 0)

    def test_moves_what_it_placed_itself_while_notes_are_gathered(self):
        room, (bench, *_), people = two_themes()
        (entry,) = play(room, proposal(room, bench, "t2", "t1"), MACHINE)
        assert entry.fact == NoteGrouped(bench, "t2", 0.731, "bancs", (), "t1")
        assert set(room.themes["t2"].notes) == {bench, *people}
        assert bench not in room.themes["t1"].notes

    def test_says_the_same_again_without_an_entry(self):
        room, (bench, *_), _ = two_themes()
        assert play(room, proposal(room, bench, "t1", "t1"), MACHINE) == []

    @pytest.mark.parametrize("was", [None, "t2", "inconnu"])
    def test_is_refused_when_the_note_is_not_where_it_knew_it(self, was):
        room, (bench, *_), _ = two_themes()
        assert refusal(room, proposal(room, bench, "t3", was), MACHINE) == "already_placed"

    def test_never_moves_what_a_person_placed(self):
        room, (bench, *_), _ = two_themes()
        play(room, MoveNotes(new_id(), (bench,), "t2"))
        assert refusal(room, proposal(room, bench, "t1", "t2"), MACHINE) == "placed_by_hand"

    def test_loses_to_a_person_who_acted_since_it_looked(self):
        room = gathering()
        note = post(room)
        seen = room.seq
        play(room, EditNote(new_id(), note, COUNTER), AMINA)
        assert refusal(room, proposal(room, note, "t1", seen=seen), MACHINE) == "placed_by_hand"
        assert room.notes[note].theme is None

    def test_does_not_lose_to_itself(self):
        room = gathering()
        note = post(room)
        seen = room.seq
        group(room, "t1", note)
        play(room, proposal(room, note, "t2", "t1", seen), MACHINE)
        assert room.notes[note].theme == "t2"

    def test_into_a_theme_that_was_merged_or_is_elsewhere_is_refused(self):
        room, _, _ = two_themes()
        group(room, "loin", post(room, COUNTER, gisement="g2"))
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        note = post(room)
        assert refusal(room, proposal(room, note, "t1"), MACHINE) == "unknown_theme"
        assert refusal(room, proposal(room, note, "loin"), MACHINE) == "unknown_theme"

    def test_into_a_theme_that_a_person_touched_since_it_looked_is_refused(self):
        room, _, _ = two_themes()
        note = post(room)
        seen = room.seq
        play(room, ChangeTheme(new_id(), "t1", "Se poser"))
        assert refusal(room, proposal(room, note, "t1", seen=seen), MACHINE) == "unknown_theme"
        group(room, "t1", note)

    @pytest.mark.parametrize("gone", ["withdrawn", "erased", "unknown"])
    def test_of_a_note_that_is_gone_is_refused(self, gone):
        room = gathering()
        note = post(room)
        play(room, WithdrawNote(new_id(), note) if gone == "withdrawn" else EraseNotes(new_id(), (note,)), AMINA)
        wanted = new_id() if gone == "unknown" else note
        assert refusal(room, proposal(room, wanted, "t1"), MACHINE) == "unknown_note"
        assert room.themes == {}


class TestANoteWordedAnew:
    def test_is_due_once(self):
        room, (bench, *_), _ = two_themes()
        assert not due(room.notes[bench])
        play(room, EditNote(new_id(), bench, COUNTER), AMINA)
        assert due(room.notes[bench])
        play(room, proposal(room, bench, "t1", "t1"), MACHINE)
        assert not due(room.notes[bench])

    def test_is_placed_again_in_the_stage_where_nothing_else_moves(self):
        room, (bench, other, _), _ = two_themes()
        enter(room, "sort")
        play(room, EditNote(new_id(), bench, CARETAKERS), AMINA)
        assert refusal(room, proposal(room, other, "t2", "t1"), MACHINE) == "stage_closed"
        play(room, proposal(room, bench, "t2", "t1"), MACHINE)
        assert where(room, bench, other) == ["t2", "t1"]

    @pytest.mark.parametrize("by", [None, host(1)], ids=["the room", "a table"])
    def test_stays_where_people_placed_it(self, by):
        room, (bench, *_), _ = two_themes()
        play(room, MoveNotes(new_id(), (bench,), "t1"), *([by] if by else []))
        play(room, EditNote(new_id(), bench, CARETAKERS), AMINA)
        assert not due(room.notes[bench])
        assert refusal(room, proposal(room, bench, "t2", "t1"), MACHINE) == "placed_by_hand"


class TestOnceNotesAreGathered:
    """In `sort` the machine only places newcomers."""

    def test_a_newcomer_is_placed(self):
        room, _, _ = two_themes()
        enter(room, "sort")
        late = new_id()
        play(room, PostNote(late, "g1", "idea", "Des bancs partout", "gather"), AMINA)
        play(room, proposal(room, late, "t1"), MACHINE)
        assert where(room, late) == ["t1"]

    def test_nothing_else_moves(self):
        room, (bench, *_), people = two_themes()
        enter(room, "sort")
        assert refusal(room, proposal(room, bench, "t2", "t1"), MACHINE) == "stage_closed"
        assert refusal(room, merge(room, people), MACHINE) == "stage_closed"
        assert refusal(room, split(room, bench), MACHINE) == "stage_closed"

    def test_themes_may_still_be_named(self):
        room, _, _ = two_themes()
        enter(room, "sort")
        name(room, "t1", "Bancs publics")
        assert room.themes["t1"].label == "Bancs publics"


class TestAnOpenBallot:
    @pytest.mark.parametrize("on", ["gisements", "themes"])
    def test_freezes_the_machine_until_it_closes(self, on):
        room, (bench, *_), people = two_themes()
        late = post(room, "Des bancs partout")
        play(room, OpenBallot(new_id(), on))
        before = copy.deepcopy(room.themes)
        assert refusal(room, proposal(room, late, "t1"), MACHINE) == "ballot_open"
        assert refusal(room, proposal(room, bench, "t2", "t1"), MACHINE) == "ballot_open"
        assert refusal(room, merge(room, people), MACHINE) == "ballot_open"
        assert refusal(room, split(room, bench), MACHINE) == "ballot_open"
        assert play(room, LabelTheme(new_id(), "t1", "Bancs publics"), MACHINE) == []
        assert room.themes == before
        play(room, CloseBallot(new_id(), next(iter(room.ballots))))
        play(room, proposal(room, late, "t1"), MACHINE)
        assert where(room, late) == ["t1"]


class TestJoiningAndParting:
    def test_pours_a_theme_into_another(self):
        room, benches, people = two_themes()
        (entry,) = play(room, merge(room, people), MACHINE)
        moves = tuple(Move(note, "t1", "t2", "machine", "machine") for note in people)
        assert entry.fact == NotesRegrouped("merge", "g1", moves, (("t2", "t1"),), confidence=0.612)
        assert set(room.themes["t1"].notes) == {*benches, *people}
        assert (room.themes["t2"].merged_into, hands(room, *people)) == ("t1", ["machine", "machine"])

    def test_brings_along_the_hidden_notes_that_it_does_not_compare(self):
        room, _, people = two_themes()
        hidden, gone = post(room, "Les gardiens, encore"), post(room, "Les gardiens, toujours")
        group(room, "t2", hidden, gone)
        play(room, HideNote(new_id(), hidden))
        play(room, WithdrawNote(new_id(), gone), AMINA)
        play(room, merge(room, people), MACHINE)
        assert where(room, hidden, gone) == ["t1", "t1"]
        assert room.themes["t2"].notes == {}

    def test_takes_notes_out_into_a_theme_of_their_own(self):
        room, (bench, *others), _ = two_themes()
        (entry,) = play(room, split(room, bench), MACHINE)
        assert entry.fact == NotesRegrouped(
            "split", "g1", (Move(bench, "t9", "t1", "machine", "machine"),), confidence=0.4
        )
        assert where(room, bench, *others) == ["t9", "t1", "t1"]

    @pytest.mark.parametrize("held", ["named", "pinned"])
    def test_neither_dissolves_nor_parts_a_theme_that_people_named_or_pinned(self, held):
        room, (bench, *_), people = two_themes()
        for theme in ("t1", "t2"):
            play(room, ChangeTheme(new_id(), theme, f"À nous {theme}" if held == "named" else None, held == "pinned"))
        assert refusal(room, merge(room, people), MACHINE) == "unknown_theme"
        assert refusal(room, split(room, bench), MACHINE) == "unknown_theme"
        quietly = Reshape(new_id(), "merge", tuple((note, "t2", "t1") for note in people), (), 0.9, room.seq)
        assert refusal(room, quietly, MACHINE) == "unknown_theme"

    def test_may_pour_into_a_theme_that_people_named(self):
        room, _, people = two_themes()
        play(room, ChangeTheme(new_id(), "t1", "Se poser", True))
        play(room, merge(room, people), MACHINE)
        assert (where(room, *people), room.themes["t1"].label) == (["t1", "t1"], "Se poser")

    def test_leaves_a_theme_where_people_placed_a_note_even_a_hidden_one(self):
        room, (bench, *_), people = two_themes()
        hidden = post(room, "Les gardiens, encore")
        play(room, MoveNotes(new_id(), (hidden,), "t2"))
        play(room, HideNote(new_id(), hidden))
        assert refusal(room, merge(room, people), MACHINE) == "placed_by_hand"
        play(room, MoveNotes(new_id(), (bench,), "t1"))
        assert refusal(room, split(room, bench), MACHINE) == "placed_by_hand"

    def test_parts_around_what_people_placed(self):
        room, (bench, other, third), _ = two_themes()
        play(room, MoveNotes(new_id(), (bench,), "t1"))
        play(room, split(room, other), MACHINE)
        assert where(room, bench, other, third) == ["t1", "t9", "t1"]

    @pytest.mark.parametrize("touch", ["one", "other"])
    def test_loses_to_a_person_who_touched_a_theme_since_it_looked(self, touch):
        room, _, people = two_themes()
        seen, theme = room.seq, {"one": "t1", "other": "t2"}[touch]
        for pinned in (True, False):
            play(room, ChangeTheme(new_id(), theme, pinned=pinned))
        assert refusal(room, merge(room, people, seen), MACHINE) == "unknown_theme"
        play(room, merge(room, people), MACHINE)

    def test_is_refused_when_a_note_is_not_where_it_knew_it(self):
        room, (bench, *_), (first, second) = two_themes()
        seen = room.seq
        play(room, proposal(room, first, "t1", "t2"), MACHINE)
        assert refusal(room, merge(room, [first, second], seen), MACHINE) == "already_placed"
        assert refusal(room, Reshape(new_id(), "split", (), (), 0.5, room.seq), MACHINE) == "already_placed"
        assert refusal(room, split(room, bench, post(room)), MACHINE) == "already_placed"

    def test_of_a_note_that_is_gone_is_refused(self):
        room, (bench, *_), _ = two_themes()
        play(room, WithdrawNote(new_id(), bench), AMINA)
        assert refusal(room, split(room, bench), MACHINE) == "unknown_note"
        assert refusal(room, split(room, "inconnue"), MACHINE) == "unknown_note"

    @pytest.mark.parametrize(
        ("moves", "gone"),
        [
            ((("t2", "loin"),), ()),
            ((("t2", "loin"),), (("t2", "loin"),)),
            ((("t2", "t1"),), (("t2", "t8"),)),
            ((("t2", "t1"),), (("t8", "t1"),)),
            ((("t2", "t1"),), (("épinglé", "t1"),)),
            ((("t2", "fondu"),), (("t2", "fondu"),)),
        ],
        ids=[
            "another gisement",
            "into another gisement",
            "into nothing",
            "of nothing",
            "of a held theme",
            "into a merged one",
        ],
    )
    def test_of_themes_that_do_not_hold_together_is_refused(self, moves, gone):
        room, _, people = two_themes()
        group(room, "loin", post(room, COUNTER, gisement="g2"))
        for theme in ("épinglé", "fondu"):
            group(room, theme, post(room, "Un café"))
        play(room, ChangeTheme(new_id(), "épinglé", pinned=True))
        play(room, MergeThemes(new_id(), ("fondu",), "épinglé"))
        command = Reshape(
            new_id(), "merge", tuple((note, *way) for note in people for way in moves), gone, 0.5, room.seq
        )
        assert refusal(room, command, MACHINE) == "unknown_theme"

    def test_of_notes_of_several_gisements_is_refused(self):
        room, (bench, *_), _ = two_themes()
        there = post(room, COUNTER, gisement="g2")
        group(room, "loin", there)
        both = Reshape(new_id(), "split", ((bench, "t1", "t9"), (there, "loin", "t9")), (), 0.5, room.seq)
        assert refusal(room, both, MACHINE) == "unknown_theme"


class TestTakenBack:
    """What the machine joined or parted, people may take back; it is then theirs."""

    def test_a_merge_gives_the_notes_back_and_holds_both_themes(self):
        room, benches, people = two_themes()
        (merged,) = play(room, merge(room, people), MACHINE)
        name(room, "t1", "Bancs, gardiens")
        play(room, ChangeTheme(new_id(), "t1", "La rue"))
        play(room, Undo(new_id(), merged.seq))
        assert where(room, *benches, *people) == ["t1"] * 3 + ["t2"] * 2
        assert hands(room, *benches, *people) == ["agreed"] * 5
        assert (room.themes["t2"].merged_into, room.themes["t1"].label) == (None, "La rue")

    def test_it_does_not_join_them_again_either_way(self):
        room, benches, people = two_themes()
        (merged,) = play(room, merge(room, people), MACHINE)
        play(room, Undo(new_id(), merged.seq))
        assert refusal(room, merge(room, people), MACHINE) == "placed_by_hand"
        other_way = Reshape(new_id(), "merge", tuple((n, "t1", "t2") for n in benches), (("t1", "t2"),), 0.9, room.seq)
        assert refusal(room, other_way, MACHINE) == "placed_by_hand"

    def test_it_does_not_part_them_again_the_other_way(self):
        room, (bench, *others), _ = two_themes()
        (parted,) = play(room, split(room, bench), MACHINE)
        play(room, Undo(new_id(), parted.seq))
        assert where(room, bench, *others) == ["t1"] * 3
        assert refusal(room, split(room, bench), MACHINE) == "placed_by_hand"
        assert refusal(room, split(room, *others), MACHINE) == "placed_by_hand"

    def test_only_by_its_number_and_by_who_leads(self):
        room, _, people = two_themes()
        (merged,) = play(room, merge(room, people), MACHINE)
        assert refusal(room, Undo(new_id(), merged.seq), AMINA) == "forbidden"
        play(room, Undo(new_id()))
        assert (room.stage_id, where(room, *people)) == ("welcome", ["t1", "t1"])

    def test_also_by_the_table_that_works_on_its_gisement(self):
        room, _, people = two_themes()
        (merged,) = play(room, merge(room, people), MACHINE)
        assert refusal(room, Undo(new_id(), merged.seq), host(2)) == "forbidden"
        here = next(n for n in range(1, 8) if room.table_gisement(n) == "g1")
        play(room, Undo(new_id(), merged.seq), host(here))
        assert where(room, *people) == ["t2", "t2"]

    def test_notes_that_people_moved_since_stay(self):
        room, _, (first, second) = two_themes()
        (merged,) = play(room, merge(room, [first, second]), MACHINE)
        play(room, MoveNotes(new_id(), (first,), None, "À part"))
        apart = room.notes[first].theme
        play(room, Undo(new_id(), merged.seq))
        assert where(room, first, second) == [apart, "t2"]
        assert hands(room, first, second) == ["person", "agreed"]

    def test_is_refused_when_every_note_went_on(self):
        room, _, people = two_themes()
        (merged,) = play(room, merge(room, people), MACHINE)
        play(room, MoveNotes(new_id(), tuple(people), None, "À part"))
        assert refusal(room, Undo(new_id(), merged.seq)) == "touched_since"
        assert room.themes["t2"].merged_into == "t1"

    def test_is_refused_once_the_theme_to_go_back_to_was_merged(self):
        room, (bench, *_), _ = two_themes()
        (parted,) = play(room, split(room, bench), MACHINE)
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert refusal(room, Undo(new_id(), parted.seq)) == "touched_since"
        assert where(room, bench) == ["t9"]

    def test_is_refused_while_a_ballot_on_themes_is_open(self):
        room, (bench, *_), _ = two_themes()
        (parted,) = play(room, split(room, bench), MACHINE)
        play(room, OpenBallot(new_id(), "themes"))
        assert refusal(room, Undo(new_id(), parted.seq)) == "ballot_open"

    def test_a_placement_is_no_act(self):
        room, (bench, *_), _ = two_themes()
        (moved,) = play(room, proposal(room, bench, "t2", "t1"), MACHINE)
        assert refusal(room, Undo(new_id(), moved.seq)) == "cannot_undo"

    def test_what_people_split_is_not_the_machines(self):
        room, (bench, *others), _ = two_themes()
        play(room, SplitTheme(new_id(), "t1", (bench,)))
        play(room, Undo(new_id()))
        assert hands(room, bench, *others) == ["machine"] * 3


class TestTellingReasonsAgain:
    def test_makes_a_note_surer_where_it_is(self):
        room, notes, _ = two_themes()
        reasons = (
            Reason(notes[0], "t1", 0.8, (notes[1],)),
            Reason(notes[1], "t9", 0.9, ()),
            Reason("gone", "t1", 1, ()),
        )
        (entry,) = play(room, TellReasons(new_id(), "g1", reasons), MACHINE)
        assert entry.fact == ReasonsTold("g1", reasons[:1])
        assert (room.notes[notes[0]].confidence, room.notes[notes[0]].nearest) == (0.8, (notes[1],))
        assert entry.fact.topics(room) == ("themes:g1",)

    def test_says_nothing_of_what_people_placed(self):
        room, notes, _ = two_themes()
        play(room, MoveNotes(new_id(), (notes[0],), "t1"))
        assert play(room, TellReasons(new_id(), "g1", (Reason(notes[0], "t1", 0.8, ()),)), MACHINE) == []


class TestNaming:
    def test_tells_the_name_the_example_and_the_size(self):
        room, (bench, *_), _ = two_themes()
        (entry,) = play(room, LabelTheme(new_id(), "t1", "Bancs publics", bench), MACHINE)
        assert entry.fact == ThemeLabelled("t1", "Bancs publics", bench, 3)
        theme = room.themes["t1"]
        assert (theme.label, theme.example, theme.named_at) == ("Bancs publics", bench, 3)

    def test_never_takes_the_place_of_a_name_that_a_person_gave(self):
        room, _, _ = two_themes()
        play(room, ChangeTheme(new_id(), "t1", "Se poser dehors"))
        name(room, "t1", "Bancs, ombre")
        assert (room.themes["t1"].label, room.themes["t1"].labelled_by) == ("Se poser dehors", "person")

    def test_the_same_makes_no_entry(self):
        room, (bench, other, _), _ = two_themes()
        name(room, "t1", "Bancs", bench)
        assert play(room, LabelTheme(new_id(), "t1", "Bancs", bench), MACHINE) == []
        assert play(room, LabelTheme(new_id(), "t1", "Bancs", other), MACHINE)

    def test_of_a_theme_that_is_gone_is_refused(self):
        room, _, _ = two_themes()
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert refusal(room, LabelTheme(new_id(), "t1", "Bancs"), MACHINE) == "unknown_theme"
        assert refusal(room, LabelTheme(new_id(), "t9", "Bancs"), MACHINE) == "unknown_theme"

    def test_erasing_a_note_takes_the_name_made_of_it_away(self):
        room, (bench, *_), _ = two_themes()
        play(room, EraseNotes(new_id(), (bench,)), AMINA)
        assert [room.themes[theme].label for theme in ("t1", "t2")] == ["", "Gardiens"]


class TestTellingWhatIsAlike:
    def test_is_told_once(self):
        room, _, _ = two_themes()
        (entry,) = play(room, TellAlike(new_id(), (("t1", "t2"),)), MACHINE)
        assert entry.fact == ThemesAlike((("t1", "t2"),))
        assert room.alike == (("t1", "t2"),)
        assert play(room, TellAlike(new_id(), (("t1", "t2"),)), MACHINE) == []

    def test_leaves_out_what_is_gone(self):
        room, _, people = two_themes()
        group(room, "t3", post(room, "Un café"))
        play(room, merge(room, people), MACHINE)
        play(room, TellAlike(new_id(), (("t1", "t2"), ("t9", "t1"), ("t1", "t3"))), MACHINE)
        assert room.alike == (("t1", "t3"),)


class TestTellingTheEncoder:
    def test_is_told_once(self):
        room = gathering()
        (entry,) = play(room, TellEncoder(new_id(), "lexical-1"), MACHINE)
        assert entry.fact == EncoderChosen("lexical-1")
        assert play(room, TellEncoder(new_id(), "lexical-1"), MACHINE) == []
        assert room.encoder == "lexical-1"

    def test_outlives_the_rehearsal(self):
        room = opened(stage="gather", live=False)
        play(room, TellEncoder(new_id(), "lexical-1"), MACHINE)
        play(room, OpenForReal(new_id()))
        assert room.encoder == "lexical-1"
