"""The rooms of the gallery, as data: what happened in each, told by the verbs of `Host`. Each is reached by HTTP alone."""

import itertools
import tomllib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.browser.house import ROOT, Room, Server
from tests.rooms import HEARD

PEOPLE = 50
LONG = (
    "Réconcilier durablement les habitantes et les habitants de tous les quartiers avec leurs administrations, "
    "anticonstitutionnellement éloignées, par un accueil inconditionnel, bienveillant et de proximité, y compris le samedi, "
    "avec des médiatrices et des médiateurs formés, reconnus, et https://exemple.fr/un-lien-interminable-qui-ne-se-coupe-pas"
)
SHORT = ("Un banc", "ok", "اجتماع كل شهر في الحي", "🌳🌳🌳", "Mettre des bancs à l’ombre, devant l’école")

Step = tuple[Any, ...]


def long(count: int) -> str:
    return (LONG * 3)[:count].strip()


def long_session() -> dict[str, Any]:
    """The session of Argenteuil, where every text is as long as it may be."""
    session = tomllib.loads((ROOT / "sessions/argenteuil.toml").read_text("utf-8"))
    session |= {
        "title": long(140),
        "territory": long(80),
        "date": "2018-12-14",
        "welcome": long(280),
        "audience": long(200),
    }
    for noun, limits in (
        ("challenges", {"title": 200}),
        ("gisements", {"title": 140, "short": 28, "question": 200}),
        ("colleges", {"label": 30, "family": 30}),
        ("stages", {"title": 60, "text": 200}),
    ):
        session[noun] = [part | {key: long(limit) for key, limit in limits.items()} for part in session[noun]]
    return session | {"translations": {}}


ROOMS: dict[str, list[Step]] = {
    "lobby": [("arrive", 12)],
    "draft": [("rehearse",), ("go", "gather"), ("write", 6)],
    "question": [("arrive", 8), ("ask", 4), ("tap", "1", 12)],
    "react": [("arrive", 20), ("go", "react"), ("tap_challenges", 14), ("reword", 3)],
    "gather-empty": [("go", "gather")],
    "gather": [("arrive", 20), ("go", "gather"), ("write", 60), ("mine", 3)],
    "gather-full": [("long",), ("arrive", 40), ("go", "gather"), ("write_long", 200), ("mine", 3, 280)],
    "moderated": [("moderate",), ("go", "gather"), ("write", 12), ("mine", 1)],
    "sort": [("arrive", 20), ("go", "gather"), ("write", 80), ("mine", 3), ("themes", 4), ("go", "sort")],
    "sort-full": [("long",), ("go", "gather"), ("write_long", 120), ("themes", 7, 60), ("go", "sort")],
    "ballot-empty": [("go", "vote")],
    "ballot": [("arrive", 30), ("go", "gather"), ("write", 40), ("go", "vote"), ("vote", 18), ("my_dots", 2)],
    "asked": [("arrive", 10), ("go", "gather"), ("question", ("Oui", "Oui, un samedi sur deux", "Non")), ("vote_texts", 6)],
    "asked-full": [("long",), ("arrive", 10), ("question", tuple(f"{n}. {long(135)}" for n in range(12))), ("vote_texts", 6)],
    "revealed": [
        ("arrive", 30), ("go", "gather"), ("write", 60), ("mine", 2), ("go", "vote"), ("vote", 26), ("my_dots", 3),
        ("go", "results"),
    ],
    "revealed-full": [
        ("long",), ("arrive", 30), ("go", "gather"), ("write_long", 60), ("go", "vote"), ("vote", 26), ("go", "results"),
    ],
    "promises-empty": [("go", "promises")],
    "promises": [
        ("arrive", 20), ("go", "gather"), ("write", 30), ("mine", 2), ("go", "vote"), ("vote", 20), ("my_dots", 3),
        ("go", "results"),
        ("promise", 7), ("join_teams", 6), ("go", "promises"),
    ],
    "promises-full": [("long",), ("promise", 15, 280), ("join_teams", 6), ("go", "promises")],
    "close": [
        ("arrive", 20), ("go", "gather"), ("write", 60), ("mine", 3), ("go", "vote"), ("vote", 20), ("my_dots", 3),
        ("go", "results"),
        ("promise", 4), ("join_teams", 6), ("go", "close"), ("tap", "5", 12), ("for_absent",),
    ],
    "close-empty": [("go", "close")],
    "pause": [("pause",)],
    "unfollowed": [("arrive", 3)],
}  # fmt: skip
"""`unfollowed`: a room whose pages lose their network."""

