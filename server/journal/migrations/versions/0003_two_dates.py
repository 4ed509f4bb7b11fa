"""Personal traces end before the room does. Rooms of before keep the one date that their people were told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("room", sa.Column("forget_at", sa.BigInteger))
    op.add_column("room", sa.Column("dated", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_room_forget_at", "room", ["forget_at"])
    op.execute("UPDATE room SET forget_at = purge_at, dated = true")
