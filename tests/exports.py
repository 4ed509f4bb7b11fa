"""Exports by value: a seminar with everything a report tells, as large as wished."""

from collections import Counter

from server.reports.contract import (
    BallotPart,
    Between,
    ChallengePart,
    Export,
    GisementPart,
    Named,
    NotePart,
    OptionPart,
    Presence,
    PriorityPart,
    PromisePart,
    StagePart,
    StatusPart,
    SupportPart,
    ThemePart,
    WhatIfPart,
)
from tests.rooms import BENCHES, CARETAKERS, COUNTER, HEARD, argenteuil

LABELS = (
    "Propreté",
    "Médiation de rue",
    "Guichet unique",
    "Place aux jeunes",
    "Apprendre le français",
    "Numérique",
    "Voisins",
)
REWORDED = "Un guichet pour toutes les démarches"


def note(n: int, text: str, gisement: str, kind: str = "idea", theme: str | None = None, **values: object) -> NotePart:
    told: dict[str, object] = {
        "id": f"{n:032x}",
        "gisement": gisement,
        "kind": kind,
        "text": text,
        "theme": theme,
        "at": "2018-12-14T10:31Z",
        "hidden": False,
        "late": False,
        "table": n % 7 or None,
        "erased": False,
        "language": "fr",
        "repeats": None,
        "placed_by": "machine",
        "confidence": 0.7,
        "shared_words": [],
        "nearest": [],
    }
    return NotePart.model_validate(told | values)


def notes(count: int) -> list[NotePart]:
    """What was heard at Argenteuil, again and again; the last few are hidden, erased, reworded, late, from before."""
    heard = [
        note(n, one["text"] if n < len(HEARD) else f"{one['text']} ({n})", one["gisement"], one["kind"], _theme(n, one))
        for n in range(count)
        for one in (HEARD[n % len(HEARD)],)
    ]
    special: tuple[dict[str, object], ...] = (
        {"hidden": True, "text": "Une injure"},
        {"erased": True, "text": ""},
        {"published": REWORDED, "text": "Marre de courir partout"},
        {"late": True},
        {"before": True},
        {"language": "ar", "text": "مركز لتعلم اللغة الفرنسية"},
    )
    return heard + [
        note(count + n, str(values.pop("text", BENCHES)), "g2", "idea", "t-g2-0", **values)
        for n, values in enumerate(special)
    ]


def _theme(n: int, one: dict[str, str]) -> str | None:
    return None if n % 11 == 5 else f"t-{one['gisement']}-{n % 4}"


def themes(found: list[NotePart]) -> list[ThemePart]:
    ids = dict.fromkeys(one.theme for one in found if one.theme)
    return [
        ThemePart(
            id=theme,
            gisement=theme.split("-")[1],
            label=f"{LABELS[n % len(LABELS)]} {theme[-1]}",
            labelled_by="machine",
            pinned=False,
            example=None,
            notes=[one.id for one in found if one.theme == theme],
        )
        for n, theme in enumerate(ids)
    ]


def priority(ballot: str, option: str, label: str, rank: int, mine: list[NotePart], options: int = 7) -> PriorityPart:
    share = 0.74 - rank * 0.08
    kinds = Counter(one.kind for one in mine)
    return PriorityPart(
        ballot=ballot,
        option=option,
        label=label,
        rank=rank,
        step=rank if rank < 3 else rank - rank % 2,
        dots=60 - 7 * rank,
        voters=42 - 5 * rank,
        share=share,
        share_between=Between(low=share - 0.13, high=share + 0.12),
        dots_between=Between(low=50 - 7 * rank, high=70 - 7 * rank),
        top3=max(0.01, 1.1 - 0.16 * rank),
        odds=[round(max(0, 0.7 - 0.3 * abs(rank - n)), 2) for n in range(1, options + 1)],
        support=[
            SupportPart(label="Habitants", of="college", voters=22, given=15),
            SupportPart(label="Élus", of="college", voters=None, given=None),
            SupportPart(label="Services publics", of="family", voters=14, given=6),
        ],
        consensus=0.31,
        dissent=0.34,
        divided=rank == 4,
        notes=dict(kinds),
        before=1 if rank == 2 else 0,
        readiness=round((kinds["resource"] + 1) / (kinds["resource"] + kinds["obstacle"] + 2), 4) if mine else None,
        what_if=[
            WhatIfPart(
                case="late", said=f"Sans les 3 votes tardifs : rang {rank + 1} au lieu de {rank}.", rank=rank + 1
            ),
            WhatIfPart(case="merged", said=f"Réuni avec « Voisins » : rang 1 au lieu de {rank}.", rank=1),
        ],
        why=[
            f"{42 - 5 * rank} votants sur 48 lui ont donné des points, dans presque tous les collèges.",
            "Son rang ne change guère d'un tirage à l'autre.",
        ],
    )


