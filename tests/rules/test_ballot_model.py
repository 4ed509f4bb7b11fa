"""A ballot against the simplest model of one: whatever is tapped, entered, closed, merged and undone, the count is exact."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.room.ballots import CloseBallot, PlaceDots
from server.room.by_hand import CountHands, CountPaper
from server.room.entries import Command
from server.room.life import Undo
from server.room.people import Actor
from server.room.priorities import ranking
from server.room.refusal import Refusal
from server.room.state import Ballot
from server.room.terms import OpenBallot
from server.room.themes import MergeThemes, MoveNotes
from tests.rooms import AMINA, BRUNO, CLAIRE, DRISS, LEADER, group, new_id, opened, play, post

VOTERS = (AMINA, BRUNO, CLAIRE, DRISS)
THEMES = ("t1", "t2", "t3")
OPTIONS = st.sampled_from(THEMES)
BUDGET, CAP = 3, 2
DOTS = st.dictionaries(OPTIONS, st.integers(0, 3))


class BallotModel(RuleBasedStateMachine):
    """The model: dots by (voter, option), revisions beside, and whether the ballot is open or revealed."""

    @initialize()
    def open(self) -> None:
        self.room = opened(stage="gather")
        for theme in THEMES:
            group(self.room, theme, post(self.room), post(self.room))
        play(self.room, OpenBallot("b", "themes", budget=BUDGET, cap=CAP))
        self.dots: dict[str, dict[str, int]] = {}
        self.revisions: Counter[tuple[str, str]] = Counter()
        self.before: dict[int, tuple[str, dict[str, int]]] = {}
        """act -> the sheet it changed, and what that said before"""
        self.is_open, self.revealed = True, False

    @property
    def ballot(self) -> Ballot:
        return self.room.ballots["b-b"]

    def asks(self, command: Command, by: Actor = LEADER) -> str:
        """The refusal, or nothing."""
        try:
            play(self.room, command, by)
        except Refusal as refusal:
            return refusal.code
        return ""

    @rule(by=st.sampled_from(VOTERS), option=OPTIONS, dots=st.integers(0, 4), rev=st.none() | st.integers(1, 9))
    def place(self, by: Actor, option: str, dots: int, rev: int | None) -> None:
        mine = self.dots.setdefault(by.id, {})
        known, left = self.revisions[by.id, option], BUDGET - sum(mine.values()) + mine.get(option, 0)
        repeated = mine.get(option, 0) == dots if rev is None else rev <= known
        said = self.asks(PlaceDots(new_id(), "b-b", option, dots, rev), by)
        if not self.is_open:
            assert said == "ballot_closed"
        elif repeated:
            assert said == ""
        elif dots > CAP or dots > left:
            assert said == ("cap_reached" if dots > CAP else "dots_spent")
        else:
            assert said == ""
            mine[option], self.revisions[by.id, option] = dots, rev or known + 1

    def entered(self, name: str, sheet: dict[str, int]) -> None:
        was, now = self.dots.get(name, {}), {option: count for option, count in sheet.items() if count}
        if now != was:
            self.before[self.room.acts[-1].seq] = (name, was)
        self.dots[name] = now

    @rule(number=st.integers(1, 3), dots=DOTS)
    def paper(self, number: int, dots: dict[str, int]) -> None:
        said = self.asks(CountPaper(new_id(), "b-b", str(number), dots))
        if self.revealed:
            assert said == "ballot_revealed"
        elif max(dots.values(), default=0) > CAP or sum(dots.values()) > BUDGET:
            assert said in ("cap_reached", "dots_spent")
        else:
            self.entered(f"paper:{number}", dots)

    @rule(people=st.integers(1, 5), counts=DOTS)
    def hands(self, people: int, counts: dict[str, int]) -> None:
        possible = max(counts.values(), default=0) <= people and sum(counts.values()) <= people * BUDGET
        said = self.asks(CountHands(new_id(), "b-b", people, counts))
        if self.revealed:
            assert said == "ballot_revealed"
        elif not possible:
            assert said == "too_many_hands"
        else:
            self.entered("hands", counts)

    @rule()
    def undo(self) -> None:
        """What was entered for somebody can be taken back, the last first, until the reveal; dots of phones never."""
        act = self.room.last_act()
        if act and act.seq in self.before:
            said = self.asks(Undo(new_id(), act.seq))
            assert said == ("ballot_revealed" if self.revealed else "")
            if not said:
                name, was = self.before[act.seq]
                self.dots[name] = was

    @rule(open_again=st.booleans())
    def close(self, open_again: bool) -> None:
        said = self.asks(CloseBallot(new_id(), "b-b", open=open_again))
        assert said == ("ballot_revealed" if self.revealed and open_again else "")
        self.is_open = open_again and not self.revealed

    @rule()
    def reveal(self) -> None:
        assert self.asks(CloseBallot(new_id(), "b-b", reveal=True)) == ""
        self.is_open, self.revealed = False, True

    @rule(theme=OPTIONS, into=OPTIONS)
    def merge(self, theme: str, into: str) -> None:
        """Shapes are frozen while it is open; afterwards they move, and the dots stay where they were placed."""
        self.shape(MergeThemes(new_id(), (theme,), into))

    @rule(theme=OPTIONS)
    def move(self, theme: str) -> None:
        self.shape(MoveNotes(new_id(), (next(iter(self.room.notes)),), theme))

    def shape(self, command: Command) -> None:
        before = {theme.id: list(theme.notes) for theme in self.room.themes.values()}
        said = self.asks(command)
        if self.is_open:
            assert said in ("ballot_open", "unknown_theme")
            assert {theme.id: list(theme.notes) for theme in self.room.themes.values()} == before

    @invariant()
    def the_count_is_that_of_the_model(self) -> None:
        wanted: Counter[str] = Counter()
        for sheet in self.dots.values():
            wanted.update(sheet)
        assert {p.option: p.dots for p in ranking(self.ballot)} == {option: wanted[option] for option in THEMES}
        assert (self.ballot.open, self.ballot.revealed) == (self.is_open, self.revealed)


BallotModel.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestBallotModel = BallotModel.TestCase
