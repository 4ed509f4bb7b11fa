"""Fragments: rendered once for an audience, true, and telling nothing that people must not see."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.live import views
from server.live.views import SCREEN, Audience, Outlook, fragments
from server.room.ballots import CloseBallot, PlaceDots
from server.room.definition import Gisement, Themes
from server.room.grouping import GroupNote, LabelTheme
from server.room.life import EraseNotes, OpenForReal
from server.room.notes import HideNote, WithdrawNote
from server.room.promises import WritePromise
from server.room.stages import PointScreen, SetGisement
from server.room.state import REWORDING, Room, Showing, ShownView
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MoveNotes
from server.web.ballots import sheet
from tests.hubs import HERE, PAGES
from tests.rooms import (
    AMINA,
    BENCHES,
    CARETAKERS,
    HEARD,
    MACHINE,
    a_day,
    argenteuil,
    enter,
    group,
    new_id,
    opened,
    people,
    play,
    post,
)
from tests.rules.test_fold import PROMISING, STEPS, Seminar

CODE = "ABCDEF"
OUTLOOK = Outlook(Counter(phone=3, screen=1, console=1), f"{HERE}/r/{CODE}", PAGES)
SHOWN: tuple[ShownView, ...] = (
    "auto",
    "lobby",
    "section",
    "overview",
    "wall",
    "ballot",
    "ranking",
    "map",
    "consensus",
    "promises",
    "blank",
)


def audiences(room: Room) -> list[Audience]:
    focused = [Audience(CODE, "console", focus=gisement.id) for gisement in room.session.gisements]
    tables = [Audience(CODE, "phone", table=1)] if room.session.tables.count > 1 else []
    promises = [Audience(CODE, "console", promise=promise) for promise in room.promised]
    return [
        Audience(CODE, "phone"),
        *tables,
        Audience(CODE, "screen"),
        *focused,
        *promises,
        Audience(CODE, "console", remote=True),
        Audience(CODE, "console", translating=True),
    ]


def rendered(room: Room) -> dict[tuple[Audience, str], str]:
    """Every fragment of every audience."""
    return {
        (audience, fragment.id): fragment.render(room, audience, OUTLOOK)
        for audience in audiences(room)
        for fragment in fragments(room, audience)
    }


def everything(room: Room) -> dict[tuple[str, str, str], str]:
    """The same, for each view that the projector can be pointed at."""
    told: dict[tuple[str, str, str], str] = {}
    was = room.showing
    for view in SHOWN:
        room.showing = Showing(view, "g1")
        told |= {(view, repr(audience), name): html for (audience, name), html in rendered(room).items()}
    room.showing = was
    return told


class TestWhatMakesAFragmentDirty:
    @settings(max_examples=60)
    @given(st.one_of(STEPS, PROMISING))
    def test_whatever_changes_on_a_page_was_announced(self, steps):
        """A fragment that no topic of an entry concerns is the same before and after."""
        seminar = Seminar()
        before = rendered(seminar.room)
        for number, step in enumerate(steps):
            acted = seminar.act(number, step)
            if not acted or not acted[2]:
                continue
            after = rendered(seminar.room)
            topics = {topic for entry in acted[2] for topic in entry.fact.topics(seminar.room)}
            unannounced = {
                fragment.id
                for audience in audiences(seminar.room)
                for fragment in fragments(seminar.room, audience)
                if not fragment.concerned(topics)
                and before.get((audience, fragment.id), after[audience, fragment.id]) != after[audience, fragment.id]
            }
            assert (acted[0], unannounced) == (acted[0], set())
            before = after

    def test_a_note_concerns_its_gisement_and_what_counts_notes(self):
        room = opened(stage="gather")
        post(room, gisement="g3")
        topics = {"notes:g3", "counts"}
        told = {a.view: [f.id for f in fragments(room, a) if f.concerned(topics)] for a in audiences(room)[:3:2]}
        assert told == {"phone": ["feed-g3", "reactions"], "screen": ["screen-main", "screen-bar"]}

    def test_everything_concerns_every_fragment(self):
        room = opened()
        assert all(f.concerned({"everything"}) for audience in audiences(room) for f in fragments(room, audience))


class TestTheSame:
    def test_room_gives_the_same_bytes(self):
        room = a_day()[0]
        assert rendered(room) == rendered(room)

    def test_bytes_go_to_a_whole_audience_so_they_name_nobody(self):
        room = opened(stage="gather")
        for by in people(6):
            post(room, by=by)
        enter(room, "vote")
        for by in people(6):
            play(room, PlaceDots(new_id(), "gisements", "g1", 1), by)
        told = "".join(everything(room).values())
        assert [by.id for by in people(6) if by.id in told] == []


def voted(favourite: str, other: str) -> Room:
    """Twelve people vote; the rooms differ by where their dots are."""
    room = opened(stage="vote")
    for n, by in enumerate(people(12)):
        for option, count in ((favourite, 2), (other, 1)):
            play(room, PlaceDots(f"{n:08}-{count}", "gisements", option, count), by)
    return room


class TestASealedBallot:
    def test_is_told_in_no_fragment_before_its_reveal(self):
        assert everything(voted("g4", "g1")) == everything(voted("g2", "g7"))

    def test_is_told_in_no_fragment_once_closed(self):
        rooms = [voted("g4", "g1"), voted("g2", "g7")]
        for room in rooms:
            play(room, CloseBallot("c" * 32, "gisements"))
        assert everything(rooms[0]) == everything(rooms[1])

    def test_is_told_once_revealed(self):
        rooms = [voted("g4", "g1"), voted("g2", "g7")]
        for room in rooms:
            enter(room, "results")
        told = [everything(room) for room in rooms]
        assert {name for view, _, name in told[0] if view == "auto" and told[0][view, _, name] != told[1][view, _, name]} >= {
            "screen-main", "console-ballots",
        }  # fmt: skip


SECRET = "Zbigniewska"


class TestThePersonalOrder:
    @pytest.mark.parametrize("sealed", [True, False])
    def test_of_options_is_each_phones_own_and_stays(self, sealed):
        """Argenteuil's seven options: forty people who all had the same order would not be chance."""
        room = opened(stage="gather")
        play(room, OpenBallot("a1", "gisements", sealed=sealed))
        orders = {by.id: [one["id"] for one in sheet(room, "b-a1", by.id)["options"]] for by in people(40)}
        assert {tuple(sorted(order)) for order in orders.values()} == {tuple(f"g{n}" for n in range(1, 8))}
        assert len({tuple(order) for order in orders.values()}) > 20
        play(room, PlaceDots(new_id(), "b-a1", "g3", 1), AMINA)
        assert {i: [one["id"] for one in sheet(room, "b-a1", i)["options"]] for i in orders} == orders


