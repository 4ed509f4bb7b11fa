"""A phone that also writes and votes for the person beside."""

from tests.clients import post
from tests.rooms import BENCHES, COUNTER

FOR = {"X-Filon-For": "neighbour"}


def test_notes_and_college_are_apart_and_told_as_entered(site):
    doors = site.open_room(stage="gather")
    with site.phone() as phone:
        post(phone, doors)
        sent = {"gisement": "g1", "kind": "idea", "text": COUNTER}
        theirs = phone.post(f"{doors.path}/notes", json=sent, headers=FOR).json()["id"]
        phone.post(f"{doors.path}/college", json={"college": "police"}, headers=FOR)
        html = {"Accept": "text/html"}
        mine, beside = (phone.get(f"{doors.path}{query}", headers=html).text for query in ("", "?for=neighbour"))
        assert [(BENCHES in page, COUNTER in page, "Vous participez avec" in page) for page in (
            phone.get(f"{doors.path}/mine", headers=html).text, phone.get(f"{doors.path}/mine", headers=html | FOR).text,
        )] == [(True, False, False), (False, True, False)]  # fmt: skip
        assert ("Vous participez avec" in mine, "Vous participez avec" in beside) == (False, True)
        assert ('data-voice="neighbour"' in mine, 'data-voice="neighbour"' in beside) == (False, True)
        path = f"{doors.path}/notes/{theirs}"
        assert phone.patch(path, json={"text": BENCHES}).json()["error"] == "not_yours"
        assert phone.patch(path, json={"text": BENCHES}, headers=FOR).status_code == 200
    told = site.board(doors)
    assert ([note["entered"] for note in told["notes"]], told["participants"]) == ([False, True], 2)


def test_each_has_a_budget_and_the_neighbour_is_told_as_entered(site):
    doors = site.open_room(stage="vote")
    with site.phone() as phone, site.staff(doors) as staff:
        for headers in ({}, FOR):
            for option, status in (("g1", 200), ("g2", 200), ("g3", 422)):
                body = {"dots": 2 if option == "g1" else 1, "rev": 1}
                answer = phone.put(f"{doors.path}/ballots/gisements/dots/{option}", json=body, headers=headers)
                assert answer.status_code == status, answer.text
        staff.post(f"{doors.path}/ballots/gisements", json={"open": False, "reveal": True})
    ballot = site.board(doors)["ballots"][0]
    assert (ballot["voters"], ballot["entered"]) == (2, 1)
