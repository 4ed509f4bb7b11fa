"""Commands that read and write the database themselves, whether a server runs on it or not (decision 0010)."""

import argparse
import asyncio
import json
import os
import sys
import threading
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import qrcode
from sqlalchemy import Connection

from server.config import Config
from server.desk import Desk
from server.journal import access, archive
from server.journal import journal as sql
from server.journal.access import Grant
from server.journal.journal import Journal
from server.network import address
from server.opening import Opened, bring, open_room, reopen
from server.reports import contract
from server.reports.formats import FORMATS, written
from server.reports.tables import notes_csv
from server.room import brought
from server.room.brought import Brought
from server.room.definition import SessionError, load
from server.room.keys import RevokeKeys
from server.room.people import Actor, Role
from server.room.refusal import Refusal
from server.serving import Stop, journal_of
from server.wire.bus import LocalBus

T = TypeVar("T")
NICENESS = 10
AT_THE_MACHINE = Actor("ligne-de-commande", Role.ORGANISER)
"""Who can read the database already holds everything."""
NAMES = {
    "join_url": "Participer",
    "screen_url": "Projeter",
    "console_url": "Animer",
    "organiser_url": "Organiser",
    "recovery_code": "Code de secours",
}
RENEWED = ("organiser", "facilitator", "screen", access.RECOVERY)
URLS = {"organiser": "organiser_url", "facilitator": "console_url", "screen": "screen_url"}
PAGES = {"organiser": "organise", "facilitator": "console", "screen": "screen"}


def settings(options: argparse.Namespace) -> Config:
    try:
        return replace(Config.from_environment(), data=options.data)
    except ValueError:
        raise Stop("La variable PORT doit être un nombre.") from None


def new(options: argparse.Namespace) -> int:
    """Open a room in the database, also while a server runs on it."""
    try:
        session = load(options.session)
    except SessionError as error:
        raise Stop(str(error)) from None
    config = settings(options)

    async def opening(desk: Desk) -> Opened:
        return await open_room(desk, session, options.open)

    opened = at_desk(config, opening)
    _tell(
        options, config, opened, f"« {session.title} » : salle {opened.code}" + ("." if options.open else ", en essai.")
    )
    return 0


def _tell(options: argparse.Namespace, config: Config, opened: Opened, said: str) -> None:
    """The links of a new room, as people or programs read them."""
    links = opened.links(_public(options, config))
    if options.json:
        print(json.dumps(links))
        return
    print(said, end="\n\n")
    print_links(links)


def at_desk(config: Config, work: Callable[[Desk], Awaitable[T]]) -> T:
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


def print_links(links: dict[str, str], near: str = "") -> None:
    """`near` is the address of the phone page on this very machine, when it differs."""
    for name, said in NAMES.items():
        if name in links:
            print(f"  {said:<16}{links[name]}")
        if name == "join_url" and near and near != links[name]:
            print(f"  {'(ici même)':<16}{near}")
    print()
    print_qr(links["join_url"])


def print_qr(address: str) -> None:
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.print_ascii(tty=sys.stdout.isatty())


def export(options: argparse.Namespace) -> int:
    """Write what the room holds, from the database."""
    config = settings(options)
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
        body = at_desk(existing(config, options.code), exported)
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
    config, data = settings(options), _read(options.archive, archive.MOST_BYTES)
    try:
        archive.unpack(data)  # before a database is made where there was none
        opened = at_desk(config, lambda desk: reopen(desk, data))
    except Refusal as refusal:
        raise Stop(f"{options.archive} : {refusal.message}") from None
    _tell(options, config, opened, f"Archive rouverte : salle {opened.code}.")
    return 0


def bring_ideas(options: argparse.Namespace) -> int:
    """Bring into a room the ideas of a CSV file. 1 when lines of it are to be corrected; the others are brought."""
    config = settings(options)
    data = _read(options.ideas, brought.MOST_BYTES)
    if len(data) > brought.MOST_BYTES:
        raise Stop(f"{options.ideas} est trop grand : {brought.MOST} au plus.")

    async def bringing(desk: Desk) -> tuple[Brought, int]:
        session = await desk.look(options.code, lambda room: room.session)
        found = brought.read(brought.decoded(data), session)
        return found, 0 if options.check else await bring(desk, options.code, found.ideas, AT_THE_MACHINE)

    try:
        found, added = at_desk(existing(config, options.code), bringing)
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


def existing(config: Config, code: str) -> Config:
    """Reading must not create an empty database where there is none."""
    if config.embedded and not (config.data / "filon.db").exists():
        raise Stop(f"{code} : aucune salle dans {config.data}. Indiquez le dossier des données avec --data.")
    return config


def keys(options: argparse.Namespace) -> int:
    """New links for the roles asked, all of them if none is; those of before stop working, in the browsers that used them too."""
    config = existing(settings(options), options.code)
    roles = [role for role in RENEWED if role in options.renew or not options.renew]

    async def renewing(desk: Desk) -> dict[str, str]:
        held = await desk.hold(options.code)
        renewed = await desk.write(lambda connection: {role: _renew(connection, held.id, role) for role in roles})
        for role in roles:
            if role != access.RECOVERY:
                await desk.submit(options.code, RevokeKeys(uuid.uuid4().hex, Role(role)), AT_THE_MACHINE)
        return renewed

    try:
        renewed = at_desk(config, renewing)
    except Refusal as refusal:
        raise Stop(f"{options.code} : {refusal.message}") from None
    told = _links_of(options, config, renewed)
    if options.json:
        print(json.dumps(told))
        return 0
    print(f"Salle {options.code} : nouveaux liens, les anciens ne marchent plus.", end="\n\n")
    print_links(told)
    return 0


def _renew(connection: Connection, room: int, role: str) -> str:
    if role == access.RECOVERY:
        return access.add_recovery(connection, room)
    access.revoke_keys(connection, room, role)
    return access.add_key(connection, room, Grant(role))


def _links_of(options: argparse.Namespace, config: Config, renewed: dict[str, str]) -> dict[str, str]:
    """Under the names that a new room's links have."""
    room = f"{_public(options, config)}/r/{options.code}"
    told = {"code": options.code, "join_url": room}
    for role, key in renewed.items():
        if role == access.RECOVERY:
            told["recovery_code"] = key
        else:
            told |= {URLS[role]: f"{room}/{PAGES[role]}#{key}", f"{role}_key": key}
    return told


def _public(options: argparse.Namespace, config: Config) -> str:
    return str(options.public_url).rstrip("/") or config.public_url or address("", config.port)


def mint(config: Config, code: str) -> str:
    """An organiser's key, straight from the database: who can read it already holds everything."""
    with journal_of(config) as journal, journal.writing() as connection:
        room = sql.find_room(connection, code)
        if room is None:
            raise Stop(f"{code} : {Refusal('no_such_room').message} Pour une autre base, donnez sa clé avec --key.")
        return access.add_key(connection, room, Grant("organiser"))
