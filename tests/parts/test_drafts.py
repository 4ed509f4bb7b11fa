"""Rooms prepared by several people: versions, what becomes of two written at once, and the day they go."""

import html
import re

import pytest
from sqlalchemy import text

from server.journal import drafts
from server.journal.drafts import KEPT, MOST, Saved
from server.journal.schema import migrate
from server.room.definition import MAX_BYTES, load, parse
from server.room.outline import Change, Outline
from tests.rooms import SESSIONS

FIRST = Outline("Le marché", "Les bancs", "", {"gather": "30"})
SECOND = Outline("Le marché", "Les bancs\nLes étals", "", {"gather": "30"})
THIRD = Outline("La place", "Les bancs", "", {"gather": "30"})
HTML, JSON = {"Accept": "text/html"}, {"Accept": "application/json"}


def found(connection, secret):
    draft = drafts.find(connection, secret)
    assert draft
    return draft


def tables(connection):
    return [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in ("draft", "version")]


class TestADraft:
    def test_keeps_its_versions_with_what_changed(self, journal):
        with journal.writing() as connection:
            secret = drafts.add(connection, FIRST, "Léa")
            assert drafts.save(connection, found(connection, secret).id, 1, SECOND, "") == Saved(2, True)
        with journal.reading() as connection:
            draft = found(connection, secret)
            assert drafts.find(connection, secret + "x") is None
        assert draft.current == 2
        assert [(one.number, one.who, one.outline, list(one.changes)) for one in draft.versions] == [
            (2, "", SECOND, [Change("Gisements", ("Les étals",))]),
            (1, "Léa", FIRST, []),
        ]
        assert draft.gone_at == draft.versions[0].at + KEPT

    def test_of_a_session_keeps_all_of_it_under_every_version(self, journal):
        cafe = load(SESSIONS / "world-cafe.toml")
        begun = Outline.of(cafe)
        with journal.writing() as connection:
            secret = drafts.add(connection, begun, "")
            draft = found(connection, secret)
            drafts.save(connection, draft.id, 1, Outline("Le port", begun.gisements, "", {}, draft.base), "")
        with journal.reading() as connection:
            second, first = found(connection, secret).versions
        assert first.outline.session == cafe
        assert second.outline.session == cafe.model_copy(update={"title": "Le port"})
        assert second.changes == [Change("Titre", ("Le port",), ("World café : mieux accueillir le public",))]

    def test_written_by_two_at_once_keeps_both_and_the_first_stands(self, journal, other_journal):
        with journal.writing() as connection:
            secret = drafts.add(connection, FIRST, "")
            draft = found(connection, secret).id
            assert drafts.save(connection, draft, 1, SECOND, "Léa") == Saved(2, True)
        with other_journal.writing() as connection:
            assert drafts.save(connection, draft, 1, THIRD, "Sami") == Saved(3, False)
            after = found(connection, secret)
            assert (after.current, [one.outline for one in after.versions]) == (2, [THIRD, SECOND, FIRST])
            assert drafts.save(connection, draft, 2, THIRD, "Sami") == Saved(4, True)
            assert found(connection, secret).current == 4

    def test_keeps_the_newest_versions_and_the_one_that_stands(self, journal):
        with journal.writing() as connection:
            secret = drafts.add(connection, FIRST, "")
            draft = found(connection, secret).id
            for _ in range(MOST + 1):
                drafts.save(connection, draft, 0, SECOND, "")
            numbers = [one.number for one in found(connection, secret).versions]
        assert numbers == [*range(MOST + 2, 2, -1), 1]

    def test_goes_thirty_days_after_its_last_version(self, journal):
        with journal.writing() as connection:
            secret, other = drafts.add(connection, FIRST, ""), drafts.add(connection, FIRST, "")
            old, kept = found(connection, secret), found(connection, other)
            connection.execute(text("UPDATE draft SET changed_at = changed_at + 1 WHERE id = :id"), {"id": kept.id})
            gone_at = old.gone_at
            assert drafts.purge(connection, gone_at - 1) == 0
            connection.execute(text("UPDATE draft SET changed_at = :at WHERE id = :id"), {"at": gone_at, "id": kept.id})
            assert drafts.purge(connection, gone_at) == 1
            assert tables(connection) == [1, 1]

    def test_is_nothing_once_deleted(self, journal):
        with journal.writing() as connection:
            secret = drafts.add(connection, FIRST, "")
            draft = found(connection, secret).id
            drafts.remove(connection, [draft])
            assert (drafts.find(connection, secret), drafts.save(connection, draft, 1, SECOND, "")) == (None, None)
            assert tables(connection) == [0, 0]

    def test_of_before_a_draft_had_a_source_is_read_and_written_as_it_was(self, journal):
        with journal.writing() as connection:
            secret = drafts.add(connection, FIRST, "Léa")
            connection.execute(text("ALTER TABLE draft DROP COLUMN source"))
            connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
        migrate(journal)
        with journal.writing() as connection:
            assert drafts.save(connection, found(connection, secret).id, 1, SECOND, "") == Saved(2, True)
            assert [one.outline for one in found(connection, secret).versions] == [SECOND, FIRST]


