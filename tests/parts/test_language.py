"""Which language a note is written in, the French of the room being the likeliest."""

import subprocess
import sys
import time

import pytest

from server.themes.language import LANGUAGES, language
from tests.rooms import HEARD

FOREIGN = {
    "I drive the bus here. I see lost people every day. Give drivers a small map of all public services.": "en",
    "Belediyeden gelen mektuplar Türkçe de olsa çok iyi olur.": "tr",
    "Falo português e francês, posso ajudar a traduzir na câmara municipal.": "pt",
    "لا أفهم رسائل الإدارة وأخجل من السؤال.": "ar",
}
SHORT = {
    "ar": ["مقاعد أكثر في الشارع", "دروس فرنسية مجانية", "شكرا"],
    "de": ["Mehr Bänke in der Straße", "Ein Ort für Jugendliche"],
    "en": ["More benches please", "A bus at night", "Clean the streets"],
    "es": ["Más bancos en la calle", "No hay médicos aquí"],
    "it": ["Più panchine per strada", "Servono più alberi"],
    "ja": ["もっとベンチを", "学校が閉まっている"],
    "ko": ["벤치가 더 필요해요", "청소년을 위한 공간"],
    "nl": ["Meer banken op straat", "De school is gesloten"],
    "pl": ["Więcej ławek na ulicy", "Szkoła jest zamknięta"],
    "pt": ["Mais bancos na rua", "Não há médicos aqui"],
    "ru": ["Больше скамеек на улице", "Школа закрыта"],
    "th": ["ที่นี่ไม่มีหมอ", "ที่สำหรับวัยรุ่น"],
    "tr": ["Daha fazla park istiyoruz", "Geceleri otobüs yok"],
    "uk": ["Більше лавок на вулиці, будь ласка"],
    "zh": ["街上多一些长椅", "学校关门了", "谢谢"],
}
LOANWORDS = ["Food truck", "Street art", "Skate park", "Parking trop cher", "Trop de bruit", "Open data", "Escape game"]
BARE = ["Karting", "Basket", "Merci", "ok", "Potager", "Sport", "Kebab", "EHPAD"]
WORDLESS = [
    "",
    " ",
    "👍",
    "🗑️🌳",
    "12",
    "!!! … ?",
    "https://ville.fr/page",
    "mairie@ville.fr",
    "\ud83d",
    "\u200b",
    "\x00",
]


def test_the_notes_of_a_french_room_are_french_but_four():
    texts = [one["text"] for one in HEARD]
    assert {text: code for text in texts if (code := language(text)) not in ("fr", "")} == FOREIGN
    assert sum(language(text) == "" for text in texts) <= 1


@pytest.mark.parametrize("code", sorted(SHORT))
def test_a_few_words_of_another_language_are_recognised(code):
    assert [language(text) for text in SHORT[code]] == [code] * len(SHORT[code])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("שלום, אנחנו רוצים ספסלים", "he"), ("Θέλουμε παγκάκια", "el"), ("Մենք նստարաններ ենք ուզում", "hy"),
        ("ჩვენ გვინდა სკამები", "ka"), ("ਸਾਨੂੰ ਬੈਂਚ ਚਾਹੀਦੇ ਹਨ", "pa"), ("សូមដាក់កៅអី", "km"), ("பூங்காவில் அதிக இருக்கைகள்", "ta"),
        ("ብዙ ወንበሮች እንፈልጋለን", "und"), ("ⴰⵣⵓⵍ ⴼⵍⵍⴰⵡⵏ", "und"), ("Un banc devant le « ψ »", "fr"), ("Un café grec : καφές", "fr"),
    ],
)  # fmt: skip
def test_letters_of_one_language_tell_it_and_those_of_no_script_of_the_model_say_so(text, code):
    assert language(text) == code


@pytest.mark.parametrize("text", [*LOANWORDS, *BARE])
def test_loanwords_and_bare_words_are_no_foreign_language(text):
    assert language(text) in ("fr", "")


@pytest.mark.parametrize("text", WORDLESS)
def test_a_text_without_a_word_has_none(text):
    assert language(text) == ""


def test_an_address_does_not_count():
    assert language("https://www.example.com/the/best/benches/of/this/town") == ""
    assert language("Des bancs comme ici : https://example.com/the-best-benches-of-this-town") == "fr"


def test_the_room_may_speak_another_language():
    assert language("Free French lessons", "en") == "en"
    assert language("Trop de bruit dans la rue", "en") == "fr"


def test_any_text_is_read_quickly():
    strange = ["mot " * 2500, "x" * 10_000, "e\u0301" * 280, "\ud83d nous voulons des bancs \ud83d", "مقاعد " * 50]
    language("chauffe")
    begun = time.process_time()
    assert [language.__wrapped__(text) in ("", *LANGUAGES) for text in strange] == [True] * len(strange)
    assert time.process_time() - begun < 0.5


def test_each_language_has_a_french_name():
    assert {"fr", "en", "ar", "tr", "pt", "es", "it", "de", "pl", "ru", "zh", "ja", "ko", "nl", "th"} <= set(LANGUAGES)
    assert (LANGUAGES["ar"], LANGUAGES["en"]) == ("arabe", "anglais")


def test_the_model_is_not_loaded_before_the_first_text():
    script = (
        "import sys, server.themes.language as told; assert 'py3langid' not in sys.modules;"
        "told.language('Bonjour'); assert 'py3langid' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
