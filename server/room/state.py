"""A room as its journal tells it: plain values, changed only by `apply`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from server.room.ballot import CARD as CARD
from server.room.ballot import ENTERED as ENTERED
from server.room.ballot import Ballot as Ballot
from server.room.ballot import BallotOn as BallotOn
from server.room.ballot import Option as Option
from server.room.ballot import Terms as Terms
from server.room.definition import REWORDING as REWORDING
from server.room.definition import Gisement, Kind, Session, Stage
from server.room.entries import Entry, Fact
from server.room.note import Note as Note
from server.room.note import PlacedBy as PlacedBy
from server.room.note import Unread as Unread
from server.room.promise import Member as Member
from server.room.promise import Promise as Promise
from server.room.refusal import Refusal

UNOPENED = Session.model_construct(title="", gisements=(), kinds=(), stages=())
"""The session of a room before its first entry."""

NOBODY = ""
"""The author of an idea from before the seminar."""
ShownView = Literal[
    "auto", "lobby", "section", "overview", "wall", "ballot", "ranking", "map", "consensus", "promises", "focus", "blank",
]  # fmt: skip


@dataclass(slots=True)
class Theme:
    """A cluster of notes of one gisement. Its id is for life; merged, it points at the theme that took its notes."""

    id: str
    gisement: str
    named: str = ""
    """By a person; it wins over `proposed`, the machine's."""
    proposed: str = ""
    pinned: bool = False
    merged_into: str | None = None
    example: str | None = None
    """The note that stands for it best, by the machine."""
    named_at: int = 0
    """How many notes it had when the machine last named it."""
    since: int = 0
    """The entry that gave it a place on the wall, by a second note or by a hand: what orders it, for nothing changes place."""
    notes: dict[str, None] = field(default_factory=dict)
    text_seqs: list[int] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """People named or pinned it: the machine neither merges it away nor splits it."""
        return self.pinned or bool(self.named)

    @property
    def label(self) -> str:
        return self.named or self.proposed

    @property
    def labelled_by(self) -> Literal["machine", "person"]:
        return "person" if self.named else "machine"


@dataclass(frozen=True, slots=True)
class Group:
    """A theme as a proposal would have it. An id that no theme has yet is that of a new one."""

    theme: str
    notes: tuple[str, ...]


@dataclass(slots=True)
class Proposal:
    """Another shape for a gisement (or for one `theme` of it, in parts), that people look at before they accept or drop it.

    `groups` is None until the machine has answered; a single group says that nothing better was found.
    """

    id: str
    gisement: str
    theme: str | None
    grain: int
    finer: int = 0
    """What people asked: more themes (1), fewer (−1), or as many."""
    groups: tuple[Group, ...] | None = None
    names: dict[str, str] = field(default_factory=dict)
    """theme -> the name a new one would have."""


@dataclass(slots=True)
class Person:
    college: str | None = None
    wrote: bool = False
    voted: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """Running until `ends_at` (ms, server time), or stopped with `left` ms. It closes nothing."""

    ends_at: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Showing:
    """What the projector shows. `auto` follows the stage; `held`: as it looked then, until something else is shown."""

    view: ShownView = "auto"
    gisement: str | None = None
    subject: str | None = None
    page: int = 0
    held: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A few words to phones. `ready` names a sentence at hand, told in each phone's language; `colleges`: none is everybody."""

    id: str
    text: str
    ready: str
    colleges: tuple[str, ...]
    on_screen: bool
    at: int


@dataclass(slots=True)
class Act:
    """Something a facilitator did: entries `seq` to `last`, how to take them back (last first; None: it cannot be), and what
    they touched, each with the entry that had touched it before. `kind` is that of the first fact, which names the act."""

    seq: int
    last: int
    command: str
    kind: str
    inverse: list[Fact] | None
    objects: dict[str, int]
    role: str = ""
    table: int | None = None
    undone: bool = False


