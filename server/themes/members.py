"""Which note is in which theme, over the graph of who is near whom. Whoever decides, it is kept here.

A text that repeats another, to the letter or nearly, adds no link: it follows its original, so that a slogan sent five hundred
times weighs as much as one note, and costs as little.
"""

from collections.abc import Sequence

from server.themes.neighbours import Neighbours
from server.themes.steps import Standing

REPEATS = 0.98
"""Cosine from which a note only repeats another: the same words, but for case or punctuation."""


class Members:
    """Notes have slots (see `Neighbours`); a theme's `_totals` is the sum of its slots' degrees."""

    def __init__(self) -> None:
        self.load(())

    def load(self, standing: Sequence[Standing]) -> None:
        """Start again from notes as they stand, in the order of their coming. Decides nothing."""
        self._near = Neighbours()
        self._slots: dict[str, int] = {}
        self._notes: list[str] = []
        self._theme: list[str] = []
        self._pinned: set[int] = set()
        self._members: dict[str, dict[int, None]] = {}
        self._totals: dict[str, float] = {}
        self._original: dict[int, int] = {}
        self._copies: dict[int, list[int]] = {}
        self._checked: dict[str, int] = {}
        if standing:
            slots = self._near.append([one.vector for one in standing])
            for slot, one in zip(slots, standing, strict=True):
                self._note_slot(slot, one.note)
                self._enter(slot, one.theme)
                if one.pinned:
                    self._pinned.add(slot)
            for slot, earlier in self._near.repeats(slots, REPEATS).items():
                self._follow(slot, self._original.get(earlier, earlier))
            self._near.link_all([slot for slot in slots if slot not in self._original])
        for theme, members in self._members.items():
            self._totals[theme] = sum(self._near.degrees[slot] for slot in members)
            self._checked[theme] = len(members)

    def put(self, note: str, theme: str, pinned: bool) -> None:
        """Take somebody's decision about a note of the graph. Raises KeyError for another."""
        slot = self._slots[note]
        self._enter(slot, theme)
        (self._pinned.add if pinned else self._pinned.discard)(slot)

    def drop(self, note: str) -> None:
        """Forget a note: hidden, withdrawn, erased, or about to come back in other words. Unknown: nothing to forget."""
        slot = self._slots.pop(note, None)
        if slot is None:
            return
        self._leave(slot)
        self._pinned.discard(slot)
        self._weigh(self._near.clear(slot))
        if slot in self._original:
            self._copies[self._original.pop(slot)].remove(slot)
        if copies := self._copies.pop(slot, None):
            heir, *others = copies
            del self._original[heir]
            self._weigh(self._near.link(heir))
            self._copies[heir] = others
            self._original |= dict.fromkeys(others, heir)

    def themes(self) -> dict[str, list[str]]:
        """Every theme's notes, as they stand."""
        return {theme: [self._notes[slot] for slot in slots] for theme, slots in self._members.items()}

    def _note_slot(self, slot: int, note: str) -> None:
        self._slots[note] = slot
        self._notes.append(note)
        self._theme.append("")

    def _enter(self, slot: int, theme: str) -> None:
        if self._theme[slot] != theme:
            self._leave(slot)
            self._theme[slot] = theme
            self._members.setdefault(theme, {})[slot] = None
            self._checked.setdefault(theme, 0)
            self._totals[theme] = self._totals.get(theme, 0.0) + self._near.degrees[slot]

    def _leave(self, slot: int) -> None:
        theme, self._theme[slot] = self._theme[slot], ""
        if theme:
            del self._members[theme][slot]
            self._totals[theme] -= self._near.degrees[slot]
            if not self._members[theme]:
                del self._members[theme], self._totals[theme]
                self._checked.pop(theme, None)

    def _weigh(self, changed: dict[int, float]) -> None:
        for slot, by in changed.items():
            if theme := self._theme[slot]:
                self._totals[theme] += by

    def _twin(self, slot: int) -> int | None:
        """The earlier original that a slot repeats."""
        earlier = self._near.first_like(slot, REPEATS)
        return None if earlier is None else self._original.get(earlier, earlier)

    def _follow(self, slot: int, original: int) -> None:
        self._original[slot] = original
        self._copies.setdefault(original, []).append(slot)

    def _with_copies(self, slot: int) -> list[int]:
        """A slot and what goes where it goes: its copies, but for those that people put elsewhere."""
        free = (one for one in self._copies.get(slot, ()) if one not in self._pinned)
        return [slot, *(one for one in free if self._theme[one] == self._theme[slot])]

    def _rooted(self, theme: str) -> list[int]:
        """The notes of a theme that do not follow another of it."""
        members = self._members.get(theme, {})
        return [slot for slot in members if slot in self._pinned or self._original.get(slot) not in members]