WRITTEN = {"title": "Le marché", "gisements": "Les bancs", "minutes.gather": "30"}


def kept(phone, **changes):
    """A draft kept in the form: its page's path."""
    answer = phone.post("/drafts", data=WRITTEN | changes, headers=HTML)
    assert answer.status_code == 303
    return answer.headers["location"]


def form(version):
    """A version as the form of its page sends it."""
    return {name: version[name] for name in ("title", "gisements", "colleges")}


class TestBegunFromAFormat:
    """Its stages, questions, kinds, votes, tables and translations stay; the form writes what it writes."""

    def test_opens_the_room_that_the_format_opens(self, site):
        cafe = load(SESSIONS / "world-cafe.toml")
        with site.phone() as phone, site.phone() as colleague:
            answer = phone.post("/drafts", data={"session": "world-cafe"}, headers=HTML)
            path = answer.headers["location"]
            page = colleague.get(path, headers=HTML).text
            assert re.findall(r'name="minutes\.([\w-]+)"[^>]* value="(\d+)"', page) == [
                (one.id, str(one.minutes)) for one in cafe.stages
            ]
            assert "Le reste vient de « World café : mieux accueillir le public »" in re.sub(r"\s", " ", page)
            (begun,) = colleague.get(path, headers=JSON).json()["versions"]
            file = colleague.post(f"{path}/file", json=begun)
            assert parse(file.text) == cafe
            told = begun | {"title": "Le port", "minutes": {"depart": 7}}
            assert colleague.post(path, json=told).json() == {"ok": True, "version": 2}
            code = colleague.post(f"{path}/open", json=told).json()["code"]
            opened = parse(colleague.get(f"/r/{code}/session.toml").text)
        stages = tuple(one.model_copy(update={"minutes": 7}) if one.id == "depart" else one for one in cafe.stages)
        assert opened == cafe.model_copy(update={"title": "Le port", "stages": stages})

    def test_is_refused_when_nothing_has_this_name(self, site):
        with site.phone() as phone:
            answer = phone.post("/drafts", json={"session": "nulle-part"})
        assert (answer.status_code, answer.json()["error"]) == (404, "unknown_session")

    def test_is_offered_for_each_format(self, site):
        with site.phone() as phone:
            pages = [phone.get(path, headers=HTML).text for path in ("/", "/rooms/new")]
        assert [page.count('formaction="/drafts"') for page in pages] == [1, 1 + len(list(SESSIONS.glob("*.toml")))]

    def test_tells_what_to_correct_before_it_gives_the_file(self, site):
        with site.phone() as phone:
            path = phone.post("/drafts", data={"session": "retrospective"}, headers=HTML).headers["location"]
            wrong = phone.post(f"{path}/file", data={"minutes.meteo": "long"}, headers=HTML)
            refused = phone.post(f"{path}/file", json={"gisements": ""})
        assert wrong.status_code == 422
        assert re.findall(r'id="wrong-([\w-]+)"><svg', wrong.text) == ["gisements", "minutes-meteo"]
        assert (refused.status_code, refused.json()["error"]) == (422, "bad_session")


class TestBegunFromAFile:
    def test_keeps_all_of_it(self, site):
        source = (SESSIONS / "argenteuil.toml").read_bytes()
        with site.phone() as phone, site.phone() as colleague:
            page = phone.post("/drafts/upload", files={"file": ("seance.toml", source)}, headers=HTML)
            sent = phone.post("/drafts/upload", content=source, headers=JSON)
            told = [phone.get(one, headers=JSON).json() for one in (page.headers["location"], sent.json()["url"])]
            file = colleague.post(f"{page.headers['location']}/file", data=form(told[0]["versions"][0]), headers=HTML)
        assert file.headers["content-disposition"] == 'attachment; filename="carte-blanche-argenteuil.toml"'
        assert parse(file.text) == parse(source.decode())
        assert told[0] == told[1] | {"versions": [told[1]["versions"][0] | {"at": told[0]["versions"][0]["at"]}]}

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            (b'title = "x"\n[[gisements]]\ntitle = "Bancs"\nquestoin = "?"', "gisements[1].questoin: cette clé n’existe pas"),
            (b'title = "x"\nterritory = ?', "ce n’est pas du TOML lisible (Invalid value (at line 2, column 13))"),
            (b"\xff = 1", "ce n’est pas du TOML lisible"),
            (b"#" * (256 * 1024 + 1), "Ce fichier est trop grand : 256 Ko au plus."),
            (b"#" * 400_000, "Ce fichier est trop grand : 256 Ko au plus."),
        ],
    )  # fmt: skip
    def test_to_be_corrected_is_told_as_filon_check_does(self, site, sent, told):
        with site.phone() as phone:
            pages = [
                phone.post(path, files={"file": ("x.toml", sent)}, headers=HTML)
                for path in ("/drafts/upload", "/rooms/upload")
            ]
            refused = phone.post("/drafts/upload", content=sent, headers=JSON)
        assert [page.status_code for page in pages] == [422, 422]
        assert not any("Écrivez au moins un gisement" in page.text for page in pages)
        assert all(told in re.sub(r"\s", " ", html.unescape(page.text)) for page in pages)
        assert refused.json()["error"] == ("file_too_large" if len(sent) > MAX_BYTES else "bad_session")


