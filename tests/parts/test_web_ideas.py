"""Ideas from before, over HTTP and by the command: told first, brought once accepted, never twice."""

import pytest

from tests.clients import Doors, Site, post
from tests.parts.test_cli import filon
from tests.rooms import BENCHES, CARETAKERS, COUNTER
from tests.servers import filon_running

CSV = f"gisement;type;note\n1;;{BENCHES}\ng2;ressource;{CARETAKERS}\n99;;Perdu\n"
TOLD = {"ok": True, "ideas": 2, "known": 0, "added": 0, "wrong": [{"line": 4, "why": "gisement inconnu : « 99 »"}]}


@pytest.fixture
def doors(site: Site) -> Doors:
    return site.open_room(stage="gather")


def sent(site: Site, doors: Doors, text: str | bytes, role: str = "facilitator", query: str = "") -> dict[str, object]:
    with site.staff(doors, role) as staff:
        answer = staff.post(f"{doors.path}/ideas{query}", content=text, headers={"Content-Type": "text/csv"})
    told: dict[str, object] = answer.json()
    return told


def test_a_file_is_told_before_anything_is_brought(site, doors):
    assert sent(site, doors, CSV) == TOLD
    assert site.board(doors)["notes"] == []


def test_accepted_it_brings_its_good_lines_once(site, doors):
    assert sent(site, doors, CSV, query="?accept=true") == TOLD | {"added": 2}
    assert sent(site, doors, CSV.encode("cp1252"), query="?accept=true") == TOLD | {"known": 2}
    notes = site.board(doors)["notes"]
    assert [(n["gisement"], n["kind"], n["text"], n["before"]) for n in notes] == [
        ("g1", "idea", BENCHES, True),
        ("g2", "resource", CARETAKERS, True),
    ]
    assert site.board(doors)["participants"] == 0


def test_many_ideas_pass_beside_the_rate_of_notes(site, doors):
    many = "gisement;note\n" + "".join(f"{n % 7 + 1};Idée numéro {n}\n" for n in range(600))
    assert sent(site, doors, many, query="?accept=true")["added"] == 600
    assert len(site.board(doors)["notes"]) == 600


def test_it_is_for_those_who_lead(site, doors):
    assert sent(site, doors, CSV, "screen")["error"] == "forbidden"
    with site.phone() as phone:
        assert phone.get(f"{doors.path}/ideas").status_code == 403
        assert phone.post(f"{doors.path}/ideas", content=CSV).status_code == 403


def test_after_a_ballot_it_is_refused(site, doors):
    site.enter(doors, "vote")
    assert sent(site, doors, CSV)["error"] == "voted_already"
    with site.staff(doors) as staff:
        page = staff.get(f"{doors.path}/ideas").text
    assert ("on n’ajoute plus" in page, 'type="file"' in page) == (True, False)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "bad_ideas"), (b"\0" * 200, "bad_ideas"), (b"x" * 1_000_001, "file_too_large"), (b"x" * 2_500_000, "file_too_large")],
)  # fmt: skip
def test_a_file_that_is_none_says_why(site, doors, body, code):
    assert sent(site, doors, body)["error"] == code


def test_without_javascript_the_page_shows_then_brings(site, doors):
    with site.phone() as browser:
        browser.post(f"{doors.path}/key", json={"key": doors.keys["organiser"]})
        browser.headers["Accept"] = "text/html"
        shown = browser.post(f"{doors.path}/ideas", files={"file": ("idées.csv", CSV.encode())}).text
        assert "2\u00a0idées prêtes" in shown
        assert "Ligne 4" in shown
        brought = browser.post(f"{doors.path}/ideas", files={"csv": (None, CSV), "accept": (None, "true")}).text
        assert "2\u00a0idées ajoutées" in brought
        assert "2\u00a0idées d’avant" in brought
        again = browser.post(
            f"{doors.path}/ideas", files={"csv": (None, CSV.replace("\n", "\r\n")), "accept": (None, "true")}
        ).text
        assert "0\u00a0idée ajoutée" in again