class TestWordsThatAreGone:
    def room(self) -> tuple[Room, str]:
        room = opened(stage="gather")
        for n in range(14):
            post(room, f"Banc numéro {n}")
        note = post(room, f"{SECRET} dort au bureau")
        group(room, "t1", *(n for n in room.notes if n != note))
        group(room, "t1", note, words=(SECRET,))
        play(room, LabelTheme(new_id(), "t1", "Bancs"), MACHINE)
        play(room, PointScreen(new_id(), Showing("focus", "g1", note)))
        return room, note

    def told(self, room: Room) -> dict[str, set[str]]:
        """By view, the fragments that hold the words; the projector is also left where it was pointed."""
        found: dict[str, set[str]] = {"phone": set(), "screen": set(), "console": set()}
        for (audience, name), html in rendered(room).items():
            if SECRET in html:
                found[audience.view].add(name)
        for (_, audience_name, name), html in everything(room).items():
            view = next(view for view in found if f"view='{view}'" in audience_name)
            if SECRET in html:
                found[view].add(name)
        return found

    def test_were_there(self):
        room, _ = self.room()
        told = self.told(room)
        assert told["phone"] == {"feed-g1"}
        assert told["screen"] == {"screen-main"}
        assert "console-wall-0" in told["console"]

    def test_hidden_are_on_the_console_alone(self):
        room, note = self.room()
        play(room, HideNote(new_id(), note))
        assert self.told(room) == {"phone": set(), "screen": set(), "console": {"console-end"}}

    @pytest.mark.parametrize("how", ["withdrawn", "erased", "hidden then erased"])
    def test_withdrawn_or_erased_are_nowhere(self, how):
        room, note = self.room()
        if how == "hidden then erased":
            play(room, HideNote(new_id(), note))
        play(room, WithdrawNote(new_id(), note) if how == "withdrawn" else EraseNotes(new_id(), (note,)), AMINA)
        assert self.told(room) == {"phone": set(), "screen": set(), "console": set()}


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "</p></li></ul></hx-partial><hx-partial hx-target='body'>tout",
    "{{ 7 * 7 }}{% raw %}",
    "<a href='javascript:alert(1)'>ici</a>",
    "<!-- <style>*{display:none}</style>",
    "&lt;b&gt; &amp; <b>",
    "javascript:alert(1)",
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        assert not [
            value for name, value in attrs if name in ("href", "src", "action") and value and "javascript" in value
        ]


