"""The journal: rooms, entries, keys, seats, pairings, leases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("purge_at", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "entry",
        sa.Column("room", sa.Integer, sa.ForeignKey("room.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("seat", sa.Integer),
        sa.Column("command", sa.String(64)),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(32)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.UniqueConstraint("room", "command", "part", name="uq_entry_command"),
    )
    op.create_table(
        "key",
        sa.Column("hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("room", sa.Integer, sa.ForeignKey("room.id"), nullable=False, index=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("seat", sa.Integer),
    )
    op.create_table(
        "seat",
        sa.Column("browser", sa.String(64), primary_key=True),
        sa.Column("room", sa.Integer, sa.ForeignKey("room.id"), primary_key=True),
        sa.Column("role", sa.String(16), primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True),
    )
    op.create_table(
        "pairing",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("browser", sa.String(64), nullable=False, index=True),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("room", sa.Integer, sa.ForeignKey("room.id")),
    )
    op.create_table(
        "lease",
        sa.Column("room", sa.Integer, sa.ForeignKey("room.id"), primary_key=True),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
