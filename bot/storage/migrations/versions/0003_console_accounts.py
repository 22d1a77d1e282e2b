"""Who may use the console: accounts, one-time links, sessions, and what was done with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(24), primary_key=True),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("countries", sa.String(160), nullable=False),
        sa.Column("made", sa.Date, nullable=False),
        sa.Column("telegram", sa.LargeBinary(32)),
        sa.Column("telegram_sealed", sa.LargeBinary),
        sqlite_with_rowid=False,
    )
    op.create_index("accounts_telegram", "accounts", ["telegram"], unique=True)
    op.create_table(
        "account_links",
        sa.Column("hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("account", sa.String(24), nullable=False),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_account_links_account", "account_links", ["account"])
    op.create_table(
        "account_sessions",
        sa.Column("hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("handle", sa.String(16), nullable=False),
        sa.Column("account", sa.String(24), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("device", sa.String(24), nullable=False),
        sa.Column("started", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_account_sessions_account", "account_sessions", ["account"])
    op.create_table(
        "account_deeds",
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("who", sa.String(24), nullable=False),
        sa.Column("did", sa.String(32), nullable=False),
        sa.Column("target", sa.String(120), nullable=False),
        sa.Column("country", sa.String(2)),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the four tables, with all that is in them."""
    for table in ("account_deeds", "account_sessions", "account_links", "accounts"):
        op.drop_table(table)
