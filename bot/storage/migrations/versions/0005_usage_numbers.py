"""The published numbers of use, week by week, and which unanswered phrases somebody has dealt with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = (
    "usage_weeks",
    "usage_numbers",
    "usage_moments",
    "usage_votes",
    "usage_times",
    "usage_day_people",
    "phrases_done",
)


def _block() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("country", sa.String(8), primary_key=True),
    )


def upgrade() -> None:
    """Make the seven tables."""
    op.create_table(
        "usage_weeks",
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("small", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage_numbers",
        sa.Column("kind", sa.String(16), primary_key=True),
        *_block(),
        sa.Column("topic", sa.String(32), primary_key=True),
        sa.Column("question", sa.String(80), primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage_moments",
        *_block(),
        sa.Column("start", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("hours", sa.SmallInteger, nullable=False),
        sa.Column("days", sa.SmallInteger, nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage_votes",
        *_block(),
        sa.Column("vote", sa.String(8), primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage_times",
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("first", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("last", sa.SmallInteger, nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage_day_people",
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("weekday", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("country", sa.String(8), primary_key=True),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("again", sa.Integer),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "phrases_done",
        sa.Column("mark", sa.LargeBinary(16), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the seven tables, with all that is in them."""
    for table in _TABLES:
        op.drop_table(table)
