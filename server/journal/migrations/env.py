"""Alembic's entry point: always on the connection that journal/schema.py hands over."""

from alembic import context
from sqlmodel import SQLModel

from server.journal import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
assert tables.RoomRow.__tablename__ in SQLModel.metadata.tables  # noqa: S101 - the import registers the tables
context.run_migrations()
