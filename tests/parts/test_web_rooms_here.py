"""The rooms that a browser opened or leads: listed on the home page of that browser alone, until it forgets them."""

import re

CARD = "Vos salles sur cet appareil"


def links(site, browser):
    """The addresses of rooms on the home page, in order."""
    return re.findall(r'href="(/r/[^"]+)"', browser.get("/", headers={"Accept": "text/html"}).text)


def of(code, *pages):
    return [f"/r/{code}/{page}" for page in pages]


def test_are_listed_with_their_links_the_newest_first(site):
    with site.phone() as browser, site.phone() as other:
        assert CARD not in browser.get("/", headers={"Accept": "text/html"}).text
        first, second = (browser.post("/rooms", json={"session": "argenteuil"}).json()["code"] for _ in range(2))
        assert CARD in browser.get("/", headers={"Accept": "text/html"}).text
        every = ("console", "organise", "screen", "souvenir")
        assert links(site, browser) == of(second, *every) + of(first, *every)
        assert links(site, other) == []


def test_led_but_not_organised_come_without_the_organiser_page(site):
    doors = site.open_room(stage="gather")
    with site.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["facilitator"]})
        assert links(site, browser) == of(doors.code, "console", "screen", "souvenir")


def test_only_shown_or_joined_are_not_listed(site):
    doors = site.open_room(stage="gather")
    with site.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["screen"]})
        browser.get(doors.path, headers={"Accept": "text/html"})
        assert links(site, browser) == []


def test_say_where_they_are(site):
    with site.phone() as browser:
        links = browser.post("/rooms", json={"session": "argenteuil"}).json()
        bearer = {"Authorization": f"Bearer {links['organiser_key']}"}
        told = [state(browser)]
        browser.post(f"/r/{links['code']}/open", json={}, headers=bearer)
        told.append(state(browser))
        browser.post(f"/r/{links['code']}/stage", json={"stage": "close"}, headers=bearer)
        told.append(state(browser))
    assert told == ["répétition", "ouverte", "close"]


def state(browser):
    found = re.search(r"<b>(répétition|ouverte|close)</b>", browser.get("/", headers={"Accept": "text/html"}).text)
    return found and found[1]


def test_forgotten_are_out_of_reach_here_and_go_on_elsewhere(site):
    with site.phone() as browser, site.phone() as other:
        opened = browser.post("/rooms", json={"session": "argenteuil"}).json()
        path = f"/r/{opened['code']}"
        other.post(f"{path}/key", json={"key": opened["organiser_key"]})
        answers = [browser.post(f"{path}/forget", data={"x": "1"}, headers={"Accept": "text/html"}) for _ in range(2)]
        assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [(303, "/")] * 2
        assert links(site, browser) == []
        assert browser.get(f"{path}/export.json").status_code == 403
        assert other.get(f"{path}/export.json").status_code == 200
        browser.post(f"{path}/key", json={"key": opened["organiser_key"]})
        assert browser.get(f"{path}/export.json").status_code == 200


def test_deleted_leave_the_list(site):
    with site.phone() as browser:
        code = browser.post("/rooms", json={"session": "argenteuil"}).json()["code"]
        assert browser.post(f"/r/{code}/delete", json={}).status_code == 200
        assert links(site, browser) == []
