"""The translations of a session's texts: what they must be, and which is told to whom."""

from contextvars import copy_context
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.i18n import NAMES, speaking
from server.room.definition import Session, SessionError, build, parse
from server.room.session_file import written
from server.room.translations import texts
from server.wording import Wording, hear, worded
from tests.rooms import SESSIONS

BENCHES: dict[str, Any] = {
    "title": "Le banc",
    "gisements": [{"title": "Les bancs publics", "short": "Bancs"}],
    "stages": [{"kind": "gather", "title": "Récolte"}],
}


def session(**translations: dict[str, str]) -> Session:
    return build(BENCHES | {"translations": translations})


def wrong(**translations: dict[str, str]) -> list[str]:
    with pytest.raises(SessionError) as refused:
        session(**translations)
    return [sentence for _place, sentence in refused.value.places]


class TestTranslations:
    def test_are_of_texts_of_the_session(self):
        assert wrong(en={"Banc": "Bench"}) == [
            "translations.en: « Banc » n'est pas un texte de cette séance (peut-être « Bancs » ?)"
        ]

    def test_are_in_languages_that_pages_speak(self):
        assert wrong(de={"Bancs": "Bänke"}) == ["translations.de: langue inconnue (possibles : en, ar, es, pt, tr)"]
        assert wrong(fr={"Bancs": "Bancs"}) == ["translations.fr: langue inconnue (possibles : en, ar, es, pt, tr)"]

    def test_have_the_room_of_what_they_translate(self):
        assert wrong(en={"Bancs": "x" * 29}) == [
            "translations.en: la traduction de « Bancs » : 28 caractères au plus (reçu : 29)"
        ]
        assert session(en={"Les bancs publics": "x" * 140}).translations

    def test_leave_no_identifier_nor_icon_to_translate(self):
        assert {"g1", "gem", "ochre", "idea"}.isdisjoint(texts(session()))

    def test_of_a_text_corrected_since_are_not_written(self):
        once = session(en={"Bancs": "Benches", "Le banc": "The bench"})
        since = once.model_copy(update={"title": "La place"})
        assert parse(written(since)).translations == {"en": {"Bancs": "Benches"}}

    def test_of_argenteuil_are_whole(self):
        argenteuil = parse((SESSIONS / "argenteuil.toml").read_text())
        same = {"Argenteuil", "Carte blanche Argenteuil", "Police", "Associations", "Institutions"}
        for code in ("en", "ar", "es", "pt", "tr"):
            assert set(texts(argenteuil)) - set(argenteuil.translations[code]) <= same


@given(st.dictionaries(st.sampled_from(["en", "ar", "es", "pt", "tr"]), st.just({}) | st.just({"Bancs": "Benches"})))
def test_a_file_with_translations_is_read_as_it_was_written(translations):
    given_ = session(**translations)
    assert parse(written(given_)).translations == {code: said for code, said in translations.items() if said}


class TestAText:
    def test_is_told_in_the_language_spoken_or_else_as_it_was_written(self):
        wording = Wording("fr", {"en": {"Bancs": "Benches"}})
        said = {}
        for code in NAMES:
            with speaking(code):
                said[code] = wording.of("Bancs")
        assert said == {
            "fr": ("Bancs", "fr"), "en": ("Benches", "en"),
            "ar": ("Bancs", "fr"), "es": ("Bancs", "fr"), "pt": ("Bancs", "fr"), "tr": ("Bancs", "fr"),
        }  # fmt: skip

    def test_of_filon_s_own_needs_no_translation(self):
        with speaking("es"):
            assert Wording().of("Mise en commun") == ("Puesta en común", "es")
            assert Wording("fr", {"es": {"Mise en commun": "Juntos"}}).of("Mise en commun") == ("Juntos", "es")

    def test_is_that_of_the_room_last_looked_at(self):
        def looking() -> list[str]:
            said = []
            for one in ("Benches", "Banks"):
                hear(Wording("fr", {"en": {"Bancs": one}}))
                with speaking("en"):
                    said.append(worded("Bancs"))
            return said

        assert copy_context().run(looking) == ["Benches", "Banks"]
