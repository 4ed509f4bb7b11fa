"""The room is the fold of its journal: whatever people do, in whatever order, reading the journal again gives the same room."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from server.room.ballots import CloseBallot, PlaceDots
from server.room.by_hand import CountHands, CountPaper
from server.room.definition import Gisement, Stage, build
from server.room.entries import Command, Entry
from server.room.grouping import GroupNote, LabelTheme, Reason, Reshape, TellAlike, TellEncoder, TellReasons
from server.room.life import Erased, EraseNotes, OpenForReal, OpenRoom, Undo, Undone
from server.room.masking import MaskWords
from server.room.messages import SendMessage, WithdrawMessage
from server.room.nominations import Nominate
from server.room.notes import BringIdea, EditNote, HideNote, PostNote, WithdrawNote
from server.room.people import MACHINE, Actor, ChooseCollege, Tap
from server.room.promises import FIELD, DraftPromise, RestOn, SetField, TellStatus, WritePromise
from server.room.proposals import AskProposal, CloseProposal, MakeProposal
from server.room.publication import IntroduceReport, PublishNote
from server.room.refusal import Refusal
from server.room.scribe import EnterNote
from server.room.stages import (
    ChangeStage,
    EnterStage,
    InsertStage,
    PointScreen,
    Rotate,
    SetGisement,
    SetTimer,
)
from server.room.state import UNOPENED, Group, Note, Room, Showing, fold
from server.room.teams import EraseContact, JoinTeam, LeaveTeam
from server.room.terms import OpenBallot, SecondRound
from server.room.text import words
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes, SplitTheme
from server.room.translation import AskTranslation, TranslateNote
from server.room.wall import wall
from tests.rooms import AMINA, BRUNO, CLAIRE, HEARD, LEADER, NOON, ORGANISER, SECOND, host, play, rewritten

SESSION = build({
    "title": "Bancs",
    "themes": {"first": 3},
    "gisements": [{"title": f"Gisement {n}", "short": f"G{n}"} for n in (1, 2)],
    "challenges": [{"title": "Se parler"}],
    "colleges": [{"id": name, "label": name, "family": "Tous"} for name in ("ville", "usagers")],
    "tables": {"count": 2},
    "stages": [
        {"kind": kind, "title": kind, "options": ["oui", "non"] if kind == "question" else []}
        for kind in ("question", "react", "gather", "sort", "vote", "results", "promises", "close")
    ],
    "ballots": [{"id": "gisements", "title": "Vote", "budget": 3, "cap": 2}],
})  # fmt: skip

ACTORS = (AMINA, BRUNO, CLAIRE, host(1), host(2), LEADER, ORGANISER)
Step = tuple[str, int, int, int]


def pick(values: Any, n: int, default: str = "inconnu") -> Any:
    choices = list(values)
    return choices[n % len(choices)] if choices else default


def post(room: Room, i: str, a: int, b: int) -> Command:
    kind = pick(("idea", "resource", "obstacle", "rewording"), b)
    where = "c1" if kind == "rewording" else pick([g.id for g in room.session.gisements], a)
    return PostNote(i, where, kind, HEARD[a % len(HEARD)]["text"], pick(("", "gather", "react"), b))


def enter_note(room: Room, i: str, a: int, b: int) -> Command:
    college = pick(("", "ville", "usagers"), a)
    return EnterNote(i, pick(("g1", "g2"), a), "idea", HEARD[a % len(HEARD)]["text"], pick(("", str(a)), b), college)


def bring(room: Room, i: str, a: int, b: int) -> Command:
    said = BringIdea(i, pick([g.id for g in room.session.gisements], a), "idea", HEARD[a]["text"])
    return replace(said, id=pick([n.id for n in room.notes.values() if n.before], b, i)) if b > 3 else said


def group(room: Room, i: str, a: int, b: int) -> Command:
    note = pick(room.notes, a)
    was = room.notes[note].theme if note in room.notes and b % 4 else None
    close, first = tuple(room.notes)[: b % 3], pick(room.notes, 0) if b == 5 else None
    return GroupNote(
        i, note, theme_of(room, note, b), was, a / 20, close, ("bancs", "rue")[: b % 3], room.seq - b % 2, "fr", first
    )


def tell_reasons(room: Room, i: str, a: int, b: int) -> Command:
    reasons = tuple(Reason(note.id, note.theme or "t0", b / 20, ()) for note in list(room.notes.values())[: a % 5])
    return TellReasons(i, "g1", reasons)


def theme_of(room: Room, note: str, b: int) -> str:
    """A theme of a note's gisement: one of three that the machine opens, or any that people opened."""
    gisement = room.notes[note].gisement if note in room.notes else "g1"
    opened = [theme.id for theme in room.themes.values() if theme.gisement == gisement]
    return str(pick([*opened, *(f"{gisement}-t{n}" for n in range(3))], b))


