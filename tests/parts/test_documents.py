"""The written report, each format opened by a reader of its own and compared with the export."""

import importlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import docx
import odfdo
import pypdf
import pytest
from docx.oxml.ns import qn

from server.reports.blocks import (
    Bullets,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
    Verbatim,
    said,
)
from server.reports.contract import Export, OptionPart, PromisePart, export
from server.reports.document import document
from server.reports.drawing import picture
from server.reports.formats import FORMATS, written
from server.room.ballots import PlaceDots
from server.typography import typographic
from tests.exports import REWORDED, ballot, note, priority, seminar
from tests.rooms import AMINA, BRUNO, a_day, enter, new_id, opened, play

DOCUMENTS = ("pdf", "docx", "odt", "html")
HOSTILE = (
    "=1+1", "<script>alert(1)</script>", '#panic("x")', "$x$ et $ y $", '@import "secret.typ"', "]", r"\\ \n \u{41}", "'\"`",
    "&amp; &lt;b&gt; ]]> <!-- -->", "{{ 7 * 7 }} {% raw %}", "#read(\"/etc/passwd\") *gras* _souligné_ = Titre",
    "- /term: //rien /* */",
    "🌳👩‍👩‍👧 你好", "~ \u00ad - -- --- ...",
    "a\u202egnp.exe\u2066", "\ufffe\uffff\x00\x1f\x85 ", "deux\nlignes\tséparées", "m" * 500,
)  # fmt: skip
UNSHOWN = re.compile("[\u200b\u200d\u00ad\ufe0f▯\U00010000-\U0010ffff你好]")
"""What a PDF does not say as it was written, or cuts words with."""
ARABIC = re.compile("[\u0600-\u06ff]")
"""Told from right to left: a reader of PDF gives its letters in the order they stand on the page."""


