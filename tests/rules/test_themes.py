"""Themes: what the machine proposes, what people decide, and who wins."""

import pytest

from server.room import board
from server.room.life import Undo
from server.room.notes import EditNote, HideNote, WithdrawNote
from server.room.stages import Rotate
from server.room.state import Theme
from server.room.themes import (
    ChangeTheme,
    GroupNote,
    LabelTheme,
    MergeThemes,
    MoveNote,
    NoteGrouped,
    NoteMoved,
    ThemePinned,
    ThemeRenamed,
    ThemesMerged,
)
from tests.rooms import (
    AMINA,
    BENCHES,
    CARETAKERS,
    COUNTER,
    LEADER,
    MACHINE,
    SCREEN,
    enter,
    group,
    host,
    new_id,
    opened,
    play,
    post,
    refusal,
)


def gathering():
    return opened(stage="gather")


def proposal(room, note: str, theme: str, seen: int | None = None) -> GroupNote:
    return GroupNote(new_id(), note, theme, 0.7314159, None, ("bancs",), room.seq if seen is None else seen)


def notes_of(room, *themes: str) -> list[set[str]]:
    return [set(room.themes[theme].notes) for theme in themes]


class TestTheMachine:
    def test_opens_a_theme_and_tells_why(self):
        room = gathering()
        first, second = post(room), post(room, "Des bancs à l'ombre")
        group(room, "t1", first)
        (entry,) = play(room, GroupNote(new_id(), second, "t1", 0.7314159, first, ("bancs",), room.seq), MACHINE)
        assert entry.fact == NoteGrouped(second, "t1", 0.731, "bancs", first)
        note = room.notes[second]
        assert (note.theme, note.placed_by, note.confidence, note.nearest) == ("t1", "machine", 0.731, first)
        assert note.shared_words == ("bancs",)
        assert room.themes["t1"] == Theme("t1", "g1", notes={first: None, second: None})

    def test_never_moves_what_a_person_placed(self):
        room = gathering()
        note, other = post(room), post(room, CARETAKERS)
        group(room, "t1", other)
        play(room, MoveNote(new_id(), note, "t1"))
        assert refusal(room, proposal(room, note, "t2"), MACHINE) == "placed_by_hand"
        assert room.notes[note].theme == "t1"

    def test_loses_to_a_person_who_acted_since_it_looked(self):
        room = gathering()
        note = post(room)
        seen = room.seq
        play(room, EditNote(new_id(), note, COUNTER), AMINA)
        assert refusal(room, proposal(room, note, "t1", seen), MACHINE) == "placed_by_hand"
        assert room.notes[note].theme is None

    def test_does_not_place_twice(self):
        room = gathering()
        note = post(room)
        group(room, "t1", note)
        assert refusal(room, proposal(room, note, "t2"), MACHINE) == "already_placed"

    def test_does_not_place_into_a_theme_that_was_merged_or_is_elsewhere(self):
        room = gathering()
        group(room, "t1", post(room))
        group(room, "t2", post(room, CARETAKERS))
        group(room, "loin", post(room, COUNTER, gisement="g2"))
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        note = post(room)
        assert refusal(room, proposal(room, note, "t1"), MACHINE) == "unknown_theme"
        assert refusal(room, proposal(room, note, "loin"), MACHINE) == "unknown_theme"

    def test_does_not_place_into_a_theme_that_a_person_touched_since_it_looked(self):
        room = gathering()
        group(room, "t1", post(room))
        note = post(room)
        seen = room.seq
        play(room, ChangeTheme(new_id(), "t1", "Se poser"))
        assert refusal(room, proposal(room, note, "t1", seen), MACHINE) == "unknown_theme"
        group(room, "t1", note)

    @pytest.mark.parametrize("gone", ["withdrawn", "unknown"])
    def test_does_not_place_a_note_that_is_gone(self, gone):
        room = gathering()
        note = post(room)
        play(room, WithdrawNote(new_id(), note), AMINA)
        wanted = note if gone == "withdrawn" else new_id()
        assert refusal(room, proposal(room, wanted, "t1"), MACHINE) == "unknown_note"
        assert room.themes == {}

    def test_names_a_theme_until_a_person_does(self):
        room = gathering()
        group(room, "t1", post(room))
        play(room, LabelTheme(new_id(), "t1", "Bancs"), MACHINE)
        assert room.themes["t1"].label == "Bancs"
        play(room, ChangeTheme(new_id(), "t1", "Se poser dehors"))
        assert play(room, LabelTheme(new_id(), "t1", "Bancs, ombre"), MACHINE) == []
        assert (room.themes["t1"].label, room.themes["t1"].labelled_by) == ("Se poser dehors", "person")

    def test_names_nothing_while_a_ballot_is_open(self):
        room = gathering()
        group(room, "t1", post(room))
        enter(room, "vote")
        assert play(room, LabelTheme(new_id(), "t1", "Bancs"), MACHINE) == []
        assert room.themes["t1"].label == ""

    def test_names_no_theme_that_is_gone(self):
        room = gathering()
        group(room, "t1", post(room))
        group(room, "t2", post(room))
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert refusal(room, LabelTheme(new_id(), "t1", "Bancs"), MACHINE) == "unknown_theme"


