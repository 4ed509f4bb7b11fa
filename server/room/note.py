"""A note: what somebody wrote, what became of it, and where the machine or people placed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from server.room.ballot import ENTERED
from server.room.hints import personal, rude
from server.room.text import Span, blanked, form, standing_in

PlacedBy = Literal["machine", "person", "agreed"] | None
"""`person`: by hand. `agreed`: in a shape that people accepted; only another proposal that they accept moves it."""
Unread = Literal["", "wordless", "language", "failed"]
"""Why the machine could not compare a note: nothing to read in it, a language it does not read, or an error."""


@dataclass(slots=True)
class Note:
    id: str
    author: str
    gisement: str
    kind: str
    text: str
    at: int
    seq: int
    table: int | None = None
    late: bool = False
    before: bool = False
    """It comes from before the seminar (exploration)."""
    edited: bool = False
    hidden: bool = False
    waiting: bool = False
    """Nobody has read it yet, in a room whose notes are read before they show."""
    withdrawn: bool = False
    aside: bool = False
    """It worries whoever leads: they alone read it."""
    concern: str = ""
    """Why it was put aside, if they said so."""
    erased: bool = False
    worded_at: int = 0
    """The entry since which its words read as they do."""
    written_at: int = 0
    """The entry that holds what its author wrote."""
    written: str = ""
    """What its author wrote, when some of it is masked: `text` is what everybody reads."""
    masked: tuple[Span, ...] = ()
    """The masked words, by their places in `written`."""
    theme: str | None = None
    placed_by: PlacedBy = None
    grouped_at: int = 0
    """The machine's last word on it: the number of that entry, and what it said below."""
    confidence: float = 0.0
    nearest: tuple[str, ...] = ()
    shared_words: tuple[str, ...] = ()
    language: str = ""
    """ISO 639-1, or empty when nobody can tell."""
    repeats: str | None = None
    """The earliest note that says nearly the same."""
    entered_by: str = ""
    """Who entered it for its author, and may correct it; empty when it came from the author's own page."""
    card: str = ""
    """The number of the card it was entered from."""
    unread: Unread = ""
    been_in: set[str] = field(default_factory=set, compare=False)
    """The themes it stands or stood in, whose names may be made of its words."""
    text_seqs: list[int] = field(default_factory=list)
    """The entries that hold its words: what erasing clears."""
    reworded: dict[int, str] = field(default_factory=dict)
    """entry -> how it worded the note for publication."""
    published_by: int = 0
    """The entry whose wording reports print; 0: the note's own words."""
    translations: dict[int, str] = field(default_factory=dict)
    """entry -> the line that it wrote beside the note."""
    translated_by: int = 0
    """The entry whose line is shown; 0: none."""
    untold: set[int] = field(default_factory=set)
    """The entries whose lines a mask took away: they may say the masked words."""
    to_translate: bool | None = None
    """Whether it wants a line, where a person said so; None: its language tells."""

    def reword(self, text: str, seq: int) -> None:
        self.reworded[seq], self.published_by = text, seq
        self.text_seqs.append(seq)

    def mask(self, spans: tuple[Span, ...]) -> None:
        said = self.said
        self.masked, self.written = spans, said if spans else ""
        self.text = blanked(said, spans)

    @property
    def said(self) -> str:
        """What its author wrote, for them and for those who choose what is masked."""
        return self.written or self.text

    @property
    def masked_forms(self) -> frozenset[str]:
        return frozenset(form(self.written[start:end]) for start, end in self.masked)

    @property
    def personal(self) -> tuple[Span, ...]:
        """The words by which it tells who somebody may be, or how to reach them, unless they are masked."""
        return tuple(span for span in personal(self.said) if span not in self.masked)

    @property
    def doubtful(self) -> bool:
        """Whether it deserves a second reading."""
        return rude(self.text) or bool(self.personal)

    @property
    def entered(self) -> bool:
        """Written for somebody: by a scribe, or by a neighbour's phone."""
        return ENTERED in self.author

    @property
    def published(self) -> str | None:
        """Its wording for publication, where somebody changed it."""
        return self.reworded.get(self.published_by) or None

    @property
    def translation(self) -> str:
        """Its line in French, written by a person, as everybody reads it."""
        written = self.translations.get(self.translated_by, "")
        return blanked(written, standing_in(written, self.masked_forms)) if written and self.masked else written

    @property
    def compared(self) -> str:
        """The words by which the machine compares it."""
        return self.translation or self.text

    @property
    def shown(self) -> bool:
        return not (self.hidden or self.waiting or self.withdrawn or self.aside or self.erased)

    @property
    def exported(self) -> bool:
        return not (self.withdrawn or self.aside)

    @property
    def held(self) -> bool:
        """People said where it stands: the machine leaves it there."""
        return self.placed_by in ("person", "agreed")
