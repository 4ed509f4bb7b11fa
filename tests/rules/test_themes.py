"""Themes in people's hands: what they place, name, pin, merge and split."""

import copy

import pytest

from server.room.life import Undo
from server.room.notes import HideNote, WithdrawNote
from server.room.stages import Rotate
from server.room.themes import (
    ChangeTheme,
    MergeThemes,
    Move,
    MoveNotes,
    NoteMoved,
    NotesRegrouped,
    SplitTheme,
    ThemePinned,
    ThemeRenamed,
)
from tests.rooms import (
    AMINA,
    BENCHES,
    CARETAKERS,
    COUNTER,
    LEADER,
    SCREEN,
    group,
    host,
    name,
    new_id,
    opened,
    play,
    post,
    refusal,
)


def gathering():
    return opened(stage="gather")


def notes_of(room, *themes: str) -> list[set[str]]:
    return [set(room.themes[theme].notes) for theme in themes]


def hands(room, *notes: str) -> list[str | None]:
    return [room.notes[note].placed_by for note in notes]


class TestMoving:
    def test_puts_a_note_into_another_theme(self):
        room = gathering()
        first, second = post(room), post(room, CARETAKERS)
        group(room, "t1", first)
        group(room, "t2", second)
        (entry,) = play(room, MoveNotes(new_id(), (first,), "t2"))
        assert entry.fact == NoteMoved(first, "t2", "t1", "machine")
        assert notes_of(room, "t1", "t2") == [set(), {first, second}]
        assert room.notes[first].placed_by == "person"

    def test_opens_a_theme_with_the_name_given(self):
        room = gathering()
        note = post(room)
        play(room, MoveNotes(new_id(), (note,), None, "  Se poser\n dehors "))
        theme = room.themes[room.notes[note].theme or ""]
        assert (theme.label, theme.labelled_by, set(theme.notes)) == ("Se poser dehors", "person", {note})

    def test_opens_a_theme_that_the_machine_will_name(self):
        room = gathering()
        note = post(room, COUNTER)
        play(room, MoveNotes(new_id(), (note,), None))
        theme = room.themes[room.notes[note].theme or ""]
        assert (theme.label, theme.labelled_by) == ("", "machine")

    def test_opens_a_theme_even_when_the_first_words_show_nothing(self):
        room = gathering()
        note = post(room, "\u200b \u200b \u200b \u200b Plus de bancs")
        play(room, MoveNotes(new_id(), (note,), None))
        assert room.notes[note].placed_by == "person"

    def test_opens_each_theme_under_a_name_of_its_own_whatever_the_ids_look_like(self):
        room = gathering()
        first, second = post(room), post(room, CARETAKERS)
        play(room, MoveNotes("0" * 31 + "1", (first,), None, "Bancs"))
        play(room, MoveNotes("0" * 31 + "2", (second,), None, "Gardiens"))
        assert room.notes[first].theme != room.notes[second].theme

    def test_into_where_it_is_confirms_the_machine_once(self):
        room = gathering()
        note = post(room)
        group(room, "t1", note)
        play(room, MoveNotes(new_id(), (note,), "t1"))
        assert room.notes[note].placed_by == "person"
        assert play(room, MoveNotes(new_id(), (note,), "t1")) == []

    def test_stays_within_the_gisement(self):
        room = gathering()
        here, there = post(room), post(room, COUNTER, gisement="g2")
        group(room, "t1", here)
        assert refusal(room, MoveNotes(new_id(), (there,), "t1")) == "unknown_theme"

    @pytest.mark.parametrize("theme", ["inconnu", "t2"])
    def test_into_a_theme_that_is_not_there_is_refused(self, theme):
        room = gathering()
        note = post(room)
        group(room, "t1", post(room))
        group(room, "t2", post(room))
        play(room, MergeThemes(new_id(), ("t2",), "t1"))
        assert refusal(room, MoveNotes(new_id(), (note,), theme)) == "unknown_theme"

    def test_takes_several_notes_at_once_and_is_one_act(self):
        room = gathering()
        loose, placed, there = post(room, COUNTER), post(room, CARETAKERS), post(room)
        group(room, "t1", there, placed)
        group(room, "t2", post(room, "Un café"))
        entries = play(room, MoveNotes(new_id(), (loose, placed, loose), "t2"))
        assert [e.fact for e in entries] == [
            NoteMoved(loose, "t2", None, None),
            NoteMoved(placed, "t2", "t1", "machine"),
        ]
        play(room, Undo(new_id()))
        assert notes_of(room, "t1") == [{placed, there}]
        assert (room.notes[loose].theme, hands(room, loose, placed)) == (None, [None, "machine"])

    def test_opens_one_theme_for_several_notes(self):
        room = gathering()
        first, second = post(room), post(room, "Des bancs à l'ombre")
        entries = play(room, MoveNotes(new_id(), (first, second), None, "Se poser"))
        assert [e.fact.kind for e in entries] == ["note_moved", "note_moved", "theme_renamed"]
        assert [(t.label, set(t.notes)) for t in room.themes_on("g1")] == [("Se poser", {first, second})]

    @pytest.mark.parametrize("notes", [(), ("ici", "là-bas"), ("ici", "inconnue")])
    def test_of_no_note_or_of_notes_of_several_gisements_is_refused(self, notes):
        room = gathering()
        names = {"ici": post(room), "là-bas": post(room, COUNTER, gisement="g2")}
        group(room, "t1", post(room, CARETAKERS))
        wanted = tuple(names.get(one, one) for one in notes)
        assert refusal(room, MoveNotes(new_id(), wanted, "t1")) == "unknown_note"

    def test_a_note_that_is_gone_is_refused(self):
        room = gathering()
        note = post(room)
        play(room, WithdrawNote(new_id(), note), AMINA)
        assert refusal(room, MoveNotes(new_id(), (note,), None, "Bancs")) == "unknown_note"


