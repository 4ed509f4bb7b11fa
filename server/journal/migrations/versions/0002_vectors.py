"""Vectors of notes, with the model that made them: what another process rebuilds a room's themes from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vector",
        sa.Column("room", sa.Integer, sa.ForeignKey("room.id"), primary_key=True),
        sa.Column("note", sa.String(64), primary_key=True),
        sa.Column("model", sa.String(80), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