class Html(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def pdf_text(body: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def docx_text(body: bytes) -> str:
    return "".join(docx.Document(io.BytesIO(body)).element.body.itertext(qn("w:t")))


def odt_text(body: bytes) -> str:
    return str(odfdo.Document(io.BytesIO(body)).body.inner_text) + "".join(
        str(one.text_recursive) for one in odfdo.Document(io.BytesIO(body)).body.children
    )


def html_text(body: bytes) -> str:
    return "".join(Html(body.decode()).said)


READERS: dict[str, Callable[[bytes], str]] = {"pdf": pdf_text, "docx": docx_text, "odt": odt_text, "html": html_text}


def squeezed(text: str) -> str:
    """Without spaces: each format cuts its lines where it wants."""
    return re.sub(r"\s", "", UNSHOWN.sub("", typographic(text)))


def read(found: Export, extension: str) -> str:
    return squeezed(READERS[extension](written(found, extension)))


def laid_out(told: Document, extension: str) -> bytes:
    body: bytes = importlib.import_module(f"server.reports.{extension}").laid_out(told)
    return body


@pytest.fixture(scope="module")
def whole() -> Export:
    return seminar()


@pytest.fixture(scope="module")
def files(whole: Export) -> dict[str, bytes]:
    return {one: written(whole, one) for one in DOCUMENTS}


@pytest.fixture(params=DOCUMENTS)
def extension(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestEveryFormat:
    def test_holds_every_note_option_and_promise(self, whole, extension):
        text = read(whole, extension)
        shown = [n.published or n.text for n in whole.notes if not n.hidden and not n.erased]
        shown = [one for one in shown if extension != "pdf" or not ARABIC.search(one)]
        options = [option.label for one in whole.ballots for option in one.options]
        promised = [value for one in whole.promises for value in (one.text, one.carrier, one.need, one.derogation)]
        missing = [one for one in (*shown, *options, *promised) if squeezed(one) not in text]
        assert (missing, REWORDED in shown) == ([], True)

    def test_holds_every_evidence(self, whole, extension):
        text = read(whole, extension)
        for one in (
            "Élus masqué",
            "3 hors délai",
            "0,34 : avis partagés",
            "1 note masquée",
            "1 note effacée",
            "42 personnes reçues",
        ):
            assert squeezed(one) in text, one

    def test_holds_neither_what_was_hidden_nor_what_was_reworded(self, whole, extension):
        text = read(whole, extension)
        assert [one for one in ("Une injure", "Marre de courir partout") if squeezed(one) in text] == []

    def test_shows_hostile_texts_as_texts(self, extension):
        found = seminar(0, notes=[note(n, text, "g1") for n, text in enumerate(HOSTILE)])
        text = read(found, extension)
        missing = [one for one in HOSTILE if squeezed(said(one)) not in text]
        assert missing == []

    def test_takes_hostile_texts_everywhere_else(self, extension):
        text = " ".join(HOSTILE)
        promise = PromisePart(id="p", text=text, gisement=None, carrier=text, need=text)
        found = seminar(
            0, title=text, territory=text, promises=[promise], priorities=[priority("b", "x", text, 1, [], 1)],
            ballots=[ballot("b", text, "texts", [OptionPart(id="x", label=text)], why=text, said=[text])],
        )  # fmt: skip
        assert read(found, extension).count("<script>alert(1)</script>") >= 7

    def test_of_an_empty_room_says_what_is_missing(self, extension):
        text = read(export(opened()), extension)
        for one in ("Aucun vote n'a eu lieu", "Aucune promesse n'a été écrite", "Aucune contribution n'a été écrite"):
            assert squeezed(one) in text

    def test_takes_a_room_with_every_kind_of_fact(self, extension):
        room, _ = a_day()
        assert squeezed("Ouvrir un guichet le samedi matin") in read(export(room), extension)


class TestTheDocument:
    def test_leads_nowhere_that_does_not_exist_and_names_each_place_once(self, whole):
        told = document(whole)
        places = [b.anchor for b in told.blocks if isinstance(b, Heading | Verbatim) and b.anchor]
        assert len(set(places)) == len(places)
        links = {run.to for runs in lines(told) for run in runs if run.to}
        assert links - set(places) == set()
        assert {"annexe-c", "presence", "b-gisements", "o-gisements-g1", "g-g1", f"n-{1:032x}"} <= links

    def test_reports_each_ballot_beside_the_others(self, whole):
        told = [b.text for b in document(whole).blocks if isinstance(b, Heading) and b.anchor.startswith("b-")]
        assert told == [ballot.title for ballot in whole.ballots]

    def test_says_that_nobody_voted_or_that_a_ballot_keeps_its_secret(self, whole):
        told = ["".join(run.text for run in b.runs) for b in document(whole).blocks if isinstance(b, Paragraph)]
        assert "Personne n’a voté." in told
        assert typographic("Ce vote n'est pas révélé : ses totaux restent cachés. Ses choix :") in told

    @pytest.mark.parametrize(
        ("worth", "told"),
        [({}, "Moins de 5 réponses : elles ne sont pas détaillées."), ({"4": 3, "5": 2}, "Note moyenne : 4,4")],
    )
    def test_says_no_more_of_the_closing_vote_than_may_be_told(self, whole, worth, told):
        """Four answers are as hidden as none: that nobody gave one would be untrue."""
        assert repr(typographic(told)).strip("'") in repr(document(whole.model_copy(update={"worth": worth})))

    def test_leads_from_a_count_of_notes_to_each_of_them(self, whole):
        rows = [dict(b.rows) for b in document(whole).blocks if isinstance(b, Facts)]
        (first, *_) = [row[Text("Contributions")] for row in rows if "Contributions" in row]
        mine = [one.id for one in whole.notes if one.gisement == "g1"]
        assert [run.text for run in first if run.to == "g-g1"] == ["6 idées", "6 ressources", "6 difficultés"]
        assert sorted(run.to for run in first if run.to.startswith("n-")) == sorted(f"n-{one}" for one in mine)

    def test_marks_a_note_with_all_there_is_to_know(self, whole):
        marks = {b.text: b.marks for b in document(whole).blocks if isinstance(b, Verbatim)}
        assert marks[said(REWORDED)] == "Idée · table 2 · reformulé pour la publication"
        assert [b.language for b in document(whole).blocks if isinstance(b, Verbatim) and b.language] == ["ar"]

    def test_claims_no_certainty_where_too_few_voted(self):
        room = opened(stage="vote")
        for by in (AMINA, BRUNO):
            play(room, PlaceDots(new_id(), "gisements", "g1", 2), by)
        enter(room, "results")
        blocks = document(export(room)).blocks
        facts = [dict(b.rows) for b in blocks if isinstance(b, Facts)]
        assert [row[Text("Points")][0].text for row in facts if Text("Soutien") in row] == ["4", *["0"] * 6]
        assert not any(Text("Rang dans les tirages") in row for row in facts)
        tables = [b for b in blocks if isinstance(b, Table) and b.header[-1] == said("Dans les 3 premiers")]
        assert {run.text for table in tables for row in table.rows for runs in row[-1] for run in runs} == {"–"}

    def test_tells_each_other_count_once_as_a_sentence(self, whole):
        rows = [dict(b.rows) for b in document(whole).blocks if isinstance(b, Facts)]
        first = next(words_of(row[said("Et si ?")]) for row in rows if said("Et si ?") in row)
        assert first == typographic(
            "Sans les 3 votes tardifs : rang 2 au lieu de 1. Réuni avec « Voisins » : rang 1 au lieu de 1."
        )

    def test_quotes_within_a_quotation_in_the_other_way(self):
        found = seminar(
            0, notes=[note(1, 'La langue, "bien commun", se partage', "g1")],
            promises=[PromisePart(id="p", text="Un cours", gisement="g1", carrier="", verbatims=[f"{1:032x}"])],
        )  # fmt: skip
        rows = [dict(b.rows) for b in document(found).blocks if isinstance(b, Facts)]
        (told,) = [words_of(row[said("S'appuie sur")]) for row in rows if said("S'appuie sur") in row]
        assert told == typographic("« La langue, “bien commun”, se partage » ; n° 1")

    def test_ends_the_list_of_other_ballots_with_one_mark(self):
        texts = [OptionPart(id="x", label="Oui")]
        found = seminar(0, ballots=[ballot("a", "Où ?", "texts", texts, voters=0)], priorities=[])
        told = [words_of(b.runs) for b in document(found).blocks if isinstance(b, Paragraph)]
        assert typographic("Votes sans résultat à ce jour, en annexe : Où ?") in told

    def test_groups_options_that_the_votes_cannot_tell_apart(self, whole):
        tables = [b for b in document(whole).blocks if isinstance(b, Table)]
        assert [row[0][0][0].text for row in tables[0].rows] == ["1", "2–3", "2–3", "4–5", "4–5"]


def words_of(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def lines(told: Document) -> Iterator[tuple[Any, ...]]:
    for block in told.blocks:
        match block:
            case Paragraph():
                yield block.runs
            case Bullets():
                yield from block.items
            case Facts():
                yield from (found for _, found in block.rows)
            case Table():
                yield from (one for row in block.rows for cell in row for one in cell)


class TestPdf:
    @pytest.fixture
    def reader(self, files):
        return pypdf.PdfReader(io.BytesIO(files["pdf"]))

    def test_is_tagged_in_french_and_has_its_title(self, reader):
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
        assert "/StructTreeRoot" in root
        assert (root["/Lang"], reader.metadata.title, reader.metadata.author) == (
            "fr-FR",
            "Carte blanche Argenteuil",
            "Filon",
        )
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()

    def test_gives_elected_officials_two_pages_whatever_is_written(self):
        long = "Un très long intitulé qui ne s'arrête pas " * 4
        options = [OptionPart(id=f"x{n}", label=long) for n in range(12)]
        ranked = [priority(f"b{b}", o.id, o.label, n, [], 12) for b in range(4) for n, o in enumerate(options, 1)]
        found = seminar(
            0, title=long[:140], priorities=[one.model_copy(update={"why": [long * 3]}) for one in ranked],
            ballots=[ballot(f"b{b}", long[:80], "texts", options) for b in range(4)],
            promises=[PromisePart(id=str(n), text=long * 2, gisement=None, carrier=long, test_on="2019-01-01") for n in range(9)],
        )  # fmt: skip
        assert self.page_of(pypdf.PdfReader(io.BytesIO(written(found, "pdf"))), "Annexe A") == 2

    @staticmethod
    def page_of(reader: pypdf.PdfReader, title: str) -> int | None:
        entry = next(one for one in reader.outline if not isinstance(one, list) and str(one.title).startswith(title))
        return reader.get_destination_page_number(entry)

    def test_has_the_headings_for_outline(self, reader):
        top = [one.title for one in reader.outline if not isinstance(one, list)]
        assert [title.partition(".")[0] for title in top if title.startswith("Annexe")] == [
            f"Annexe {one}" for one in "ABCDE"
        ]

    def test_leads_inside_itself_only(self, reader):
        links = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
        assert links
        assert [one for one in links if "/URI" in str(one.get("/A", ""))] == []

    def test_is_the_same_to_the_byte_when_written_again(self, whole):
        assert written(whole, "pdf") == written(whole, "pdf")

    def test_shows_emoji_and_a_box_for_what_no_font_has(self):
        found = seminar(0, notes=[note(1, "Un arbre 🌳 ici", "g1"), note(2, "Un 长 banc", "g1")])
        text = pdf_text(written(found, "pdf"))
        assert "Un arbre 🌳 ici" in text
        assert "Un ▯ banc" in text
        assert "🌳" in docx_text(written(found, "docx"))


class TestWord:
    @pytest.fixture
    def file(self, files):
        return docx.Document(io.BytesIO(files["docx"]))

    def test_has_headings_a_title_and_its_language(self, file, whole):
        styles = [paragraph.style.name for paragraph in file.paragraphs]
        wanted = [f"Heading {b.level}" for b in document(whole).blocks if isinstance(b, Heading)]
        assert [name for name in styles if name.startswith("Heading")] == wanted
        assert (styles[0], file.core_properties.title) == ("Title", whole.title)
        assert {one.get(qn("w:val")) for one in file.styles.element.iter(qn("w:lang"))} == {"fr-FR"}

    def test_keeps_a_title_on_the_page_of_what_it_names(self, file):
        named = ("Heading 1", "Heading 2", "Heading 3", "Caption")
        assert [file.styles[name].paragraph_format.keep_with_next for name in named] == [True] * 4

    def test_repeats_the_header_of_each_table(self, file, whole):
        tables = [b for b in document(whole).blocks if isinstance(b, Table)]
        assert [len(one.rows) for one in file.tables] == [len(one.rows) + 1 for one in tables]
        assert all(one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for one in file.tables)

    def test_leads_to_bookmarks_that_exist(self, file):
        body = file.element.body
        names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
        links = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}
        assert len(set(names)) == len(names)
        assert links
        assert links <= set(names)


class TestOpenDocument:
    @pytest.fixture
    def file(self, files):
        return odfdo.Document(io.BytesIO(files["odt"]))

    def test_has_headings_a_title_and_its_language(self, file, whole):
        levels = [int(one.get_attribute("text:outline-level")) for one in file.body.headers]
        assert levels == [b.level for b in document(whole).blocks if isinstance(b, Heading)]
        assert (file.meta.title, file.language) == (whole.title, "fr-FR")

    def test_repeats_the_header_of_each_table(self, file, whole):
        tables = [b for b in document(whole).blocks if isinstance(b, Table)]
        assert len(file.body.get_elements("//table:table-header-rows")) == len(tables)

    def test_leads_to_bookmarks_that_exist(self, file):
        names = [one.get_attribute("text:name") for one in file.body.get_elements("//text:bookmark")]
        links = {one.get_attribute("xlink:href") for one in file.body.get_elements("//text:a")}
        assert len(set(names)) == len(names)
        assert links
        assert links <= {f"#{name}" for name in names}

    def test_does_not_number_its_headings(self, file):
        levels = file.get_part("styles.xml").get_elements("//text:outline-level-style")
        assert {(one.get_attribute("style:num-format"), one.get_attribute("style:num-suffix")) for one in levels} == {
            ("", None)
        }

    def test_has_the_styles_of_its_tables_where_libreoffice_looks_for_them(self, file):
        """Only automatic styles dress a table, its columns and its cells."""
        used = file.body.get_elements("//*[@table:style-name]")
        automatic = file.get_part("content.xml").get_elements("//office:automatic-styles/style:style")
        assert {one.get_attribute("table:style-name") for one in used} <= {one.name for one in automatic}

    def test_defines_every_style_it_uses(self, file):
        used = {one.get_attribute("text:style-name") for one in file.body.get_elements("//*[@text:style-name]")}
        known = {style.name for style in file.get_styles()}
        assert used - known == set()


class TestHtml:
    def test_leads_inside_itself_runs_nothing_and_reaches_nothing(self, whole):
        page = Html(written(whole, "html").decode())
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
        assert {"script", "link", "img", "iframe"} & set(page.tags) == set()
        assert "url(" not in written(whole, "html").decode()


class TestAFigure:
    SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100" fill="#17313e"/></svg>'

    def told(self) -> Document:
        table = Table(said("Points"), (said("Choix"),), ((((),),),), (1,), "l")
        figure = Figure(self.SVG, said("Une barre"), table)
        return Document(said("Essai"), said(""), "fr", "", (figure,))

    def test_is_drawn_and_told_in_words(self, extension):
        body = laid_out(self.told(), extension)
        if extension in ("docx", "odt"):
            with zipfile.ZipFile(io.BytesIO(body)) as package:
                pictures = [
                    package.read(name) for name in package.namelist() if name.endswith(".png") or "Pictures/" in name
                ]
                part = package.read("word/document.xml" if extension == "docx" else "content.xml").decode()
            assert picture(self.SVG).body in pictures
            assert "Une barre" in part
        elif extension == "html":
            assert '<rect width="200"' in body.decode()
            assert 'aria-label="Une barre"' in body.decode()
        else:
            assert pypdf.PdfReader(io.BytesIO(body)).pages[0].get_contents() is not None

    def test_is_as_wide_as_the_text_and_keeps_its_shape(self):
        drawn = picture(self.SVG)
        assert (drawn.wide, round(drawn.high)) == (480, 240)


def test_every_format_names_what_writes_it():
    assert set(DOCUMENTS) <= set(FORMATS)
    assert all(written(seminar(3), one) for one in FORMATS)