class TestItsLink:
    def test_opens_the_form_filled_and_leads_nobody_astray(self, site):
        with site.phone() as phone, site.phone() as colleague:
            path = kept(phone, who="Léa <b>")
            page = colleague.get(path, headers=HTML)
            assert (page.status_code, page.headers["x-robots-tag"], page.headers["cache-control"]) == (
                200,
                "noindex",
                "no-store",
            )
            assert re.search(r"<textarea name=\"gisements\"[^>]*>\nLes bancs</textarea>", page.text)
            assert "Léa &lt;b&gt; · " in page.text
            assert colleague.get(f"{path}x", headers=HTML).status_code == 404
            assert path not in phone.get("/", headers=HTML).text

    def test_takes_a_version_that_says_the_same_for_the_same(self, site):
        with site.phone() as phone:
            path = kept(phone)
            again = phone.post(path, json={"title": "Le marché", "gisements": "Les bancs\n", "minutes": {"gather": 30}})
            assert again.json() == {"ok": True, "version": 1}

    def test_tells_who_comes_second_and_keeps_both(self, site):
        with site.phone() as phone, site.phone() as colleague:
            path = kept(phone)
            assert (
                phone.post(path, data=WRITTEN | {"gisements": "Les étals", "upon": "1"}, headers=HTML).status_code
                == 303
            )
            second = colleague.post(path, data=WRITTEN | {"gisements": "La halle", "upon": "1"}, headers=HTML)
            assert second.status_code == 409
            assert "La version 2 est arrivée pendant que vous écriviez." in second.text
            assert re.search(r"<textarea name=\"gisements\"[^>]*>\nLa halle</textarea>", second.text)
            assert 'name="upon" value="2"' in second.text
            refused = colleague.post(path, json=WRITTEN | {"gisements": "Le kiosque", "upon": 1})
            assert (refused.status_code, refused.json()["error"]) == (409, "draft_changed")
            told = phone.get(path, headers=JSON).json()
            assert (told["current"], [one["gisements"] for one in told["versions"]]) == (
                2,
                ["Le kiosque", "La halle", "Les étals", "Les bancs"],
            )

    def test_opens_an_older_version_to_make_it_the_newest(self, site):
        with site.phone() as phone:
            path = kept(phone)
            phone.post(path, data=WRITTEN | {"title": "La place", "upon": "1"}, headers=HTML)
            page = phone.get(f"{path}?version=1", headers=HTML)
            assert 'name="title" value="Le marché"' in page.text
            assert 'name="upon" value="2"' in page.text

    def test_opens_a_room_and_stays(self, site):
        with site.phone() as phone:
            path = kept(phone)
            wrong = phone.post(f"{path}/open", data={"title": "Le marché", "upon": "1"}, headers=HTML)
            assert (wrong.status_code, "Écrivez au moins un gisement, un par ligne." in wrong.text) == (422, True)
            opened = phone.post(f"{path}/open", data=WRITTEN | {"upon": "1"}, headers=HTML)
            assert (opened.status_code, "Votre salle est prête" in opened.text) == (201, True)
            assert phone.get(path, headers=HTML).status_code == 200

    def test_is_dead_once_deleted(self, site):
        with site.phone() as phone:
            path = kept(phone)
            assert phone.post(f"{path}/delete", data={}, headers=HTML).headers["location"] == "/rooms/new"
            after = [
                phone.get(path, headers=HTML),
                phone.post(path, data=WRITTEN, headers=HTML),
                phone.post(f"{path}/open", data=WRITTEN),
            ]
            assert [one.status_code for one in after] == [404] * 3

    def test_refuses_what_no_field_can_hold(self, site):
        with site.phone() as phone:
            answers = [
                phone.post("/drafts", json=WRITTEN | body) for body in ({"who": "x" * 41}, {"minutes": {"gather": [1]}})
            ]
            assert [one.json()["error"] for one in answers] == ["bad_request"] * 2