def reshape(room: Room, i: str, a: int, b: int) -> Command:
    """The machine joins a theme with another, or parts it."""
    theme = room.themes.get(pick(room.themes, a))
    notes = [note.id for note in room.members(theme)] if theme else []
    near = [t.id for t in room.themes.values() if theme and t.gisement == theme.gisement and t is not theme]
    if theme and near and b % 2:
        into = pick(near, b)
        moves, gone = tuple((note, theme.id, into) for note in notes), ((theme.id, into),)
        return Reshape(i, "merge", moves, gone, a / 20, room.seq - b // 5)
    leaving = notes[b % 3 :: 2]
    return Reshape(
        i, "split", tuple((note, pick(room.themes, a), f"m-{i}") for note in leaving), (), a / 20, room.seq - b // 5
    )


def move(room: Room, i: str, a: int, b: int) -> Command:
    first = pick(room.notes, a)
    near = [n.id for n in room.notes.values() if first in room.notes and n.gisement == room.notes[first].gisement]
    notes = (first, *near[b : b + a % 3])
    return MoveNotes(i, notes, None if b == 0 else theme_of(room, first, a + b), pick(("", "Nommé"), a))


def split(room: Room, i: str, a: int, b: int) -> Command:
    theme = pick(room.themes, a)
    notes = tuple(room.themes[theme].notes) if theme in room.themes else ()
    return SplitTheme(i, theme, notes[b % 2 :: 2], pick(("", "À part"), b))


def merge(room: Room, i: str, a: int, b: int) -> Command:
    into = pick(room.themes, b)
    gisement = room.themes[into].gisement if into in room.themes else ""
    near = [t.id for t in room.themes.values() if t.gisement == gisement]
    return MergeThemes(i, (pick(near, a), pick(near, a + 1)), into)


def ask(room: Room, i: str, a: int, b: int) -> Command:
    return AskProposal(i, pick(("g1", "g1", "g2"), a), b - 2, pick([None, None, *room.themes], b))


def make(room: Room, i: str, a: int, b: int) -> Command:
    """The machine's answer to the last question, from all the notes it might have known: dealt in two or three groups."""
    asked = pick(list(room.proposals.values())[::-1], 0, "")
    if not asked:
        return MakeProposal(i, "inconnue", "g1", ())
    notes = [n.id for n in room.notes.values() if n.gisement == asked.gisement and (n.id not in room.touched or a % 5)]
    themes = [t.id for t in room.themes.values() if t.gisement == asked.gisement]
    many = 1 + b % 3
    groups = tuple(Group(pick([*themes, f"p-{i}-{n}"], a + n, ""), tuple(notes[n::many])) for n in range(many))
    return MakeProposal(i, asked.id, asked.gisement, groups)


def close(room: Room, i: str, a: int, b: int) -> Command:
    asked = pick(list(room.proposals.values())[::-1], a // 15, "")
    return CloseProposal(i, asked.gisement if asked else "g1", asked.id if asked else "inconnue", accepted=b != 0)


def tell_alike(room: Room, i: str, a: int, b: int) -> Command:
    return TellAlike(i, ((pick(room.themes, a), pick(room.themes, b)),)[: b % 4])


def open_ballot(room: Room, i: str, a: int, b: int) -> Command:
    return OpenBallot(
        i, pick(("gisements", "themes"), a), budget=pick((None, 1, 5), b), cap=1 + b % 3, sealed=a % 2 == 0
    )


def open_another(room: Room, i: str, a: int, b: int) -> Command:
    """Choices written now, kept for a college or open for days; or a second round."""
    if a % 3 == 0:
        return SecondRound(i, pick(room.ballots, b), 2 + a % 2)
    colleges = ("ville",) if b % 2 else ()
    return OpenBallot(i, "texts", options=("Oui", "Non", "Plus tard")[: 2 + a % 2], colleges=colleges, days=a % 3)


def by_hand(room: Room, i: str, a: int, b: int) -> Command:
    ballot = pick(list(room.ballots.values())[::-1], a // 7, "")
    options = [o.id for o in ballot.terms.options] if ballot else ["g1"]
    counts = {pick(options, a): b % 3, pick(options, b): a % 3}
    name = ballot.id if ballot else "aucun"
    return CountHands(i, name, a, counts) if a % 2 else CountPaper(i, name, str(b), counts)


def dots(room: Room, i: str, a: int, b: int) -> Command:
    ballot = pick(room.ballots.values(), a // 3, "")
    option = pick([o.id for o in ballot.terms.options], a) if ballot else "g1"
    return PlaceDots(i, ballot.id if ballot else "aucun", option, b % 4, None if a % 2 else b)


def change_ballot(room: Room, i: str, a: int, b: int) -> Command:
    return CloseBallot(i, pick(room.ballots, a), open=b % 3 == 0, reveal=b % 3 == 1)


def point(room: Room, i: str, a: int, b: int) -> Command:
    return PointScreen(
        i, Showing(pick(("auto", "wall", "focus"), a), pick((None, "g1"), b), pick(room.notes, b), b % 2)
    )


def add_stage(room: Room, i: str, a: int, b: int) -> Command:
    return InsertStage(
        i, Stage(id=f"pause-{a % 4}", kind="pause", title="Pause", minutes=b), pick(room.session.stages, b).id
    )


def change_stage(room: Room, i: str, a: int, b: int) -> Command:
    return ChangeStage(i, pick(room.session.stages, a).id, minutes=b, move=b - 2, skip=b == 0)


def gisement(room: Room, i: str, a: int, b: int) -> Command:
    return SetGisement(i, Gisement(id=f"g{1 + a % 3}", title=f"Titre {b}", short=f"T{b}"))


def message(room: Room, i: str, a: int, b: int) -> Command:
    if b == 0:
        return WithdrawMessage(i, room.message_id)
    colleges = pick(((), ("ville",), ("police", "usagers")), a)
    return SendMessage(i, "Le repas est servi", pick(("", "five", "break"), b), colleges, on_screen=a % 2 == 0)


def erase(room: Room, i: str, a: int, b: int) -> Command:
    return EraseNotes(i, (pick(room.notes, a),) if b else ())


def mask(room: Room, i: str, a: int, b: int) -> Command:
    note = room.notes.get(pick(room.notes, a))
    spans = words(note.said)[b : b + 1] if note else []
    return MaskWords(i, note.id if note else "inconnue", tuple(spans), room.seq, masked=a % 4 != 0)


def undo(room: Room, i: str, a: int, b: int) -> Command:
    return Undo(i, pick([act.seq for act in room.acts], a, "0") if b and room.acts else None)


MADE: dict[str, Callable[[Room, str, int, int], Command]] = {
    "post": post,
    "bring": bring,
    "enter_note": enter_note,
    "edit": lambda r, i, a, b: EditNote(i, pick(r.notes, a), HEARD[b]["text"], pick(("", "idea", "obstacle"), b)),
    "withdraw": lambda r, i, a, b: WithdrawNote(i, pick(r.notes, a)),
    "hide": lambda r, i, a, b: HideNote(i, pick(r.notes, a), b % 2 == 0),
    "erase": erase,
    "group": group,
    "reshape": reshape,
    "label": lambda r, i, a, b: LabelTheme(i, pick(r.themes, a), f"Étiquette {b}", pick(r.notes, b)),
    "alike": tell_alike,
    "reasons": tell_reasons,
    "encoder": lambda r, i, a, b: TellEncoder(i, pick(("use-3", "lexical-1"), a)),
    "make": make,
    "move": move,
    "theme": lambda r, i, a, b: ChangeTheme(i, pick(r.themes, a), f"Nom {b}" if b else None, b % 2 == 0),
    "merge": merge,
    "split": split,
    "ask": ask,
    "close": close,
    "stage": lambda r, i, a, b: EnterStage(i, pick(r.session.stages, a).id),
    "timer": lambda r, i, a, b: SetTimer(i, pick(("start", "pause", "add"), a), b - 2),
    "point": point,
    "add stage": add_stage,
    "change stage": change_stage,
    "gisement": gisement,
    "rotate": lambda r, i, a, b: Rotate(i, 1 if b else -1),
    "ballot": open_ballot,
    "another": open_another,
    "by hand": by_hand,
    "nominate": lambda r, i, a, b: Nominate(i, 1 + a % 2, pick(r.themes, b), nominated=a % 5 != 0),
    "dots": dots,
    "change ballot": change_ballot,
    "message": message,
    "college": lambda r, i, a, b: ChooseCollege(i, pick(("ville", "usagers"), a)),
    "tap": lambda r, i, a, b: Tap(
        i, pick(("c1", "question", "close"), a), pick(("agree", "disagree", "1", "2", ""), b)
    ),
    "promise": lambda r, i, a, b: WritePromise(
        i, f"p{a % 2}", pick(("Un banc par rue", ""), b), pick((None, "g1"), a), "La Ville"
    ),
    "draft": lambda r, i, a, b: DraftPromise(
        i, f"p{a % 4}", pick(r.ballots, a) if b % 2 else None, pick(("g1", "g2", *r.themes), a)
    ),
    "field": lambda r, i, a, b: SetField(
        i, pick(r.promises, a), pick(("text", "need", "test_on"), b), pick(("", "Un banc", "2027-03-02"), a)
    ),
    "rest": lambda r, i, a, b: RestOn(
        i, pick(r.promises, a), "g1" if b == 0 else None, pick(r.themes, a), on=b % 3 != 0
    ),
    "status": lambda r, i, a, b: TellStatus(
        i, pick(r.promises, a), "kept", f"2027-03-0{1 + b}", "Un banc", "é" * (b % 2)
    ),
    "join": lambda r, i, a, b: JoinTeam(
        i, pick(r.promises, a), pick(("", "01 99 00", "02 99 00"), b), consent=a % 3 != 0
    ),
    "leave": lambda r, i, a, b: LeaveTeam(i, pick(r.promises, a)),
    "forget": lambda r, i, a, b: EraseContact(i, pick(r.promises, a)),
    "publish": lambda r, i, a, b: PublishNote(i, pick(r.notes, a), pick(("", "Plus de bancs", "Un banc"), b)),
    "introduce": lambda r, i, a, b: IntroduceReport(i, pick(("", "Merci.", "Bonjour."), b)),
    "translate": lambda r, i, a, b: TranslateNote(i, pick(r.notes, a), pick(("", "Plus de bancs", "Un banc"), b)),
    "ask translation": lambda r, i, a, b: AskTranslation(i, pick(r.notes, a), asked=b % 2 == 0),
    "mask": mask,
    "undo": undo,
    "open for real": lambda r, i, a, b: OpenForReal(i),
}
BY_MACHINE = ("group", "reshape", "label", "alike", "encoder", "make")
FOR_LEADERS = (
    "bring",
    "stage", "theme", "merge", "split", "move", "ask", "close", "undo", "ballot", "change ballot", "hide", "timer", "point",
    "add stage", "change stage", "gisement", "rotate", "promise", "open for real", "another", "by hand", "nominate",
    "add stage", "change stage", "gisement", "rotate", "promise", "open for real",
    "draft", "field", "rest", "status", "publish", "message", "translate", "translate", "ask translation", "mask",
)  # fmt: skip
"""Done by a facilitator three times out of four, that they may be accepted."""

ONE_STEP = st.tuples(
    st.sampled_from([*MADE, "post", "post", "dots", "dots", "group", "stage", "merge", "move", "undo", "ballot"]),
    st.integers(0, len(ACTORS) - 1),
    st.integers(0, 20),
    st.integers(0, 5),
)
STEPS = st.lists(ONE_STEP, min_size=25, max_size=60)
ON_THEMES = (
    "post", "edit", "hide", "withdraw", "group", "group", "group", "group", "reshape", "reshape", "label", "alike", "move", "merge",
    "split", "theme", "nominate", "ask", "make", "make", "close", "close", "close", "undo", "ballot", "change ballot", "stage",
)  # fmt: skip
PROMISING = st.lists(
    st.tuples(
        st.sampled_from((
            "promise", "draft", "field", "field", "field", "rest", "rest", "status", "join", "join", "leave", "forget", "undo",
            "group", "merge", "ballot", "change ballot", "dots", "publish", "edit", "erase",
        )),
        st.integers(0, len(ACTORS) - 1),
        st.integers(0, 20),
        st.integers(0, 5),
    ),
    min_size=15,
    max_size=50,
)  # fmt: skip
"""People at work on promises."""
SHAPING = st.lists(
    st.tuples(st.sampled_from(ON_THEMES), st.integers(0, len(ACTORS) - 1), st.integers(0, 20), st.integers(0, 5)),
    min_size=25,
    max_size=60,
)
"""People and the machine at work on the same themes."""


class Seminar:
    """A room and its journal, led to `gather`, so that most acts find something to act on."""

    def __init__(self) -> None:
        self.room = Room(UNOPENED)
        self.entries = play(self.room, OpenRoom("ouverture", SESSION, live=False), MACHINE, NOON)
        self.entries += play(self.room, EnterStage("recolte", "gather"))
        for n in range(4):
            self.entries += play(
                self.room, PostNote(f"note-{n}", f"g{1 + n // 3}", "idea", HEARD[n]["text"]), ACTORS[n % 3]
            )

    def act(self, number: int, step: Step) -> tuple[Command, Actor, list[Entry]] | None:
        """One step; None when the rules say no."""
        name, who, a, b = step
        by = MACHINE if name in BY_MACHINE else LEADER if name in FOR_LEADERS and who % 4 else ACTORS[who]
        command = MADE[name](self.room, f"acte-{number:04}", a, b)
        try:
            entries = play(self.room, command, by, NOON + self.room.seq * SECOND)
        except Refusal:
            return None
        note(f"{entries[0].seq if entries else '—'} {by.id}: {command}")
        self.entries += entries
        return command, by, entries


def erased_from(entries: list[Entry]) -> list[Entry]:
    """The journal as it stands in SQL: the words and digests of erased entries are gone, and those of a rehearsal."""
    gone = {seq for entry in entries if isinstance(entry.fact, Erased) for seq in entry.fact.seqs}
    gone |= {n for entry in entries if entry.fact.kind == "opened_for_real" for n in range(2, entry.seq)}
    return [wordless(entry) if entry.seq in gone else entry for entry in entries]


def wordless(entry: Entry) -> Entry:
    fact = replace(entry.fact, text="") if hasattr(entry.fact, "text") else entry.fact  # type: ignore[type-var]
    return replace(entry, fact=fact, digest=None)


ERASING = ("erase", "open for real", "join", "leave", "forget", "introduce")


@given(STEPS)
def test_the_journal_read_again_gives_the_same_room(steps):
    seminar = Seminar()
    for number, step in enumerate(step for step in steps if step[0] not in ERASING):
        seminar.act(number, step)
    assert fold(rewritten(seminar.entries)) == seminar.room


@given(st.one_of(STEPS, PROMISING))
def test_the_journal_without_its_erased_words_gives_the_same_room(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
    assert fold(rewritten(erased_from(seminar.entries))) == seminar.room


@given(STEPS)
def test_numbers_have_no_gap_and_every_command_is_remembered_once(steps):
    seminar = Seminar()
    done = {}
    for number, step in enumerate(steps):
        acted = seminar.act(number, step)
        if acted and acted[2]:
            done[acted[0].id] = acted[2][0].seq
    assert [entry.seq for entry in seminar.entries] == list(range(1, seminar.room.seq + 1))
    assert done.items() <= {command: seq for command, (_, seq) in seminar.room.commands.items()}.items()


@given(STEPS)
def test_budgets_and_caps_are_never_overspent(steps):
    seminar = Seminar()
    play(seminar.room, EnterStage("vote-ouvert", "vote"))
    for number, step in enumerate(steps):
        seminar.act(number, ("dots", *step[1:]) if number % 2 else step)
        for ballot in seminar.room.ballots.values():
            for voter, sheet in ballot.dots.items():
                assert 0 <= ballot.spent(voter) <= ballot.terms.budget
                assert all(0 <= count <= ballot.terms.cap for count, _ in sheet.values())


@given(SHAPING)
def test_the_journal_of_people_and_the_machine_read_again_gives_the_same_room(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
    assert rewritten(seminar.entries) == seminar.entries
    assert fold(seminar.entries) == seminar.room


@given(st.one_of(STEPS, SHAPING))
def test_every_placed_note_stands_in_one_living_theme_of_its_gisement(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
        room = seminar.room
        places = [(note_id, theme.id) for theme in room.themes.values() for note_id in theme.notes]
        assert sorted(places) == sorted((n.id, n.theme) for n in room.notes.values() if n.theme)
        assert [theme for note, theme in places if room.notes[note].gisement != room.themes[theme].gisement] == []
        assert [theme.id for theme in room.themes.values() if theme.merged_into and theme.notes] == []
        assert all(room.themes[t.merged_into].gisement == t.gisement for t in room.themes.values() if t.merged_into)


@given(SHAPING)
def test_what_the_wall_tells_is_every_note_people_see_once(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
    room = seminar.room
    for gisement in room.session.gisements:
        told = wall(room, gisement)
        loose = [note.id for said in told.loose for note in (said.note, *said.again)]
        placed = [note.id for cluster in told.themes for note in cluster.notes]
        assert sorted([*placed, *loose]) == sorted(note.id for note in room.notes_on(gisement.id))
        assert [len(c.notes) for c in told.themes] == [
            sum(1 + len(said.again) for said in cluster.said) for cluster in told.themes
        ]


def hold(note: Note) -> tuple[str | None, str | None] | None:
    return (note.theme, note.placed_by) if note.held else None


@given(SHAPING)
def test_the_machine_never_moves_nor_unholds_what_people_placed_nor_touches_their_themes(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        room = seminar.room
        held = {note.id: hold(note) for note in room.notes.values() if note.held}
        named = {t.id: (t.named, t.pinned, t.merged_into) for t in room.themes.values() if t.held}
        where = {note.id: note.theme for note in room.notes.values()}
        frozen, gathering = any(ballot.open for ballot in room.ballots.values()), room.stage_id == "gather"
        due = {n.id for n in room.notes.values() if n.theme is None or n.worded_at > n.grouped_at}
        acted = seminar.act(number, step)
        if not acted or acted[1] is not MACHINE:
            continue
        assert {note: hold(room.notes[note]) for note in held} == held
        told = {theme_id: room.themes[theme_id] for theme_id in named}
        assert {t.id: (t.named, t.pinned, t.merged_into) for t in told.values()} == named
        moved = {note for note, theme in where.items() if room.notes[note].theme != theme}
        assert not (moved and frozen)
        assert gathering or moved <= due


@given(SHAPING)
def test_a_theme_keeps_its_place_on_the_wall_while_it_shows(steps):
    seminar = Seminar()
    order: list[str] = []
    for number, step in enumerate(steps):
        seminar.act(number, step)
        room = seminar.room
        now = [cluster.theme.id for cluster in wall(room, room.session.gisements[0]).themes]
        assert [theme for theme in now if theme in order] == [theme for theme in order if theme in now]
        order = now


@given(STEPS)
def test_one_ballot_at_most_is_open_in_the_room(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
        assert sum(ballot.open and not ballot.lasting for ballot in seminar.room.ballots.values()) <= 1


@given(STEPS)
def test_the_room_is_always_in_a_stage_of_its_running_order(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        seminar.act(number, step)
        assert seminar.room.stage_id in [stage.id for stage in seminar.room.session.stages]


def touchable(room: Room) -> dict[str, Any]:
    """What an undo may put back, by the name of the object."""
    return copy.deepcopy({
        **{f"note:{n.id}": (n.hidden, n.theme, n.placed_by) for n in room.notes.values()},
        **{f"note:{n.id}:published": n.published for n in room.notes.values()},
        **{f"theme:{t.id}": (t.label, t.labelled_by, t.pinned, t.merged_into, set(t.notes)) for t in room.themes.values()},
        **{f"ballot:{b.id}": b for b in room.ballots.values()},
        **{f"gisement:{g.id}": g for g in room.session.gisements},
        **{f"promise:{p.id}": p.dropped for p in room.promised.values()},
        **{f"promise:{p.id}:{field}": p.field(field) for p in room.promised.values() for field in FIELD},
        **{f"promise:{p.id}:rests": (p.gisements, p.themes) for p in room.promised.values()},
        **{f"promise:{p.id}:status": p.statuses for p in room.promised.values()},
        "stage": room.stage_id,
        "order": room.session.stages,
        "tables": room.step,
    })  # fmt: skip


def undo_of(seminar: Seminar, number: int, by: Actor) -> Entry | None:
    """Take the last act back: a table its own, the room what it or the machine did. None for one that cannot be."""
    seq = seminar.room.acts[-1].seq if number % 2 or by is MACHINE else None
    try:
        (undone,) = play(seminar.room, Undo(f"annule-{number}", seq), LEADER if by is MACHINE else by)
    except Refusal as refused:
        if refused.code != "cannot_undo":
            raise
        return None
    seminar.entries.append(undone)
    return undone


@given(st.one_of(STEPS, SHAPING, PROMISING))
def test_an_act_undone_at_once_leaves_what_it_touched_as_it_was(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        before = touchable(seminar.room)
        acted = seminar.act(number, step)
        if not acted or not acted[2] or not seminar.room.acts or seminar.room.acts[-1].command != acted[0].id:
            continue
        undone = undo_of(seminar, number, acted[1])
        if undone is None:
            continue
        assert isinstance(undone.fact, Undone)
        touched = {name for entry in acted[2] for name in entry.fact.objects()}
        after = touchable(seminar.room)
        assert {name: after.get(name) for name in touched & before.keys()} == {
            name: before[name] for name in touched & before.keys()
        }
    assert fold(rewritten(erased_from(seminar.entries))) == seminar.room


@given(SHAPING)
def test_what_people_take_back_of_the_machines_stands_as_it_was_and_is_theirs(steps):
    seminar = Seminar()
    for number, step in enumerate(steps):
        room = seminar.room
        before = {n.id: n.theme for n in room.notes.values()}, {t.id: t.merged_into for t in room.themes.values()}
        acted = seminar.act(number, step)
        if not acted or not acted[2] or not isinstance(acted[0], Reshape):
            continue
        undo_of(seminar, number, MACHINE)
        assert {n.id: n.theme for n in room.notes.values()} == before[0]
        assert {theme: room.themes[theme].merged_into for theme in before[1]} == before[1]
        assert all(room.notes[note].held for _, *both in acted[0].moves for t in both for note in room.themes[t].notes)
