"""What a count says in sentences: why a rank, and what to know before reading it."""

from dataclasses import replace

import pytest

from server.room.ballots import PlaceDots
from server.room.people import ChooseCollege
from server.room.priorities import Evidence, evidence
from server.room.reasons import TOO_FEW
from server.room.state import Ballot, Option, Room
from tests.rooms import a_day, enter, new_id, opened, people, play, post, small
from tests.rules.test_priorities import SEVEN, ballot

NARROW = "\u202f"
TWO = [
    {"id": "ville", "label": "Ville", "family": "Institutions"},
    {"id": "usagers", "label": "Usagers", "family": "Habitants"},
]


def told(counted: Ballot, room: Room | None = None) -> Evidence:
    return evidence(room or opened(small(), "gather"), counted)


class TestWhyThisRank:
    def test_tells_dots_how_sure_it_is_and_whom_it_is_level_with(self):
        found = told(ballot("ABCD", **SEVEN))
        assert [one.why for one in found.options] == [
            ("11 points, donnés par 7 votants sur 7.", "Dans les 3 premiers de tous les tirages."),
            (
                "6 points, donnés par 5 votants sur 7.",
                "Dans les 3 premiers de tous les tirages.",
                "La salle ne départage pas les places 2 et 3.",
            ),
            (
                "3 points, donnés par 3 votants sur 7.",
                f"Dans les 3 premiers de 91{NARROW}% des tirages.",
                "La salle ne départage pas les places 2 et 3.",
            ),
            ("1 point, donné par 1 votant sur 7.", f"Dans les 3 premiers de 19{NARROW}% des tirages."),
        ]

    def test_tells_the_first_place_when_all_are_in_the_first_three(self):
        found = told(ballot("ABC", **{f"v{n}": "A" if n > 1 else "B" for n in range(11)}))
        assert [one.why[1] for one in found.options[:2]] == [
            f"En tête de plus de 99{NARROW}% des tirages.", f"En tête de moins de 1{NARROW}% des tirages.",
        ]  # fmt: skip

    def test_says_when_voters_are_too_few_to_be_sure(self):
        assert told(ballot("AB", amina="AB", bruno="A")).options[0].why == (
            "2 points, donnés par 2 votants sur 2.", TOO_FEW, "La salle ne départage pas les places 1 et 2.",
        )  # fmt: skip

    def test_says_when_it_has_no_dots(self):
        assert told(ballot("ABCD", amina="A")).options[3].why == ("Aucun point, pour 1 votant.",)
        assert told(ballot("ABCD")).options[0].why == ("Personne n'a voté.",)

    def test_tells_resources_and_obstacles(self):
        room = opened(small(), "gather")
        notes = tuple(post(room, kind=kind) for kind in ("resource", "resource", "obstacle", "idea"))
        counted = ballot("AB", **SEVEN)
        counted.terms = replace(
            counted.terms, options=(Option("A", "Bancs", notes), Option("B", "Guichets", notes[3:]))
        )
        first, second = told(counted, room).options
        assert first.why[-1] == "2 ressources pour 1 difficulté."
        assert not any("ressource" in sentence for sentence in second.why)

    @pytest.mark.parametrize(
        ("split", "sentence"),
        [
            (6, "Les collèges ne sont pas d'accord : à discuter."),
            (3, "Aucun collège sur 2 ne l'a choisi à la majorité."),
        ],
    )
    def test_tells_what_colleges_think(self, split, sentence):
        room = opened(small(colleges=TWO), "gather")
        for n, one in enumerate(people(12)):
            play(room, ChooseCollege(new_id(), "ville" if n < 6 else "usagers"), one)
        backers = range(6) if split == 6 else (0, 1, 2, 6, 7, 8)
        counted = ballot("AB", **{one.id: "A" if n in backers else "B" for n, one in enumerate(people(12))})
        assert sentence in told(counted, room).options[0].why

    def test_is_short(self):
        room, _ = a_day()
        for counted in (room.ballots["gisements"], ballot("ABCD", **SEVEN)):
            found = told(counted, room)
            for sentences in (*(one.why for one in found.options), found.said):
                assert all(len(sentence.split()) <= 14 for sentence in sentences)
            assert all(1 <= len(one.why) <= 4 for one in found.options)


