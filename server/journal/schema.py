"""Brings the database to this code's schema at start; refuses one that a newer Filon has already changed."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from server.journal.journal import Journal

_LOCK = 0x46494C4F4E
"""PostgreSQL advisory lock number ("FILON"): two processes that start together migrate once."""


class NewerSchema(RuntimeError):
    """The database was written by a newer Filon; this one would not understand it."""


def migrate(journal: Journal) -> None:
    """Upgrade to the newest schema. Raises NewerSchema."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    with journal.writing() as connection:
        if not journal.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise NewerSchema(f"La base est au schéma {current}, inconnu de cette version : mettez Filon à jour.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
