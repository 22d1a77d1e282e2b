"""Places that people found closed: reports under keyed marks, their keys, and the tasks for editors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "place_reports",
        sa.Column("place", sa.String(48), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("mark", sa.LargeBinary(16), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place_report_keys",
        sa.Column("place", sa.String(48), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place_tasks",
        sa.Column("place", sa.String(48), primary_key=True),
        sa.Column("opened", sa.Date, primary_key=True),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("cleared", sa.Date),
        sa.Column("cleared_by", sa.String(40)),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the three tables, with all that is in them."""
    for table in ("place_reports", "place_report_keys", "place_tasks"):
        op.drop_table(table)
