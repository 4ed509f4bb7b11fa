"""The public contract, driven as tools drive it: JSON over HTTP, on a real server."""

import pytest

from server.room.refusal import MESSAGES
from tests.clients import Site, post
from tests.rooms import BENCHES, CARETAKERS, COUNTER, HEARD, new_id
from tests.waiting import until_now

SMALL = {
    "title": "Bancs",
    "gisements": [{"title": "Les bancs", "short": "Bancs"}, {"title": "Les guichets", "short": "Guichets"}],
    "stages": [{"kind": kind, "title": kind} for kind in ("welcome", "gather", "sort", "vote", "results")],
}


def refused(answer, status: int, code: str) -> None:
    """A refusal as the contract says: status, code, a sentence for people."""
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text
    assert set(answer.json()) == {"error", "message"}
    assert answer.headers["content-type"] == "application/json"
    start = MESSAGES[code].partition("{")[0]
    assert answer.json()["message"].startswith(start)
    assert answer.json()["message"] != ""


@pytest.fixture
def gathering(site):
    return site.open_room(stage="gather")


@pytest.fixture
def voting(site):
    return site.open_room(stage="vote")


class TestOpeningARoom:
    def test_gives_the_links_and_the_keys(self, site):
        with site.tool() as tool:
            answer = tool.post("/api/rooms", json={"session": "argenteuil"})
        links = answer.json()
        code = links["code"]
        assert answer.status_code == 201
        assert set(links) == {
            "code", "join_url", "screen_url", "console_url", "organiser_url", "facilitator_key", "organiser_key", "screen_key",
            "recovery_code",
        }  # fmt: skip
        assert links["join_url"] == f"{site.url}/r/{code}"
        assert links["screen_url"] == f"{site.url}/r/{code}/screen#{links['screen_key']}"
        assert links["console_url"] == f"{site.url}/r/{code}/console#{links['facilitator_key']}"
        assert links["organiser_url"] == f"{site.url}/r/{code}/organise#{links['organiser_key']}"

    def test_starts_live_in_the_first_stage(self, site):
        told = site.board(site.open_room())
        assert (told["stage"], told["live"], told["seq"], told["participants"], told["notes"]) == (
            "welcome",
            True,
            1,
            0,
            [],
        )
        assert [g["id"] for g in told["gisements"]] == ["g1", "g2", "g3", "g4", "g5", "g6", "g7"]

    def test_takes_a_session_written_in_the_request(self, site):
        assert [g["title"] for g in site.board(site.open_room(SMALL))["gisements"]] == ["Les bancs", "Les guichets"]

    def test_takes_titles_alone(self, site):
        with site.tool() as tool:
            answer = tool.post("/api/rooms", json={"title": "Bancs", "gisements": "Les bancs\n\nLes guichets\n"})
            links = answer.json()
            board = tool.get(
                f"/r/{links['code']}/board.json", headers={"Authorization": f"Bearer {links['facilitator_key']}"}
            )
        assert [g["short"] for g in board.json()["gisements"]] == ["Les bancs", "Les guichets"]

    def test_reads_notes_first_where_titles_alone_were_given(self, site):
        with site.tool() as tool:
            links = tool.post("/api/rooms", json={"title": "Bancs", "gisements": "Les bancs\nLes guichets"}).json()
            leader = {"Authorization": f"Bearer {links['facilitator_key']}"}
            room = f"/r/{links['code']}"
            stages = tool.get(f"{room}/board.json", headers=leader).json()["stages"]
            gather = next(stage["id"] for stage in stages if stage["kind"] == "gather")
            tool.post(f"{room}/stage", json={"stage": gather}, headers=leader)
            note = tool.post(f"{room}/notes", json={"gisement": "g1", "kind": "idea", "text": "Un banc"}).json()
        assert note["state"] == "waiting"

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"session": "inconnue"}, 404, "unknown_session"),
            ({"session": "../argenteuil"}, 404, "unknown_session"),
            ({"session": "/etc/passwd"}, 404, "unknown_session"),
            ({"session": "argenteuil.toml"}, 404, "unknown_session"),
            ({"session": "argenteuil\x00"}, 404, "unknown_session"),
            ({"session": "é" * 300}, 404, "unknown_session"),
            ({"session": {"title": "Bancs"}}, 422, "bad_session"),
            ({"session": SMALL | {"surprise": 1}}, 422, "bad_session"),
            ({"session": 12}, 400, "bad_request"),
            ({}, 422, "bad_session"),
            ({"gisements": "\n \n"}, 422, "bad_session"),
            ({"gisements": "a" * 200}, 422, "bad_session"),
        ],
        ids=repr,
    )
    def test_from_what_is_not_a_session_is_refused(self, site, body, status, code):
        with site.tool() as tool:
            refused(tool.post("/api/rooms", json=body), status, code)

    def test_tells_the_key_that_is_wrong(self, site):
        with site.tool() as tool:
            answer = tool.post("/api/rooms", json={"session": SMALL | {"tables": {"count": 0}}})
        assert answer.json()["message"] == "La séance ne peut pas être lue : tables.count: au moins 1"


