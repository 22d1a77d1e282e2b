"""Who waits to be told an answer, and which entries the awaited words were given to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "subscriptions",
        sa.Column("person", sa.LargeBinary(32), primary_key=True),
        sa.Column("mark", sa.LargeBinary(16), primary_key=True),
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("claim", sa.LargeBinary(8)),
        sa.Column("claimed", sa.Date),
        sqlite_with_rowid=False,
    )
    op.create_index("subscriptions_mark", "subscriptions", ["mark"])
    op.create_table(
        "awaited_entries",
        sa.Column("mark", sa.LargeBinary(16), primary_key=True),
        sa.Column("entry", sa.String(80), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the two tables, with all that is in them."""
    op.drop_table("awaited_entries")
    op.drop_table("subscriptions")
