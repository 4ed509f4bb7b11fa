"""Every protected route, with every role: weaker ones are refused, and nothing changes."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from server.app import build
from server.config import Config
from tests.clients import Site, post
from tests.rooms import BENCHES, CARETAKERS, COUNTER

ROLES = ("nobody", "participant", "screen", "table", "facilitator", "organiser")
RANK = {"nobody": 0, "participant": 0, "screen": 1, "table": 2, "facilitator": 3, "organiser": 4}

# (method, path, body, the weakest role that may). {note}, {theme} and {other} are made before each try.
PROTECTED = [
    ("POST", "/stage", {"stage": "sort"}, "facilitator"),
    ("POST", "/timer", {"action": "add", "minutes": 1}, "facilitator"),
    ("POST", "/screen", {"view": "wall"}, "facilitator"),
    ("POST", "/messages", {"ready": "break"}, "facilitator"),
    ("POST", "/messages/withdraw", {"message": "inconnu"}, "facilitator"),
    ("POST", "/share", {"where": "remote"}, "facilitator"),
    ("GET", "/replay", None, "screen"),
    ("POST", "/order", {"kind": "pause"}, "facilitator"),
    ("POST", "/order/{stage_id}", {"minutes": 3}, "facilitator"),
    ("POST", "/gisements", {"title": "La Seine"}, "facilitator"),
    ("POST", "/tables/rotate", {"steps": 1}, "facilitator"),
    ("POST", "/promises", {"text": "Un banc par rue"}, "facilitator"),
    ("POST", "/drafts", {}, "facilitator"),
    ("GET", "/promises/{promise_id}", None, "facilitator"),
    ("POST", "/promises/{promise_id}", {"field": "need", "text": "S'asseoir"}, "facilitator"),
    ("POST", "/promises/{promise_id}/rests", {"gisement": "g3"}, "facilitator"),
    ("POST", "/promises/{promise_id}/status", {"state": "kept", "on": "2027-06-01"}, "facilitator"),
    ("POST", "/ballots", {"on": "gisements"}, "facilitator"),
    ("POST", "/ballots/{ballot_id}", {"open": False}, "facilitator"),
    ("POST", "/ballots/{ballot_id}/round", {"leaders": 2}, "facilitator"),
    ("POST", "/ballots/{ballot_id}/hands", {"people": 3, "hands": {"g1": 2}}, "facilitator"),
    ("POST", "/ballots/{ballot_id}/paper", {"paper": "7", "dots": {"g1": 1}}, "table"),
    ("GET", "/ballots/{ballot_id}/entering", None, "table"),
    ("GET", "/ballots/{ballot_id}/round", None, "facilitator"),
    ("GET", "/shortlist", None, "facilitator"),
    ("POST", "/nominations", {"theme": "{theme}"}, "table"),
    ("POST", "/notes/{note_id}/hide", {"hidden": True}, "facilitator"),
    ("GET", "/notes/{note_id}/words", None, "facilitator"),
    ("POST", "/notes/{note_id}/mask", {"words": [], "through": 999}, "facilitator"),
    ("POST", "/notes/{note_id}/next", {"held": True}, "facilitator"),
    ("GET", "/aside", None, "facilitator"),
    ("POST", "/notes/{note_id}/aside", {"aside": False}, "facilitator"),
    ("POST", "/door", {"closed": True}, "facilitator"),
    ("POST", "/calm", {"calm": True}, "facilitator"),
    ("POST", "/moderation", {"before": True}, "facilitator"),
    ("POST", "/moderation/accept", {"through": 0}, "facilitator"),
    ("GET", "/notes/{note_id}/publish", None, "facilitator"),
    ("POST", "/notes/{note_id}/publish", {"text": "Des bancs"}, "facilitator"),
    ("GET", "/ideas", None, "facilitator"),
    ("POST", "/ideas", {}, "facilitator"),
    ("POST", "/pairing", {"code": "ZZZZZZ"}, "facilitator"),
    ("POST", "/keys", {"role": "screen"}, "facilitator"),
    ("POST", "/rehearsal", {}, "organiser"),
    ("POST", "/rehearsal/stop", {}, "organiser"),
    ("POST", "/rehearsal/delete", {}, "organiser"),
    ("POST", "/open", {}, "facilitator"),
    ("GET", "/board.json", None, "facilitator"),
    ("GET", "/cards", None, "facilitator"),
    ("GET", "/pack", None, "facilitator"),
    ("POST", "/scribe/notes", {"gisement": "g1", "kind": "idea", "text": "Des bancs"}, "table"),
    ("POST", "/notes/{note_id}/translation", {"text": "Plus de bancs"}, "table"),
    ("POST", "/notes/{note_id}/to-translate", {}, "table"),
    ("POST", "/themes/merge", {"themes": ["{other}"], "into": "{theme}"}, "table"),
    ("POST", "/themes/{theme_id}", {"label": "Bancs publics"}, "table"),
    ("POST", "/themes/{theme_id}/split", {"notes": ["{note_id}"], "label": "À part"}, "table"),
    ("POST", "/notes/{note_id}/move", {"label": "À part"}, "table"),
    ("POST", "/notes/move", {"notes": ["{note_id}"], "label": "À part"}, "table"),
    ("GET", "/notes/{note_id}/why", None, "table"),
    ("POST", "/proposals", {"gisement": "g1"}, "table"),
    ("POST", "/proposals/{proposal_id}", {"gisement": "g1", "accepted": False}, "table"),
    ("POST", "/undo", {}, "table"),
    ("GET", "/themes?gisement=g1", None, "table"),
    ("GET", "/archive", None, "organiser"),
    ("GET", "/session.toml", None, "organiser"),
    ("GET", "/export.json", None, "organiser"),
    ("GET", "/export.csv", None, "organiser"),
    ("GET", "/export.{extension}", None, "organiser"),
    ("GET", "/report", None, "organiser"),
    ("POST", "/report", {"text": "Merci à toutes et à tous."}, "organiser"),
    ("GET", "/teams", None, "organiser"),
    ("GET", "/teams.csv", None, "organiser"),
    ("POST", "/delete", {}, "organiser"),
    ("POST", "/keys/revoke", {"role": "screen"}, "organiser"),
    ("POST", "/recovery", {}, "organiser"),
    ("POST", "/retention", {"until": "2001-01-01"}, "organiser"),
]

OPEN_TO_ALL = {
    ("GET", "/"), ("POST", "/api/rooms"), ("POST", "/rooms"),
    ("POST", "/drafts"), ("GET", "/drafts/{secret}"), ("POST", "/drafts/{secret}"), ("POST", "/drafts/{secret}/open"),
    ("POST", "/drafts/{secret}/file"), ("POST", "/drafts/upload"),
    ("POST", "/drafts/{secret}/delete"),
    ("GET", "/rooms/new"), ("POST", "/rooms/file"), ("POST", "/rooms/upload"),
    ("POST", "/api/rooms/import"), ("POST", "/rooms/import"), ("GET", "/join"), ("GET", "/screen"), ("GET", "/screen/waiting"),
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/schema/export.json"),
    ("GET", "/aide"), ("GET", "/accessibilite"), ("GET", "/confidentialite"), ("GET", "/mentions-legales"),
    ("GET", "/.well-known/security.txt"), ("POST", "/language"), ("POST", "/letters"), ("POST", "/recover"),
    ("GET", "/r/{code}"), ("GET", "/r/{code}/door"),
    ("GET", "/r/{code}/panel"), ("GET", "/r/{code}/on-screen"), ("GET", "/r/{code}/mine"), ("GET", "/r/{code}/poster"),
    ("GET", "/r/{code}/souvenir"),
    ("POST", "/r/{code}/notes"), ("POST", "/r/{code}/college"), ("POST", "/r/{code}/taps"), ("POST", "/r/{code}/key"),
    ("POST", "/r/{code}/mine/erase"), ("POST", "/r/{code}/forget"),
    ("POST", "/r/{code}/teams"), ("POST", "/r/{code}/teams/leave"), ("POST", "/r/{code}/teams/erase"),
    # one's own, told apart by the cookie
    ("PATCH", "/r/{code}/notes/{note_id}"), ("DELETE", "/r/{code}/notes/{note_id}"), ("POST", "/r/{code}/notes/{note_id}/erase"),
    ("PUT", "/r/{code}/ballots/{ballot_id}/dots/{option_id}"),
    # an empty shell until the key is exchanged
    ("GET", "/r/{code}/console"), ("GET", "/r/{code}/remote"), ("GET", "/r/{code}/screen"), ("GET", "/r/{code}/organise"),
    ("GET", "/r/{code}/scribe"), ("GET", "/r/{code}/translations"),
    # what they entered, told apart by who they are
    ("PATCH", "/r/{code}/scribe/notes/{note_id}"), ("DELETE", "/r/{code}/scribe/notes/{note_id}"),
}  # fmt: skip

MIGHT = [
    (method, path, body, role) for method, path, body, least in PROTECTED for role in ROLES if RANK[role] < RANK[least]
]


def named(value: object) -> str:
    return str(value) if isinstance(value, str) else "-"


class Ready:
    """A room with two notes in a theme, another in another, an open ballot; and somebody of a role."""

    def __init__(self, site: Site, role: str) -> None:
        self.site = site
        self.doors = site.open_room(stage="gather")
        with site.phone() as phone, site.staff(self.doors) as staff:
            notes = [post(phone, self.doors, text)["id"] for text in (BENCHES, CARETAKERS)]
            for note in notes:
                staff.post(f"{self.doors.path}/notes/{note}/move", json={"label": note[:8]})
            beside = [notes[0], post(phone, self.doors, COUNTER)["id"]]
            staff.post(f"{self.doors.path}/notes/move", json={"notes": beside, "label": "Ensemble"})
            staff.post(f"{self.doors.path}/ballots", json={"on": "gisements"})
            promise = staff.post(f"{self.doors.path}/promises", json={"text": COUNTER}).json()["promise"]
            table = staff.post(f"{self.doors.path}/keys", json={"role": "table", "table": 1}).json()["key"]
        told = site.board(self.doors)
        themes = {theme["label"]: theme["id"] for theme in told["themes"]}
        self.names = {
            "note_id": notes[0], "theme_id": themes["Ensemble"], "theme": themes["Ensemble"],
            "other": themes[notes[1][:8]], "stage_id": "close", "ballot_id": told["ballots"][0]["id"],
            "proposal_id": "inconnue", "extension": "svg", "promise_id": promise,
        }  # fmt: skip
        self.client = self._client(role, table)

    def _client(self, role: str, table: str) -> httpx.Client:
        if role == "participant":
            phone = self.site.phone()
            phone.post(f"{self.doors.path}/college", json={"college": "police"})
            return phone
        keys = self.doors.keys | {"table": table, "nobody": ""}
        return self.site.tool(keys[role])

    def ask(self, method: str, path: str, body: dict[str, object] | None) -> httpx.Response:
        filled = None if body is None else {name: self._fill(value) for name, value in body.items()}
        address = f"{self.doors.path}{self._fill(path)}"
        headers = {"Accept": "application/json"}
        if filled is None:
            return self.client.request(method, address, headers=headers)
        return self.client.request(method, address, json=filled, headers=headers)

    def _fill(self, value: object) -> object:
        if isinstance(value, list):
            return [self._fill(one) for one in value]
        return value.format(**self.names) if isinstance(value, str) else value


@pytest.fixture
def ready(site: Site, role: str) -> Iterator[Ready]:
    made = Ready(site, role)
    yield made
    made.client.close()
    with site.staff(made.doors, "organiser") as organiser:
        organiser.post(f"{made.doors.path}/delete", json={})


@pytest.mark.parametrize(("method", "path", "body", "role"), MIGHT, ids=named)
def test_a_weaker_role_is_refused(ready, method, path, body, role):
    before = ready.site.board(ready.doors)
    answer = ready.ask(method, path, body)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
    assert ready.site.board(ready.doors) == before


@pytest.mark.parametrize(("method", "path", "body", "role"), PROTECTED, ids=named)
def test_the_weakest_role_that_may_does(ready, method, path, body, role):
    answer = ready.ask(method, path, body)
    # live already, no such screen, a vote is open, no such proposal, no act of this table, no rehearsal: refused, not for who asks
    refused_by_the_rules = (
        "/retention",
        "/ideas" if method == "POST" else "",
        "/open",
        "/rehearsal/stop",
        "/rehearsal/delete",
        "/pairing",
        "/ballots",
        "/ballots/{ballot_id}/round",
        "/proposals/{proposal_id}",
        "/undo",
    )
    done = 201 if path == "/scribe/notes" else 200
    assert answer.status_code == (422 if path in refused_by_the_rules else done), answer.text


def test_every_route_is_known_to_these_tests(tmp_path):
    """A new route says here who may use it."""
    application = build(Config(data=tmp_path)).app  # type: ignore[attr-defined]
    routes = {
        (method, route.path)
        for route in flat(application.routes)
        for method in sorted(getattr(route, "methods", None) or ())
        if method != "HEAD"
    }
    protected = {(method, f"/r/{{code}}{path.partition('?')[0]}") for method, path, _, _ in PROTECTED}
    assert routes == OPEN_TO_ALL | protected


def flat(routes: list[Any]) -> Iterator[Any]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from flat(inner.routes)
        else:
            yield route


class TestATable:
    def test_leads_the_gisement_it_works_on_and_no_other(self, site):
        doors = site.open_room(stage="gather")
        with site.phone() as phone, site.staff(doors) as staff:
            here, there = post(phone, doors, gisement="g1")["id"], post(phone, doors, CARETAKERS, gisement="g2")["id"]
            key = staff.post(f"{doors.path}/keys", json={"role": "table", "table": 1}).json()["key"]
            with site.tool(key) as table:
                assert table.post(f"{doors.path}/notes/{here}/move", json={"label": "Bancs"}).status_code == 200
                answer = table.post(f"{doors.path}/notes/{there}/move", json={"label": "Gardiens"})
        assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
        assert [theme["label"] for theme in site.board(doors)["themes"]] == ["Bancs"]

    def test_takes_back_its_own_act_and_no_other(self, site):
        doors = site.open_room(stage="gather")
        with site.phone() as phone, site.staff(doors) as staff:
            notes = [post(phone, doors, text)["id"] for text in (BENCHES, CARETAKERS)]
            keys = [staff.post(f"{doors.path}/keys", json={"role": "table", "table": n}).json()["key"] for n in (1, 2)]
            with site.tool(keys[0]) as table, site.tool(keys[1]) as other:
                moved = table.post(f"{doors.path}/notes/{notes[0]}/move", json={"label": "Bancs"}).json()
                staff.post(f"{doors.path}/notes/{notes[1]}/move", json={"label": "Gardiens"})
                refused = other.post(f"{doors.path}/undo", json={"seq": moved["seq"]})
                assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
                assert table.post(f"{doors.path}/undo", json={}).status_code == 200
                answer = table.post(f"{doors.path}/undo", json={})
        assert (answer.status_code, answer.json()["error"]) == (422, "nothing_to_undo")
        assert "Gardiens" in [theme["label"] for theme in site.board(doors)["themes"]]
        assert "Bancs" not in [theme["label"] for theme in site.board(doors)["themes"]]


class TestKeys:
    def test_of_another_room_open_nothing(self, site):
        mine, theirs = site.open_room(), site.open_room()
        with site.staff(mine, "organiser") as organiser:
            answer = organiser.get(f"{theirs.path}/export.json")
        assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")

    @pytest.mark.parametrize("header", ["Bearer", "Bearer x", "bearer faux", "Basic eDp5", "Bearer \xe9", "x" * 4000])
    def test_that_are_wrong_open_nothing(self, site, header):
        doors = site.open_room()
        with site.tool() as tool:
            answer = tool.get(f"{doors.path}/board.json", headers={"Authorization": header.encode("latin-1")})
        assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")

    @pytest.mark.parametrize("role", ["screen", "facilitator", "organiser"])
    def test_are_exchanged_for_a_seat_in_the_browser(self, site, role):
        doors = site.open_room()
        with site.phone() as browser, site.phone() as other:
            answer = browser.post(f"{doors.path}/key", json={"key": doors.keys[role]})
            assert (answer.status_code, answer.json()) == (200, {"ok": True, "role": role})
            may = browser.get(f"{doors.path}/board.json").status_code
            assert may == (403 if role == "screen" else 200)
            assert other.get(f"{doors.path}/board.json").status_code == 403

    @pytest.mark.parametrize("key", ["", "faux", "é" * 30, "x" * 10_000])
    def test_that_are_wrong_are_exchanged_for_nothing(self, site, key):
        doors = site.open_room()
        with site.phone() as browser:
            answer = browser.post(f"{doors.path}/key", json={"key": key})
            assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
            assert browser.get(f"{doors.path}/board.json").status_code == 403

    def test_of_a_facilitator_are_made_by_the_organiser_alone(self, site):
        doors = site.open_room()
        with site.staff(doors) as facilitator, site.staff(doors, "organiser") as organiser:
            refused = facilitator.post(f"{doors.path}/keys", json={"role": "facilitator"})
            assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
            key = organiser.post(f"{doors.path}/keys", json={"role": "facilitator"}).json()["key"]
        with site.tool(key) as added:
            assert added.get(f"{doors.path}/board.json").status_code == 200

    def test_revoked_stop_working_in_the_browsers_that_used_them_too(self, site):
        doors = site.open_room()
        with site.phone() as browser, site.staff(doors, "organiser") as organiser, site.staff(doors) as tool:
            browser.post(f"{doors.path}/key", json={"key": doors.keys["facilitator"]})
            assert browser.get(f"{doors.path}/board.json").status_code == 200
            assert organiser.post(f"{doors.path}/keys/revoke", json={"role": "facilitator"}).status_code == 200
            assert [client.get(f"{doors.path}/board.json").status_code for client in (browser, tool, organiser)] == [
                403,
                403,
                200,
            ]

    def test_are_never_in_an_answer_again(self, site):
        doors = site.open_room()
        with site.staff(doors, "organiser") as organiser:
            told = organiser.get(f"{doors.path}/export.json").text + organiser.get(f"{doors.path}/board.json").text
        assert not any(key in told for key in doors.keys.values())


class TestAPairing:
    def test_lets_a_screen_in_once_the_console_confirms(self, site):
        doors = site.open_room()
        with site.phone() as screen, site.staff(doors) as staff:
            page = screen.get("/screen").text
            assert screen.get("/screen/waiting").status_code == 204
            code = shown_code(page)
            assert staff.post(f"{doors.path}/pairing", json={"code": f" {code.lower()} "}).status_code == 200
            answer = screen.get("/screen/waiting", follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, f"{doors.path}/screen")
            assert screen.get(f"{doors.path}/board.json").status_code == 403


def shown_code(page: str) -> str:
    found = re.search(r">\s*([2-9A-HJKMNP-Z]{3}\s?[2-9A-HJKMNP-Z]{3})\s*<", page)
    assert found, page
    return "".join(found[1].split())