class TestNotes:
    def test_a_new_note_is_created(self, site, gathering):
        with site.phone() as phone:
            note_id = new_id()
            answer = phone.post(
                f"{gathering.path}/notes", json={"id": note_id, "gisement": "g4", "kind": "obstacle", "text": BENCHES}
            )
        told = answer.json()
        assert answer.status_code == 201
        assert {key: told[key] for key in ("id", "gisement", "kind", "text", "theme", "hidden")} == {
            "id": note_id, "gisement": "g4", "kind": "obstacle", "text": BENCHES, "theme": None, "hidden": False,
        }  # fmt: skip
        (note,) = site.board(gathering)["notes"]
        assert (note["id"], note["text"], note["gisement"], note["kind"]) == (note_id, BENCHES, "g4", "obstacle")

    def test_sent_twice_is_one_note_answered_twice(self, site, gathering):
        body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES}
        with site.phone() as phone:
            answers = [phone.post(f"{gathering.path}/notes", json=body) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 200, 200]
        said = [answer.json() for answer in answers]
        for one in said:  # the machine may place it meanwhile
            del one["seq"], one["theme"]
        assert said[0] == said[1] == said[2]
        assert len(site.board(gathering)["notes"]) == 1

    def test_sent_twice_by_a_tool_without_a_cookie_is_one_note(self, site, gathering):
        body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES}
        with site.tool() as tool:
            assert [tool.post(f"{gathering.path}/notes", json=body).status_code for _ in range(2)] == [201, 200]
        assert len(site.board(gathering)["notes"]) == 1

    def test_repeats_cost_no_token(self, site, gathering):
        body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES}
        with site.phone() as phone:
            assert [phone.post(f"{gathering.path}/notes", json=body).status_code for _ in range(30)] == [
                201,
                *[200] * 29,
            ]
            post(phone, gathering, CARETAKERS)

    @pytest.mark.parametrize("since", ["edited", "withdrawn", "erased", "stage left"])
    def test_repeated_after_a_change_gets_todays_answer(self, site, gathering, since):
        body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES}
        with site.phone() as phone:
            path = f"{gathering.path}/notes"
            phone.post(path, json=body)
            if since == "edited":
                phone.patch(f"{path}/{body['id']}", json={"text": COUNTER})
            if since == "withdrawn":
                phone.delete(f"{path}/{body['id']}")
            if since == "erased":
                phone.post(f"{path}/{body['id']}/erase", json={})
            if since == "stage left":
                site.enter(gathering, "vote")
            answer = phone.post(path, json=body)
        assert answer.status_code == 200
        told = answer.json()
        assert (told["text"], told["withdrawn"]) == {
            "edited": (COUNTER, False), "withdrawn": (BENCHES, True), "erased": ("", False), "stage left": (BENCHES, False),
        }[since]  # fmt: skip

    def test_an_id_used_for_something_else_is_refused(self, site, gathering):
        with site.phone() as phone:
            note = post(phone, gathering)
            again = {"id": note["id"], "gisement": "g1", "kind": "idea", "text": COUNTER}
            refused(phone.post(f"{gathering.path}/notes", json=again), 409, "id_reused")
        assert [n["text"] for n in site.board(gathering)["notes"]] == [BENCHES]

    def test_an_id_of_a_command_is_not_a_note(self, site, gathering):
        with site.staff(gathering) as staff, site.phone() as phone:
            command = new_id()
            staff.post(f"{gathering.path}/timer", json={"command": command, "action": "start"})
            body = {"id": command, "gisement": "g1", "kind": "idea", "text": BENCHES}
            refused(phone.post(f"{gathering.path}/notes", json=body), 409, "id_reused")

    @pytest.mark.parametrize(
        "note_id", ["0123456789abcdef" * 2, "8a3f6f6e-4f4a-4c0e-9b7e-0123456789AB", "A" * 8, "z" * 64]
    )
    def test_ids_are_echoed_as_they_came(self, site, gathering, note_id):
        with site.phone() as phone:
            assert post(phone, gathering, id=note_id)["id"] == note_id
        assert [note["id"] for note in site.board(gathering)["notes"]] == [note_id]

    def test_without_an_id_gets_one(self, site, gathering):
        with site.phone() as phone:
            answer = phone.post(f"{gathering.path}/notes", json={"gisement": "g1", "kind": "idea", "text": BENCHES})
        assert answer.status_code == 201
        assert len(answer.json()["id"]) == 32

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"gisement": "g8"}, 422, "unknown_gisement"),
            ({"gisement": ""}, 422, "unknown_gisement"),
            ({"kind": "inconnu"}, 422, "unknown_kind"),
            ({"text": ""}, 422, "text_empty"),
            ({"text": "\u0000\u0007\u202e\u2066"}, 422, "text_empty"),
            ({"text": "a" * 281}, 422, "text_too_long"),
            ({"text": "a" * 10_000}, 422, "text_too_long"),
            ({"text": "é" * 10_000}, 422, "text_too_long"),
            ({"text": 12}, 400, "bad_request"),
            ({"text": None}, 400, "bad_request"),
            ({"text": ["a"]}, 400, "bad_request"),
            ({"id": "court"}, 400, "bad_request"),
            ({"id": "a" * 65}, 400, "bad_request"),
            ({"id": "avec espace"}, 400, "bad_request"),
            ({"id": "<script>"}, 400, "bad_request"),
            ({"table": 7}, 422, "unknown_table"),
            ({"table": 0}, 422, "unknown_table"),
            ({"table": "une"}, 400, "bad_request"),
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_that_cannot_be_taken_are_refused_and_leave_nothing(self, site, gathering, change, status, code):
        body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES} | change
        with site.phone() as phone:
            refused(phone.post(f"{gathering.path}/notes", json=body), status, code)
        told = site.board(gathering)
        assert (told["notes"], told["seq"], told["participants"]) == ([], 2, 0)

    @pytest.mark.parametrize("stage", ["welcome", "react", "sort", "vote", "results", "promises", "close"])
    def test_outside_their_stage_are_refused(self, site, stage):
        doors = site.open_room(stage=stage)
        seq = site.board(doors)["seq"]
        with site.phone() as phone:
            body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": BENCHES}
            refused(phone.post(f"{doors.path}/notes", json=body), 422, "stage_closed")
        assert (site.board(doors)["notes"], site.board(doors)["seq"]) == ([], seq)

    def test_that_come_late_are_flagged_until_a_ballot_opens(self, site, gathering):
        with site.phone() as phone:
            phone.get(f"{gathering.path}/mine")
            site.enter(gathering, "sort")
            assert post(phone, gathering, written_in="gather")["late"] is True
            site.enter(gathering, "vote")
            body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": COUNTER, "written_in": "gather"}
            refused(phone.post(f"{gathering.path}/notes", json=body), 422, "stage_closed")
        assert [note["late"] for note in site.board(gathering)["notes"]] == [True]

    def test_lone_surrogates_become_replacement_characters(self, site, gathering):
        with site.phone() as phone:
            body = b'{"id": "%s", "gisement": "g1", "kind": "idea", "text": "Bravo \\ud83d !"}' % new_id().encode()
            answer = phone.post(f"{gathering.path}/notes", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["text"]) == (201, "Bravo \ufffd !")

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "مقاعد في الحديقة",
            "多一些长椅",
            "👩‍👩‍👧‍👦 🌳",
            "=1+1",
            "'; DROP TABLE entry; --",
            "a\nb",
            "%s {} {{x}}",
        ],
    )
    def test_are_kept_as_they_were_sent(self, site, gathering, text):
        with site.phone() as phone:
            assert post(phone, gathering, text)["text"] == text
        assert [note["text"] for note in site.board(gathering)["notes"]] == [text]

    def test_of_a_table_say_so(self, site, gathering):
        with site.phone() as phone:
            post(phone, gathering, table=3)
        assert [note["table"] for note in site.board(gathering)["notes"]] == [3]

    def test_come_too_fast_beyond_five_at_once(self, site, gathering):
        with site.phone() as phone:
            for n in range(5):
                post(phone, gathering, f"Banc {n}")
            body = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": COUNTER}
            answers = [phone.post(f"{gathering.path}/notes", json=body) for _ in range(3)]
            slowed = next(answer for answer in answers if answer.status_code == 429)
            refused(slowed, 429, "too_fast")
            assert slowed.headers["retry-after"] == "1"

    def test_of_one_person_do_not_slow_another_at_the_same_address(self, site, gathering):
        with site.phone("127.1.200.1") as one, site.phone("127.1.200.1") as other:
            for n in range(5):
                post(one, gathering, f"Banc {n}")
            post(other, gathering, COUNTER)
        assert len(site.board(gathering)["notes"]) == 6


