"""What the projector says, and what it leaves out because it would say nothing."""

import re

from server.room.ballots import PlaceDots
from server.room.definition import Stage
from server.room.terms import OpenBallot
from tests.parts.test_chart_views import screen
from tests.rooms import enter, new_id, opened, people, play, post, small


def said(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_break_tells_when_and_where_the_day_goes_on():
    session = small()
    pause = Stage(id="repas", kind="pause", title="Repas", text="Reprise à 13 h 30, salle Gabin.")
    html = screen(opened(session.model_copy(update={"stages": (*session.stages, pause)}), "repas"))
    assert "Repas Reprise à 13 h 30, salle Gabin." in said(html)


def test_the_end_of_a_day_counts_its_notes_where_there_are_some():
    room = opened(small(), "close")
    assert "gisements" not in said(screen(room))
    enter(room, "gather")
    post(room)
    enter(room, "close")
    assert "1 note de 1 personne, sur 2 gisements." in said(screen(room))


def test_who_has_one_dot_has_placed_it_when_they_voted():
    room = opened(small(), "gather")
    play(room, OpenBallot("b" * 32, "texts", "Un banc ?", options=("Oui", "Non")))
    (ballot,) = room.ballots
    for by in people(2):
        play(room, PlaceDots(new_id(), ballot, "o1", 1), by)
    assert "2 personnes ont voté" in said(screen(room, "ballot"))
    assert "ont tout placé" not in said(screen(room, "ballot"))
