"""The first tables: people, update ledger, usage log and its counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "people",
        sa.Column("key", sa.LargeBinary(32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_people_month", "people", ["month"])
    op.create_table(
        "update_ledger",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("holder", sa.String(16)),
        sa.Column("held_until", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_update_ledger_hour", "update_ledger", ["hour"])
    _make_usage_tables()
    _make_count_tables()


def _make_usage_tables() -> None:
    op.create_table(
        "usage_events",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hour", sa.SmallInteger, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("topic", sa.String(32)),
        sa.Column("question", sa.String(80)),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("confidence", sa.String(8)),
        sa.Column("feedback", sa.String(3)),
        sa.Column("milliseconds", sa.Integer),
        sa.Column("pseudonym", sa.LargeBinary(8)),
        sqlite_with_rowid=False,
    )
    op.create_index("usage_events_day", "usage_events", ["day", "pseudonym"])
    op.create_table(
        "pseudonym_keys",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unanswered_phrases",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("country", sa.String(2), primary_key=True),
        sa.Column("words", sa.String(400), primary_key=True),
        sa.Column("mark", sa.LargeBinary(8), primary_key=True),
        sqlite_with_rowid=False,
    )


def _make_count_tables() -> None:
    op.create_table(
        "danger_counts",
        sa.Column("quarter", sa.Date, primary_key=True),
        sa.Column("country", sa.String(2), primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "monthly_counts",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("country", sa.String(2), primary_key=True),
        sa.Column("topic", sa.String(32), primary_key=True),
        sa.Column("question", sa.String(80), primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("feedback", sa.String(3), primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "monthly_people",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("people_days", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop every table, with all that is in them."""
    for table in (
        "people", "update_ledger", "usage_events", "pseudonym_keys", "unanswered_phrases",
        "danger_counts", "monthly_counts", "monthly_people",
    ):  # fmt: skip
        op.drop_table(table)
