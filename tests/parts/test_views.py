"""Fragments: rendered once for an audience, true, and telling nothing that people must not see."""

from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from server.live import views
from server.live.views import Audience, Outlook, fragments
from server.room.ballots import CloseBallot, OpenBallot, PlaceDots
from server.room.definition import Gisement
from server.room.life import EraseNotes, OpenForReal
from server.room.notes import HideNote, WithdrawNote
from server.room.promises import WritePromise
from server.room.stages import PointScreen, SetGisement
from server.room.state import REWORDING, Room, Showing, ShownView
from server.room.themes import ChangeTheme, LabelTheme
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
from tests.rules.test_fold import STEPS, Seminar

CODE = "ABCDEF"
OUTLOOK = Outlook(Counter(phone=3, screen=1, console=1), f"{HERE}/r/{CODE}", PAGES)
SHOWN: tuple[ShownView, ...] = ("auto", "lobby", "overview", "wall", "ballot", "ranking", "promises", "blank")


def audiences(room: Room) -> list[Audience]:
    focused = [Audience(CODE, "console", focus=gisement.id) for gisement in room.session.gisements]
    tables = [Audience(CODE, "phone", table=1)] if room.session.tables.count > 1 else []
    return [Audience(CODE, "phone"), *tables, Audience(CODE, "screen"), *focused]


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
    @given(STEPS)
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
        assert "console-wall" in told["console"]

    def test_hidden_are_on_the_console_alone(self):
        room, note = self.room()
        play(room, HideNote(new_id(), note))
        assert self.told(room) == {"phone": set(), "screen": set(), "console": {"console-wall"}}

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
    assert all(
        html.strip() or name in ("console-promises", "screen-main", "reactions")
        for (_, _, name), html in everything(room).items()
    )


@pytest.mark.parametrize("words", ["{{ 7*7 }}", "{% if %}", "{# rien #}"])
def test_notes_are_no_templates(words):
    room = opened(stage="gather")
    post(room, f"Voici {words} donc")
    assert f"Voici {words} donc" in rendered(room)[Audience(CODE, "phone"), "feed-g1"]
