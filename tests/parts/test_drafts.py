"""Rooms prepared by several people: versions, what becomes of two written at once, and the day they go."""

import re

from sqlalchemy import text

from server.journal import drafts
from server.journal.drafts import KEPT, MOST, Saved
from server.room.outline import Change, Outline

FIRST = Outline("Le marché", "Les bancs", "", {"gather": "30"})
SECOND = Outline("Le marché", "Les bancs\nLes étals", "", {"gather": "30"})
THIRD = Outline("La place", "Les bancs", "", {"gather": "30"})
HTML = {"Accept": "text/html"}


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


WRITTEN = {"title": "Le marché", "gisements": "Les bancs", "minutes.gather": "30"}


def kept(phone, **changes):
    """A draft kept in the form: its page's path."""
    answer = phone.post("/drafts", data=WRITTEN | changes, headers=HTML)
    assert answer.status_code == 303
    return answer.headers["location"]


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
            told = phone.get(path, headers={"Accept": "application/json"}).json()
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