class TestMerging:
    def room(self):
        room = gathering()
        for theme, texts in {"t1": (BENCHES, "Des bancs"), "t2": (CARETAKERS,), "t3": ("Un café",)}.items():
            group(room, theme, *(post(room, text) for text in texts))
            name(room, theme, f"Thème {theme}")
        return room

    def test_pours_themes_into_one_that_keeps_its_id_and_name(self):
        room = self.room()
        (n1, n2), (n3,), (n4,) = ([*room.themes[t].notes] for t in ("t1", "t2", "t3"))
        (entry,) = play(room, MergeThemes(new_id(), ("t1", "t3", "t1", "t2"), "t2"))
        moves = (
            Move(n3, "t2", "t2", "person", "machine"),
            *(Move(note, "t2", was, "person", "machine") for note, was in ((n1, "t1"), (n2, "t1"), (n4, "t3"))),
        )
        assert entry.fact == NotesRegrouped("merge", "g1", moves, (("t1", "t2"), ("t3", "t2")))
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
        assert set(hands(room, *room.notes)) == {"machine"}
        assert [room.themes[theme].merged_into for theme in ("t1", "t2", "t3")] == [None, None, None]

    def test_undone_leaves_alone_what_has_moved_on_since(self):
        room = self.room()
        n1, n2 = room.themes["t1"].notes
        (merged,) = play(room, MergeThemes(new_id(), ("t1",), "t2"))
        play(room, MoveNotes(new_id(), (n1,), "t3"))
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

    def test_undone_is_refused_once_every_note_has_moved_on(self):
        room = self.room()
        (n3,) = room.themes["t2"].notes
        (merged,) = play(room, MergeThemes(new_id(), ("t2",), "t1"))
        play(room, MoveNotes(new_id(), (n3,), "t3"))
        assert refusal(room, Undo(new_id(), merged.seq)) == "touched_since"
        assert (room.notes[n3].theme, room.themes["t2"].merged_into) == ("t3", "t1")

    def test_of_a_theme_that_lost_its_notes_can_be_undone(self):
        room = self.room()
        play(room, MoveNotes(new_id(), (*room.themes["t3"].notes,), "t1"))
        play(room, MergeThemes(new_id(), ("t3",), "t2"))
        play(room, Undo(new_id()))
        assert room.themes["t3"].merged_into is None

    def test_brings_hidden_and_withdrawn_notes_along(self):
        """Nothing may stand in a theme that is no more: a hidden note can be brought back."""
        room = self.room()
        n1, n2 = room.themes["t1"].notes
        play(room, HideNote(new_id(), n1))
        play(room, WithdrawNote(new_id(), n2), AMINA)
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert [room.notes[note].theme for note in (n1, n2)] == ["t2", "t2"]

    def test_holds_every_note_of_both(self):
        room = self.room()
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert hands(room, *room.themes["t2"].notes) == ["person"] * 3