class TestMoving:
    def test_puts_a_note_into_another_theme(self):
        room = gathering()
        first, second = post(room), post(room, CARETAKERS)
        group(room, "t1", first)
        group(room, "t2", second)
        (entry,) = play(room, MoveNote(new_id(), first, "t2"))
        assert entry.fact == NoteMoved(first, "t2", "t1", "machine")
        assert notes_of(room, "t1", "t2") == [set(), {first, second}]
        assert room.notes[first].placed_by == "person"

    def test_opens_a_theme_with_the_name_given(self):
        room = gathering()
        note = post(room)
        play(room, MoveNote(new_id(), note, None, "  Se poser\n dehors "))
        theme = room.themes[room.notes[note].theme or ""]
        assert (theme.label, theme.labelled_by, set(theme.notes)) == ("Se poser dehors", "person", {note})

    def test_opens_a_theme_that_the_machine_will_name(self):
        room = gathering()
        note = post(room, COUNTER)
        play(room, MoveNote(new_id(), note, None))
        theme = room.themes[room.notes[note].theme or ""]
        assert (theme.label, theme.labelled_by) == ("", "machine")

    def test_opens_a_theme_even_when_the_first_words_show_nothing(self):
        room = gathering()
        note = post(room, "\u200b \u200b \u200b \u200b Plus de bancs")
        play(room, MoveNote(new_id(), note, None))
        assert room.notes[note].placed_by == "person"

    def test_opens_each_theme_under_a_name_of_its_own_whatever_the_ids_look_like(self):
        room = gathering()
        first, second = post(room), post(room, CARETAKERS)
        play(room, MoveNote("0" * 31 + "1", first, None, "Bancs"))
        play(room, MoveNote("0" * 31 + "2", second, None, "Gardiens"))
        assert room.notes[first].theme != room.notes[second].theme

    def test_into_where_it_is_confirms_the_machine_once(self):
        room = gathering()
        note = post(room)
        group(room, "t1", note)
        play(room, MoveNote(new_id(), note, "t1"))
        assert room.notes[note].placed_by == "person"
        assert play(room, MoveNote(new_id(), note, "t1")) == []

    def test_stays_within_the_gisement(self):
        room = gathering()
        here, there = post(room), post(room, COUNTER, gisement="g2")
        group(room, "t1", here)
        assert refusal(room, MoveNote(new_id(), there, "t1")) == "unknown_theme"

    @pytest.mark.parametrize("theme", ["inconnu", "t2"])
    def test_into_a_theme_that_is_not_there_is_refused(self, theme):
        room = gathering()
        note = post(room)
        group(room, "t1", post(room))
        group(room, "t2", post(room))
        play(room, MergeThemes(new_id(), ("t2",), "t1"))
        assert refusal(room, MoveNote(new_id(), note, theme)) == "unknown_theme"

    def test_a_note_that_is_gone_is_refused(self):
        room = gathering()
        note = post(room)
        play(room, WithdrawNote(new_id(), note), AMINA)
        assert refusal(room, MoveNote(new_id(), note, None, "Bancs")) == "unknown_note"


