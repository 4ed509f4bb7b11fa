"""Ideas from before: read from a CSV whatever program wrote it, then brought into the room, marked and nobody's."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reports.tables import notes_csv
from server.room import board
from server.room.brought import MOST_ROWS, Brought, Wrong, decoded, read
from server.room.entries import Entry, decode
from server.room.life import EraseNotes, OpenForReal
from server.room.notes import BringIdea, EditNote, HideNote, NotePosted
from server.room.priorities import evidence
from server.room.refusal import Refusal
from server.room.state import Room, fold
from server.room.wall import coverage, twins, wall
from tests.rooms import (
    AMINA,
    BENCHES,
    BRUNO,
    CARETAKERS,
    COUNTER,
    HEARD,
    LEADER,
    MACHINE,
    ORGANISER,
    SCREEN,
    argenteuil,
    enter,
    group,
    host,
    new_id,
    opened,
    play,
    post,
    refusal,
    rewritten,
    small,
)

SESSION = argenteuil()


def said(found: Brought) -> list[tuple[str, str, str]]:
    return [(idea.gisement, idea.kind, idea.text) for idea in found.ideas]


def unread(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        read(text, SESSION)
    assert caught.value.code == "bad_ideas"
    assert caught.value.message.endswith(".")
    return str(caught.value.details["detail"])


def bring(room: Room, *texts: str, gisement: str = "g1") -> list[str]:
    ids = [new_id() for _ in texts]
    for one, text in zip(ids, texts, strict=True):
        play(room, BringIdea(one, gisement, "idea", text))
    return ids


class TestAFile:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_is_read_whatever_program_wrote_it(self, delimiter, encoding):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerows([["Type", "Idée", "Gisement"], ["Difficulté", 'Un « guichet », "ouvert" ;\nle soir', "g2"]])
        found = read(decoded(out.getvalue().encode(encoding)), SESSION)
        assert said(found) == [("g2", "obstacle", 'Un « guichet », "ouvert" ;\nle soir')]

    def test_names_a_gisement_in_four_ways(self):
        third = SESSION.gisements[2]
        cells = [third.id, "3", "3.", third.title, third.short.upper(), f"  {third.title} "]
        out = io.StringIO()
        csv.writer(out).writerows([["gisement", "note"], *([cell, BENCHES] for cell in cells)])
        assert {idea.gisement for idea in read(out.getvalue(), SESSION).ideas} == {"g3"}

    @pytest.mark.parametrize(
        ("cell", "kind"),
        [("", "idea"), ("idea", "idea"), ("IDÉE", "idea"), ("Idees", "idea"), ("ressource", "resource"),
         ("difficulte", "obstacle")],
    )  # fmt: skip
    def test_names_a_kind_as_people_do(self, cell, kind):
        assert said(read(f"gisement;type;note\n1;{cell};{BENCHES}", SESSION)) == [("g1", kind, BENCHES)]

    def test_may_have_only_notes_when_there_is_one_gisement(self):
        alone = small(gisements=[{"title": "Les bancs", "short": "Bancs"}])
        assert said(read(f"note\n{BENCHES}\n", alone)) == [("g1", "idea", BENCHES)]
        assert "colonne « gisement »" in unread(f"note\n{BENCHES}\n")

    def test_tells_its_wrong_lines_and_keeps_the_others(self):
        text = "\n".join([
            "gisement;type;note", f"1;;{BENCHES}", "", "99;;Perdu", ";;Nulle part", '1;;"sur deux\nlignes"', "1;rêve;Voler",
            "1;;", f"1;;{'x' * 281}", "1", "7;;Fin",
        ])  # fmt: skip
        found = read(text, SESSION)
        assert said(found) == [("g1", "idea", BENCHES), ("g1", "idea", "sur deux\nlignes"), ("g7", "idea", "Fin")]
        assert found.wrong == (
            Wrong(4, "gisement inconnu : « 99 »"), Wrong(5, "aucun gisement"), Wrong(8, "type inconnu : « rêve »"),
            Wrong(9, "aucun texte"), Wrong(10, "texte trop long (280 caractères au plus)"), Wrong(11, "aucun texte"),
        )  # fmt: skip

    def test_loses_no_word_after_a_separator_that_nobody_quoted(self):
        found = read(f"gisement;note\n1;{BENCHES};;\n2;Ouvrir le samedi ; fermer le lundi\n", SESSION)
        assert said(found) == [("g1", "idea", BENCHES)]
        assert found.wrong == (Wrong(3, "plus de colonnes que de titres (le texte doit être entre guillemets)"),)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "colonne « note »"), ("Bonjour\n", "colonne « note »"), ("gisement;note\n", "aucune ligne"),
            ("gisement;note\n" + "1;x\n" * (MOST_ROWS + 1), f"plus de {MOST_ROWS} lignes"),
            ('gisement;note\n1;"' + "x" * 200_000, "la ligne 2"), ("x" * 900_000, "colonne « note »"),
            ("PK\3\4\0\0", "colonne « note »"),
        ],
    )  # fmt: skip
    def test_of_which_nothing_can_be_made_says_why(self, text, why):
        assert why in unread(text)

    @pytest.mark.parametrize("dialect", ["fr", "open"])
    def test_exported_by_filon_is_read_again(self, dialect):
        room = opened(stage="gather")
        texts = [
            "=1+1",
            "'quoted'",
            'Un "guichet" ; ouvert, le soir\nvraiment 🌳',
            "-2 bancs",
            *(one["text"] for one in HEARD),
        ]
        for n, text in enumerate(texts):
            post(room, text, AMINA, f"g{n % 7 + 1}", ("idea", "resource", "obstacle")[n % 3])
        hidden = post(room, "Masquée")
        play(room, HideNote(new_id(), hidden))
        found = read(decoded(notes_csv(room, dialect)), SESSION)
        assert said(found) == [(n.gisement, n.kind, n.text) for n in room.notes.values() if not n.hidden]
        assert [one.why for one in found.wrong] == ["note masquée"]

    def test_nobody_read_in_the_room_is_not_brought(self):
        found = read("gisement;note;en attente\n1;Des bancs;oui\n1;Des arbres;non\n", SESSION)
        assert ([one[2] for one in said(found)], [one.why for one in found.wrong]) == (
            ["Des arbres"],
            ["note en attente de relecture"],
        )

    def test_read_twice_brings_the_same_ideas(self):
        text = f"gisement;note\n1;{BENCHES}\n1;{BENCHES}\n2;{BENCHES}\n"
        once, again = read(text, SESSION), read(text.replace("\n", "\r\n"), SESSION)
        assert once == again
        assert len({idea.id for idea in once.ideas}) == 3

    @given(
        st.text(max_size=400), st.sampled_from(["", "gisement;note\n", "note,gisement,type\n", '"gisement"\tnote\n'])
    )
    def test_hostile_is_read_or_refused(self, text, header):
        try:
            found = read(header + text, SESSION)
        except Refusal as refused:
            found = Brought((), (Wrong(1, refused.code),))
        room = opened()
        for idea in found.ideas:
            play(room, idea)
        assert [(n.gisement, n.kind, n.text) for n in room.notes.values()] == said(found)
        assert found.ideas or found.wrong

    @given(st.binary(max_size=300))
    def test_of_any_bytes_has_a_text(self, data):
        decoded(data).encode("utf-8")

    @given(
        st.lists(st.sampled_from([one["text"] for one in HEARD] + ['"', "a;b,c", "«\n»", "'=x"]), min_size=1),
        st.sampled_from(";,\t"),
    )
    def test_written_by_a_spreadsheet_loses_nothing(self, texts, delimiter):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows([["gisement", "note"], *(["2", text] for text in texts)])
        found = read(decoded(out.getvalue().encode()), SESSION)
        assert [idea.text for idea in found.ideas] == [text.removeprefix("'") for text in texts]
        assert found.wrong == ()


class TestBringing:
    def test_makes_a_note_that_is_nobodys(self):
        room = opened()
        (note,) = bring(room, CARETAKERS)
        one = room.notes[note]
        assert (one.before, one.author, one.late, one.text) == (True, "", False, CARETAKERS)
        assert board.participants(room) == 0
        assert room.last_act() is None

    def test_is_for_those_who_lead(self):
        room = opened()
        for by in (AMINA, SCREEN, host(1)):
            assert refusal(room, BringIdea(new_id(), "g1", "idea", BENCHES), by) == "forbidden"
        play(room, BringIdea(new_id(), "g1", "idea", BENCHES), ORGANISER)

    def test_is_possible_in_any_stage_until_a_ballot_opens(self):
        room = opened()
        for stage in ("welcome", "react", "gather", "sort"):
            enter(room, stage)
            bring(room, BENCHES)
        enter(room, "vote")
        assert refusal(room, BringIdea(new_id(), "g1", "idea", BENCHES)) == "voted_already"
        enter(room, "close")
        assert refusal(room, BringIdea(new_id(), "g1", "idea", BENCHES)) == "voted_already"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"gisement": "c1"}, "unknown_gisement"), ({"kind": "rewording"}, "unknown_kind"), ({"text": " "}, "text_empty"),
            ({"text": "x" * 281}, "text_too_long"),
        ],
    )  # fmt: skip
    def test_takes_what_a_note_may_be(self, change, code):
        assert refusal(opened(), replace(BringIdea(new_id(), "g1", "idea", BENCHES), **change)) == code

    def test_twice_is_once(self):
        room = opened()
        (note,) = bring(room, BENCHES)
        assert play(room, BringIdea(note, "g1", "idea", BENCHES)) == []

    def test_survives_the_opening_for_real_where_rehearsed_notes_do_not(self):
        room = opened(stage="gather", live=False)
        kept, hidden, erased = bring(room, BENCHES, CARETAKERS, COUNTER)
        play(room, HideNote(new_id(), hidden))
        play(room, EraseNotes(new_id(), (erased,)), ORGANISER)
        post(room)
        play(room, OpenForReal(new_id()))
        assert [(n.id, n.before, n.text) for n in room.notes.values()] == [(kept, True, BENCHES)]
        assert board.participants(room) == 0

    def test_can_be_hidden_and_erased_but_corrected_by_nobody(self):
        room = opened(stage="gather")
        (note,) = bring(room, BENCHES)
        for by in (AMINA, LEADER):
            assert refusal(room, EditNote(new_id(), note, CARETAKERS), by) == "not_yours"
        play(room, EraseNotes(new_id(), (note,)), ORGANISER)
        assert room.notes[note].text == ""

    def test_of_version_1_a_note_was_written_in_the_room(self):
        body = {"note": "n", "gisement": "g1", "note_kind": "idea", "late": False}
        assert decode("note_posted", 1, body, BENCHES) == NotePosted("n", "g1", "idea", BENCHES)

    def test_is_told_again_by_the_journal(self):
        room = opened()
        entries: list[Entry] = []
        for idea in read(f"gisement;note\n1;{BENCHES}\n2;{CARETAKERS}\n", SESSION).ideas:
            entries += play(room, idea)
        first = opened()
        again = fold([Entry(1, room.opened_at, "machine", decode(*_opening(first)), "machine"), *rewritten(entries)])
        assert again.notes == room.notes


def _opening(room: Room) -> tuple[str, int, dict[str, object], None]:
    return "room_opened", 1, {"session": room.session.model_dump(mode="json"), "live": True}, None


class TestCounts:
    def test_are_told_apart(self):
        room = opened(stage="gather")
        bring(room, BENCHES, CARETAKERS)
        post(room, COUNTER)
        assert (board.note_count(room), board.before_count(room), board.participants(room)) == (1, 2, 1)
        row = board.overview(room)[0]
        assert (row.count, row.heaps[0].count, row.heaps[0].before) == (1, 1, 2)
        assert [note.text for note in row.heaps[0].newest] == [COUNTER]
        seen = wall(room, room.session.gisements[0])
        assert (seen.count, seen.before) == (3, 2)
        told = f"surtout sur « {row.gisement.short} » (2 idées viennent d’avant)."
        assert board.story(room)[1] == f"1 personne a déjà écrit 1 note, {told}"

    def test_of_who_says_the_same_are_of_people_in_the_room(self):
        room = opened(stage="gather")
        (first,) = bring(room, BENCHES)
        notes = [first, post(room, BENCHES, AMINA), post(room, BENCHES, BRUNO)]
        for note in notes:
            group(room, "t1", note)
            room.notes[note].repeats = None if note == first else first
        (cluster,) = wall(room, room.session.gisements[0]).themes or (None,)
        loose = wall(room, room.session.gisements[0]).loose
        (told,) = cluster.said if cluster else loose
        assert (told.note.id, told.voices, len(told.again)) == (first, 2, 2)

    def test_a_gisement_fed_only_before_still_waits_for_the_room(self):
        room = opened(stage="gather")
        bring(room, BENCHES)
        post(room, COUNTER, gisement="g2")
        unfed = [gap.gisement.id for gap in coverage(room) if not gap.kinds]
        assert unfed == ["g1", "g3", "g4", "g5", "g6", "g7"]

    def test_of_twins_are_of_people_in_the_room(self):
        room = opened(stage="gather")
        one, other = bring(room, BENCHES, CARETAKERS)
        group(room, "t1", one)
        group(room, "t2", other)
        room.alike = (("t1", "t2"),)
        (pair,) = twins(room)
        assert (pair.by_dots, pair.ranks.one, pair.ranks.other) == (False, 1, 1)

    def test_evidence_is_told_of_a_ballot_on_themes_with_ideas_from_before(self):
        room = opened(stage="gather")
        bring(room, BENCHES)
        enter(room, "vote")
        enter(room, "results")
        assert len(evidence(room, room.ballots["gisements"]).options) == 7


def test_a_machine_brings_nothing():
    assert refusal(opened(), BringIdea(new_id(), "g1", "idea", BENCHES), MACHINE) == "forbidden"
