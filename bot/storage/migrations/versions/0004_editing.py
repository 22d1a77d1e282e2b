"""Editing in the console: drafts, the history of every entry, and the releases with their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("entry", sa.String(80), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("file", sa.String(160), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("author", sa.String(24), nullable=False),
        sa.Column("why", sa.String(1000), nullable=False),
        sa.Column("began_with", sa.Text, nullable=False),
        sa.Column("began_fields", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("reviewer", sa.String(24)),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("release", sa.Integer),
        sa.Column("english_checked", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("drafts_entry", "drafts", ["kind", "entry"])
    op.create_index("drafts_state", "drafts", ["state", "country"])
    op.create_table(
        "revisions",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("entry", sa.String(80), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("file", sa.String(160), nullable=False),
        sa.Column("release", sa.Integer, nullable=False),
        sa.Column("author", sa.String(24), nullable=False),
        sa.Column("reviewer", sa.String(24)),
        sa.Column("why", sa.String(1000), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("guarded", sa.String(1000), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("revisions_entry", "revisions", ["kind", "entry"])
    op.create_index("ix_revisions_release", "revisions", ["release"])
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("release", sa.String(16), nullable=False),
        sa.Column("parent", sa.Integer),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("author", sa.String(24), nullable=False),
        sa.Column("why", sa.String(1000), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("explanation", sa.Text, nullable=False),
        sa.Column("manifest", sa.LargeBinary, nullable=False),
        sa.Column("built", sa.String(64)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_files",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop the four tables, with all that is in them."""
    for table in ("drafts", "revisions", "releases", "release_files"):
        op.drop_table(table)