class TestOnesOwnNotes:
    def test_are_changed(self, site, gathering):
        with site.phone() as phone:
            note = post(phone, gathering)
            answer = phone.patch(f"{gathering.path}/notes/{note['id']}", json={"text": COUNTER, "kind": "obstacle"})
        assert (answer.status_code, answer.json()["text"], answer.json()["kind"]) == (200, COUNTER, "obstacle")
        assert [(n["text"], n["kind"]) for n in site.board(gathering)["notes"]] == [(COUNTER, "obstacle")]

    def test_are_withdrawn_for_good(self, site, gathering):
        with site.phone() as phone, site.staff(gathering) as staff:
            note = post(phone, gathering)
            path = f"{gathering.path}/notes/{note['id']}"
            answers = [phone.delete(path) for _ in range(2)]
            assert [(answer.status_code, answer.json()["withdrawn"]) for answer in answers] == [(200, True)] * 2
            refused(phone.patch(path, json={"text": COUNTER}), 422, "unknown_note")
            refused(staff.post(f"{path}/hide", json={"hidden": False}), 422, "unknown_note")
        assert site.board(gathering)["notes"] == []

    def test_are_erased(self, site, gathering):
        with site.phone() as phone:
            note = post(phone, gathering, CARETAKERS)
            assert phone.post(f"{gathering.path}/notes/{note['id']}/erase", json={}).status_code == 200
        told = site.board(gathering)
        assert [(n["text"], n["erased"]) for n in told["notes"]] == [("", True)]

    @pytest.mark.parametrize("act", ["edit", "withdraw", "erase"])
    @pytest.mark.parametrize("who", ["another phone", "a tool", "a facilitator"])
    def test_are_nobody_elses(self, site, gathering, act, who):
        with site.phone() as phone, site.phone() as other, site.tool() as tool, site.staff(gathering) as staff:
            note = post(phone, gathering)
            by = {"another phone": other, "a tool": tool, "a facilitator": staff}[who]
            path = f"{gathering.path}/notes/{note['id']}"
            answer = {
                "edit": lambda: by.patch(path, json={"text": COUNTER}),
                "withdraw": lambda: by.request("DELETE", path, json={}),
                "erase": lambda: by.post(f"{path}/erase", json={}),
            }[act]()
            refused(answer, 403, "not_yours")
        assert [n["text"] for n in site.board(gathering)["notes"]] == [BENCHES]

    def test_that_are_not_there_are_refused(self, site, gathering):
        with site.phone() as phone:
            refused(phone.patch(f"{gathering.path}/notes/{new_id()}", json={"text": COUNTER}), 422, "unknown_note")

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"text": ""}, "text_empty"),
            ({"text": "a" * 281}, "text_too_long"),
            ({"text": COUNTER, "kind": "x"}, "unknown_kind"),
        ],
        ids=str,
    )
    def test_are_not_changed_into_what_could_not_be_posted(self, site, gathering, change, code):
        with site.phone() as phone:
            note = post(phone, gathering)
            refused(phone.patch(f"{gathering.path}/notes/{note['id']}", json=change), 422, code)
        assert [n["text"] for n in site.board(gathering)["notes"]] == [BENCHES]

    def test_a_change_sent_twice_is_made_once(self, site, gathering):
        with site.phone() as phone:
            note = post(phone, gathering)
            body = {"text": COUNTER, "command": new_id()}
            path = f"{gathering.path}/notes/{note['id']}"
            assert [phone.patch(path, json=body).status_code for _ in range(2)] == [200, 200]
            refused(phone.patch(path, json=body | {"text": CARETAKERS}), 409, "id_reused")
        (standing,) = site.board(gathering)["notes"]
        assert standing["text"] == COUNTER