@dataclass(slots=True)
class Room:
    session: Session
    seq: int = 0
    live: bool = False
    incarnation: int = 0
    opened_at: int = 0
    stage_id: str = ""
    stage_log: list[tuple[str, int]] = field(default_factory=list)
    timer: Timer = Timer()
    step: int = 0
    """How many times the tables have rotated."""
    showing: Showing = Showing()
    unveiled: Showing = Showing()
    """What it showed before it was made black."""
    notes: dict[str, Note] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    ballots: dict[str, Ballot] = field(default_factory=dict)
    held_back: dict[str, str] = field(default_factory=dict)
    """author -> the note of theirs for which what they write next is read before it shows."""
    proposals: dict[str, Proposal] = field(default_factory=dict)
    """gisement -> the proposal people are looking at."""
    proposal_seqs: dict[str, list[int]] = field(default_factory=dict)
    """gisement -> the entries of proposals, which hold names made of its notes: erasing a note clears them."""
    grains: dict[str, int] = field(default_factory=dict)
    """gisement -> how fine its themes are, when people chose (see `Themes.grain`)."""
    alike: tuple[tuple[str, str], ...] = ()
    """Pairs of themes that say nearly the same, the surest first."""
    encoder: str = ""
    """What compares the notes of this room, as the grouping process said."""
    nominations: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """table -> the themes it wants on the next ballot."""
    promised: dict[str, Promise] = field(default_factory=dict)
    """Those taken away included: that can be undone."""
    teams: dict[str, dict[str, Member]] = field(default_factory=dict)
    """promise -> member (a pseudonym of its own) -> how to reach them: shown to the organiser alone."""
    messages: dict[str, Message] = field(default_factory=dict)
    message_id: str = ""
    """The one that phones show, if any."""
    introduction: str = ""
    """What the organiser says at the head of the report."""
    introduction_seqs: list[int] = field(default_factory=list)
    door_closed: bool = False
    """To newcomers."""
    calm: bool = False
    """Nothing moves on the projectors, and what is pushed shows there now and then."""
    rehearsal: bool = False
    """A copy of another room, played by simulated participants: nothing of it is kept."""
    anonymous: bool = False
    """Nothing in it leads back to anybody any more."""
    people: dict[str, Person] = field(default_factory=dict)
    taps: dict[str, dict[str, str]] = field(default_factory=dict)
    moderations: int = 0
    """Hidden, restored, accepted or erased notes so far: a phone that sees it change reads its own notes again."""
    shape_changes: int = 0
    """Changes of stages or gisements so far: a phone that sees it change reads its panel again."""
    commands: dict[str, tuple[str, int]] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    grounds: dict[tuple[str, str], tuple[int, object]] = field(default_factory=dict, compare=False, repr=False)
    """ballot, language -> the last entry when its evidence was computed, and that evidence (see `board.grounds`)."""

    @property
    def promises(self) -> dict[str, Promise]:
        """Those that stand, in the order they were drafted."""
        return {promise.id: promise for promise in self.promised.values() if not promise.dropped}

    @property
    def stage(self) -> Stage:
        return self.find_stage(self.stage_id) or self.session.stages[0]

    @property
    def message(self) -> Message | None:
        return self.messages.get(self.message_id)

    def must_be_for_real(self) -> None:
        """Raises Refusal `only_rehearsed` in a copy that is only rehearsed."""
        if self.rehearsal:
            raise Refusal("only_rehearsed")

    def find_stage(self, stage_id: str) -> Stage | None:
        return next((stage for stage in self.session.stages if stage.id == stage_id), None)

    def find_gisement(self, gisement_id: str | None) -> Gisement | None:
        return next((g for g in self.session.gisements if g.id == gisement_id), None)

    def find_kind(self, kind_id: str) -> Kind | None:
        return next((kind for kind in self.session.kinds if kind.id == kind_id), None)

    def person(self, actor: str) -> Person:
        return self.people.setdefault(actor, Person())

    def notes_on(self, gisement: str) -> Iterator[Note]:
        """The notes people see on a gisement, in order of arrival."""
        return (note for note in self.notes.values() if note.gisement == gisement and note.shown)

    def themes_on(self, gisement: str) -> list[Theme]:
        """The themes of a gisement that hold at least one visible note, the largest first, then the oldest."""
        themes = [t for t in self.themes.values() if t.gisement == gisement and self.members(t)]
        return sorted(themes, key=lambda theme: -len(self.members(theme)))

    def members(self, theme: Theme) -> list[Note]:
        return [self.notes[i] for i in theme.notes if self.notes[i].shown]

    def open_ballot(self) -> Ballot | None:
        """The one that the room votes on now."""
        return next((b for b in reversed(self.ballots.values()) if b.open and not b.lasting), None)

    def lasting_ballots(self) -> list[Ballot]:
        """Those that stay open beyond the room, for who was away."""
        return [ballot for ballot in self.ballots.values() if ballot.open and ballot.lasting]

    def latest_ballot(self) -> Ballot | None:
        """The last that the room voted on, or heard the results of."""
        return next((b for b in reversed(self.ballots.values()) if b.revealed or not b.lasting), None)

    def asked_here(self) -> Ballot | None:
        """What everybody looks at in this stage: the ballot open in it, else the last opened or revealed; not for the absent."""
        here = [b for b in reversed(self.ballots.values()) if b.stage == self.stage_id and not b.lasting]
        return max(here, key=lambda b: (b.open, b.revealed_at or b.opened_at), default=None)

    def table_gisement(self, table: int) -> str:
        """The gisement a table (1, 2…) works on at this step of the rotation."""
        rotation = self.session.tables.rotation
        order = [g for g in (rotation[table - 1] if table <= len(rotation) else ()) if self.find_gisement(g)]
        if order:
            return order[self.step % len(order)]
        return self.session.gisements[(table - 1 + self.step) % len(self.session.gisements)].id

    def tables_on(self, gisement: str) -> list[int]:
        count = self.session.tables.count
        return [t for t in range(1, count + 1) if count > 1 and self.table_gisement(t) == gisement]

    def grain(self, gisement: str) -> int:
        return self.grains.get(gisement, self.session.themes.grain)

    def last_act(self, table: int | None = None) -> Act | None:
        """The last act that stands of whoever leads the room, or of a table's facilitator: each takes back their own."""
        mine = ("table",) if table else ("facilitator", "organiser")
        return next((a for a in reversed(self.acts) if not a.undone and a.role in mine and a.table == table), None)