WORDS = {"i": "idea", "r": "resource", "o": "obstacle"}


@dataclass
class Host:
    """Who makes rooms: 50 people, of whom the first looks at phones, and a leader who holds every key of every room."""

    server: Server
    client: httpx.Client = field(default_factory=httpx.Client)
    people: list[str] = field(default_factory=list)
    leader: str = ""
    rooms: dict[str, Room] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.door = self.server.open_room()
        self.people = [self._browser() for _ in range(PEOPLE)]
        self.leader = self._browser()

    def room(self, name: str) -> Room:
        """The room of that name, made when it is first asked for."""
        if name not in self.rooms:
            steps = [list(step) for step in ROOMS[name]]
            first = steps.pop(0) if steps and steps[0][0] in ("rehearse", "long") else [""]
            room = self.rooms[name] = self._open(first[0])
            self._post(self.leader, f"/r/{room.code}/key", key=room.links["organiser_key"])
            for verb, *values in steps:
                VERBS[verb](self, room, *values)
        return self.rooms[name]

    def long_room(self) -> Room:
        return self._open("long")

    def cookie(self, who: str) -> str:
        return {"me": self.people[0], "leader": self.leader}.get(who, "")

    def show(self, room: Room, view: str) -> None:
        """Point the projector: a view, or "focus note", "focus theme"."""
        view, _, noun = view.partition(" ")
        subject = room.board()[f"{noun}s"][0]["id"] if noun else ""
        room.lead("screen", view=view, subject=subject, gisement="g1")

    def first_promise(self, room: Room) -> str:
        return str(room.board()["promises"][0]["id"])

    def _browser(self) -> str:
        """A new browser's cookie."""
        cookie = self.client.get(self.door.url).cookies["filon"]
        self.client.cookies.clear()
        return cookie

    def _open(self, how: str) -> Room:
        if how == "rehearse":
            return Room(self.server, self._post(self.leader, "/rooms", session="argenteuil"))
        return self.server.open_room(long_session() if how == "long" else "argenteuil")

    def _post(self, who: str, path: str, method: str = "POST", **body: Any) -> dict[str, Any]:
        headers = {"Cookie": f"filon={who}", "Origin": self.server.url, "Accept": "application/json"}
        answer = self.client.request(method, self.server.url + path, json=body, headers=headers)
        assert answer.is_success, f"{path}: {answer.text}"
        return dict(answer.json())

    def arrive(self, room: Room, count: int) -> None:
        colleges = ("usagers", "associations", "ville", "education-nationale", "operateurs-sociaux")
        for person, college in zip(self.people[1:count], itertools.cycle(colleges), strict=False):
            self._post(person, f"/r/{room.code}/college", college=college)

    def go(self, room: Room, stage: str) -> None:
        room.go(stage)

    def write(self, room: Room, count: int) -> None:
        for n in range(count):
            text = SHORT[n // 12 % len(SHORT)] if n % 12 == 11 else HEARD[n % len(HEARD)]["text"]
            one = HEARD[n % len(HEARD)]
            self._note(room, self.people[1 + n % (PEOPLE - 1)], one["gisement"], one["kind"], text)

    def write_long(self, room: Room, count: int) -> None:
        for n in range(count):
            one = HEARD[n % len(HEARD)]
            gisement = "g1" if n % 2 else one["gisement"]
            self._note(room, self.people[1 + n % (PEOPLE - 1)], gisement, one["kind"], f"{n} {long(270 - n % 90)}")

    def mine(self, room: Room, count: int, size: int = 60) -> None:
        for n, kind in zip(range(count), itertools.cycle(WORDS.values()), strict=False):
            self._note(room, self.people[0], f"g{n + 1}", kind, long(size))

    def _note(self, room: Room, who: str, gisement: str, kind: str, text: str) -> None:
        self._post(who, f"/r/{room.code}/notes", id=uuid.uuid4().hex, gisement=gisement, kind=kind, text=text)

    def ask(self, room: Room, answers: int) -> None:
        options = ["Oui, vraiment", "Plutôt", "Pas toujours", "Pas du tout"][:answers]
        text = "Vous sentez-vous chez vous à la mairie ?"
        stage = room.lead("order", kind="question", title="Une question", text=text, options=options)["stage"]
        room.go(stage)

    def pause(self, room: Room) -> None:
        room.go(room.lead("order", kind="pause", title="Repas", text="Reprise à 13 h 30, salle Gabin.")["stage"])
        room.lead("timer", action="add", minutes=30)

    def tap(self, room: Room, choice: str, count: int) -> None:
        stage = room.board()["stage"]
        for person in self.people[1:count]:
            self._post(person, f"/r/{room.code}/taps", subject=stage, choice=choice)

    def tap_challenges(self, room: Room, count: int) -> None:
        for n, person in enumerate(self.people[1:count]):
            for challenge in ("c1", "c2", "c3"):
                choice = "agree" if n % 3 else "disagree"
                self._post(person, f"/r/{room.code}/taps", subject=challenge, choice=choice)

    def reword(self, room: Room, count: int) -> None:
        for n in range(count):
            self._note(room, self.people[n + 1], f"c{n + 1}", "rewording", long(77))

    def moderate(self, room: Room) -> None:
        room.lead("moderation", before=True)

    def themes(self, room: Room, count: int, size: int = 22) -> None:
        notes = [note["id"] for note in room.board()["notes"] if note["gisement"] == "g1"]
        each = max(1, len(notes) // (count + 1))
        for n in range(count):
            room.lead("notes/move", notes=notes[n * each : (n + 1) * each], label=f"{n + 1}. {long(size - 3)}")

    def vote(self, room: Room, voters: int) -> None:
        for n, person in enumerate(self.people[1:voters]):
            for option in {f"g{n % 7 + 1}", f"g{n % 3 + 1}", f"g{n % 2 + 2}"}:
                self._post(person, f"/r/{room.code}/ballots/gisements/dots/{option}", "PUT", dots=1)

    def my_dots(self, room: Room, count: int) -> None:
        for n in range(count):
            self._post(self.people[0], f"/r/{room.code}/ballots/gisements/dots/g{n + 1}", "PUT", dots=1)

    def question(self, room: Room, options: tuple[str, ...]) -> None:
        title = long(78) if len(options) > 4 else "Ouvrir la mairie le samedi matin ?"
        room.lead("ballots", on="texts", title=title, options=list(options), asked_by="Le maire", why=long(120))

    def vote_texts(self, room: Room, voters: int) -> None:
        ballot = room.board()["ballots"][0]
        for n, person in enumerate(self.people[1:voters]):
            self._post(person, f"/r/{room.code}/ballots/{ballot['id']}/dots/o{n % 3 + 1}", "PUT", dots=1)

    def promise(self, room: Room, count: int, size: int = 72) -> None:
        for n in range(count):
            text = f"{n + 1}. {long(size - 4)}"
            promise = room.lead("promises", text=text, carrier="Ville et associations", gisement=f"g{n % 7 + 1}")[
                "promise"
            ]
            for name, value in (("need", long(min(size, 200))), ("test", "Un premier essai un mercredi, à six.")):
                room.lead(f"promises/{promise}", field=name, text=value)

    def join_teams(self, room: Room, count: int) -> None:
        promises = [promise["id"] for promise in room.board()["promises"]]
        for n, person in enumerate(self.people[:count]):
            self._post(
                person, f"/r/{room.code}/teams", promise=promises[n % 2], contact="amina@exemple.fr" if n % 2 == 0 else "",
                consent=n % 2 == 0,
            )  # fmt: skip

    def for_absent(self, room: Room) -> None:
        room.lead(
            "ballots", on="texts", title="Un nom pour la maison", options=["La Halle", "Le Port", "Le Filon"], days=7
        )


VERBS: dict[str, Callable[..., None]] = {
    step[0]: getattr(Host, step[0]) for steps in ROOMS.values() for step in steps if hasattr(Host, step[0])
}