class TestDots:
    def path(self, doors, option="g4", ballot="gisements"):
        return f"{doors.path}/ballots/{ballot}/dots/{option}"

    def test_are_placed_by_their_absolute_number(self, site, voting):
        with site.phone() as phone:
            answer = phone.put(self.path(voting), json={"dots": 2})
            assert answer.status_code == 200
            told = answer.json()
            assert {key: told[key] for key in ("ballot", "option", "dots", "rev", "left")} == {
                "ballot": "gisements", "option": "g4", "dots": 2, "rev": 1, "left": 1,
            }  # fmt: skip
            again = phone.put(self.path(voting), json={"dots": 2})
            assert (again.status_code, again.json()) == (200, told)
            lowered = phone.put(self.path(voting), json={"dots": 1})
            assert (lowered.json()["dots"], lowered.json()["left"]) == (1, 2)

    @pytest.mark.parametrize(
        ("option", "ballot", "body", "status", "code"),
        [
            ("g4", "gisements", {"dots": 3}, 422, "cap_reached"),
            ("g9", "gisements", {"dots": 1}, 422, "unknown_option"),
            ("g4", "inconnu", {"dots": 1}, 422, "unknown_ballot"),
            ("g4", "gisements", {"dots": -1}, 400, "bad_request"),
            ("g4", "gisements", {"dots": 1.5}, 400, "bad_request"),
            ("g4", "gisements", {"dots": "beaucoup"}, 400, "bad_request"),
            ("g4", "gisements", {}, 400, "bad_request"),
            ("g4", "gisements", {"dots": None}, 400, "bad_request"),
            ("g4", "gisements", {"dots": 10**40}, 422, "cap_reached"),
            ("g4", "gisements", {"dots": 1, "rev": "x"}, 400, "bad_request"),
        ],
        ids=lambda value: repr(value)[:30],
    )
    def test_that_cannot_be_taken_are_refused_and_leave_nothing(self, site, voting, option, ballot, body, status, code):
        seq = site.board(voting)["seq"]
        with site.phone() as phone:
            refused(phone.put(self.path(voting, option, ballot), json=body), status, code)
        assert (site.board(voting)["seq"], site.board(voting)["ballots"][0]["voters"]) == (seq, 0)

    def test_are_refused_beyond_the_budget(self, site, voting):
        with site.phone() as phone:
            phone.put(self.path(voting, "g1"), json={"dots": 2})
            phone.put(self.path(voting, "g2"), json={"dots": 1})
            refused(phone.put(self.path(voting, "g3"), json={"dots": 1}), 422, "dots_spent")

    def test_are_refused_once_the_ballot_is_closed(self, site, voting):
        with site.phone() as phone:
            phone.put(self.path(voting, "g1"), json={"dots": 2})
            site.enter(voting, "results")
            refused(phone.put(self.path(voting, "g1"), json={"dots": 1}), 422, "ballot_closed")
        assert site.board(voting)["ballots"][0]["options"][0]["dots"] == 2

    def test_of_an_older_revision_change_nothing(self, site, voting):
        with site.phone() as phone:
            phone.put(self.path(voting), json={"dots": 2, "rev": 5})
            answer = phone.put(self.path(voting), json={"dots": 1, "rev": 4})
        assert (answer.status_code, answer.json()["dots"], answer.json()["rev"]) == (200, 2, 5)

    def test_before_any_ballot_are_refused(self, site, gathering):
        with site.phone() as phone:
            refused(phone.put(self.path(gathering), json={"dots": 1}), 422, "unknown_ballot")


