"""What a server says of itself: the pages that the law and people ask for, and security.txt."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest

from server.web.about import Contact
from tests.clients import Site
from tests.servers import filon_running

PAGES = ("/aide", "/accessibilite", "/confidentialite", "/mentions-legales")
SET: dict[str, Any] = {
    "FILON_PUBLISHER": "Ville d’Argenteuil, 12 boulevard Léon-Feix",
    "FILON_HOSTING": "Un <ordinateur> de la mairie",
    "FILON_CONTACT": "filon@argenteuil.example",
}
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server whose owner said who they are, behind a proxy that ends TLS."""
    with filon_running(
        tmp_path_factory.mktemp("told") / "data", FILON_PUBLIC_URL="https://filon.example", **SET
    ) as url:
        yield Site(url)


def read(site: Site, path: str, **headers: str) -> str:
    with site.client() as browser:
        answer = browser.get(path, headers=HTML | headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    return answer.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_links_to_the_others(site, path):
    links = re.findall(r"<footer.*?</footer>", read(site, path), re.DOTALL)[0]
    assert sorted(re.findall(r'href="([^"]+)"', links)) == sorted(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_in_the_reader_s_language_and_offers_the_others(site, path):
    page = read(site, path, **{"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in page
    assert f'<input type="hidden" name="to" value="{path}">' in page


def test_home_and_the_phone_lead_to_them(site):
    doors = site.open_room()
    for path in ("/", doors.path, f"{doors.path}/souvenir"):
        with site.phone() as phone:
            page = phone.get(path, headers=HTML).text
        assert [f'href="{one}"' in page for one in PAGES] == [True] * 4
        assert "Accessibilité\u00a0: non conforme" in page


def test_they_say_honestly_what_nobody_told(site):
    legal = read(site, "/mentions-legales")
    assert "n’indique pas son éditeur" in legal
    assert "n’indique pas d’hébergeur" in legal
    assert ["n’indique pas d’adresse de contact" in read(site, path) for path in PAGES] == [True] * 4


def test_they_say_who_publishes_hosts_and_answers(told):
    legal = read(told, "/mentions-legales")
    assert SET["FILON_PUBLISHER"] in legal
    assert "Un &lt;ordinateur&gt; de la mairie" in legal
    link = '<a href="mailto:filon@argenteuil.example">filon@argenteuil.example</a>'
    assert [link in read(told, path) for path in PAGES] == [True] * 4
    assert f"Responsable\u00a0: {SET['FILON_PUBLISHER']}." in read(told, "/confidentialite")


def test_privacy_names_the_cookie_that_this_server_sets(site, told):
    for where, name in ((site, "filon"), (told, "__Host-filon")):
        with where.phone() as phone:
            given = phone.get("/screen").headers["set-cookie"].partition("=")[0]
        assert given == name
        assert re.search(rf"Cookie «\W{name}\W»", read(where, "/confidentialite"))


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("filon@ville.example", "mailto:filon@ville.example"),
        (" https://ville.example/contact ", "https://ville.example/contact"),
        ("01 23 45 67 89", "tel:0123456789"),
        ("+33 1.23.45.67.89", "tel:+33123456789"),
        ("Accueil de la mairie, bureau 12", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_contact_is_a_link_where_there_is_one(setting, url):
    assert Contact.of(setting) == Contact(setting.strip(), url)


def test_security_txt_names_the_contact_until_a_day_to_come(told):
    with told.tool() as tool:
        answer = tool.get("/.well-known/security.txt")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    days = (datetime.datetime.fromisoformat(fields.pop("Expires")) - datetime.datetime.now(datetime.UTC)).days
    assert fields == {"Contact": "mailto:filon@argenteuil.example", "Preferred-Languages": "fr, en"}
    assert 30 < days < 365


def test_security_txt_is_not_there_without_a_contact(site):
    with site.tool() as tool:
        assert tool.get("/.well-known/security.txt").status_code == 404
