"""The command `filon`: serve, open a room, check session files, export and import, bring ideas, rehearse, demonstrate."""

import argparse
import asyncio
import io
import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import qrcode

from server import __version__, demonstration, serving
from server.config import Config
from server.desk import Desk
from server.journal import access, archive
from server.journal import journal as sql
from server.journal.access import Grant
from server.journal.journal import Journal
from server.opening import Opened, bring, open_room, reopen
from server.rehearsal import NOTES, Plan, RehearsalError, read_texts, rehearse
from server.reports import contract
from server.reports.formats import FORMATS, written
from server.reports.tables import notes_csv
from server.room import brought
from server.room.brought import Brought
from server.room.definition import SessionError, load
from server.room.people import Actor, Role
from server.room.refusal import Refusal
from server.serving import EVERYWHERE, Stop, address, journal_of
from server.wire.bus import LocalBus

T = TypeVar("T")
NICENESS = 10
AT_THE_MACHINE = Actor("ligne-de-commande", Role.ORGANISER)
"""Who can read the database already holds everything."""


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
    _add_rehearse(commands.add_parser("rehearse", help="faire jouer une salle par des participants simulés"))
    shown = commands.add_parser("demo", help="servir une salle de démonstration, avec des participants simulés")
    _add_address(shown)
    shown.add_argument("--phones", type=_positive, default=12, help="participants simulés (12)")
    shown.set_defaults(run=demo)
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    _add_address(parser)
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


def _settings(options: argparse.Namespace) -> Config:
    try:
        return replace(Config.from_environment(), data=options.data)
    except ValueError:
        raise Stop("La variable PORT doit être un nombre.") from None