class TestASealedBallot:
    def vote(self, site: Site, doors, favourite: str) -> None:
        for _ in range(3):
            with site.phone() as phone:
                assert (
                    phone.put(f"{doors.path}/ballots/gisements/dots/{favourite}", json={"dots": 2}).status_code == 200
                )

    @pytest.mark.parametrize("surface", ["board.json", "export.json"])
    def test_is_told_nowhere_before_its_reveal_not_even_to_the_organiser(self, site, surface):
        told = []
        for favourite in ("g2", "g6"):
            doors = site.open_room(stage="vote")
            self.vote(site, doors, favourite)
            with site.staff(doors, "organiser") as organiser:
                answer = organiser.get(f"{doors.path}/{surface}").json()
            for ballot in answer["ballots"]:
                del ballot["opened_at"]
            told.append((answer["ballots"], answer["priorities"]))
        assert told[0] == told[1]
        assert told[0][0][0]["options"] == [
            {"id": f"g{n}", "label": option["label"], "notes": []}
            for n, option in enumerate(told[0][0][0]["options"], 1)
        ]

    def test_is_told_once_revealed(self, site, voting):
        self.vote(site, voting, "g6")
        site.enter(voting, "results")
        told = site.board(voting)
        (ballot,) = told["ballots"]
        assert (ballot["id"], ballot["on"], ballot["budget"], ballot["cap"], ballot["sealed"], ballot["open"]) == (
            "gisements", "gisements", 3, 2, True, False,
        )  # fmt: skip
        assert {key: ballot["options"][5][key] for key in ("id", "dots", "voters", "rank", "top3")} == {
            "id": "g6", "dots": 6, "voters": 3, "rank": 1, "top3": 1.0,
        }  # fmt: skip
        assert (told["priorities"][0]["option"], told["participants"]) == ("g6", 3)