def apply(room: Room, entry: Entry) -> None:
    """Take one entry into account. Total: whatever the journal holds is applied, never judged again."""
    entry.fact.apply(room, entry)
    room.seq = entry.seq
    before = {name: room.touched.get(name, 0) for name in entry.fact.objects()}
    room.touched |= dict.fromkeys(before, entry.seq)
    if entry.command:
        if entry.command not in room.commands:
            room.commands[entry.command] = (entry.digest or "", entry.seq)
        _remember(room, entry, entry.command, before)


def _remember(room: Room, entry: Entry, command: str, before: dict[str, int]) -> None:
    if entry.role == "participant":
        return
    inverse = entry.fact.inverse()
    if entry.role == "machine" and not entry.fact.reshapes:
        return
    last = room.acts[-1] if room.acts else None
    if last and last.command == command:
        last.last = entry.seq
        last.objects = before | last.objects
        last.inverse = None if inverse is None or last.inverse is None else [*inverse, *last.inverse]
    elif inverse:
        role, table = entry.role, entry.table
        room.acts.append(Act(entry.seq, entry.seq, command, entry.fact.kind, list(inverse), before, role, table))


def fold(entries: Iterable[Entry]) -> Room:
    """The room that a journal tells, from its first entry (which holds the session)."""
    room = Room(UNOPENED)
    for entry in entries:
        apply(room, entry)
    return room
