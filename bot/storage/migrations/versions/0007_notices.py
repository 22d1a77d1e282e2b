"""What admins were told of the bot's troubles, and the processes that serve people now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "notices",
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("told", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("broken", sa.Boolean, nullable=False),
        sa.Column("owed", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "replicas",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("served", sa.BigInteger),
        sa.Column("release", sa.String(16), nullable=False),
        sa.Column("broken", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the two tables, with all that is in them."""
    op.drop_table("replicas")
    op.drop_table("notices")