class TestLeading:
    def test_stages_timer_and_screen(self, site):
        doors = site.open_room()
        with site.staff(doors) as staff:
            answers = [
                staff.post(f"{doors.path}/stage", json={"stage": "gather"}),
                staff.post(f"{doors.path}/timer", json={"action": "start"}),
                staff.post(f"{doors.path}/timer", json={"action": "add", "minutes": 5}),
                staff.post(f"{doors.path}/screen", json={"view": "wall", "gisement": "g4"}),
                staff.post(f"{doors.path}/tables/rotate", json={"steps": 1}),
                staff.post(f"{doors.path}/order", json={"kind": "pause", "title": "Repas", "minutes": 75}),
                staff.post(f"{doors.path}/order/sort", json={"minutes": 45}),
                staff.post(f"{doors.path}/gisements", json={"title": "Les bords de Seine"}),
                staff.post(f"{doors.path}/promises", json={"text": "Un banc par rue", "gisement": "g1"}),
            ]
        assert [answer.status_code for answer in answers] == [200] * 9
        assert all(answer.json()["ok"] for answer in answers)
        told = site.board(doors)
        assert (told["stage"], told["gisements"][-1]["title"]) == ("gather", "Les bords de Seine")
        assert [promise["text"] for promise in told["promises"]] == ["Un banc par rue"]

    def test_an_act_sent_twice_is_done_once(self, site):
        doors = site.open_room()
        with site.staff(doors) as staff:
            body = {"command": new_id(), "action": "add", "minutes": 5}
            lefts = [staff.post(f"{doors.path}/timer", json=body).json()["left"] for _ in range(3)]
        assert lefts == [35 * 60_000] * 3

    @pytest.mark.parametrize(
        ("path", "body", "status", "code"),
        [
            ("stage", {"stage": "repas"}, 422, "unknown_stage"),
            ("stage", {}, 400, "bad_request"),
            ("timer", {"action": "explode"}, 400, "bad_request"),
            ("timer", {"action": "add", "minutes": 1e9}, 400, "bad_request"),
            ("screen", {"view": "wall", "gisement": "g9"}, 422, "unknown_gisement"),
            ("screen", {"view": "focus", "subject": "rien"}, 422, "unknown_note"),
            ("screen", {"view": "cinéma"}, 400, "bad_request"),
            ("undo", {}, 422, "nothing_to_undo"),
            ("undo", {"seq": 1}, 422, "cannot_undo"),
            ("order", {"kind": "question", "options": "une seule"}, 400, "bad_request"),
            ("order", {"kind": "inconnu"}, 400, "bad_request"),
            ("order/repas", {"minutes": 5}, 422, "unknown_stage"),
            ("order/welcome", {"skip": True}, 400, "bad_request"),
            ("gisements", {"title": ""}, 400, "bad_request"),
            ("gisements", {"gisement": "g9", "title": "Autre"}, 422, "unknown_gisement"),
            ("ballots", {"on": "themes"}, 422, "too_few_options"),
            ("ballots", {"cap": 0}, 400, "bad_request"),
            ("ballots/inconnu", {"open": True}, 422, "unknown_ballot"),
            ("ballots/inconnu", {}, 400, "bad_request"),
            ("themes/inconnu", {"label": "Bancs"}, 422, "unknown_theme"),
            ("themes/merge", {"themes": ["a"], "into": "b"}, 422, "unknown_theme"),
            ("themes/inconnu/split", {"notes": ["a"]}, 422, "unknown_theme"),
            ("proposals", {"gisement": "g9"}, 422, "unknown_gisement"),
            ("proposals", {"gisement": "g1", "theme": "inconnu"}, 422, "unknown_theme"),
            ("proposals/inconnue", {"gisement": "g1", "accepted": True}, 422, "unknown_proposal"),
            ("proposals/inconnue", {"gisement": "g1"}, 400, "bad_request"),
            ("notes/move", {"notes": ["inconnue"], "theme": "t1"}, 422, "unknown_note"),
            ("notes/move", {"theme": "t1"}, 422, "unknown_note"),
            ("notes/inconnue/move", {"theme": "t1"}, 422, "unknown_note"),
            ("notes/inconnue/hide", {}, 422, "unknown_note"),
            ("promises", {"text": "x", "gisement": "g9"}, 422, "unknown_gisement"),
            ("open", {}, 422, "already_open"),
            ("pairing", {"code": "ZZZZZZ"}, 422, "unknown_pairing"),
            ("keys", {"role": "table", "table": 99}, 422, "unknown_table"),
            ("keys", {"role": "organiser"}, 400, "bad_request"),
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_what_makes_no_sense_is_refused_and_leaves_nothing(self, site, path, body, status, code):
        doors = site.open_room()
        with site.staff(doors) as staff:
            refused(staff.post(f"{doors.path}/{path}", json=body), status, code)
        assert site.board(doors)["seq"] == 1

    @pytest.mark.parametrize("minutes", ["NaN", "Infinity", "-Infinity", "1e400"])
    def test_numbers_that_are_none_are_refused(self, site, minutes):
        doors = site.open_room()
        with site.staff(doors) as staff:
            body = f'{{"action": "add", "minutes": {minutes}}}'
            refused(
                staff.post(f"{doors.path}/timer", content=body, headers={"Content-Type": "application/json"}),
                400,
                "bad_request",
            )

    def test_notes_are_hidden_and_brought_back(self, site, gathering):
        with site.phone() as phone, site.staff(gathering) as staff:
            note = post(phone, gathering)
            path = f"{gathering.path}/notes/{note['id']}/hide"
            assert staff.post(path, json={"hidden": True}).status_code == 200
            assert site.board(gathering)["notes"][0]["hidden"] is True
            assert staff.post(path, json={"hidden": False}).status_code == 200
        assert site.board(gathering)["notes"][0]["hidden"] is False

    def test_themes_are_made_named_merged_and_undone(self, site, gathering):
        with site.phone() as phone, site.staff(gathering) as staff:
            notes = [post(phone, gathering, one["text"])["id"] for one in HEARD[:3]]
            for note, name in zip(notes, ("Un", "Deux", "Trois"), strict=True):
                assert staff.post(f"{gathering.path}/notes/{note}/move", json={"label": name}).status_code == 200
            themes = {theme["label"]: theme["id"] for theme in site.board(gathering)["themes"]}
            assert (
                staff.post(
                    f"{gathering.path}/themes/{themes['Un']}", json={"label": "Premier", "pinned": True}
                ).status_code
                == 200
            )
            merged = staff.post(
                f"{gathering.path}/themes/merge",
                json={"themes": [themes["Deux"], themes["Trois"]], "into": themes["Un"]},
            )
            assert merged.status_code == 200
            (theme,) = site.board(gathering)["themes"]
            assert (theme["label"], theme["pinned"], set(theme["notes"])) == ("Premier", True, set(notes))
            assert staff.post(f"{gathering.path}/undo", json={}).status_code == 200
            assert {t["label"] for t in site.board(gathering)["themes"]} == {"Premier", "Deux", "Trois"}

    def test_notes_are_moved_together_and_taken_apart(self, site, gathering):
        with site.phone() as phone, site.staff(gathering) as staff:
            notes = [post(phone, gathering, one["text"])["id"] for one in HEARD[:3]]
            moved = staff.post(f"{gathering.path}/notes/move", json={"notes": notes, "label": "Ensemble"})
            assert moved.status_code == 200
            (theme,) = site.board(gathering)["themes"]
            split = f"{gathering.path}/themes/{theme['id']}/split"
            refused(staff.post(split, json={"notes": notes}), 422, "nothing_to_split")
            assert staff.post(split, json={"notes": notes[:1], "label": "À part"}).status_code == 200
            shape = {theme["label"]: set(theme["notes"]) for theme in site.board(gathering)["themes"]}
            assert shape == {"Ensemble": set(notes[1:]), "À part": {notes[0]}}
            assert {note["placed_by"] for note in site.board(gathering)["notes"]} == {"person"}
            assert staff.post(f"{gathering.path}/undo", json={"seq": moved.json()["seq"]}).status_code == 422
            assert staff.post(f"{gathering.path}/undo", json={}).status_code == 200
            assert [set(theme["notes"]) for theme in site.board(gathering)["themes"]] == [set(notes)]

    def test_an_undo_is_refused_with_its_reason(self, site):
        doors = site.open_room()
        with site.staff(doors) as staff:
            first = staff.post(f"{doors.path}/order/sort", json={"minutes": 45}).json()["seq"]
            staff.post(f"{doors.path}/order/vote", json={"minutes": 5})
            answer = staff.post(f"{doors.path}/undo", json={"seq": first})
        refused(answer, 422, "touched_since")
        assert answer.json()["message"].endswith("(le déroulé).")

    def test_while_a_ballot_on_themes_is_open_their_shape_is_frozen(self, site, gathering):
        with site.phone() as phone, site.staff(gathering) as staff:
            for n, one in enumerate(HEARD[:2]):
                note = post(phone, gathering, one["text"])["id"]
                staff.post(f"{gathering.path}/notes/{note}/move", json={"label": f"Thème {n}"})
            opened = staff.post(f"{gathering.path}/ballots", json={"on": "themes"})
            assert opened.status_code == 200
            refused(staff.post(f"{gathering.path}/notes/{note}/move", json={"label": "Autre"}), 422, "ballot_open")
            refused(staff.post(f"{gathering.path}/ballots", json={"on": "gisements"}), 422, "ballot_open")
            closed = staff.post(f"{gathering.path}/ballots/{opened.json()['ballot']}", json={"reveal": True})
            assert closed.status_code == 200
            refused(
                staff.post(f"{gathering.path}/ballots/{opened.json()['ballot']}", json={"open": True}),
                422,
                "ballot_revealed",
            )
            assert staff.post(f"{gathering.path}/notes/{note}/move", json={"label": "Autre"}).status_code == 200

    def test_two_promises_written_by_a_tool_are_two(self, site):
        doors = site.open_room()
        with site.staff(doors) as staff:
            for n in ("1", "2"):
                staff.post(f"{doors.path}/promises", json={"command": "0" * 31 + n, "text": f"Promesse {n}"})
        assert [promise["text"] for promise in site.board(doors)["promises"]] == ["Promesse 1", "Promesse 2"]


class TestPeople:
    def test_choose_a_college(self, site):
        doors = site.open_room()
        with site.phone() as phone:
            assert phone.post(f"{doors.path}/college", json={"college": "police"}).json()["college"] == "police"
            refused(phone.post(f"{doors.path}/college", json={"college": "mairie"}), 422, "unknown_college")
        assert site.board(doors)["participants"] == 1

    def test_tap_on_challenges(self, site):
        doors = site.open_room(stage="react")
        phones = [site.phone() for _ in range(3)]
        for phone, choice in zip(phones, ("agree", "agree", "disagree"), strict=True):
            assert phone.post(f"{doors.path}/taps", json={"subject": "c1", "choice": choice}).status_code == 200
        refused(
            phones[0].post(f"{doors.path}/taps", json={"subject": "c1", "choice": "peut-être"}), 422, "unknown_choice"
        )
        challenge = site.board(doors)["challenges"][0]
        assert (challenge["agree"], challenge["disagree"]) == (2, 1)

    def test_are_counted_by_what_they_did_and_named_nowhere(self, site, gathering):
        with site.phone() as phone, site.phone() as other:
            post(phone, gathering)
            post(phone, gathering, COUNTER)
            post(other, gathering, CARETAKERS)
            cookie = phone.cookies["filon"]
        told = site.board(gathering)
        assert told["participants"] == 2
        assert cookie.partition(".")[0] not in str(told)


class TestRoomsThatAreNotThere:
    @pytest.mark.parametrize("code", ["ZZZZZZ", "ABC", "0OIL10", "A" * 40, "%C3%A9%C3%A9", "%00"])
    def test_are_refused_alike(self, site, code):
        with site.phone() as phone:
            refused(phone.post(f"/r/{code}/notes", json={"text": BENCHES}), 404, "no_such_room")
            refused(phone.get(f"/r/{code}/board.json"), 404, "no_such_room")

    def test_may_be_written_in_small_letters(self, site, gathering):
        with site.phone() as phone:
            answer = phone.post(
                f"/r/{gathering.code.lower()}/notes", json={"gisement": "g1", "kind": "idea", "text": BENCHES}
            )
        assert answer.status_code == 201

    def test_an_unknown_address_is_not_found(self, site):
        with site.tool() as tool:
            answer = tool.get("/rien", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


class TestADraft:
    def test_is_wiped_when_it_opens_for_real(self, site):
        with site.phone() as browser:
            links = browser.post("/rooms", json={"session": "argenteuil"}).json()
            code, key = links["code"], links["facilitator_key"]
            bearer = {"Authorization": f"Bearer {key}"}
            browser.post(f"/r/{code}/stage", json={"stage": "gather"}, headers=bearer)
            note_id = new_id()
            body = {"id": note_id, "gisement": "g1", "kind": "idea", "text": BENCHES}
            assert browser.post(f"/r/{code}/notes", json=body).status_code == 201
            before = browser.get(f"/r/{code}/board.json", headers=bearer).json()
            assert (before["live"], len(before["notes"])) == (False, 1)
            assert browser.post(f"/r/{code}/open", json={}, headers=bearer).status_code == 200
            after = browser.get(f"/r/{code}/board.json", headers=bearer).json()
            assert (after["live"], after["stage"], after["notes"], after["participants"]) == (True, "welcome", [], 0)
            assert after["seq"] > before["seq"]
            refused(browser.post(f"/r/{code}/open", json={}, headers=bearer), 422, "already_open")

    def test_makes_the_browser_that_opened_it_its_organiser(self, site):
        with site.phone() as browser, site.phone() as other:
            code = browser.post("/rooms", json={"session": "argenteuil"}).json()["code"]
            assert browser.get(f"/r/{code}/export.json").status_code == 200
            refused(other.get(f"/r/{code}/export.json"), 403, "forbidden")


class TestDeleting:
    def test_takes_everything_away_at_once(self, site, gathering):
        with site.staff(gathering, "organiser") as organiser, site.phone() as phone:
            post(phone, gathering)
            assert organiser.post(f"{gathering.path}/delete", json={}).status_code == 200
            refused(
                phone.post(f"{gathering.path}/notes", json={"gisement": "g1", "kind": "idea", "text": BENCHES}),
                404,
                "no_such_room",
            )
            refused(organiser.get(f"{gathering.path}/board.json"), 404, "no_such_room")


class TestExports:
    def test_json_has_the_same_shape_as_the_board(self, site, gathering):
        with site.phone() as phone, site.staff(gathering, "organiser") as organiser:
            post(phone, gathering)
            until_now(lambda: site.board(gathering)["notes"][0]["theme"], "its theme: the machine has done")
            export = organiser.get(f"{gathering.path}/export.json")
        assert export.json() == site.board(gathering)
        assert export.headers["content-disposition"] == f'attachment; filename="filon-{gathering.code}.json"'

    @pytest.mark.parametrize(("dialect", "start"), [("fr", b"\xef\xbb\xbfid;gisement;"), ("open", b"id,gisement,")])
    def test_csv_comes_in_two_dialects(self, site, gathering, dialect, start):
        with site.phone() as phone, site.staff(gathering, "organiser") as organiser:
            post(phone, gathering)
            export = organiser.get(f"{gathering.path}/export.csv?dialect={dialect}")
        assert export.content.startswith(start)
        assert BENCHES.encode() in export.content
        assert export.headers["content-type"] == "text/csv; charset=utf-8"

    def test_in_an_unknown_dialect_is_refused(self, site, gathering):
        with site.staff(gathering, "organiser") as organiser:
            answer = organiser.get(
                f"{gathering.path}/export.csv?dialect=klingon", headers={"Accept": "application/json"}
            )
        refused(answer, 400, "bad_request")


class TestForMachines:
    def test_the_process_answers(self, site):
        with site.tool() as tool:
            assert (tool.get("/healthz").status_code, tool.get("/healthz").json()) == (200, {"ok": True})

    def test_the_journal_answers(self, site):
        with site.tool() as tool:
            answer = tool.get("/readyz")
        assert (answer.status_code, answer.json()["ok"], answer.json()["journal"]) == (200, True, True)

    def test_prometheus_is_told_what_goes_on(self, site):
        with site.tool() as tool:
            told = tool.get("/metrics").text
        assert "filon_rooms_held " in told
        assert "filon_encoder_ready " in told


def test_every_refusal_of_the_contract_has_a_sentence():
    promised = {
        "stage_closed", "dots_spent", "cap_reached", "text_too_long", "text_empty", "bad_request", "unsupported_type",
        "id_reused", "ballot_closed", "unknown_option", "forbidden", "overloaded", "unknown_gisement", "unknown_kind",
        "too_fast", "not_yours", "no_such_room",
    }  # fmt: skip
    assert promised <= set(MESSAGES)
