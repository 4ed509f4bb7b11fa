"""Where everything stands on a chart: plain numbers, that the templates of `templates/charts/` draw as SVG.

A drawing is `WIDE` units wide and at most `HIGH` high; on a projector ten units are a hundredth of the image's height, so that
words of size `WORDS` are read from its back row."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

WIDE, HIGH = 1680, 740
WORDS, LEADING = 40, 46
MOST = 12
"""Options drawn; the table has the others."""


class Between(Protocol):
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


class Given(Protocol):
    """What a college gave an option (see `server.room.priorities.Support`)."""

    @property
    def label(self) -> str: ...
    @property
    def of(self) -> Literal["college", "family", "none"]: ...
    @property
    def voters(self) -> int | None: ...
    @property
    def given(self) -> int | None: ...


class Choice(Protocol):
    """An option with its evidence: a `Priority` of the room, or a `PriorityPart` of a report."""

    @property
    def option(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def rank(self) -> int: ...
    @property
    def step(self) -> int: ...
    @property
    def dots(self) -> int: ...
    @property
    def share(self) -> float: ...
    @property
    def dots_between(self) -> Between: ...
    @property
    def odds(self) -> Sequence[float]: ...
    @property
    def support(self) -> Sequence[Given]: ...
    @property
    def consensus(self) -> float | None: ...
    @property
    def divided(self) -> bool: ...
    @property
    def readiness(self) -> float | None: ...


Names = Mapping[str, str]
"""option -> a shorter name than its label, where there is one."""