class TestBeforeReading:
    def test_nobody_voted(self):
        assert told(ballot("AB")).said == ("Personne n'a voté : il n'y a pas d'ordre.",)

    def test_one_person_voted(self):
        assert told(ballot("AB", amina="AB")).said == (
            "Une seule personne a voté : l'ordre est le sien.", TOO_FEW, "2 choix sont à égalité en tête.",
        )  # fmt: skip

    def test_one_person_of_several_voted(self):
        room = opened(small(), "gather")
        for one in people(3):
            post(room, by=one)
        found = told(ballot("AB", p001="A"), room)
        assert found.said[:2] == ("Une seule personne a voté : l'ordre est le sien.", "1 personne sur 3 a voté.")
        assert found.said[-1] == "Tous les points sont sur « Choix A »."

    def test_everyone_voted(self):
        assert told(ballot("ABCD", **SEVEN)).said == (
            "Tous les présents ont voté : ce n'est pas un sondage.",
            "Le pourcentage dit si l'ordre tient à quelques personnes.",
        )

    def test_some_of_them_voted(self):
        room = opened(small(), "gather")
        for one in people(9):
            post(room, by=one)
        counted = ballot("AB", **{f"p00{n}": "AAB" for n in range(1, 7)})
        assert told(counted, room).said == ("6 personnes sur 9 ont voté.",)

    def test_too_few_voted(self):
        assert told(ballot("AB", amina="A", bruno="AB")).said == (
            "Tous les présents ont voté : ce n'est pas un sondage.", TOO_FEW,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("quorum", "sentence"),
        [
            (7, "Le quorum est atteint : 7 votants pour 7 demandés."),
            (8, "Le quorum n'est pas atteint : 7 votants pour 8 demandés."),
        ],
    )
    def test_a_quorum_is_reached_or_not(self, quorum, sentence):
        counted = ballot("ABCD", **SEVEN)
        counted.terms = replace(counted.terms, quorum=quorum)
        assert sentence in told(counted).said

    def test_late_votes_change_nothing_or_something(self):
        counted = ballot("AB", **{f"v{n}": "AAB" for n in range(6)}, latecomer="B")
        counted.late = {"latecomer"}
        assert told(counted).said[-1] == "Sans le vote tardif, l'ordre serait le même."
        counted = ballot("AB", amina="A", bruno="B", claire="B")
        counted.late = {"bruno", "claire"}
        assert told(counted).said[-1] == "Sans les 2 votes tardifs, 2 choix changeraient de rang."

    def test_dots_were_entered_by_hand_and_how(self):
        counted = ballot("AB", amina="AAB", bruno="A", **{"hands:1": "A", "hands:2": "A", "paper:1": "B"})
        assert {
            "Saisis par un animateur : 2 votes à main levée, 1 vote sur papier.",
            "Sans les 3 votes saisis à la main, l'ordre serait le même.",
        } <= set(told(counted).said)

    def test_all_dots_were_entered_by_hand(self):
        found = told(ballot("AB", **{f"hands:{n}": "A" for n in range(8)}))
        assert found.said[-2:] == (
            "Saisis par un animateur : 8 votes à main levée.", "Tous les votes ont été saisis à la main.",
        )  # fmt: skip

    def test_colleges_are_hidden(self):
        room = opened(small(colleges=TWO), "gather")
        for n, one in enumerate(people(21)):
            if n:
                play(room, ChooseCollege(new_id(), "ville" if n < 9 else "usagers"), one)
        enter(room, "vote")
        for one in people(21):
            play(room, PlaceDots(new_id(), "gisements", "g1", 1), one)
        enter(room, "results")
        hidden = "Sous 5 votants, un groupe est masqué, parfois avec un autre."
        assert hidden in told(room.ballots["gisements"], room).said
        few = ballot("AB", p002="A", p010="A")
        assert "Trop peu de votants par collège : aucun détail n'est montré." in told(few, room).said
