"""The command `filon`: serve, open a room, check session files, export and import, bring ideas, rehearse, demonstrate."""

import argparse
import asyncio
import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from server import __version__, demonstration, serving
from server.beside import (
    RENEWED,
    bring_ideas,
    existing,
    export,
    import_archive,
    keys,
    mint,
    new,
    print_links,
    print_qr,
    settings,
)
from server.config import Config
from server.network import ADVICE, EVERYWHERE, address, lan_addresses
from server.rehearsal import NOTES, Plan, RehearsalError, read_texts, rehearse
from server.reports.formats import FORMATS
from server.room.definition import SessionError, load
from server.serving import Stop


def main() -> int:
    """Run `filon`. Exit codes: 0 done, 1 done and something is wrong, 2 could not be done."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True, errors="replace")
    options = _parser().parse_args()
    try:
        return int(options.run(options))
    except (Stop, RehearsalError) as stop:
        print(stop, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("filon", description="Des séminaires où toute la salle écrit, regroupe et vote.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commandes", required=True, metavar="COMMANDE")
    _add_serve(commands.add_parser("serve", help="servir l'application"))
    _add_new(commands.add_parser("new", help="ouvrir une salle à partir d'un fichier de séance"))
    checked = commands.add_parser("check", help="vérifier des fichiers de séance")
    checked.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
    checked.set_defaults(run=check)
    _add_export(commands.add_parser("export", help="exporter une salle"))
    _add_import(commands.add_parser("import", help="rouvrir une archive, dans une nouvelle salle"))
    _add_bring(commands.add_parser("bring", help="apporter dans une salle les idées d'avant, d'un fichier CSV"))
    _add_keys(commands.add_parser("keys", help="refaire les liens d'une salle : les anciens ne marchent plus"))
    _add_rehearse(commands.add_parser("rehearse", help="faire jouer une salle par des participants simulés"))
    examined = commands.add_parser("doctor", help="examiner cette machine et ces réglages avant une séance")
    _add_address(examined)
    examined.set_defaults(run=doctor)
    shown = commands.add_parser("demo", help="servir une salle de démonstration, avec des participants simulés")
    _add_address(shown)
    shown.add_argument("--phones", type=_positive, default=12, help="participants simulés (12)")
    shown.set_defaults(run=demo)
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    _add_address(parser)
    parser.add_argument(
        "--lan",
        action="store_true",
        help="sur le réseau de la salle : l'adresse, son QR code, et quoi faire s'il résiste",
    )
    parser.add_argument("--workers", type=_positive, default=1, help="processus (1)")
    parser.set_defaults(run=serve)


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", type=Path, metavar="FICHIER")
    parser.add_argument("--open", action="store_true", help="ouvrir pour de vrai, sans passer par l'essai")
    _add_links(parser)
    _add_data(parser)
    parser.set_defaults(run=new)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", type=str.upper, metavar="CODE")
    parser.add_argument("--format", choices=("json", "csv", *FORMATS), default="json")
    parser.add_argument("--dialect", choices=("fr", "open"), default="fr", help="CSV pour Excel, ou données ouvertes")
    parser.add_argument(
        "--archive", action="store_true", help="tout le journal, que « filon import » rouvre : à garder privé"
    )
    parser.add_argument(
        "--output", type=Path, default="-", help="fichier à écrire (sinon, ou « - » : la sortie standard)"
    )
    parser.add_argument("--beside", action="store_true", help="à basse priorité, jusqu'à la fin de l'entrée standard")
    _add_data(parser)
    parser.set_defaults(run=export)


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="FICHIER")
    _add_links(parser)
    _add_data(parser)
    parser.set_defaults(run=import_archive)


def _add_bring(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", type=str.upper, metavar="CODE")
    parser.add_argument("ideas", type=Path, metavar="FICHIER")
    parser.add_argument("--check", action="store_true", help="lire le fichier sans rien apporter")
    _add_data(parser)
    parser.set_defaults(run=bring_ideas)


def _add_keys(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", type=str.upper, metavar="CODE")
    parser.add_argument(
        "--renew",
        nargs="*",
        choices=RENEWED,
        required=True,
        metavar="RÔLE",
        help=f"{', '.join(RENEWED)} ; tous, si rien n'est dit",
    )
    _add_links(parser)
    _add_data(parser)
    parser.set_defaults(run=keys)


def _add_rehearse(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", type=str.upper, metavar="CODE")
    parser.add_argument("--phones", type=_positive, default=40, help="participants simulés (40)")
    parser.add_argument("--texts", type=Path, default=NOTES, help="leurs notes, un objet JSON par ligne")
    parser.add_argument("--url", default=f"http://127.0.0.1:{os.environ.get('PORT') or 8000}", help="le serveur, ici")
    parser.add_argument("--key", default="", help="clé d'organisateur (sinon : prise dans la base de cette machine)")
    parser.add_argument(
        "--until", choices=("gather", "vote", "results"), default="vote", help="dernière étape jouée (vote)"
    )
    parser.add_argument("--pace", type=float, default=10.0, help="secondes entre deux notes d'une personne (10)")
    parser.add_argument("--seed", type=int, default=1, help="graine du hasard (1)")
    parser.add_argument("--json", action="store_true", help="écrire le bilan en JSON")
    _add_data(parser)
    parser.set_defaults(run=rehearse_room)


def _add_links(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="écrire les liens et les clés en JSON")
    parser.add_argument("--public-url", default="", help="adresse que les participants verront")


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="0.0.0.0", help="adresse d'écoute (0.0.0.0 : tout le réseau)")  # noqa: S104
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000", help="port (PORT, ou 8000)")
    _add_data(parser)


def _add_data(parser: argparse.ArgumentParser) -> None:
    data = os.environ.get("FILON_DATA") or "data"
    parser.add_argument("--data", type=Path, default=data, help="dossier de la base intégrée (FILON_DATA, ou data)")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def serve(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    config = settings(options)
    if options.lan:
        serving.serve(options.host, options.port, replace(config, public_url=""), _welcome, options.workers)
    else:
        serving.serve(options.host, options.port, config, _say_where, options.workers)
    return 0


def _say_where(config: Config) -> None:
    print(f"Filon écoute : {config.public_url}")


def _welcome(config: Config) -> None:
    """Everything a room without a technician needs to bring its phones here. Raises Stop without a network."""
    found = lan_addresses()
    if not found:
        raise Stop(
            "Cette machine n'est sur aucun réseau : rejoignez un Wi-Fi, branchez un câble, ou partagez sa connexion."
        )
    _say_where(config)
    print()
    print_qr(config.public_url)
    for other in (address(one, config.port) for one in found):
        if other != config.public_url:
            print(f"Autre adresse de cette machine, si ses réseaux sont plusieurs : {other}")
    print(ADVICE.format(port=config.port))


def check(options: argparse.Namespace) -> int:
    """Say of each file that it is fine, or what to correct."""
    wrong = 0
    for path in options.files:
        try:
            load(path)
        except SessionError as error:
            wrong += 1
            print("\n".join(f"{path}: {problem}" for problem in error.problems))
        else:
            print(f"{path}: ok")
    return 1 if wrong else 0


def doctor(options: argparse.Namespace) -> int:
    """Tell what was found, line by line, and what to do. 1 when something is wrong."""
    from server.doctor import examine  # late: the encoder's libraries, which who only exports does without

    wrong = 0
    for finding in examine(settings(options), options.host, options.port):
        print(finding)
        wrong += bool(finding.cure)
    print(f"\n{wrong} point{'s' if wrong > 1 else ''} à corriger." if wrong else "\nTout est prêt.")
    return 1 if wrong else 0


def rehearse_room(options: argparse.Namespace) -> int:
    """Have a room played by simulated participants. 1 unless acknowledged, stored, shown and exported are the same."""
    texts = read_texts(options.texts)
    key = options.key or mint(existing(settings(options), options.code), options.code)
    print(f"{options.phones} téléphones écrivent {len(texts)} notes…", file=sys.stderr)
    url = options.url.rstrip("/")
    plan = Plan(options.code, key, texts, url, options.phones, max(0.0, options.pace), options.until, options.seed)
    result = asyncio.run(rehearse(plan))
    print(json.dumps(result.as_dict(), ensure_ascii=False) if options.json else result)
    return 0 if result.agree else 1


def demo(options: argparse.Namespace) -> int:
    """Serve a room where a few participants write, and leave it open."""

    def ready(config: Config) -> None:
        here = address("127.0.0.1" if options.host in EVERYWHERE else options.host, config.port)
        demonstration.start(config, here, options.phones, print_links)

    serving.serve(options.host, options.port, settings(options), ready)
    return 0


if __name__ == "__main__":
    sys.exit(main())
