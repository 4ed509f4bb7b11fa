"""The catalogue: every page of Filon in every state worth a look, as data. To add one is to add a line."""

import re
from dataclasses import dataclass
from typing import Literal

from server.i18n import LEADING, SOURCE
from server.web.languages import LED, PRINTED
from tests.browser.house import READY

Size = tuple[int, int]
Who = Literal["me", "leader", "stranger"]

SIZES: dict[str, list[Size]] = {
    "phone": [(360, 740), (390, 844)],
    "lead": [(360, 740), (1440, 900)],
    "screen": [(1440, 900), (1920, 1080), (1024, 768)],
    "around": [(390, 844), (1440, 900)],
    "paper": [(1440, 900)],
}
"""The sizes of each surface. `around`: pages that people read beside the room; `paper`: those that are printed."""


@dataclass(frozen=True)
class State:
    """A page in a state. `room`: its name in `rooms.ROOMS`. `acts`: what is done once it is there: "press q", "click .x",
    "fill #text Un banc", "another stage", "offline". `showing`: the view that the projector was pointed at."""

    name: str
    surface: str
    path: str
    room: str = "lobby"
    who: Who = "me"
    acts: tuple[str, ...] = ()
    ready: str = "main"
    showing: str = ""

    @property
    def sizes(self) -> list[Size]:
        return SIZES[self.surface]

    @property
    def languages(self) -> list[str]:
        """French, and the most different of the others that the page speaks."""
        path = self.path.partition("?")[0].format(code="ABC234", promise="p1")
        if PRINTED.fullmatch(path) or self.surface == "paper":
            return [SOURCE]
        if LED.fullmatch(path):
            return [SOURCE, *(code for code in LEADING if code != SOURCE)][:2]
        return [SOURCE, "ar"]


PANEL = f"{READY} #panel[data-ready]"
ME = "/r/{code}"
ON_PHONES = (
    "lobby", "draft", "question", "react", "gather-empty", "gather", "gather-full", "moderated", "sort", "sort-full",
    "ballot-empty", "ballot", "asked", "asked-full", "revealed", "revealed-full", "promises-empty", "promises",
    "promises-full", "close", "close-empty", "pause",
)  # fmt: skip
PHONES = [
    *(State(f"phone {room}", "phone", ME, room, ready=PANEL) for room in ON_PHONES),
    State("phone first visit", "phone", ME, "gather", "stranger", ready=PANEL),
    State("phone late, its story", "phone", ME, "close", "stranger", ("click .story:not(:has(#on-screen)) summary",), PANEL),
    State("phone at a table", "phone", f"{ME}?table=3", "gather", ready=PANEL),
    State("phone for a neighbour", "phone", f"{ME}?for=neighbour", "gather", ready=PANEL),
    State("phone what others wrote", "phone", ME, "gather", acts=("click .feeds summary",), ready=PANEL),
    State("phone what others wrote at length", "phone", ME, "gather-full", acts=("click .feeds summary",), ready=PANEL),
    State("phone correcting a note", "phone", ME, "gather", acts=("click #mine [data-act=edit]",), ready=PANEL),
    State("phone choosing a language", "phone", ME, "gather", acts=("click .languages summary",), ready=PANEL),
    State("phone a new stage", "phone", ME, "gather", "stranger", ("another stage", "see #new-stage[open]"), PANEL),
    State("phone a new stage, long names", "phone", ME, "asked-full", "stranger", ("another stage", "see #new-stage[open]"), PANEL),
    State(
        "phone a new stage while writing", "phone", ME, "gather", "stranger",
        ("fill #text Un banc", "another stage", "see #new-stage-bar button"), PANEL,
    ),
    State("phone erasing", "phone", ME, "gather", acts=("click .erase summary",), ready=PANEL),
    State(
        "phone offline, a note waiting", "phone", ME, "gather", "stranger",
        ("fill #text Une note qui attend le réseau", "offline", "click #composer .send", "see .note.waiting"), PANEL,
    ),
    State("phone too long a note", "phone", ME, "gather", "stranger", ("fill #text " + "Un banc ! " * 40,), PANEL),
    State("souvenir", "phone", f"{ME}/souvenir", "close"),
    State("souvenir of a stranger", "phone", f"{ME}/souvenir", "close", "stranger"),
    State("souvenir before the end", "phone", f"{ME}/souvenir", "gather"),
    State("souvenir of a long day", "phone", f"{ME}/souvenir", "revealed-full"),
]  # fmt: skip