class TestMerging:
    def room(self):
        room = gathering()
        for theme, texts in {"t1": (BENCHES, "Des bancs"), "t2": (CARETAKERS,), "t3": ("Un café",)}.items():
            group(room, theme, *(post(room, text) for text in texts))
            play(room, LabelTheme(new_id(), theme, f"Thème {theme}"), MACHINE)
        return room

    def test_pours_themes_into_one_that_keeps_its_id_and_name(self):
        room = self.room()
        (n1, n2), (n3,), (n4,) = ([*room.themes[t].notes] for t in ("t1", "t2", "t3"))
        (entry,) = play(room, MergeThemes(new_id(), ("t1", "t3", "t1", "t2"), "t2"))
        assert entry.fact == ThemesMerged("t2", (("t1", (n1, n2)), ("t3", (n4,))))
        assert notes_of(room, "t1", "t2", "t3") == [set(), {n1, n2, n3, n4}, set()]
        assert (room.themes["t2"].label, room.themes["t1"].merged_into) == ("Thème t2", "t2")
        assert [theme.id for theme in room.themes_on("g1")] == ["t2"]

    def test_into_itself_makes_no_entry(self):
        assert play(self.room(), MergeThemes(new_id(), ("t1",), "t1")) == []

    def test_across_gisements_is_refused(self):
        room = self.room()
        group(room, "loin", post(room, COUNTER, gisement="g2"))
        assert refusal(room, MergeThemes(new_id(), ("loin",), "t1")) == "unknown_theme"

    @pytest.mark.parametrize(("themes", "into"), [(("t9",), "t1"), (("t1",), "t9")])
    def test_with_what_is_not_there_is_refused(self, themes, into):
        assert refusal(self.room(), MergeThemes(new_id(), themes, into)) == "unknown_theme"

    def test_undone_gives_every_theme_its_notes_back(self):
        room = self.room()
        before = notes_of(room, "t1", "t2", "t3")
        play(room, MergeThemes(new_id(), ("t1", "t3"), "t2"))
        play(room, Undo(new_id()))
        assert notes_of(room, "t1", "t2", "t3") == before
        assert [room.themes[theme].merged_into for theme in ("t1", "t2", "t3")] == [None, None, None]

    def test_undone_leaves_alone_what_has_moved_on_since(self):
        room = self.room()
        n1, n2 = room.themes["t1"].notes
        (merged,) = play(room, MergeThemes(new_id(), ("t1",), "t2"))
        play(room, MoveNote(new_id(), n1, "t3"))
        play(room, Undo(new_id(), merged.seq))
        assert room.notes[n1].theme == "t3"
        assert room.notes[n2].theme == "t1"

    def test_undone_leaves_new_notes_where_they_came(self):
        room = self.room()
        (merged,) = play(room, MergeThemes(new_id(), ("t1",), "t2"))
        newcomer = post(room, "Encore des bancs")
        group(room, "t2", newcomer)
        play(room, Undo(new_id(), merged.seq))
        assert room.notes[newcomer].theme == "t2"


class TestRenamingAndPinning:
    def test_says_what_changed(self):
        room = gathering()
        group(room, "t1", post(room))
        entries = play(room, ChangeTheme(new_id(), "t1", " Se  poser ", True))
        assert [e.fact for e in entries] == [ThemeRenamed("t1", "Se poser", ""), ThemePinned("t1", True)]
        assert (room.themes["t1"].label, room.themes["t1"].pinned) == ("Se poser", True)

    def test_to_the_same_makes_no_entry(self):
        room = gathering()
        group(room, "t1", post(room))
        play(room, ChangeTheme(new_id(), "t1", "Se poser", True))
        assert play(room, ChangeTheme(new_id(), "t1", "Se poser", True)) == []
        assert play(room, ChangeTheme(new_id(), "t1")) == []

    @pytest.mark.parametrize(
        ("label", "code"), [("", "text_empty"), ("\u202e", "text_empty"), ("a" * 61, "text_too_long")]
    )
    def test_a_name_must_read(self, label, code):
        room = gathering()
        group(room, "t1", post(room))
        assert refusal(room, ChangeTheme(new_id(), "t1", label)) == code

    def test_a_theme_that_is_not_there_is_refused(self):
        assert refusal(gathering(), ChangeTheme(new_id(), "t1", "Bancs")) == "unknown_theme"