def ballot(ballot_id: str, title: str, on: str, options: list[OptionPart], **values: object) -> BallotPart:
    told: dict[str, object] = {
        "id": ballot_id,
        "title": title,
        "on": on,
        "gisement": None,
        "budget": 3,
        "cap": 2,
        "sealed": True,
        "open": False,
        "revealed": True,
        "voters": 48,
        "present": 60,
        "options": options,
        "opened_by": "facilitator",
        "opened_at": "2018-12-14T13:31Z",
    }
    return BallotPart.model_validate(told | values)


def seminar(count: int = 126, **changes: object) -> Export:
    """Argenteuil with two ballots, promises at every stage of their life, presence, and a closing vote."""
    session, found = argenteuil(), notes(count)
    gisements = [GisementPart(id=g.id, title=g.title, short=g.short, question=g.question) for g in session.gisements]
    texts = [OptionPart(id=f"x{n}", label=label) for n, label in enumerate((COUNTER, CARETAKERS, "Rien de tout cela"))]
    told: dict[str, object] = {
        "seq": 900,
        "title": session.title,
        "territory": session.territory,
        "date": "2018-12-14",
        "language": "fr",
        "live": True,
        "stage": "close",
        "stages": [StagePart(id="close", kind="close", title="Clôture")],
        "participants": 63,
        "presence": [
            Presence(label="Habitants", invited=40, present=31),
            Presence(label="Services publics", invited=20, present=18),
            Presence(label="Élus", invited=6, present=None),
        ],
        "worth": {"1": 0, "2": 1, "3": 4, "4": 17, "5": 22},
        "kinds": [Named(id=kind.id, label=kind.label) for kind in session.kinds],
        "gisements": gisements,
        "challenges": [
            ChallengePart(id=c.id, title=c.title, agree=12, disagree=3, rewordings=["Se parler entre services"])
            for c in session.challenges
        ],
        "notes": found,
        "themes": themes(found),
        "ballots": [
            ballot(
                "gisements",
                "Vos priorités",
                "gisements",
                [OptionPart(id=g.id, label=g.title) for g in gisements],
                quorum=30,
                late=3,
                entered=5,
                said=["5 votes sur 48 ont été saisis à la main."],
                why="Choisir où agir d'abord",
            ),
            ballot(
                "maire",
                "La question du maire",
                "texts",
                texts,
                asked_by="Le conseil municipal",
                colleges=["Habitants"],
                shortlist="Chaque table en propose deux.",
                follows="gisements",
                until="2018-12-20T18:00Z",
                door="Une voix par lien.",
            ),
            ballot("ouvert", "Un vote en cours", "texts", texts, revealed=False, open=True, voters=2),
            ballot("vide", "Un vote sans personne", "texts", texts, voters=0),
        ],
        "priorities": [priority("maire", o.id, o.label, n, [], 3) for n, o in enumerate(texts, 1)]
        + [
            priority(
                "gisements",
                g.id,
                g.title,
                n,
                [one for one in found if one.gisement == g.id and not (one.hidden or one.erased)],
            )
            for n, g in enumerate(gisements, 1)
        ],
        "promises": promises(found),
    }
    return Export.model_validate(told | changes)


def promises(found: list[NotePart]) -> list[PromisePart]:
    whole = PromisePart(
        id="p1",
        text="Ouvrir un guichet le samedi matin, où l'on trouve tout le monde",
        gisement="g2",
        gisements=["g2", "g6"],
        carrier="La Ville d'Argenteuil",
        need="Ne plus courir d'un service à l'autre",
        themes=["t-g2-0"],
        verbatims=[one.id for one in found if one.theme == "t-g2-0"],
        ballot="gisements",
        option="g2",
        users="Deux habitants",
        agents="La CAF, France Travail",
        leaders="La régie de quartier",
        test="Un samedi, au centre social",
        test_on="2019-02-01",
        people="3 agents",
        technical="Un lieu prêté",
        money="1 500 €",
        resources="Les gardiens",
        obstacles="Les horaires",
        derogation="Ouvrir sans rendez-vous",
        joined=4,
        statuses=[
            StatusPart(state="tested", on="2019-02-02", evidence="42 personnes reçues", learned="Venir plus tôt")
        ],
    )
    return [
        whole,
        PromisePart(id="p2", text=COUNTER, gisement="g1", carrier=""),
        PromisePart(id="p3", text=CARETAKERS, gisement=None, carrier="Le bailleur"),
    ]
