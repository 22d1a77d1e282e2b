"""The tables, with every column that may ever be kept; why and how long stands in inventory.py."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

metadata = MetaData()

people = Table(
    "people",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("month", String(7), nullable=False, index=True),
    sqlite_with_rowid=False,  # no row number: the order in which people came is not kept
)

update_ledger = Table(
    "update_ledger",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("hour", Integer, nullable=False, index=True),
    Column("holder", String(16)),
    Column("held_until", BigInteger),
    sqlite_with_rowid=False,
)

usage_events = Table(
    "usage_events",
    metadata,
    Column("day", Date, primary_key=True),  # first in the key: the rows of a day lie together
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", SmallInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("country", String(2)),
    Column("topic", String(32)),
    Column("question", String(80)),
    Column("outcome", String(16), nullable=False),
    Column("confidence", String(8)),
    Column("feedback", String(3)),
    Column("milliseconds", Integer),
    Column("pseudonym", LargeBinary(8)),
    Index("usage_events_day", "day", "pseudonym"),
    sqlite_with_rowid=False,
)

danger_counts = Table(
    "danger_counts",
    metadata,
    Column("quarter", Date, primary_key=True),
    Column("country", String(2), primary_key=True),
    Column("messages", Integer, nullable=False),
    sqlite_with_rowid=False,
)

pseudonym_keys = Table(
    "pseudonym_keys",
    metadata,
    Column("day", Date, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

unanswered_phrases = Table(
    "unanswered_phrases",
    metadata,
    Column("day", Date, primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("country", String(2), primary_key=True),
    Column("words", String(400), primary_key=True),
    Column("mark", LargeBinary(8), primary_key=True),
    sqlite_with_rowid=False,
)

monthly_counts = Table(
    "monthly_counts",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("country", String(2), primary_key=True),
    Column("topic", String(32), primary_key=True),
    Column("question", String(80), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("feedback", String(3), primary_key=True),
    Column("messages", Integer, nullable=False),
    sqlite_with_rowid=False,
)

monthly_people = Table(
    "monthly_people",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("people_days", Integer, nullable=False),
    sqlite_with_rowid=False,
)

place_reports = Table(
    "place_reports",
    metadata,
    Column("place", String(48), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("mark", LargeBinary(16), primary_key=True),
    sqlite_with_rowid=False,
)

place_report_keys = Table(
    "place_report_keys",
    metadata,
    Column("place", String(48), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

place_tasks = Table(
    "place_tasks",
    metadata,
    Column("place", String(48), primary_key=True),
    Column("opened", Date, primary_key=True),
    Column("country", String(2), nullable=False),
    Column("cleared", Date),
    Column("cleared_by", String(40)),
    sqlite_with_rowid=False,
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("role", String(8), nullable=False),
    Column("countries", String(160), nullable=False),
    Column("made", Date, nullable=False),
    Column("telegram", LargeBinary(32)),
    Column("telegram_sealed", LargeBinary),
    Index("accounts_telegram", "telegram", unique=True),
    sqlite_with_rowid=False,
)

account_links = Table(
    "account_links",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("account", String(24), nullable=False, index=True),
    Column("purpose", String(8), nullable=False),
    Column("expires", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

account_sessions = Table(
    "account_sessions",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("handle", String(16), nullable=False),
    Column("account", String(24), nullable=False, index=True),
    Column("language", String(2), nullable=False),
    Column("device", String(24), nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

account_deeds = Table(
    "account_deeds",
    metadata,
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("who", String(24), nullable=False),
    Column("did", String(32), nullable=False),
    Column("target", String(120), nullable=False),
    Column("country", String(2)),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("entry", String(80), nullable=False),
    Column("country", String(2), nullable=False),
    Column("file", String(160), nullable=False),
    Column("state", String(12), nullable=False),
    Column("author", String(24), nullable=False),
    Column("why", String(1000), nullable=False),
    Column("began_with", Text, nullable=False),
    Column("began_fields", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("reviewer", String(24)),
    Column("note", String(1000), nullable=False),
    Column("release", Integer),
    Column("english_checked", Boolean, nullable=False),
    Index("drafts_entry", "kind", "entry"),
    Index("drafts_state", "state", "country"),
    sqlite_with_rowid=False,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("entry", String(80), nullable=False),
    Column("country", String(2), nullable=False),
    Column("file", String(160), nullable=False),
    Column("release", Integer, nullable=False, index=True),
    Column("author", String(24), nullable=False),
    Column("reviewer", String(24)),
    Column("why", String(1000), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("guarded", String(1000), nullable=False),
    Index("revisions_entry", "kind", "entry"),
    sqlite_with_rowid=False,
)

releases = Table(
    "releases",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("release", String(16), nullable=False),
    Column("parent", Integer),
    Column("kind", String(8), nullable=False),
    Column("author", String(24), nullable=False),
    Column("why", String(1000), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("manifest", LargeBinary, nullable=False),
    Column("built", String(64)),
    sqlite_with_rowid=False,
)

release_files = Table(
    "release_files",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

usage_weeks = Table(
    "usage_weeks",
    metadata,
    Column("week", Date, primary_key=True),
    Column("salt", LargeBinary(16), nullable=False),
    Column("small", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

usage_numbers = Table(
    "usage_numbers",
    metadata,
    Column("kind", String(16), primary_key=True),  # first in the key: a page reads one kind of many weeks
    Column("week", Date, primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("country", String(8), primary_key=True),
    Column("topic", String(32), primary_key=True),
    Column("question", String(80), primary_key=True),
    Column("messages", Integer, nullable=False),
    sqlite_with_rowid=False,
)

usage_moments = Table(
    "usage_moments",
    metadata,
    Column("week", Date, primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("country", String(8), primary_key=True),
    Column("start", SmallInteger, primary_key=True, autoincrement=False),
    Column("hours", SmallInteger, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("messages", Integer, nullable=False),
    sqlite_with_rowid=False,
)

usage_votes = Table(
    "usage_votes",
    metadata,
    Column("week", Date, primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("country", String(8), primary_key=True),
    Column("vote", String(8), primary_key=True),
    Column("messages", Integer, nullable=False),
    sqlite_with_rowid=False,
)

usage_times = Table(
    "usage_times",
    metadata,
    Column("week", Date, primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("first", SmallInteger, primary_key=True, autoincrement=False),
    Column("last", SmallInteger, nullable=False),
    Column("messages", Integer, nullable=False),
    sqlite_with_rowid=False,
)

usage_day_people = Table(
    "usage_day_people",
    metadata,
    Column("week", Date, primary_key=True),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),
    Column("country", String(8), primary_key=True),
    Column("people", Integer, nullable=False),
    Column("again", Integer),
    sqlite_with_rowid=False,
)

phrases_done = Table(
    "phrases_done",
    metadata,
    Column("mark", LargeBinary(16), primary_key=True),
    Column("day", Date, nullable=False),
    sqlite_with_rowid=False,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("person", LargeBinary(32), primary_key=True),  # first in the key: a person's rows lie together
    Column("mark", LargeBinary(16), primary_key=True),
    Column("question", String(80), nullable=False),
    Column("country", String(2), nullable=False),
    Column("language", String(8), nullable=False),
    Column("day", Date, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("claim", LargeBinary(8)),
    Column("claimed", Date),
    Index("subscriptions_mark", "mark"),
    sqlite_with_rowid=False,
)

awaited_entries = Table(
    "awaited_entries",
    metadata,
    Column("mark", LargeBinary(16), primary_key=True),
    Column("entry", String(80), nullable=False),
    Column("day", Date, nullable=False),
    sqlite_with_rowid=False,
)

notices = Table(
    "notices",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("words", String(200), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("told", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("broken", Boolean, nullable=False),
    Column("owed", BigInteger),
    sqlite_with_rowid=False,
)

replicas = Table(
    "replicas",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("seen", BigInteger, nullable=False),
    Column("served", BigInteger),
    Column("release", String(16), nullable=False),
    Column("broken", Text, nullable=False),
    sqlite_with_rowid=False,
)
