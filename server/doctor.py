"""What `filon doctor` looks at before a seminar: this machine and these settings, one finding each, and what to do."""

import errno
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from server.config import Config
from server.journal.journal import Journal, last_written, now_ms, sound
from server.journal.schema import standing
from server.network import EVERYWHERE, address, lan_addresses
from server.themes.encoder import SentenceEncoder

LEAST_FREE = 500_000_000
"""Bytes: a seminar takes a few million, its reports as many, and the rest is for what else the machine does."""
BORN = 1_763_000_000_000
"""Ms since 1970, in November 2025: no machine that runs this code lives before."""
MOST_AHEAD = 120_000
"""Ms by which a clock may be wrong before times on pages look odd."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`cure`: what to do, when something is wrong."""

    what: str
    said: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{'!!' if self.cure else 'ok'}  {self.what} : {self.said}" + (f" → {self.cure}" if self.cure else "")


def examine(config: Config, host: str, port: int) -> Iterator[Finding]:
    """One finding after the other: the encoder alone takes seconds."""
    yield folder(config.data)
    yield space(shutil.disk_usage(_standing(config.data)).free)
    yield from database(config)
    yield where(config.public_url, host, port)
    yield door(host, port)
    if config.redis_url:
        yield bus(config.redis_url)
    yield encoder(config.encoder)


def _standing(path: Path) -> Path:
    """The nearest folder that exists, upwards."""
    return next(one for one in (path.absolute(), *path.absolute().parents) if one.exists())


def folder(data: Path) -> Finding:
    """Tried by writing: rights alone do not tell of a disk mounted read-only."""
    try:
        with tempfile.TemporaryFile(dir=_standing(data)) as file:
            file.write(b"filon")
    except OSError as error:
        cure = "donnez le droit d’y écrire, ou indiquez un autre dossier avec --data."
        return Finding("dossier", f"{data.absolute()} ne peut pas être écrit ({error.strerror}).", cure)
    return Finding("dossier", f"{data.absolute()} peut être écrit.")


def space(free: int) -> Finding:
    said = f"{free / 1e9:.1f} Go libres.".replace(".", ",", 1)
    return Finding("disque", said, "libérez de la place." if free < LEAST_FREE else "")


def database(config: Config) -> Iterator[Finding]:
    """The database, then the clock beside what it holds."""
    if config.embedded and not (config.data / "filon.db").exists():
        yield Finding("base", "pas encore de base ici, elle sera faite au démarrage.")
        yield clock(time.time_ns() // 1_000_000)
        return
    try:
        with closing(Journal(config.database)) as journal, journal.reading() as connection:
            yield _base(connection)
            theirs = None if config.embedded else now_ms(connection)
            yield clock(time.time_ns() // 1_000_000, last_written(connection), theirs)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).partition("\n")[0]
        yield Finding("base", f"elle ne répond pas ({cause}).", _repair(config))


def _base(connection: Connection) -> Finding:
    if trouble := sound(connection):
        return Finding(
            "base", f"elle est abîmée ({trouble}).", "reprenez une sauvegarde, ou un autre dossier avec --data."
        )
    schema = standing(connection)
    if schema == "newer":
        return Finding("base", "une version plus récente de Filon l’a écrite.", "mettez Filon à jour.")
    return Finding("base", "elle répond." if schema == "current" else "elle répond, et sera mise à jour au démarrage.")


def _repair(config: Config) -> str:
    if config.embedded:
        return "reprenez une sauvegarde, ou un autre dossier avec --data."
    return "vérifiez DATABASE_URL, et que la base est en marche."


def clock(now: int, last: int | None = None, theirs: int | None = None) -> Finding:
    """`last`: the last entry's time; `theirs`: the database machine's clock."""
    said = time.strftime("%d/%m/%Y, %H:%M.", time.localtime(now / 1000))
    cure = "réglez l’heure de cette machine (timedatectl set-ntp true)."
    if now < BORN:
        return Finding("horloge", f"{said} C’est impossible.", cure)
    if last and now < last - MOST_AHEAD:
        written = time.strftime("%d/%m/%Y, %H:%M", time.localtime(last / 1000))
        return Finding("horloge", f"{said} La dernière note est plus tardive : {written}.", cure)
    if theirs and abs(now - theirs) > MOST_AHEAD:
        return Finding("horloge", f"{said} Elle diffère de celle de la base.", cure)
    return Finding("horloge", said)


def where(public_url: str, host: str, port: int) -> Finding:
    if not public_url:
        if host in EVERYWHERE and not lan_addresses():
            return Finding(
                "adresse", "cette machine n’est sur aucun réseau.", "rejoignez un Wi-Fi, ou branchez un câble."
            )
        return Finding("adresse", f"les téléphones iront à {address(host, port)}.")
    try:
        parts = urlsplit(public_url)
        socket.getaddrinfo(parts.hostname, parts.port or 443)
    except (OSError, ValueError, UnicodeError):
        return Finding(
            "adresse", f"{public_url} ne mène nulle part.", "corrigez FILON_PUBLIC_URL, ou le nom de domaine."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return Finding(
            "adresse", f"{public_url} n’est pas une adresse.", "FILON_PUBLIC_URL commence par https:// ou http://."
        )
    return Finding("adresse", f"les téléphones iront à {public_url}.")


def door(host: str, port: int) -> Finding:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) != errno.EADDRINUSE:
            return Finding("port", f"impossible d’écouter sur {host}, port {port}.", "changez --host ou --port.")
        if _filon_at("127.0.0.1" if host in EVERYWHERE else host, port):
            return Finding("port", f"{port}, où un Filon répond déjà.")
        return Finding("port", f"{port} est déjà occupé.", "choisissez-en un autre avec --port.")
    return Finding("port", f"{port} est libre.")


def _filon_at(host: str, port: int) -> bool:
    with suppress(httpx.HTTPError, ValueError):
        answer = httpx.get(f"{address(host, port)}/readyz", timeout=3, trust_env=False)
        return "grouping" in answer.json()
    return False


def bus(url: str) -> Finding:
    try:
        with closing(Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3)) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError):
        return Finding("Redis", "il ne répond pas.", "vérifiez REDIS_URL, et que Redis est en marche.")
    return Finding("Redis", "il répond.")


def encoder(wanted: str) -> Finding:
    if wanted == "words":
        return Finding("rapprochements", "par les mots seuls (FILON_ENCODER=words).")
    try:
        SentenceEncoder()
    except Exception as error:
        cure = "refaites make install, ou choisissez FILON_ENCODER=words."
        return Finding("rapprochements", f"le modèle ne se charge pas ({type(error).__name__}).", cure)
    return Finding("rapprochements", "le modèle se charge.")