def test_hostile_words_are_words(site, doors):
    text = "gisement;note\n1;</textarea><script>alert(1)</script>\n</textarea><b>;x\n"
    with site.staff(doors) as staff:
        page = staff.post(
            f"{doors.path}/ideas", files={"file": ("x.csv", text.encode())}, headers={"Accept": "text/html"}
        ).text
    assert "<script>alert" not in page
    assert page.count("</textarea>") == 1


def test_the_pages_tell_them_apart(site, doors):
    sent(site, doors, CSV, query="?accept=true")
    with site.phone() as phone:
        post(phone, doors, COUNTER)
        feed = phone.get(doors.path).text
    with site.staff(doors) as staff:
        console = staff.get(f"{doors.path}/console?gisement=g1").text
        staff.post(f"{doors.path}/screen", json={"view": "overview"})
        screen = staff.get(f"{doors.path}/screen").text
    assert "1 note + 1 d’avant" in " ".join(feed.split())
    assert feed.count('class="tag before"') == 2
    assert "1 note + 1 d’avant" in " ".join(console.split())
    assert console.count('class="tag before"') == 1
    assert "+ 1 avant" in screen


def test_a_theme_tells_apart_what_comes_from_before(site, doors):
    sent(site, doors, CSV, query="?accept=true")
    with site.phone() as phone, site.staff(doors) as staff:
        post(phone, doors, COUNTER)
        ids = [note["id"] for note in site.board(doors)["notes"] if note["gisement"] == "g1"]
        assert staff.post(f"{doors.path}/notes/move", json={"notes": ids, "label": "Un sujet"}).status_code == 200
        feed = " ".join(phone.get(doors.path).text.split())
        staff.post(f"{doors.path}/screen", json={"view": "wall", "gisement": "g1"})
        console = " ".join(staff.get(f"{doors.path}/console?gisement=g1").text.split())
        wall = " ".join(staff.get(f"{doors.path}/screen").text.split())
        staff.post(f"{doors.path}/screen", json={"view": "focus", "subject": site.board(doors)["themes"][0]["id"]})
        focus = " ".join(staff.get(f"{doors.path}/screen").text.split())
    assert '<span class="theme-size"><span>1 note + 1 d’avant</span>' in feed
    assert console.count('1 + 1<span class="sr"> d’avant</span>') == 2
    assert '<span data-tally>1</span><span class="word"> note</span> <small>+ 1 avant</small>' in wall
    assert "1 note + 1 d’avant" in focus


class TestTheCommand:
    @pytest.fixture
    def room(self, tmp_path):
        with filon_running(tmp_path / "data") as url:
            code = Site(url).open_room().code
        return code

    def test_brings_the_good_lines_and_tells_the_others(self, room, tmp_path):
        file = tmp_path / "idees.csv"
        file.write_text(CSV)
        for expected in ("2 nouvelles", "0 nouvelles"):
            result = filon("bring", room, file, "--data", tmp_path / "data")
            assert (result.returncode, expected in result.stdout) == (1, True)
            assert "ligne 4 : gisement inconnu" in result.stderr

    def test_checks_without_bringing(self, room, tmp_path):
        file = tmp_path / "idees.csv"
        file.write_text(f"gisement;note\n1;{BENCHES}\n")
        assert filon("bring", room, file, "--check", "--data", tmp_path / "data").returncode == 0
        assert "1 nouvelles" in filon("bring", room, file, "--data", tmp_path / "data").stdout

    def test_refuses_a_file_that_is_none_in_one_sentence(self, room, tmp_path):
        file = tmp_path / "idees.csv"
        file.write_text("Bonjour")
        for name in (file, tmp_path / "absent.csv"):
            result = filon("bring", room, name, "--data", tmp_path / "data")
            assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
