"""Brings the database to this code's schema at start; refuses one that a newer Filon has already changed."""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from server.journal.journal import Journal

_LOCK = 0x46494C4F4E
"""PostgreSQL advisory lock number ("FILON"): two processes that start together migrate once."""


class NewerSchema(RuntimeError):
    """The database was written by a newer Filon; this one would not understand it."""


def migrate(journal: Journal) -> None:
    """Upgrade to the newest schema. Raises NewerSchema."""
    config = _config()
    with journal.writing() as connection:
        if not journal.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        if standing(connection) == "newer":
            current = MigrationContext.configure(connection).get_current_revision()
            raise NewerSchema(f"La base est au schéma {current}, inconnu de cette version : mettez Filon à jour.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def standing(connection: Connection) -> Literal["current", "older", "newer"]:
    """Where a database stands beside this code; one without a schema is older."""
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config())
    if current == script.get_current_head():
        return "current"
    known = {revision.revision for revision in script.walk_revisions()}
    return "older" if current is None or current in known else "newer"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