VIEW = f"{READY} #screen-main .view"
SCREEN = f"{ME}/screen"
STILL = {"press f", "offline"}
"""What a screen does not hear the server after."""
ON_SCREENS = ON_PHONES
VIEWS = (
    ("overview", "gather"), ("overview", "gather-full"), ("section", "sort-full"), ("wall", "gather"), ("wall", "gather-full"),
    ("wall", "gather-empty"), ("ballot", "lobby"), ("ranking", "lobby"), ("ranking", "close"), ("map", "revealed"),
    ("map", "revealed-full"), ("consensus", "revealed"), ("consensus", "revealed-full"), ("promises", "gather"), ("blank", "lobby"),
)  # fmt: skip
SCREENS = [
    *(State(f"screen {room}", "screen", SCREEN, room, "leader", ready=VIEW) for room in ON_SCREENS),
    *(State(f"screen {view}, {room}", "screen", SCREEN, room, "leader", ready=VIEW, showing=view) for view, room in VIEWS),
    State("screen a note alone", "screen", SCREEN, "gather", "leader", ready=VIEW, showing="focus note"),
    State("screen a long note alone", "screen", SCREEN, "gather-full", "leader", ready=VIEW, showing="focus note"),
    State("screen a theme alone", "screen", SCREEN, "sort", "leader", ready=VIEW, showing="focus theme"),
    *(
        State(f"screen {view} as a table", "screen", SCREEN, room, "leader", ("press t",), VIEW, view)
        for view, room in (("section", "gather"), ("ranking", "revealed-full"), ("map", "revealed"), ("consensus", "revealed"))
    ),
    State("screen the way in", "screen", SCREEN, "gather", "leader", ("press q", "see #join"), VIEW),
    State("screen its keys", "screen", SCREEN, "gather", "leader", ("press ?", "see #help"), VIEW),
    State("screen frozen", "screen", SCREEN, "gather", "leader", ("press f", "see #frozen"), VIEW),
    State("screen black", "screen", SCREEN, "gather", "leader", ("press b",), VIEW),
    State("screen the day again", "screen", SCREEN, "close", "leader", ("press r", "see #replay .film"), VIEW),
    State("screen out of date", "screen", SCREEN, "gather", "leader", ("offline", "see #link"), VIEW),
    State("screen asks for a room", "screen", "/screen", "lobby", "stranger", ready="#pairing-code"),
]  # fmt: skip