class TestSplitting:
    def room(self):
        room = gathering()
        group(room, "t1", *(post(room, text) for text in (BENCHES, "Des bancs à l'ombre", CARETAKERS)))
        group(room, "t2", post(room, "Un café"))
        name(room, "t1", "Bancs, gardiens")
        return room

    def test_takes_notes_out_into_a_theme_of_their_own_and_holds_both(self):
        room = self.room()
        n1, n2, n3 = room.themes["t1"].notes
        entries = play(room, SplitTheme("coupe-1", "t1", (n3, n3), " Présence  humaine "))
        moves = (
            Move(n3, "t-coupe-1", "t1", "person", "machine"),
            *(Move(note, "t1", "t1", "person", "machine") for note in (n1, n2)),
        )
        assert [e.fact for e in entries] == [
            NotesRegrouped("split", "g1", moves),
            ThemeRenamed("t-coupe-1", "Présence humaine", ""),
        ]
        assert notes_of(room, "t1", "t-coupe-1") == [{n1, n2}, {n3}]
        assert (room.themes["t-coupe-1"].label, room.themes["t-coupe-1"].gisement) == ("Présence humaine", "g1")

    def test_without_a_name_leaves_it_to_the_machine(self):
        room = self.room()
        play(room, SplitTheme("coupe-1", "t1", ([*room.themes["t1"].notes][2],)))
        assert room.themes["t-coupe-1"].labelled_by == "machine"

    def test_undone_puts_everything_back(self):
        room = self.room()
        before = copy.deepcopy((room.notes, room.themes["t1"]))
        play(room, SplitTheme("coupe-1", "t1", ([*room.themes["t1"].notes][2],), "Gardiens"))
        play(room, Undo(new_id()))
        assert (room.notes, room.themes["t1"]) == before
        assert (room.themes["t-coupe-1"].label, room.members(room.themes["t-coupe-1"])) == ("", [])

    def test_undone_leaves_new_notes_where_they_came(self):
        room = self.room()
        play(room, SplitTheme("coupe-1", "t1", ([*room.themes["t1"].notes][2],)))
        newcomer = post(room, "Les gardiens voient tout")
        group(room, "t-coupe-1", newcomer)
        play(room, Undo(new_id()))
        assert notes_of(room, "t-coupe-1") == [{newcomer}]

    @pytest.mark.parametrize("chosen", [(), (0, 1, 2), ("ailleurs",)])
    def test_takes_some_notes_of_the_theme_and_leaves_some(self, chosen):
        room = self.room()
        there = dict(enumerate(room.themes["t1"].notes)) | {"ailleurs": next(iter(room.themes["t2"].notes))}
        assert refusal(room, SplitTheme(new_id(), "t1", tuple(there[one] for one in chosen))) == "nothing_to_split"

    def test_leaves_a_note_that_people_see(self):
        room = self.room()
        n1, *others = room.themes["t1"].notes
        play(room, HideNote(new_id(), n1))
        assert refusal(room, SplitTheme(new_id(), "t1", tuple(others))) == "nothing_to_split"

    def test_of_what_is_not_there_is_refused(self):
        room = self.room()
        note = next(iter(room.themes["t1"].notes))
        assert refusal(room, SplitTheme(new_id(), "t9", (note,))) == "unknown_theme"
        assert refusal(room, SplitTheme(new_id(), "t1", ("inconnue",))) == "unknown_note"
        assert refusal(room, SplitTheme(new_id(), "t1", (note,), "a" * 61)) == "text_too_long"
        play(room, MergeThemes(new_id(), ("t1",), "t2"))
        assert refusal(room, SplitTheme(new_id(), "t1", (note,))) == "unknown_theme"


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
            MoveNotes(new_id(), (note,), "t2"),
            MoveNotes(new_id(), (note,), None, "Bancs"),
            ChangeTheme(new_id(), "t1", "Bancs"),
            ChangeTheme(new_id(), "t1", pinned=True),
            MergeThemes(new_id(), ("t1",), "t2"),
            SplitTheme(new_id(), "t1", (note,)),
        ]

    def room(self):
        room = gathering()
        group(room, "t1", post(room), post(room, "Des bancs à l'ombre"))
        group(room, "t2", post(room, CARETAKERS))
        return room

    @pytest.mark.parametrize("which", range(6))
    @pytest.mark.parametrize("by", [AMINA, SCREEN, host(2)], ids=lambda by: by.id)
    def test_others_are_refused(self, which, by):
        room = self.room()
        assert refusal(room, self.commands(room)[which], by) == "forbidden"

    @pytest.mark.parametrize("which", range(6))
    @pytest.mark.parametrize("by", [LEADER, host(1)], ids=lambda by: by.id)
    def test_facilitators_and_the_table_at_work_are_not(self, which, by):
        room = self.room()
        assert play(room, self.commands(room)[which], by)

    def test_a_table_that_moved_on_has_lost_its_gisement(self):
        room = self.room()
        play(room, Rotate(new_id()))
        assert room.table_gisement(1) == "g2"
        assert refusal(room, ChangeTheme(new_id(), "t1", "Bancs"), host(1)) == "forbidden"