def tags_of(room: Room) -> Tags:
    found = Tags()
    for html in everything(room).values():
        found.feed(html)
    return found


class TestHostileWords:
    def test_open_no_tag_and_no_attribute_in_any_fragment(self):
        def said(words: tuple[str, ...]) -> Room:
            room = opened(stage="gather")
            for n, text in enumerate(words * 2):
                post(room, text, gisement="g1", kind=("idea", "resource", "obstacle")[n % 3])
            notes = list(room.notes)
            group(room, "t1", *notes[:12])
            for text in words:
                play(room, ChangeTheme(new_id(), "t1", text[:60]))
                play(room, SetGisement(new_id(), Gisement(id="g1", title=text, short=text[:28].strip(), question=text)))
                play(room, WritePromise(new_id(), f"p{len(room.promises)}", text, "g1", text))
            play(room, HideNote(new_id(), notes[-1]))
            enter(room, "react")
            for text in words:
                post(room, text, gisement="c1", kind=REWORDING)
            enter(room, "sort")
            play(room, OpenBallot(new_id(), "gisements", words[0], sealed=False))
            play(room, PlaceDots(new_id(), next(iter(room.ballots)), "g1", 1), AMINA)
            return room

        hostile, gentle = tags_of(said(HOSTILE)), tags_of(said((BENCHES, CARETAKERS) * 5))
        assert hostile.tags - gentle.tags == set()
        assert hostile.attributes - gentle.attributes == set()


