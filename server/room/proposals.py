"""Regrouping a gisement, or splitting a theme: asked by people, worked out by the machine, looked at, then accepted or dropped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from server.room.entries import Command, Entry, Fact, fact
from server.room.grouping import ThemeLabelled
from server.room.masking import discreet
from server.room.people import Actor
from server.room.refusal import Refusal
from server.room.state import Group, Proposal, Room
from server.room.themes import Move, NotesRegrouped, Reshaping, living, moved, must_be_free

GRAINS = range(-4, 5)


class _OnGisement(Fact):
    gisement: str

    def topics(self, room: Room) -> tuple[str, ...]:
        return ("proposal", f"proposal:{self.gisement}")


@fact("proposal_asked")
class ProposalAsked(_OnGisement):
    gisement: str
    proposal: str
    theme: str | None
    grain: int
    finer: int = 0

    def apply(self, room: Room, entry: Entry) -> None:
        room.proposals[self.gisement] = Proposal(self.proposal, self.gisement, self.theme, self.grain, self.finer)


@fact("proposal_made")
class ProposalMade(_OnGisement):
    gisement: str
    groups: tuple[Group, ...]
    grain: int | None = None
    """The grain at which there are indeed more themes, or fewer."""
    text: str = ""
    """The name that each group would have, one a line, erased with any note of the gisement."""

    def apply(self, room: Room, entry: Entry) -> None:
        room.proposal_seqs.setdefault(self.gisement, []).append(entry.seq)
        if proposal := room.proposals.get(self.gisement):
            proposal.groups = self.groups
            proposal.grain = proposal.grain if self.grain is None else self.grain
            names = self.text.split("\n") if self.text else []
            proposal.names = {group.theme: name for group, name in zip(self.groups, names, strict=False) if name}


@fact("proposal_closed")
class ProposalClosed(_OnGisement):
    """Accepted (`grain` is then that of the gisement) or dropped. Taken back, the gisement has its former grain again."""

    gisement: str
    grain: int | None = None
    was: int | None = None

    def apply(self, room: Room, entry: Entry) -> None:
        room.proposals.pop(self.gisement, None)
        if self.grain is not None:
            room.grains[self.gisement] = self.grain

    def inverse(self) -> tuple[Fact, ...]:
        return (ProposalClosed(self.gisement, self.was, self.grain),) if self.grain is not None else ()

    def objects(self) -> tuple[str, ...]:
        return (f"grain:{self.gisement}",) if self.grain is not None else ()


@dataclass(frozen=True)
class AskProposal(Command):
    """Another shape for a gisement, `finer` by so many steps (−1, 0, 1), or for one of its themes, in parts."""

    id: str
    gisement: str
    finer: int = 0
    theme: str | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        if room.find_gisement(self.gisement) is None:
            raise Refusal("unknown_gisement")
        by.must_hold(room, self.gisement)
        must_be_free(room)
        if self.theme and living(room, self.theme).gisement != self.gisement:
            raise Refusal("unknown_theme")
        grain = max(GRAINS[0], min(GRAINS[-1], room.grain(self.gisement) + self.finer))
        finer = (self.finer > 0) - (self.finer < 0)
        return [ProposalAsked(self.gisement, self.id, self.theme, grain, 0 if self.theme else finer)]


@dataclass(frozen=True)
class MakeProposal(Command):
    """The machine's answer."""

    id: str
    proposal: str
    gisement: str
    groups: tuple[Group, ...]
    names: tuple[str, ...] = ()
    grain: int | None = None

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        asked = room.proposals.get(self.gisement)
        if asked is None or asked.id != self.proposal or asked.groups is not None:
            return []
        grain = None if self.grain is None else max(GRAINS[0], min(GRAINS[-1], self.grain))
        names = (discreet(room, self.gisement, name) for name in self.names)
        return [ProposalMade(self.gisement, self.groups, grain, "\n".join(names))]


@dataclass(frozen=True)
class CloseProposal(Command):
    """Accept what was proposed, or drop it. Only what people looked at happens: notes that came or moved since stay."""

    id: str
    gisement: str
    proposal: str
    accepted: bool

    def decide(self, room: Room, by: Actor, now: int) -> list[Fact]:
        proposal = room.proposals.get(self.gisement)
        by.must_hold(room, self.gisement)
        if proposal is None or proposal.id != self.proposal:
            raise Refusal("unknown_proposal")
        if not self.accepted:
            return [ProposalClosed(self.gisement)]
        must_be_free(room)
        if not changes(room, proposal):
            raise Refusal("unknown_proposal")
        why: Reshaping = "split" if proposal.theme else "regroup"
        moves = held_shape(room, proposal)
        grain = None if proposal.theme else proposal.grain
        closed = ProposalClosed(self.gisement, grain, room.grain(self.gisement) if grain is not None else None)
        regrouped = NotesRegrouped(why, self.gisement, moves, _emptied(room, moves))
        return [regrouped, *_named(room, proposal, moves), closed]


def held_shape(room: Room, proposal: Proposal) -> tuple[Move, ...]:
    """Every note of an accepted proposal, held where it puts it; but not those that people placed elsewhere since."""
    moves: dict[str, Move] = {}
    for group in proposal.groups or ():
        target = room.themes.get(group.theme)
        if target and (target.merged_into or target.gisement != proposal.gisement):
            continue
        standing = [
            room.notes[n] for n in group.notes if n in room.notes and room.notes[n].gisement == proposal.gisement
        ]
        ours = [n.id for n in standing if n.placed_by != "person" or n.theme == group.theme]
        moves |= {move.note: move for move in moved(room, ours, group.theme, "agreed") if move.note not in moves}
    return tuple(moves.values())


def _named(room: Room, proposal: Proposal, moves: tuple[Move, ...]) -> list[Fact]:
    """New themes have the names under which people looked at them."""
    sizes = Counter(move.theme for move in moves)
    new = [(theme, name) for theme, name in proposal.names.items() if theme not in room.themes and sizes[theme]]
    return [ThemeLabelled(theme, name, None, sizes[theme]) for theme, name in new]


def changes(room: Room, proposal: Proposal) -> int:
    """How many notes would move."""
    return sum(move.theme != move.was for move in held_shape(room, proposal))


def _emptied(room: Room, moves: tuple[Move, ...]) -> tuple[tuple[str, str], ...]:
    """The themes that lose their last note, each with the one that takes most of them."""
    leaving: dict[str, list[str]] = {}
    for move in moves:
        if move.theme != move.was:
            leaving.setdefault(move.was, []).append(move.theme)
    arriving = {move.theme for move in moves}
    return tuple(
        (theme, max(set(into), key=lambda one: (into.count(one), one)))
        for theme, into in leaving.items()
        if theme not in arriving and len(into) == len(room.themes[theme].notes) and not room.themes[theme].held
    )
