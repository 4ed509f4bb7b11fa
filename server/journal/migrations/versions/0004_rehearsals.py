"""A room may have a copy, played by simulated participants."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rehearsal",
        sa.Column("room", sa.Integer, sa.ForeignKey("room.id"), primary_key=True),
        sa.Column("of", sa.Integer, sa.ForeignKey("room.id"), nullable=False, unique=True),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
    )
