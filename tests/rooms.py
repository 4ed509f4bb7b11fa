"""Rooms by value, for the rules: people, sentences heard at Argenteuil, and `play`, which decides and applies as the desk does."""

import copy
import json
import uuid

import pytest

from server.config import ROOT
from server.room.aside import SetAside
from server.room.ballots import CloseBallot, PlaceDots
from server.room.by_hand import CountHands, CountPaper
from server.room.definition import Gisement, Session, Stage, build, load
from server.room.door import SetDoor
from server.room.entries import Command, Entry, decode, encode
from server.room.grouping import GroupNote, LabelTheme, Reason, Reshape, TellAlike, TellEncoder, TellReasons
from server.room.keys import RevokeKeys
from server.room.life import EraseNotes, OpenRoom, Undo
from server.room.masking import MaskWords
from server.room.messages import SendMessage, WithdrawMessage
from server.room.moderation import HoldNext, SetModeration
from server.room.nominations import Nominate
from server.room.notes import BringIdea, EditNote, HideNote, PostNote, WithdrawNote
from server.room.people import MACHINE as MACHINE
from server.room.people import Actor, ChooseCollege, Role, Tap
from server.room.promises import DraftPromise, RestOn, SetField, TellStatus, WritePromise
from server.room.proposals import AskProposal, CloseProposal, MakeProposal
from server.room.publication import IntroduceReport, PublishNote
from server.room.refusal import Refusal
from server.room.scribe import EnterNote
from server.room.stages import CalmScreens, EnterStage, InsertStage, PointScreen, Rotate, SetGisement, SetTimer
from server.room.state import REWORDING, UNOPENED, Group, Room, Showing, apply
from server.room.teams import JoinTeam, LeaveTeam
from server.room.terms import OpenBallot
from server.room.themes import ChangeTheme, MergeThemes, MoveNotes
from server.room.translation import AskTranslation, TranslateNote

SESSIONS = ROOT / "sessions"
NOON = 1_544_785_200_000
"""14 December 2018, midday at Argenteuil, in ms."""
SECOND = 1000

LEADER = Actor("animatrice", Role.FACILITATOR)
ORGANISER = Actor("organisateur", Role.ORGANISER)
SCREEN = Actor("ecran", Role.SCREEN)
AMINA, BRUNO, CLAIRE, DRISS = (Actor(name) for name in ("amina", "bruno", "claire", "driss"))