NOW = f"{READY} #console-now h1"
CONSOLE = f"{ME}/console"
FIELD = f"{READY} #field-text"
WRONG = ("click .lost summary", "fill .recover [name=code] ABCD", "click .recover .button", "see [data-refusal]")
LEADS = [
    *(State(f"console {room}", "lead", CONSOLE, room, "leader", ready=NOW) for room in ON_PHONES),
    State("console a note's menu", "lead", CONSOLE, "sort", "leader", ("click [data-menu=note]", "see #note-menu"), NOW),
    State("console a theme's menu", "lead", CONSOLE, "sort", "leader", ("click [data-menu=theme]", "see #theme-menu"), NOW),
    State("console a stage's menu", "lead", CONSOLE, "gather", "leader", ("click [data-menu=stage]", "see #stage-menu"), NOW),
    State("console offline", "lead", CONSOLE, "gather", "leader", ("offline", "see .link-off"), NOW),
    State("console notes chosen", "lead", CONSOLE, "sort", "leader", ("click .pick", "see .chosen"), NOW),
    State("remote", "lead", f"{ME}/remote", "gather", "leader", ready="body[data-link=on]"),
    State("remote, long names", "lead", f"{ME}/remote", "asked-full", "leader", ready="body[data-link=on]"),
    State("scribe", "lead", f"{ME}/scribe", "gather", "leader"),
    State("scribe, long names", "lead", f"{ME}/scribe", "gather-full", "leader"),
    State("to translate", "lead", f"{ME}/translations", "gather", "leader"),
    State("writing a promise", "lead", f"{ME}/promises/{{promise}}", "promises", "leader", ready=FIELD),
    State("writing a long promise", "lead", f"{ME}/promises/{{promise}}", "promises-full", "leader", ready=FIELD),
    State("ideas from before", "lead", f"{ME}/ideas", "lobby", "leader"),
    State("organise a draft", "lead", f"{ME}/organise", "draft", "leader"),
    State("organise", "lead", f"{ME}/organise", "close", "leader"),
    State("organise, long names", "lead", f"{ME}/organise", "revealed-full", "leader"),
    State("teams", "lead", f"{ME}/teams", "promises", "leader"),
    State("teams, none", "lead", f"{ME}/teams", "lobby", "leader"),
    State("report", "lead", f"{ME}/report", "close", "leader"),
    State("report of a long day", "lead", f"{ME}/report", "revealed-full", "leader"),
    State("report of an empty day", "lead", f"{ME}/report", "lobby", "leader"),
    State("report, wording a note", "lead", f"{ME}/report", "close", "leader", ("click [data-reword]", "see #wording")),
    State("a room just opened", "lead", "/", "lobby", "stranger", ("click form[action='/rooms'] .primary", "see .links")),
    State("a lost link found again", "lead", "/", "lobby", "stranger", ("click .lost summary", "recover", "see h1 .tag")),
    State("a wrong recovery code", "lead", "/", "lobby", "stranger", WRONG),
    State("home", "lead", "/", "lobby", "stranger"),
    State("home, rooms led", "lead", "/", "lobby", "leader"),
    State("preparing a room", "lead", "/rooms/new", "lobby", "stranger", ("click #outline summary", "see [name=colleges]")),
    State(
        "a room prepared by several", "lead", "/rooms/new", "lobby", "stranger",
        ("fill [name=gisements] Les bancs", "click [formaction='/drafts']", "see .versions"),
    ),
    State(
        "a format prepared by several", "lead", "/", "lobby", "stranger",
        ("click [formaction='/drafts']", "see .versions", "click .own-format:last-of-type summary", "see .durations"),
    ),
    State("console without a key", "lead", CONSOLE, "lobby", "stranger", ready='[data-when="refused"]'),
    State("screen without a key", "lead", SCREEN, "lobby", "stranger", ready='[data-when="refused"]'),
    State("organise without a key", "lead", f"{ME}/organise", "lobby", "stranger", ready='[data-when="refused"]'),
]  # fmt: skip

AROUND = [
    State("help", "around", "/aide", who="stranger"),
    State("accessibility", "around", "/accessibilite", who="stranger"),
    State("privacy", "around", "/confidentialite", who="stranger"),
    State("legal notice", "around", "/mentions-legales", who="stranger"),
    State("no such room", "around", "/r/ZZZZZZ", who="stranger"),
    State("no such page", "around", "/nulle-part", who="stranger"),
    State("no such table", "around", f"{ME}?table=99", who="stranger"),
]
PAPER = [
    State("poster", "paper", f"{ME}/poster", "close", "leader", ready="body"),
    State("poster, long names", "paper", f"{ME}/poster", "gather-full", "leader", ready="body"),
    State("cards", "paper", f"{ME}/cards", "gather", "leader", ready="body"),
    State("ballots of paper", "paper", f"{ME}/cards?ballot=gisements", "ballot", "leader", ready="body"),
    State("pack", "paper", f"{ME}/pack", "ballot", "leader", ready="body"),
    State("pack, long names", "paper", f"{ME}/pack", "gather-full", "leader", ready="body"),
]

STATES = [*PHONES, *SCREENS, *LEADS, *AROUND, *PAPER]


def slug(state: State) -> str:
    return re.sub(r"[^a-z0-9]+", "-", state.name.lower()).strip("-")