class TestATableTakesBack:
    """Several tables work at once; each may take back what it did, and nothing else."""

    def room(self):
        room = gathering()
        for gisement in ("g1", "g2"):
            group(room, f"t-{gisement}", post(room, gisement=gisement), post(room, CARETAKERS, gisement=gisement))
        return room

    def test_its_own_last_act_while_others_go_on(self):
        room = self.room()
        play(room, ChangeTheme(new_id(), "t-g1", "Se poser"), host(1))
        play(room, ChangeTheme(new_id(), "t-g2", "Se parler"), host(2))
        play(room, ChangeTheme(new_id(), "t-g2", pinned=True))
        play(room, Undo(new_id()), host(1))
        assert (room.themes["t-g1"].label, room.themes["t-g2"].label, room.themes["t-g2"].pinned) == (
            "",
            "Se parler",
            True,
        )

    def test_one_act_after_the_other_and_no_more(self):
        room = self.room()
        first, second = room.themes["t-g1"].notes
        play(room, ChangeTheme(new_id(), "t-g2", "Se parler"), host(2))
        play(room, ChangeTheme(new_id(), "t-g1", "Se poser"), host(1))
        play(room, SplitTheme(new_id(), "t-g1", (second,)), host(1))
        play(room, Undo(new_id()), host(1))
        assert notes_of(room, "t-g1") == [{first, second}]
        play(room, Undo(new_id()), host(1))
        assert room.themes["t-g1"].label == ""
        assert refusal(room, Undo(new_id()), host(1)) == "nothing_to_undo"
        assert room.themes["t-g2"].label == "Se parler"

    @pytest.mark.parametrize("by", [host(2), LEADER], ids=lambda by: by.id)
    def test_not_what_another_table_or_the_room_did(self, by):
        room = self.room()
        gisement = "g2" if by.table else "g1"
        (named,) = play(room, ChangeTheme(new_id(), f"t-{gisement}", "Se parler"), by)
        assert refusal(room, Undo(new_id(), named.seq), host(1)) == "forbidden"
        assert refusal(room, Undo(new_id()), host(1)) == "nothing_to_undo"
        assert room.themes[f"t-{gisement}"].label == "Se parler"

    def test_not_what_someone_changed_since(self):
        room = self.room()
        play(room, ChangeTheme(new_id(), "t-g1", "Se poser"), host(1))
        play(room, ChangeTheme(new_id(), "t-g1", "S'asseoir"))
        assert refusal(room, Undo(new_id()), host(1)) == "touched_since"
        assert room.themes["t-g1"].label == "S'asseoir"

    def test_and_the_room_any_act_by_its_number(self):
        room = self.room()
        (named,) = play(room, ChangeTheme(new_id(), "t-g1", "Se poser"), host(1))
        play(room, Undo(new_id()))
        assert (room.stage_id, room.themes["t-g1"].label) == ("welcome", "Se poser")  # the room's own last act
        play(room, Undo(new_id(), named.seq))
        assert room.themes["t-g1"].label == ""