def serve(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""

    def ready(config: Config) -> None:
        print(f"Filon écoute : {config.public_url}")

    serving.serve(options.host, options.port, _settings(options), ready, options.workers)
    return 0


def new(options: argparse.Namespace) -> int:
    """Open a room in the database, also while a server runs on it."""
    try:
        session = load(options.session)
    except SessionError as error:
        raise Stop(str(error)) from None
    config = _settings(options)

    async def opening(desk: Desk) -> Opened:
        return await open_room(desk, session, options.open)

    opened = _at_desk(config, opening)
    _tell(
        options, config, opened, f"« {session.title} » : salle {opened.code}" + ("." if options.open else ", en essai.")
    )
    return 0


def _tell(options: argparse.Namespace, config: Config, opened: Opened, said: str) -> None:
    """The links of a new room, as people or programs read them."""
    links = opened.links(options.public_url.rstrip("/") or config.public_url or address("", config.port))
    if options.json:
        print(json.dumps(links))
        return
    print(said, end="\n\n")
    _print_links(links)


def _at_desk(config: Config, work: Callable[[Desk], Awaitable[T]]) -> T:
    """Run `work` with a desk of our own: the journal bears several writers."""

    async def run(journal: Journal) -> T:
        desk = Desk(journal, LocalBus())
        running = asyncio.create_task(desk.run())
        try:
            return await work(desk)
        finally:
            running.cancel()

    with journal_of(config) as journal:
        return asyncio.run(run(journal))


def _print_links(links: dict[str, str], near: str = "") -> None:
    """`near` is the address of the phone page on this very machine, when it differs."""
    names = {"join_url": "Participer", "screen_url": "Projeter", "console_url": "Animer", "organiser_url": "Organiser"}
    for name, said in names.items():
        print(f"  {said:<11}{links[name]}")
        if name == "join_url" and near and near != links[name]:
            print(f"  {'(ici même)':<11}{near}")
    print()
    code = qrcode.QRCode(border=2)
    code.add_data(links["join_url"])
    code.print_ascii(tty=sys.stdout.isatty())


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


def export(options: argparse.Namespace) -> int:
    """Write what the room holds, from the database."""
    config = _settings(options)
    if options.beside:
        _stand_beside()

    async def exported(desk: Desk) -> bytes:
        if options.archive:
            held = await desk.hold(options.code)
            return archive.pack(await desk.read(lambda connection: archive.stored(connection, held.id)))
        if options.format == "csv":
            return await desk.look(options.code, lambda room: notes_csv(room, options.dialect))
        found = await desk.look(options.code, contract.export)
        if options.format in FORMATS:
            return written(found, options.format)
        return json.dumps(contract.as_json(found), ensure_ascii=False, indent=1).encode() + b"\n"

    try:
        body = _at_desk(_existing(config, options.code), exported)
    except Refusal as refusal:
        raise Stop(f"{options.code} : {refusal.message}") from None
    if str(options.output) == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return 0
    try:
        options.output.write_bytes(body)
    except OSError as error:
        raise Stop(f"{options.output} ne peut pas être écrit ({error.strerror}).") from None
    return 0


def _stand_beside() -> None:
    """Leave the machine to the server that asked, and end with it, when it closes our standard input."""
    os.nice(NICENESS)

    def end_with_it() -> None:
        while os.read(0, 4096):  # not sys.stdin, whose lock would keep the interpreter from ending
            pass
        os._exit(1)

    threading.Thread(target=end_with_it, daemon=True).start()


def import_archive(options: argparse.Namespace) -> int:
    """Open again the room that an archive tells, under a new code and new keys."""
    config, data = _settings(options), _read(options.archive, archive.MOST_BYTES)
    try:
        archive.unpack(data)  # before a database is made where there was none
        opened = _at_desk(config, lambda desk: reopen(desk, data))
    except Refusal as refusal:
        raise Stop(f"{options.archive} : {refusal.message}") from None
    _tell(options, config, opened, f"Archive rouverte : salle {opened.code}.")
    return 0


def bring_ideas(options: argparse.Namespace) -> int:
    """Bring into a room the ideas of a CSV file. 1 when lines of it are to be corrected; the others are brought."""
    config = _settings(options)
    data = _read(options.ideas, brought.MOST_BYTES)
    if len(data) > brought.MOST_BYTES:
        raise Stop(f"{options.ideas} est trop grand : {brought.MOST} au plus.")

    async def bringing(desk: Desk) -> tuple[Brought, int]:
        session = await desk.look(options.code, lambda room: room.session)
        found = brought.read(brought.decoded(data), session)
        return found, 0 if options.check else await bring(desk, options.code, found.ideas, AT_THE_MACHINE)

    try:
        found, added = _at_desk(_existing(config, options.code), bringing)
    except Refusal as refusal:
        raise Stop(f"{options.code} : {refusal.message}") from None
    print(f"{len(found.ideas)} idées prêtes" + ("." if options.check else f", {added} nouvelles dans la salle."))
    for one in found.wrong:
        print(f"{options.ideas}, ligne {one.line} : {one.why}", file=sys.stderr)
    return 1 if found.wrong else 0


def _read(path: Path, most: int) -> bytes:
    """A file, up to one byte more than the most it may have."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Stop(f"{path} ne peut pas être lu ({error.strerror}).") from None


def _existing(config: Config, code: str) -> Config:
    """Reading must not create an empty database where there is none."""
    if config.embedded and not (config.data / "filon.db").exists():
        raise Stop(f"{code} : aucune salle dans {config.data}. Indiquez le dossier des données avec --data.")
    return config


def rehearse_room(options: argparse.Namespace) -> int:
    """Have a room played by simulated participants. 1 unless acknowledged, stored, shown and exported are the same."""
    texts = read_texts(options.texts)
    key = options.key or _mint(_existing(_settings(options), options.code), options.code)
    print(f"{options.phones} téléphones écrivent {len(texts)} notes…", file=sys.stderr)
    url = options.url.rstrip("/")
    plan = Plan(options.code, key, texts, url, options.phones, max(0.0, options.pace), options.until, options.seed)
    result = asyncio.run(rehearse(plan))
    print(json.dumps(result.as_dict(), ensure_ascii=False) if options.json else result)
    return 0 if result.agree else 1


def _mint(config: Config, code: str) -> str:
    """An organiser's key, straight from the database: who can read it already holds everything."""
    with journal_of(config) as journal, journal.writing() as connection:
        room = sql.find_room(connection, code)
        if room is None:
            raise Stop(f"{code} : {Refusal('no_such_room').message} Pour une autre base, donnez sa clé avec --key.")
        return access.add_key(connection, room, Grant("organiser"))


def demo(options: argparse.Namespace) -> int:
    """Serve a room where a few participants write, and leave it open."""

    def ready(config: Config) -> None:
        here = address("127.0.0.1" if options.host in EVERYWHERE else options.host, config.port)
        demonstration.start(config, here, options.phones, _print_links)

    serving.serve(options.host, options.port, _settings(options), ready)
    return 0


if __name__ == "__main__":
    sys.exit(main())
