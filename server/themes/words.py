"""Words of a text, their stems, and the words that say nothing of the subject."""

import unicodedata
from functools import lru_cache

import regex
import snowballstemmer

_ADDRESS = regex.compile(
    r"(?:https?:|www\.)\S*|\S+@\S+\.\S+|(?<!\S)@\w+|(?<![\w.-])[a-z\d][a-z\d-]*(?:\.[a-z\d-]+)*\.(?:fr|com|org|net|eu|io)(?:[/?]\S*|(?![\w-]))",
    regex.IGNORECASE,
)
_MAY_BE_ADDRESS = regex.compile(r"@|://|\.[a-z]", regex.IGNORECASE)
_INVISIBLE = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|[\u200b\u2060\ufeff\u00ad]")
LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}\u200c\u200d]*(?:['’]\p{L}[\p{L}\p{M}]*)?(?:-\p{L}[\p{L}\p{M}]*)*")
"""A word as written: letters, with the apostrophe and the hyphens inside it."""
ELIDED = regex.compile(r"^(?:[cdjlmnstç]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\p{L})", regex.IGNORECASE)
"""What an apostrophe elides before a French word."""

_INVERTED = regex.compile(r"-(?:t-)?(?:ce|elles?|ils?|je|nous|on|tu|vous)$")
"""« Est-il », « a-t-on »."""
_LATIN = regex.compile(r"\p{Latin}")
_ARABIC = regex.compile(r"\p{Arabic}")


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_french = snowballstemmer.stemmer("french")
_arabic = snowballstemmer.stemmer("arabic")

SMALL = {
    "fr": """a à ah ai aie ainsi alors après as assez au aucun aucune aujourd'hui auprès aura aurait aussi autour autre autres
        aux avant avec avez avoir avons beaucoup bien c ça car ce ceci cela celle celles celui ces cet cette ceux chacun chaque
        chez ci comme comment contre d dans de dedans dehors déjà depuis des dès devant dire dit doit doivent donc dont du elle
        elles en encore entre est et étaient était été être eu eux faire fait faites faut fois font hors ici il ils j jamais je
        jusque l la là le les leur leurs lorsque lui m ma mais me même mêmes mes met moi moins mon n ne ni non nos notre nôtre
        nous on ont ou où par parce parfois pas pendant peu peut peuvent peux plus plusieurs plutôt pour pourquoi près puis qu
        quand que quel quelle quelles quelqu'un quelque quelques quels qui quoi rien s sa sans se selon sera serait seraient ses
        seul seule seulement seuls si soi soient soit son sont sous souvent sur t ta tant tard te tel telle tels tes toi ton tôt
        toujours tous tout toute toutes très trop tu un une va vers veut veulent via voici voilà voire vont vos votre vous vrai
        vraiment y""",
    "en": """a about all also am an and any are as at be because been but by can could do does for from get had has have he
        her here his how i if in into is it its just like me more my need no nobody not of on or our out she should so some
        than that the their them then there these they this those to too up us very was we were what when where which who why
        will with would you your""",
    "ar": "في من على إلى الى عن مع هذا هذه ذلك التي الذي أن ان إن كل لا ما لم لن هو هي نحن أنا كان كانت قد أو او"
    " ثم بين هنا هناك بعد قبل",
    "tr": """ama bir biz bize bu çok da daha de değil en gibi her için ile ise kadar ki mi mu ne o olan olarak olsa olsun
        sonra şu var ve veya ya yok""",
    "pt": """a ao aos as até com como da das de do dos e é ela ele em entre está eu foi há isso mais mas me meu minha muito na
        não nas no nos nós o os ou para pela pelo por que se sem ser seu sua são também tem um uma""",
    "es": """a al como con de del e el ella en entre es está están este esta hay la las lo los más me mi mucho muy no nos o
        para pero por que se sin son su sus también un una y ya yo""",
    "it": """a ai al alla anche c che ci come con da dal dei del della delle di e è gli ho i il in io la lo ma mi molto nel
        nella noi non o per più qui se si sono su sul troppo un una uno""",
    "de": """aber als am an auch auf aus bei das dass dem den der des die ein eine einen er es für gibt hat hier ich im in ist
        kein keine man mehr mit nach nicht noch oder sehr sich sie sind so über um und uns unter von vor war was wie wir zu zum
        zur""",
    "nl": "aan al de dat die een en er het hier ik in is met meer mijn naar niet of om ook op te van voor wat we wij ze zijn",
}  # fmt: skip
SMALL_WORDS = {code: _listed(line) for code, line in SMALL.items()}
LINKS = _listed(
    """à au aux chez d' dans de des du en entre et hors l' la le les ou par pour sans sous sur vers un une
    of for in to the and at
    do da dos das e em no na com para del el los las con y di della per und für van voor ve için
    في من على إلى"""
)
"""Small words that may stand inside a name: « médiation de rue », « jeux pour les enfants »."""
_VAGUE = """avis besoin besoins bon bonne bonnes bons cent chose choses endroit façon gens grand grande grandes grands lieu lieux
    manque manquent manière mieux merci nombre nouveau nouveaux nouvel nouvelle nouvelles personne personnes petit petite petites
    petits problème problèmes question questions sorte trois type vie
    aider aide aimer aller améliorer aménager apporter arrêter avoir changer commencer continuer créer création créons demander
    devenir devoir développer développement donner encourager essayer être éviter faciliter faire favoriser garder installer
    installation laisser mettre mise ouvrir penser permettre permet pouvoir prendre proposer rendre renforcer rester savoir
    tenir trouver utiliser venir voir vouloir
    faudrait pourrait pourraient devrait devraient serions aurions ayons soyons fallait pouvait voulait
    deux trois quatre cinq six sept huit neuf dix douze vingt
    dis disent donne donnent donné demande demandent demandé ose osent
    passe passent reste restent sais sait savent vais vient viennent vois
    voit voient veux parle parlent connaît connaissent connaissait travaille travaillent
    actuel actuelle actuellement certain certaine certains certaines différent différente différents différentes dire
    divers accord bonjour etc inscrit oui situation exemple général important importante large
    meilleur meilleure meilleurs meilleures nombreux nombreuses possible possibles
    premier première propre propres quotidien réel réelle réellement simple simplement total vrais
    semble semblent nécessite nécessitent relève devient deviennent permettent sert servent existe existent existé existant
    cas coup moyen fond idée idées projet projets
    an ans année années jour jours mois heure heures fin part partie dont"""
VAGUE = _listed(_VAGUE)
"""French words that may help a name (« rendre la rue aux piétons ») and are none."""
BEFORE_NOUNS = _listed(
    """le la les l' un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs chaque
    quel quelle quels quelles quelques plusieurs certains certaines deux trois quatre"""
)
"""After these, French has a noun, or an adjective and a noun."""
_CONJUGATED = regex.compile(r"(?:[eidu]rait|oirait|raient|aient|iennent|eront|issent)$")
_INFINITIVE = regex.compile(
    r"(?:[^i]er|cier|fier|tudier|blier|trier|lier|arier|vrir|ffrir|[eo]ndre|[aeo]ttre|uire|crire|vivre|suivre|finir|unir|tenir|venir"
    r"|randir|verdir|llir|antir|isir|ertir|estir|rtir|rmir)$"
)
_NOUNS = _listed(
    """atelier avenir berger boucher boulanger calendrier cahier cancer cavalier cendrier chantier collier courrier danger déjeuner
    désir dîner dossier escalier étranger familier février foyer goûter gravier hiver janvier leader levier loisir loyer
    ménager mobilier notre octobre palier particulier passager peuplier plaisir policier potager quartier régulier sentier
    singulier souvenir super verger semblable nombre fer mer tiers"""
)
"""They end like infinitives and are none."""
_ADJECTIVES = _listed(
    """absent apparent cohérent compétent content différent excellent lent pertinent permanent présent récent transparent urgent
    violent"""
)
EMPTY = frozenset().union(*SMALL_WORDS.values())
"""Words that say nothing of the subject, in every language of SMALL."""


def prose(text: str) -> str:
    """The text without addresses of the web and of mail, controls, lone surrogates and zero-width characters; NFC."""
    if _MAY_BE_ADDRESS.search(text):
        text = _ADDRESS.sub(" ", text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def core(word: str) -> str:
    """A written word in lower case, without what an apostrophe elides (« l'École » gives « école »)."""
    bare = word.lower().replace("’", "'")
    return ELIDED.sub("", bare) if "'" in bare else bare


def words(text: str) -> list[str]:
    """The words of a text in order, lower case, without what an apostrophe elides."""
    return [core(word) for word in LETTERS.findall(prose(text))]


@lru_cache(maxsize=20_000)
def weighty(word: str) -> bool:
    """Whether a word (as `core` gives it) may tell a subject: no small word, nor one or two Latin letters."""
    return word not in EMPTY and not _INVERTED.search(word) and (len(word) > 2 or not _LATIN.search(word))


@lru_cache(maxsize=20_000)
def infinitive(word: str) -> bool:
    """Whether a French word (as `core` gives it) is most likely an infinitive."""
    return len(word) > 4 and bool(_INFINITIVE.search(word)) and word not in _NOUNS


@lru_cache(maxsize=20_000)
def conjugated(word: str) -> bool:
    """Whether a French word ends like a verb that has a subject, as nouns hardly do."""
    return bool(_CONJUGATED.search(word))


def adverb_or_verb(word: str) -> bool:
    """Whether a French word that follows a noun at once is most likely no adjective: « facilement », « permettent »."""
    return word.endswith("ent") and word not in _ADJECTIVES


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a word shares with its family, accents aside (people forget them): Snowball's French or Arabic stemmer."""
    if _ARABIC.search(word):
        return str(_arabic.stemWord(word))
    decomposed = unicodedata.normalize("NFD", str(_french.stemWord(word)))
    return unicodedata.normalize("NFC", "".join(mark for mark in decomposed if not "\u0300" <= mark <= "\u036f"))


@lru_cache(maxsize=20_000)
def _told(written: str) -> str:
    """The stem of a word as written, "" if it tells no subject."""
    bare = core(written)
    return "" if bare in VAGUE or not weighty(bare) else stem(bare)


def stems(text: str) -> list[str]:
    """The stems of the words that tell a text's subject, in order."""
    return [told for word in LETTERS.findall(prose(text)) if (told := _told(word))]
