"""A session: what an organiser writes before the day. One TOML file in `sessions/`, read strictly, refused clearly."""

import datetime
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from server.i18n import marked
from server.room.session_errors import Place, explain, located
from server.room.translations import LONGEST, mistaken

MAX_BYTES = 256 * 1024
MOST_KEPT = 3 * 365
"""Days for which the anonymous archive of a room may be kept."""
REWORDING = "rewording"
"""The kind of a note that rewords a challenge; its `gisement` is then the challenge's id."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Colour = Literal["ochre", "teal", "plum", "moss", "sky", "brick", "slate", "rose"]
StageKind = Literal["welcome", "question", "react", "gather", "sort", "vote", "results", "promises", "close", "pause"]


def words(limit: int, shortest: int = 1) -> Any:
    return StringConstraints(min_length=shortest, max_length=limit, strip_whitespace=True)


Short = Annotated[str, words(28)]
Icon = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]


class Part(BaseModel):
    """A piece of a session: immutable, and an unknown key is a mistake the organiser wants to hear about."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Challenge(Part):
    id: Id
    title: Annotated[str, words(200)]


class Gisement(Part):
    """An area of potential: what the room works on."""

    id: Id
    title: Annotated[str, words(140)]
    short: Short
    question: Annotated[str, words(200, 0)] = ""
    icon: Icon = "gem"
    challenge: Id | None = None


class Kind(Part):
    id: Id
    label: Annotated[str, words(20)]
    plural: Annotated[str, words(20)]
    question: Annotated[str, words(120, 0)] = ""
    colour: Colour = "ochre"
    icon: Icon = "lightbulb"


class College(Part):
    """A stakeholder group; `family` is what is shown when fewer than five people belong to it. `invited`: how many people."""

    id: Id
    label: Annotated[str, words(30)]
    family: Annotated[str, words(30)]
    invited: Annotated[int, Field(ge=0, le=10_000)] | None = None


class Tables(Part):
    count: Annotated[int, Field(ge=1, le=40)] = 1
    minutes: Annotated[int, Field(ge=1, le=480)] = 15
    rotation: tuple[tuple[Id, ...], ...] = ()


class Stage(Part):
    id: Id
    kind: StageKind
    title: Annotated[str, words(60)]
    minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    text: Annotated[str, words(200, 0)] = ""
    options: Annotated[tuple[Annotated[str, words(40)], ...], Field(max_length=8)] = ()
    ballot: Id | None = None

    @property
    def takes_notes(self) -> bool:
        return self.kind == "gather"

    @property
    def takes_rewordings(self) -> bool:
        return self.kind == "react"


class BallotPlan(Part):
    id: Id
    title: Annotated[str, words(80)]
    on: Literal["gisements", "themes", "texts"] = "gisements"
    gisement: Id | None = None
    options: Annotated[tuple[Annotated[str, words(140)], ...], Field(max_length=12)] = ()
    budget: Annotated[int, Field(ge=1, le=50)] | None = None
    cap: Annotated[int, Field(ge=1, le=50)] | None = None
    sealed: bool = True
    colleges: tuple[Id, ...] = ()
    quorum: Annotated[int, Field(ge=0, le=10_000)] = 0
    why: Annotated[str, words(200, 0)] = ""


class Limits(Part):
    text: Annotated[int, Field(ge=1, le=500)] = 280


class Themes(Part):
    """`first`: how many notes a gisement has before its themes show. `grain`: from −2, few large themes, to 2, many small ones."""

    first: Annotated[int, Field(ge=1, le=200)] = 12
    grain: Annotated[int, Field(ge=-2, le=2)] = 0


class Moderation(Part):
    """`before`: notes are read by whoever leads the room before they show."""

    before: bool = False


class Retention(Part):
    """In days after the seminar: when what leads back to people goes, then when the rest does."""

    days: Annotated[int, Field(ge=1, le=365)] = 30
    archive: Annotated[int, Field(ge=1, le=MOST_KEPT)] = 365


DEFAULT_KINDS = (
    {"id": "idea", "label": marked("Idée"), "plural": marked("Idées"), "colour": "ochre", "icon": "lightbulb",
     "question": marked("Quelle idée ou initiative ?")},
    {"id": "resource", "label": marked("Ressource"), "plural": marked("Ressources"), "colour": "teal", "icon": "hand-helping",
     "question": marked("Sur qui, sur quoi s'appuyer ?")},
    {"id": "obstacle", "label": marked("Difficulté"), "plural": marked("Difficultés"), "colour": "plum", "icon": "triangle-alert",
     "question": marked("Qu'est-ce qui bloque ?")},
)  # fmt: skip