class Shape(HTMLParser):
    """The words of each element of some class, in order."""

    def __init__(self, html: str, wanted: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._wanted, self._depth = wanted, 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth and tag not in ("use", "br", "path", "circle", "line", "rect"):
            self._depth += 1
        elif not self._depth and self._wanted in (dict(attrs).get("class") or "").split():
            self._depth = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in ("use", "br", "path", "circle", "line", "rect"):
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.found[-1] = f"{self.found[-1]} {' '.join(data.split())}".strip()


def wall_of(room: Room, **showing: Any) -> str:
    room.showing = Showing("wall", "g1", **showing)
    return SCREEN[0].render(room, Audience(CODE, "screen"), OUTLOOK)


def feed_of(room: Room) -> str:
    return rendered(room)[Audience(CODE, "phone"), "feed-g1"]


def shaped(count: int, themes: int = 2, stage: str = "gather") -> tuple[Room, list[str]]:
    """Notes dealt to themes in turn, told « note 0 », « note 1 »…"""
    room = opened(stage=stage)
    kinds = ("idea", "resource", "obstacle")
    notes = [post(room, f"note {n}", people(9)[n % 9], kind=kinds[n % 3]) for n in range(count)]
    for n, note in enumerate(notes):
        group(room, f"t{n % themes}", note)
    for n in range(themes):
        play(room, LabelTheme(new_id(), f"t{n}", f"Thème {n}", notes[n]), MACHINE)
    return room, notes


class TestTheWall:
    def test_shows_a_theme_by_its_name_its_kinds_its_example_and_what_joined_it_last(self):
        room, notes = shaped(13)
        html = wall_of(room)
        assert Shape(html, "theme").found[0] == (
            "Thème 0 7 notes 3 Idées 2 Ressources 2 Difficultés « note 0 » note 12 note 10"
        )
        play(room, MoveNotes(new_id(), (notes[1],), "t0"))
        assert Shape(wall_of(room), "theme-notes").found[0] == "note 1 note 12"

    def test_keeps_the_themes_at_their_places_whatever_grows(self):
        room, _ = shaped(26, themes=8)
        before = [Shape(wall_of(room, page=page), "theme").found for page in (0, 1, 2)]
        names = [[tile.split(" ")[1] for tile in page] for page in before]
        assert names == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["0", "1", "2", "3"]]
        for n in range(9):
            group(room, "t7", post(room, f"en plus {n}"))
        after = [[tile.split(" ")[1] for tile in Shape(wall_of(room, page=page), "theme").found] for page in (0, 1)]
        assert after == names[:2]

    def test_of_few_notes_tells_them_in_order_of_arrival_and_when_themes_will_come(self):
        room, _ = shaped(11)
        html = wall_of(room)
        assert Shape(html, "slip").found == [f"note {n}" for n in range(11)]
        assert Shape(html, "tray-early").found == ["Les thèmes apparaîtront vers 12 notes."]
        assert "Les thèmes apparaîtront vers 12\u00a0notes." in feed_of(room)
        enter(room, "sort")
        assert Shape(wall_of(room), "tray-early").found == []
        assert "apparaîtront" not in feed_of(room)

    def test_tells_a_number_beyond_twelve_in_digits(self):
        room = opened(argenteuil().model_copy(update={"themes": Themes(first=40)}), stage="gather")
        post(room)
        assert Shape(wall_of(room), "tray-early").found == ["Les thèmes apparaîtront vers 40 notes."]

    def test_leaves_what_it_is_not_sure_of_to_be_sorted_the_newest_first(self):
        room, _ = shaped(14, themes=4)
        for n in range(6):
            post(room, f"nouvelle {n}")
        html = wall_of(room)
        assert Shape(html, "tray").found == ["À trier 6 nouvelle 5 nouvelle 4 nouvelle 3 nouvelle 2"]

    def test_says_that_nothing_is_left_to_sort(self):
        room, _ = shaped(14, themes=4)
        assert Shape(wall_of(room), "tray").found == ["À trier Rien pour l’instant : chaque note a son thème."]


class TestWhatSeveralPeopleSaid:
    def said(self, *writers: int) -> Room:
        room = opened(stage="gather")
        first = post(room, BENCHES, people(9)[writers[0]])
        group(room, "t1", first)
        for writer in writers[1:]:
            again = post(room, "plus de bancs !", people(9)[writer])
            play(room, GroupNote(new_id(), again, "t1", None, 0.9, (first,), (), room.seq, "fr", first), MACHINE)
        return room

    def test_is_told_once_with_how_many_they_are(self):
        room = self.said(1, 2, 3)
        assert Shape(wall_of(room), "slip").found == ["3 3 personnes l’ont dit Plus de bancs"]
        assert Shape(feed_of(room), "note-text").found == ["3 personnes l’ont dit Plus de bancs"]

    def test_is_told_plainly_when_one_person_said_it_twice(self):
        assert Shape(wall_of(self.said(1, 1)), "slip").found == ["Plus de bancs"]


class TestLanguages:
    def test_are_named_unless_they_are_the_rooms(self):
        room = opened(stage="gather")
        for text, code in ((BENCHES, "fr"), ("مقاعد جديدة", "ar"), ("More benches", "en"), ("???", "")):
            play(room, GroupNote(new_id(), post(room, text), "t1", None, 0.9, (), (), room.seq, code), MACHINE)
        told = ["Plus de bancs", "arabe مقاعد جديدة", "anglais More benches", "???"]
        assert Shape(wall_of(room), "slip").found == told
        assert Shape(feed_of(room), "note-text").found == told[::-1]
        for html in (wall_of(room), feed_of(room)):
            assert (html.count('lang="'), html.count('<span lang="ar">مقاعد جديدة</span>')) == (2, 1)
            assert html.count('dir="ltr"') == 2

    def test_are_left_as_they_were_written(self):
        room = opened(stage="gather")
        note = post(room, 'Why not ? "Yes"')
        assert "Why not\u202f?" in wall_of(room)
        play(room, GroupNote(new_id(), note, "t1", None, 0.9, (), (), room.seq, "en"), MACHINE)
        assert "Why not ?" in wall_of(room)


