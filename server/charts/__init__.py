"""Where everything stands on a chart: plain numbers, that the templates of `templates/charts/` draw as SVG.

A drawing is at most `WIDE` units wide and `HIGH` high; on a projector ten units are a hundredth of the image's shorter side, so
that words of size `WORDS` are read from its back row. It is drawn as wide as the screen that shows it."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from server.wording import worded

WIDE, HIGH = 1680, 740
UPRIGHT = 920
"""Of a drawing for a screen held upright, as high as it needs: twice `HIGH` at most."""
WIDTHS = (UPRIGHT, 1240, 1480, WIDE)
"""Of drawings: for a screen held upright, for one of 4:3, of 16:10, of 16:9 and wider."""
AROUND = 8
"""What is beside a drawing on a screen, in hundredths of its shorter side."""
WORDS, LEADING = 40, 46
MOST = 12
"""Options drawn; the table has the others."""


def fitting(across: int) -> int:
    """The widest drawing for a screen that is `across` hundredths of its shorter side wide."""
    drawn = (across - AROUND) * WORDS / 4
    return max((one for one in WIDTHS if one <= drawn), default=UPRIGHT)


def tallest(wide: int) -> int:
    return 2 * HIGH if wide == UPRIGHT else HIGH


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


def naming(ranking: Sequence[Choice], names: Names | None) -> dict[str, str]:
    """What a drawing calls each option, by its id, in the language being spoken: its short name, or its label."""
    return {one.option: worded((names or {}).get(one.option, one.label)) for one in ranking}