def heard() -> list[dict[str, str]]:
    """What people wrote at Argenteuil: `gisement`, `kind`, `text`."""
    lines = (SESSIONS / "argenteuil.notes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


HEARD = heard()
BENCHES = "Plus de bancs"
REWORDED = "Une équipe de propreté par quartier"
INTRODUCTION = "Merci à toutes et à tous.\n\nCe rapport prépare le conseil du mois de mars."
COUNTER = "Un accueil unique : aides, papiers, emploi, au même guichet"
CARETAKERS = "Les gardiens d'immeuble, ils connaissent tout le monde"


def host(table: int) -> Actor:
    return Actor(f"hote-{table}", Role.TABLE, table)


def people(count: int) -> list[Actor]:
    return [Actor(f"p{n:03}") for n in range(1, count + 1)]


def new_id() -> str:
    return uuid.uuid4().hex


def argenteuil() -> Session:
    return load(SESSIONS / "argenteuil.toml")


def small(**changes: object) -> Session:
    """Two gisements, the usual stages: what a test needs when Argenteuil has too much."""
    raw: dict[str, object] = {
        "title": "Bancs et guichets",
        "gisements": [{"title": "Les bancs", "short": "Bancs"}, {"title": "Les guichets", "short": "Guichets"}],
        "stages": [
            {"kind": kind, "title": kind.capitalize()}
            for kind in ("welcome", "gather", "sort", "vote", "results", "close")
        ],
    }
    return build(raw | changes)


def play(room: Room, command: Command, by: Actor = LEADER, now: int | None = None) -> list[Entry]:
    """Decide a command and apply what it gives. Raises Refusal."""
    at = NOON + room.seq * SECOND if now is None else now
    facts = command.decide(room, by, at)
    digest = command.digest()
    entries = [
        Entry(room.seq + n, at, by.id, one, by.role, by.table, command.id, digest) for n, one in enumerate(facts, 1)
    ]
    for entry in entries:
        apply(room, entry)
    return entries


def refusal(room: Room, command: Command, by: Actor = LEADER) -> str:
    """The code with which a command is refused; the room must not have moved."""
    before = copy.deepcopy(room)
    with pytest.raises(Refusal) as caught:
        play(room, command, by)
    assert room == before
    assert caught.value.message
    return caught.value.code


def opened(session: Session | None = None, stage: str = "", live: bool = True) -> Room:
    """A new room, in its first stage or led to another."""
    room = Room(UNOPENED)
    play(room, OpenRoom(new_id(), session or argenteuil(), live), MACHINE, NOON)
    if stage:
        play(room, EnterStage(new_id(), stage))
    return room


def enter(room: Room, stage: str) -> list[Entry]:
    return play(room, EnterStage(new_id(), stage))


def post(room: Room, text: str = BENCHES, by: Actor = AMINA, gisement: str = "g1", kind: str = "idea") -> str:
    """Post a note; its id."""
    note = new_id()
    play(room, PostNote(note, gisement, kind, text), by)
    return note


def group(room: Room, theme: str, *notes: str, words: tuple[str, ...] = ("bancs",)) -> str:
    """Have the machine place notes in a theme."""
    for note in notes:
        play(room, GroupNote(new_id(), note, theme, None, 0.8, (), words, room.seq), MACHINE)
    return theme


def name(room: Room, theme: str, label: str, example: str | None = None) -> None:
    """Have the machine name a theme."""
    play(room, LabelTheme(new_id(), theme, label, example), MACHINE)


def rewritten(entries: list[Entry]) -> list[Entry]:
    """The same entries, once written to the journal and read again."""
    return [_through_json(entry) for entry in entries]


def _through_json(entry: Entry) -> Entry:
    body, text = encode(entry.fact)
    fact = decode(entry.fact.kind, entry.fact.version, json.loads(json.dumps(body)), text)
    return Entry(entry.seq, entry.at, entry.by, fact, str(entry.role), entry.table, entry.command, entry.digest)


def a_day() -> tuple[Room, list[Entry]]:
    """A seminar from its opening to its promises, with every kind of fact but the opening for real: the room and its journal."""
    room = Room(UNOPENED)
    written: list[Entry] = []

    def do(command: Command, by: Actor = LEADER) -> None:
        written.extend(play(room, command, by, NOON + len(written) * 30 * SECOND))

    do(OpenRoom(new_id(), argenteuil()), MACHINE)
    do(BringIdea(new_id(), "g4", "resource", CARETAKERS), ORGANISER)
    do(ChooseCollege(new_id(), "police"), AMINA)
    do(EnterStage(new_id(), "react"))
    do(Tap(new_id(), "c1", "agree"), AMINA)
    do(PostNote(new_id(), "c1", REWORDING, "Se parler entre services"), BRUNO)
    do(EnterStage(new_id(), "gather"))
    do(SetTimer(new_id(), "start"))
    notes = [new_id() for _ in range(14)]
    for n, note in enumerate(notes):
        do(PostNote(note, HEARD[n]["gisement"], HEARD[n]["kind"], HEARD[n]["text"]), (AMINA, BRUNO, host(2))[n % 3])
        close = tuple(notes[: min(n, 1)])
        do(
            GroupNote(new_id(), note, f"t{n % 3}", None, 0.5 + n / 40, close, ("samedi", "habitants"), room.seq),
            MACHINE,
        )
    do(EnterNote(new_id(), "g4", "idea", CARETAKERS, "12", "police"), host(2))
    do(SetDoor(new_id(), True))
    do(SetDoor(new_id(), False))
    do(SetModeration(new_id(), True))
    do(PostNote(new_id(), "g5", "idea", BENCHES), AMINA)
    do(SetModeration(new_id(), False))
    do(TellEncoder(new_id(), "use-multilingual-v3"), MACHINE)
    do(TellReasons(new_id(), "g1", (Reason(notes[1], "t1", 0.9, (notes[0],)),)), MACHINE)
    for n, label in enumerate(("Brigade verte", "Bancs", "Gardiens")):
        do(LabelTheme(new_id(), f"t{n}", label, notes[n]), MACHINE)
    do(TellAlike(new_id(), (("t0", "t1"),)), MACHINE)
    do(Reshape(new_id(), "split", tuple((note, "t2", "t3") for note in notes[8::3]), (), 0.4, room.seq), MACHINE)
    do(AskProposal("propose-1", "g1", 1))
    do(MakeProposal(new_id(), "propose-1", "g1", (Group("t4", (notes[1],)),)), MACHINE)
    do(CloseProposal(new_id(), "g1", "propose-1", accepted=False))
    do(EditNote(new_id(), notes[0], BENCHES, "obstacle"), AMINA)
    do(WithdrawNote(new_id(), notes[3]), AMINA)
    do(HideNote(new_id(), notes[4]))
    do(HideNote(new_id(), notes[5]))
    do(HideNote(new_id(), notes[5], hidden=False))
    for put in (True, False):
        do(MaskWords(new_id(), notes[6], ((0, 3),), room.seq, masked=put))
        do(SetAside(new_id(), notes[6], aside=put))
        do(HoldNext(new_id(), notes[6], held=put))
    do(TranslateNote(new_id(), notes[7], "Il faut des bancs"), host(2))
    do(TranslateNote(new_id(), notes[7], BENCHES))
    do(Undo(new_id()))
    do(AskTranslation(new_id(), notes[8]))
    do(PublishNote(new_id(), notes[2], REWORDED))
    do(PublishNote(new_id(), notes[5], BENCHES))
    do(PublishNote(new_id(), notes[5], COUNTER))
    do(Undo(new_id()))
    do(EraseNotes(new_id(), (notes[6],)), ORGANISER)
    do(Rotate(new_id()))
    do(CalmScreens(new_id(), True))
    do(EnterStage(new_id(), "sort"))
    do(PostNote(new_id(), "g2", "idea", COUNTER, "gather"), AMINA)
    do(MoveNotes(new_id(), (notes[1],), None, "Se poser dehors"))
    do(ChangeTheme(new_id(), "t1", "Présence humaine", True))
    do(Nominate(new_id(), 2, "t1"), host(2))
    do(MergeThemes(new_id(), ("t2",), "t1"))
    do(Undo(new_id()))
    do(SetGisement(new_id(), Gisement(id="g8", title="Les bords de Seine", short="Bords de Seine")))
    do(InsertStage(new_id(), Stage(id="repas", kind="pause", title="Repas"), "sort"))
    do(PointScreen(new_id(), Showing("wall", "g1")))
    do(EnterStage(new_id(), "vote"))
    for by in (AMINA, BRUNO, CLAIRE):
        do(PlaceDots(new_id(), "gisements", "g4", 2), by)
    do(CountHands(new_id(), "gisements", 4, {"g4": 3, "g2": 2}))
    do(CountPaper(new_id(), "gisements", "12", {"g4": 1, "g5": 2}), host(2))
    do(PlaceDots(new_id(), "gisements", "g1", 1), AMINA)
    do(EnterStage(new_id(), "repas"))
    do(CloseBallot(new_id(), "gisements"))
    do(CloseBallot(new_id(), "gisements", open=True))
    do(EnterStage(new_id(), "results"))
    do(EnterStage(new_id(), "promises"))
    do(OpenBallot("eclair", "texts", "Le samedi ?", options=("Oui", "Non"), colleges=("police",), days=3))
    do(PlaceDots(new_id(), "b-eclair", "o1", 1), AMINA)
    do(WritePromise(new_id(), "p1", "Ouvrir un guichet le samedi matin", "g2", "La Ville"))
    do(DraftPromise(new_id(), "p2", "gisements", "g4"))
    do(SetField(new_id(), "p2", "test", "Un atelier un mercredi, avec deux classes"))
    do(RestOn(new_id(), "p2", theme="t0"))
    do(DraftPromise(new_id(), "p3"))
    do(WritePromise(new_id(), "p3", ""))
    do(JoinTeam(new_id(), "p1", "01 99 00 12 34", consent=True), Actor("t-amina"))
    do(JoinTeam(new_id(), "p2"), Actor("t-bruno"))
    do(LeaveTeam(new_id(), "p2"), Actor("t-bruno"))
    do(EnterStage(new_id(), "close"))
    do(SendMessage("repas", "Le repas est servi dans la cour"))
    do(WithdrawMessage(new_id(), "repas"))
    do(SendMessage(new_id(), ready="plenary", colleges=("police",), on_screen=True))
    do(RevokeKeys(new_id(), Role.SCREEN), ORGANISER)
    do(IntroduceReport(new_id(), INTRODUCTION), ORGANISER)
    do(TellStatus(new_id(), "p1", "tested", "2019-03-02", "Douze personnes reçues", "Il faut un interprète"))
    return room, written