class Session(Part):
    """The whole definition of a seminar. Journal entry 1 of a room holds it."""

    title: Annotated[str, words(140)]
    territory: Annotated[str, words(80, 0)] = ""
    date: datetime.date | None = None
    language: Literal["fr"] = "fr"
    welcome: Annotated[str, words(280, 0)] = ""
    audience: Annotated[str, words(200)] = marked("Vos notes s'affichent sans votre nom sur l'écran de la salle.")
    challenges: tuple[Challenge, ...] = ()
    gisements: Annotated[tuple[Gisement, ...], Field(min_length=1, max_length=30)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=4)]
    colleges: Annotated[tuple[College, ...], Field(max_length=30)] = ()
    tables: Tables = Tables()
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=60)]
    ballots: tuple[BallotPlan, ...] = ()
    themes: Themes = Themes()
    limits: Limits = Limits()
    moderation: Moderation = Moderation()
    retention: Retention = Retention()
    translations: dict[str, dict[Annotated[str, words(LONGEST)], Annotated[str, words(LONGEST)]]] = {}
    """language -> a text of the session, as it is written above -> the same in this language."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for problem in _contradictions(self):
            raise ValueError(problem)
        return self

    def ballot(self, ballot_id: str | None) -> BallotPlan | None:
        return next((plan for plan in self.ballots if plan.id == ballot_id), None)


def _contradictions(session: Session) -> Iterator[str]:
    """What no single key can tell: identifiers used twice, or pointing at nothing."""
    for noun in ("challenges", "gisements", "kinds", "colleges", "stages", "ballots"):
        ids = [part.id for part in getattr(session, noun)]
        yield from (
            f"{noun}: l'identifiant « {i} » sert deux fois" for i in sorted({i for i in ids if ids.count(i) > 1})
        )
    challenges = {challenge.id for challenge in session.challenges}
    gisements = {gisement.id for gisement in session.gisements}
    ballots = {ballot.id for ballot in session.ballots}
    if shared := gisements & challenges:
        yield f"gisements: « {min(shared)} » est aussi l'identifiant d'un défi"
    if any(kind.id == REWORDING for kind in session.kinds):
        yield f"kinds: « {REWORDING} » est réservé aux reformulations des défis"
    for gisement in session.gisements:
        if gisement.challenge and gisement.challenge not in challenges:
            yield f"gisements.{gisement.id}.challenge: le défi « {gisement.challenge} » n'existe pas"
    for stage in session.stages:
        if stage.id in challenges:
            yield f"stages.{stage.id}: c'est aussi l'identifiant d'un défi"
        if stage.ballot and stage.ballot not in ballots:
            yield f"stages.{stage.id}.ballot: le vote « {stage.ballot} » n'existe pas"
        if stage.kind == "question" and len(stage.options) < 2:
            yield f"stages.{stage.id}.options: une question attend de 2 à 8 réponses"
    colleges = {college.id for college in session.colleges}
    for ballot in session.ballots:
        if (ballot.on == "texts") != bool(ballot.options) or len(ballot.options) == 1:
            yield f'ballots.{ballot.id}.options: de 2 à 12 choix, avec on = "texts" et pas autrement'
        for college in ballot.colleges:
            if college not in colleges:
                yield f"ballots.{ballot.id}.colleges: le collège « {college} » n'existe pas"
        if ballot.gisement and ballot.gisement not in gisements:
            yield f"ballots.{ballot.id}.gisement: le gisement « {ballot.gisement} » n'existe pas"
    if session.retention.archive < session.retention.days:
        yield "retention.archive: pas moins que retention.days, les traces partent d'abord"
    if session.tables.rotation and len(session.tables.rotation) != session.tables.count:
        yield f"tables.rotation: {session.tables.count} listes attendues, une par table"
    for row in session.tables.rotation:
        yield from (f"tables.rotation: le gisement « {g} » n'existe pas" for g in row if g not in gisements)
    yield from mistaken(session, session.language, session.translations)


class SessionError(ValueError):
    """A session file that cannot be used. Each line names the file, the key and what was expected."""

    def __init__(self, name: str, problems: Sequence[str], places: Sequence[Place] = ()) -> None:
        super().__init__("\n".join(f"{name}: {problem}" for problem in problems))
        self.problems = list(problems)
        self.places = list(places)
        """The same, for who shows each beside what it is about: where, then what was expected."""


def parse(source: str, name: str = "session") -> Session:
    """Read a session from TOML text (at most 256 KB). Raises SessionError."""
    if len(source.encode("utf-8", "replace")) > MAX_BYTES:
        raise SessionError(name, ["le fichier dépasse 256 Ko"])
    try:
        raw = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SessionError(name, [f"ce n'est pas du TOML lisible ({error})"]) from None
    return build(raw, name)


def build(raw: dict[str, Any], name: str = "session") -> Session:
    """Build a session from plain values (TOML or JSON), ids and defaults filled in. Raises SessionError."""
    try:
        return Session.model_validate(_with_defaults(raw))
    except ValidationError as error:
        problems = error.errors()
        raise SessionError(name, [explain(one) for one in problems], [located(one) for one in problems]) from None


def load(path: Path) -> Session:
    """Read a session file. Raises SessionError, also when the file is missing or is not UTF-8."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except OSError:
        raise SessionError(path.name, ["fichier introuvable ou illisible"]) from None
    except UnicodeDecodeError:
        raise SessionError(path.name, ["le fichier n'est pas en UTF-8"]) from None


def _with_defaults(raw: dict[str, Any]) -> dict[str, Any]:
    """c1, c2… and g1, g2… by order; a stage is named by its kind; the three kinds when none is given."""
    filled = dict(raw)
    for noun, prefix in (("challenges", "c"), ("gisements", "g")):
        filled[noun] = _numbered(raw.get(noun, []), prefix)
    filled["stages"] = [
        {"id": stage.get("kind"), **stage} if isinstance(stage, dict) else stage
        for stage in _listed(raw.get("stages", []))
    ]
    filled.setdefault("kinds", DEFAULT_KINDS)
    return filled


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _numbered(parts: Any, prefix: str) -> list[Any]:
    return [
        {"id": f"{prefix}{n}", **part} if isinstance(part, dict) else part for n, part in enumerate(_listed(parts), 1)
    ]


def slug(label: str) -> str:
    """An identifier made from a label, for what people add while a room runs."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:24] or "x"