class TestTheFeed:
    def test_names_the_themes_with_their_kinds(self):
        room, _ = shaped(13)
        assert Shape(feed_of(room), "theme-list").found == [
            "Thème 0 7 notes 3 Idées 2 Ressources 2 Difficultés Thème 1 6 notes 2 Idées 2 Ressources 2 Difficultés"
        ]


class TestTheOverview:
    def asks(self, room: Room) -> list[str]:
        room.showing = Showing("overview")
        return Shape(SCREEN[0].render(room, Audience(CODE, "screen"), OUTLOOK), "open").found

    def test_asks_for_what_nobody_fed_yet(self):
        room = opened(stage="gather")
        assert self.asks(room) == ["0"] * 21
        post(room, gisement="g1", kind="idea")
        assert self.asks(room) == ["0", "0", *["Qui commence ? 0", "0", "0"] * 6]

    def test_asks_for_nothing_once_notes_are_gathered(self):
        assert self.asks(opened(stage="sort")) == []


class TestSize:
    """A fragment is 16 KB at most, whatever the room holds."""

    def biggest(self, room: Room) -> dict[str, int]:
        sizes: dict[str, int] = {}
        for (_, _, name), html in everything(room).items():
            sizes[name] = max(sizes.get(name, 0), len(html.encode()))
        return {name: size for name, size in sizes.items() if size > 16 * 1024}

    def test_of_a_day_at_argenteuil(self):
        room = opened(stage="gather")
        for one in HEARD:
            post(room, one["text"], AMINA, one["gisement"], one["kind"])
        assert self.biggest(room) == {}

    def test_of_a_thousand_long_notes_in_forty_themes(self):
        room = opened(stage="gather")
        notes = [post(room, f"{n} " + "é" * 270) for n in range(1000)]
        for n, note in enumerate(notes):
            group(room, f"t{n % 40}", note)
        assert self.biggest(room) == {}

    def test_of_thirty_gisements_and_fifteen_promises(self):
        room = opened(stage="gather")
        for n in range(8, 31):
            play(room, SetGisement(new_id(), Gisement(id=f"g{n}", title="é" * 140, short="é" * 28, question="é" * 200)))
        for n in range(15):
            play(room, WritePromise(new_id(), f"p{n}", "é" * 280, "g1", "é" * 80))
        for by in people(30):
            post(room, "é" * 280, by)
        enter(room, "vote")
        enter(room, "results")
        assert self.biggest(room) == {}


class TestTheEpoch:
    def test_changes_when_the_rehearsal_ends(self):
        room = opened(live=False)
        before = views.epoch(room)
        play(room, OpenForReal(new_id()))
        assert views.epoch(room) != before

    def test_is_the_same_for_every_process_of_one_version(self):
        assert views.epoch(opened()) == views.epoch(opened(argenteuil()))


@pytest.mark.parametrize("stage", [stage.id for stage in argenteuil().stages])
def test_every_stage_renders_for_everyone(stage):
    room = opened(stage=stage)
    empty = {name for (_, _, name), html in everything(room).items() if not html.strip()}
    assert {name for name in empty if not name.startswith("console-")} <= {
        "screen-main",
        "reactions",
        "message",
        "screen-message",
    }
    assert empty & {"console-now", "console-order", "console-counts"} == set()


@pytest.mark.parametrize("words", ["{{ 7*7 }}", "{% if %}", "{# rien #}"])
def test_notes_are_no_templates(words):
    room = opened(stage="gather")
    post(room, f"Voici {words} donc")
    assert f"Voici {words} donc" in rendered(room)[Audience(CODE, "phone"), "feed-g1"]
