"""What a graph of themes is told (`Standing`), does (a `Step`) and answers (`Why`, `Echo`, `Alike`)."""

from dataclasses import dataclass

from server.themes.encoder import Vectors


@dataclass(frozen=True, slots=True)
class Standing:
    """A note as it stands in the room."""

    note: str
    vector: Vectors
    theme: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A newcomer has a theme. `confidence`: as in `Why`."""

    note: str
    theme: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Moved:
    """An earlier note changed themes. `confidence`: as in `Why`, in its new theme."""

    note: str
    theme: str
    was: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Merged:
    """All notes of `theme` went `into` another. `confidence`: 1 − (links expected by chance ÷ links found between the two)."""

    theme: str
    into: str
    notes: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Parted:
    """Notes left `theme` for new ones: (new theme, notes) each. `confidence`: 1 − (links found ÷ links expected by chance)."""

    theme: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    confidence: float


Step = Placed | Moved | Merged | Parted


@dataclass(frozen=True, slots=True)
class Why:
    """Why a note is in its theme.

    `confidence`: the share of its links that stay in the theme, times its closest cosine there (full from `graph.SURE` on).
    `nearest`: its closest notes of the theme, at most three, with their cosines.
    """

    confidence: float
    nearest: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Echo:
    note: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Alike:
    one: str
    other: str
    likeness: float
