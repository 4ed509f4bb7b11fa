"""Brings the catalogues up to date with the sentences of the code: `make messages`. Translations are written by hand, in the
catalogues; what nobody says any more leaves them. With `--missing`, only tells what each language lacks.
"""

import re
import sys
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from server.config import ROOT
from server.i18n import LEADING, NAMES, SOURCE, Part, path_of, read

PLACES = [
    ("server/reports/**", "ignore"),  # reports and the command line are in French only
    ("server/cli.py", "ignore"),
    ("server/**.py", "python"),
    ("templates/report/**", "ignore"),
    ("templates/charts/on_paper.html", "ignore"),
    ("templates/**.html", "jinja2"),
]
LED = re.compile(
    r"templates/(?:charts|console|organise|scribe|screen)/.*"
    r"|server/charts/(?:bands|colleges|map).py|server/live/(?:arranging|console_wall|section|translations|views).py"
    r"|server/room/(?:brought|promise_fields|session_errors).py"
    r"|server/web/(?:aside|ballots|console|drafts|masking|moderation|organise|prepare).py"
    r"|server/web/(?:promises|recovery|rehearsals|retention|screen|scribe|stages|themes|translations).py"
)
"""What only those who prepare and lead read."""
KEYWORDS = {"_": None, "marked": None, "gettext": None, "ngettext": (1, 2), "plural": (2, 3), "forms": (1, 2)}
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
WIDTH = 120


def extracted() -> dict[Part, Catalog]:
    """Every sentence marked in the code, with the files that say it: what everybody reads, and what only leaders do."""
    found = Catalog(charset="utf-8")
    for folder in ("server", "templates"):
        for path, _, message, *_ in extract_from_dir(ROOT / folder, _within(folder), OPTIONS, KEYWORDS):
            found.add(message, locations=[(f"{folder}/{path}", 0)])
    parts: dict[Part, Catalog] = {"filon": Catalog(charset="utf-8"), "lead": Catalog(charset="utf-8")}
    for one in found:
        if one.id:
            led = all(LED.fullmatch(path) for path, _ in one.locations)
            parts["lead" if led else "filon"].add(one.id, locations=one.locations)
    return parts


def spoken_by(code: str) -> list[Part]:
    """The parts that a language has a catalogue of."""
    return ["filon", "lead"] if code in LEADING else ["filon"]


def _within(folder: str) -> list[tuple[str, str]]:
    return [(path.removeprefix(f"{folder}/"), method) for path, method in PLACES if path.startswith(f"{folder}/")]


def forms(catalogue: Catalog, message: Message) -> list[str]:
    """What the catalogue says for a sentence: one form, or one for each plural of its language; none if it lacks it."""
    found = catalogue.get(message.id if isinstance(message.id, str) else message.id[0])
    said = found.string if found else None
    return [said] if isinstance(said, str) else list(said or ())


def lacking(catalogue: Catalog, sentences: Catalog) -> list[str]:
    """The sentences that the catalogue does not have whole."""
    all_said = {str(one.id): forms(catalogue, one) for one in sentences if one.id}
    return [sentence for sentence, said in all_said.items() if not said or not all(said)]


def updated(catalogue: Catalog, sentences: Catalog) -> bytes:
    """The catalogue with these sentences and no other, as its file holds it."""
    fresh = Catalog(locale=catalogue.locale, charset="utf-8", header_comment=catalogue.header_comment)
    for sentence in sentences:
        if not sentence.id:
            continue
        before = catalogue.get(sentence.id if isinstance(sentence.id, str) else sentence.id[0])
        same = before is not None and before.pluralizable == sentence.pluralizable
        fresh.add(sentence.id, before.string if before and same else None, sorted(set(sentence.locations)))
    file = BytesIO()
    write_po(file, fresh, width=WIDTH, sort_by_file=True, omit_header=True, include_lineno=False)
    comment = "".join(f"{line}\n" for line in catalogue.header_comment.splitlines())
    header = 'msgid ""\nmsgstr ""\n' + "".join(
        f'"{name}: {value}\\n"\n'
        for name, value in (
            ("Language", catalogue.locale_identifier),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", fresh.plural_forms),
        )
    )
    return f"{comment}{header}\n".encode() + file.getvalue()


def main(arguments: list[str]) -> int:
    sentences = extracted()
    for code in NAMES:
        for part in spoken_by(code) if code != SOURCE else ():
            if "--missing" not in arguments:
                path_of(code, part).write_bytes(updated(read(code, part), sentences[part]))
            missing = lacking(read(code, part), sentences[part])
            print(f"{code} {part}: {len(missing)} to translate of {len(sentences[part])}")
            if "--missing" in arguments:
                print("".join(f"  {one}\n" for one in missing), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
