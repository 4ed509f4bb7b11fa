"""What a `Grouper` is asked and answers: plain values that travel to its process and back."""

from dataclasses import dataclass
from typing import Literal

from server.themes.encoder import Vectors


@dataclass(frozen=True, slots=True)
class Known:
    """A note as the room has it. `version`: the entry that holds its words. `theme` None: not placed yet."""

    note: str
    version: int
    theme: str | None
    held: bool = False
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Called:
    """A theme as the room has it. `named_at`: how many notes it had when the machine last named it."""

    theme: str
    label: str
    by_hand: bool
    held: bool
    named_at: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A gisement as the room has it: `notes` in order of arrival, `newcomers` among them to place (or to place anew)."""

    room: str
    gisement: str
    notes: tuple[Known, ...]
    newcomers: tuple[str, ...]
    themes: tuple[Called, ...]
    calm: bool
    grain: int
    first: int
    given: tuple[str, ...] = ()
    """The gisement's own words: weak names for its themes."""


@dataclass(frozen=True, slots=True)
class Words:
    """A note's words and their vector, shape (dimensions,): what the grouper must have of each note of a sheet. `written`: its
    author's words, where `text` is a line that translates them."""

    note: str
    version: int
    text: str
    vector: Vectors
    written: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A note goes to a theme (from `was`, None for a newcomer), and why."""

    note: str
    theme: str
    was: str | None
    confidence: float
    nearest: tuple[str, ...]
    words: tuple[str, ...]
    language: str
    repeats: str | None
    unread: Literal["", "wordless", "language"]
    """Why it could not be compared: no word in it, or a language that the encoder does not read."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Themes join (`gone`: which into which) or part: (note, former theme, theme)."""

    moves: tuple[tuple[str, str, str], ...]
    gone: tuple[tuple[str, str], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A note stays where it is, and is surer (or less sure) of it than was last told."""

    note: str
    theme: str
    confidence: float
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    theme: str
    label: str
    example: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """Another shape at this grain, with more themes (`finer` 1) or fewer (−1) if asked; or a `theme` in parts. Only the notes
    that people placed `by_hand` stay where they are."""

    grain: int
    finer: int = 0
    theme: str | None = None
    by_hand: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A theme as a proposal would have it, under the name it has or would get."""

    theme: str
    notes: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer to a question, at the grain where it was found."""

    grain: int
    groups: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    verdicts: tuple[Place | Shape, ...]
    reasons: tuple[Reason, ...]
    names: tuple[Name, ...]
    alike: tuple[tuple[str, str], ...]

    def places(self) -> dict[str, str]:
        """note -> theme, of the notes that it places or moves."""
        places: dict[str, str] = {}
        for one in self.verdicts:
            places |= {one.note: one.theme} if isinstance(one, Place) else {note: theme for note, _, theme in one.moves}
        return places
