"""Words of a text, their stems, and the French words that say nothing of the subject."""

import re
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+)*")
_stemmer = snowballstemmer.stemmer("french")

_EMPTY = """a à afin ai aie ainsi alors après as assez au aucun aucune aujourd'hui auprès aura aurait aussi autour autre autres aux
    avant avec avez avoir avons bas beaucoup besoin bien bon bonne c ça car ce ceci cela celle celles celui cent ces cet cette
    ceux chacun chaque chez ci comme comment contre d dans de dedans dehors depuis des dès deux devant dire dit doit dont du
    elle elles en encore entre est et étaient était été être eu eux faire fait faut fois font grand grande gens ici il ils j
    jamais je jour l la là le les leur leurs lui m ma mais manque me même mêmes mes met mettre moi moins mon n ne ni non nos
    notre nous on ont ou où par parce pas pendant permettre peu peut peuvent plein plus plusieurs plutôt pour pourquoi pouvoir
    près problème qu quand que quel quelle quelles quelqu'un quelque quels qui quoi rien s sa sans se seraient serait ses seul
    seulement si soient soit son sont sous souvent sur t ta tant te tes toi ton toujours tous tout toute toutes très trop tu
    un une vers veut via voir vont vos votre vous vraiment y
    créer avoir mieux aider aide personne personnes pouvoir nouveau nouvelle nouveaux petite petit petits jamais trois lieu
    the and for with our are not that this more of to in is we need an on at it"""
EMPTY = frozenset(_EMPTY.split())


def words(text: str) -> list[str]:
    """The words of a text in order, lower case, without what an apostrophe elides (« l'école » gives « école »)."""
    return [re.split(r"['’]", word)[-1] for word in _WORD.findall(text.lower())]


def meaningful(text: str) -> list[str]:
    return [word for word in words(text) if word not in EMPTY and len(word) > 2]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def stems(text: str) -> list[str]:
    return [stem(word) for word in meaningful(text)]
