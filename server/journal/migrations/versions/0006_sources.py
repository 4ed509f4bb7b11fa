"""A draft may begin from a session. Those of before began from nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("source", sa.Text))
