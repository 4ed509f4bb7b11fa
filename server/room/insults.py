"""Rude words, a short list of our own, in the languages that phones speak. They are only a hint to whoever reads: nothing is ever
hidden, held or counted by them. What is also an everyday word somewhere (« retard », « con », « burro ») is not here.
"""

from __future__ import annotations

from server.room.text import form

_WORDS = {
    "fr": "abruti abrutie bâtard batarde bicot bouffon bougnoule branleur connard connarde connasse crétin crétine "
    "débile ducon emmerdeur enculé enfoiré fdp gogol gouine imbécile idiot idiote merde nique niquer ntm pétasse pédé pouffiasse "
    "putain pute salaud salopard salope tarlouze tocard tocarde youpin",
    "en": "arsehole asshole bastard bitch bullshit cunt dickhead faggot fuck fucker fucking idiot moron nigger shit slut stupid "
    "wanker whore",
    "es": "cabrón cabrona cretino estúpida estúpido gilipollas hijoputa idiota imbécil joder maricón mierda pendeja pendejo puta "
    "puto subnormal",
    "pt": "babaca cabrão caralho cretino desgraçado estúpida estúpido foda foder idiota imbecil merda otária otário puta viado",
    "tr": "ahmak amk aptal gerizekalı haysiyetsiz ibne kahpe orospu salak siktir şerefsiz yavşak",
    "ar": "أحمق تافه حقير حقيرة سافل شرموطة عاهرة غبي غبية قحبة لعين معتوه نذل",
}
_FORMS = frozenset(form(word) for words in _WORDS.values() for word in words.split())


def is_rude(word: str) -> bool:
    """Whatever its case, accents, plural or Arabic article."""
    said = form(word)
    return not _FORMS.isdisjoint({said, said.removesuffix("s"), said.removesuffix("es"), said.removeprefix("ال")})