class TestWhoMay:
    """Facilitators anywhere; the facilitator of a table on the gisement it works on now."""

    def commands(self, room):
        note = next(iter(room.themes["t1"].notes))
        return [
            MoveNote(new_id(), note, "t2"),
            MoveNote(new_id(), note, None, "Bancs"),
            ChangeTheme(new_id(), "t1", "Bancs"),
            ChangeTheme(new_id(), "t1", pinned=True),
            MergeThemes(new_id(), ("t1",), "t2"),
        ]

    def room(self):
        room = gathering()
        group(room, "t1", post(room))
        group(room, "t2", post(room, CARETAKERS))
        return room

    @pytest.mark.parametrize("which", range(5))
    @pytest.mark.parametrize("by", [AMINA, SCREEN, host(2)], ids=lambda by: by.id)
    def test_others_are_refused(self, which, by):
        room = self.room()
        assert refusal(room, self.commands(room)[which], by) == "forbidden"

    @pytest.mark.parametrize("which", range(5))
    @pytest.mark.parametrize("by", [LEADER, host(1)], ids=lambda by: by.id)
    def test_facilitators_and_the_table_at_work_are_not(self, which, by):
        room = self.room()
        assert play(room, self.commands(room)[which], by)

    def test_a_table_that_moved_on_has_lost_its_gisement(self):
        room = self.room()
        play(room, Rotate(new_id()))
        assert room.table_gisement(1) == "g2"
        assert refusal(room, ChangeTheme(new_id(), "t1", "Bancs"), host(1)) == "forbidden"


class TestTheWall:
    """How themes are shown, on top of what they are."""

    def test_stands_in_order_of_arrival_below_twelve_notes(self):
        room = gathering()
        notes = [post(room, f"Banc {n}") for n in range(11)]
        group(room, "t1", *notes)
        wall = board.wall(room, room.session.gisements[0])
        assert (wall.themes, [note.id for note in wall.loose], wall.count) == ((), notes[::-1], 11)

    def test_shows_themes_of_two_notes_from_twelve_on(self):
        room = gathering()
        notes = [post(room, f"Banc {n}") for n in range(12)]
        group(room, "t1", *notes[:11])
        group(room, "seule", notes[11])
        wall = board.wall(room, room.session.gisements[0])
        assert [cluster.theme.id for cluster in wall.themes] == ["t1"]
        assert [note.id for note in wall.loose] == [notes[11]]

    @pytest.mark.parametrize("hand", ["pinned", "named", "moved"])
    def test_shows_a_theme_that_a_hand_touched_whatever_its_size(self, hand):
        room = gathering()
        note = post(room)
        group(room, "t1", note)
        command = {
            "pinned": ChangeTheme(new_id(), "t1", pinned=True),
            "named": ChangeTheme(new_id(), "t1", "Bancs"),
            "moved": MoveNote(new_id(), note, "t1"),
        }[hand]
        play(room, command)
        assert [cluster.theme.id for cluster in board.wall(room, room.session.gisements[0]).themes] == ["t1"]

    def test_does_not_show_hidden_notes_nor_themes_without_notes(self):
        room = gathering()
        note = post(room)
        play(room, MoveNote(new_id(), note, None, "Bancs"))
        play(room, HideNote(new_id(), note))
        wall = board.wall(room, room.session.gisements[0])
        assert (wall.themes, wall.loose, wall.count) == ((), (), 0)
