"""Everything that is kept, column by column: why, and how long. A new column fails the tests until it stands here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """One column (or, with table "file", one file): why it is kept and how long."""

    table: str
    column: str
    why: str
    how_long: str


PEOPLE_MONTHS = 6
LEDGER_HOURS = 25
EVENT_DAYS = 90
PHRASE_DAYS = 30
PSEUDONYM_KEY_DAYS = 1
DAMAGED_DAYS = 7
REPORT_DAYS = 14
TASK_DAYS = 90
DONE_DAYS = 90
DEED_DAYS = 365
DRAFT_DAYS = 90
WAITING_DAYS = 90
NOTICE_DAYS = 100
REPLICA_MINUTES = 10
SHEET_HOURS = 1

_PEOPLE = f"until forgotten; at most {PEOPLE_MONTHS} months after the last use"
_LEDGER = f"{LEDGER_HOURS} hours"
_EVENTS = f"{EVENT_DAYS} days, then counted by month"
_PHRASES = f"{PHRASE_DAYS} days"
_KEYS = f"the day and {PSEUDONYM_KEY_DAYS} more, then overwritten"
_REPORTS = f"{REPORT_DAYS} days, or until a check of the place or /borrar"
_TASKS = f"until a check, then {TASK_DAYS} days"
_ACCOUNT = "until an admin removes the account"
_TELEGRAM = "until it is unlinked, the account is removed, or /borrar"
_LINK = "until it is used or replaced; at most 72 hours"
_SESSION = "until sign-out; at most 12 hours"
_DEEDS = f"{DEED_DAYS} days"
_DRAFT = f"until published or withdrawn, then {DRAFT_DAYS} days"
_HISTORY = "kept: this is the history of the knowledge"
_HISTORY_NAME = f"{DEED_DAYS} days; the change itself stays"
_COUNTS = "kept: these are counts of messages, not of people's doings"
_PUBLISHED = "kept: numbers of eleven people or more, which never change"
_DONE = f"{DONE_DAYS} days"
_WAITING = f"until the person is told, asks no more, or /borrar; at most {WAITING_DAYS} days"
_CLAIM = "while the person is being told; a telling that broke off, until the next day"
_AWAITED = f"{WAITING_DAYS} days"
_NOTICE = f"{NOTICE_DAYS} days after it was last told"
_REPLICA = f"{REPLICA_MINUTES} minutes after the process was last seen"

INVENTORY: tuple[Kept, ...] = (
    Kept(
        "people",
        "key",
        "finds a person's row again: an HMAC of the id, useless without the master key",
        _PEOPLE,
    ),
    Kept(
        "people",
        "sealed",
        "language, country and conversation of a person, encrypted under a key of their own",
        _PEOPLE,
    ),
    Kept(
        "people", "month", "tells when a row was last used, to the month, so that it can be erased", _PEOPLE
    ),
    Kept(
        "update_ledger",
        "update_id",
        "Telegram's running number of a message: a repeat is answered once",
        _LEDGER,
    ),
    Kept("update_ledger", "attempts", "a message that keeps failing is given up and blocks nobody", _LEDGER),
    Kept("update_ledger", "answered", "a message that was answered is not answered again", _LEDGER),
    Kept("update_ledger", "hour", "tells when the row may be erased", _LEDGER),
    Kept(
        "update_ledger",
        "holder",
        "random name of the process that is answering, so that two do not answer",
        _LEDGER,
    ),
    Kept("update_ledger", "held_until", "frees a message whose process died; emptied once answered", _LEDGER),
    Kept(
        "usage_events",
        "number",
        "random number of the row: it hides the order in which messages came",
        _EVENTS,
    ),
    Kept("usage_events", "day", "use by day", _EVENTS),
    Kept("usage_events", "hour", "when help is asked for, by hour of the day in UTC", _EVENTS),
    Kept("usage_events", "language", "which languages are needed", _EVENTS),
    Kept("usage_events", "country", "where answers are needed", _EVENTS),
    Kept("usage_events", "topic", "what is asked about", _EVENTS),
    Kept("usage_events", "question", "which questions are asked most", _EVENTS),
    Kept("usage_events", "outcome", "answered, asked back, not known: where the knowledge has gaps", _EVENTS),
    Kept("usage_events", "confidence", "low, middle or high: whether questions are understood", _EVENTS),
    Kept("usage_events", "feedback", "whether an answer helped", _EVENTS),
    Kept("usage_events", "milliseconds", "whether answers come fast enough", _EVENTS),
    Kept(
        "usage_events",
        "pseudonym",
        "counts people of one day, and lets a person erase that day; its key dies, then it leads to nobody",
        _EVENTS,
    ),
    Kept("danger_counts", "quarter", "messages about danger, by quarter only", _COUNTS),
    Kept("danger_counts", "country", "where people are in danger; XX where it is not known", _COUNTS),
    Kept("danger_counts", "messages", "how many; nothing else is kept of such a message", _COUNTS),
    Kept("pseudonym_keys", "day", "which day the key is for", _KEYS),
    Kept("pseudonym_keys", "sealed", "the day's random key, sealed under the master key", _KEYS),
    Kept("unanswered_phrases", "day", "when a question without answer was asked", _PHRASES),
    Kept("unanswered_phrases", "language", "language of a question without answer", _PHRASES),
    Kept(
        "unanswered_phrases",
        "country",
        "country of a question without answer; empty where not known",
        _PHRASES,
    ),
    Kept(
        "unanswered_phrases",
        "words",
        "only words of the knowledge base itself; every other word is blacked out",
        _PHRASES,
    ),
    Kept(
        "unanswered_phrases",
        "mark",
        "counts how many people wrote these words that day; another mark for each phrase, and its key dies",
        _PHRASES,
    ),
    Kept("monthly_counts", "month", "use by month, after the events themselves were erased", _COUNTS),
    Kept("monthly_counts", "language", "which languages are needed", _COUNTS),
    Kept("monthly_counts", "country", "where answers are needed", _COUNTS),
    Kept("monthly_counts", "topic", "what is asked about", _COUNTS),
    Kept("monthly_counts", "question", "which questions are asked most", _COUNTS),
    Kept("monthly_counts", "outcome", "where the knowledge has gaps", _COUNTS),
    Kept("monthly_counts", "feedback", "whether answers helped", _COUNTS),
    Kept("monthly_counts", "messages", "how many there were", _COUNTS),
    Kept("monthly_people", "month", "people-days by month, after the events were erased", _COUNTS),
    Kept("monthly_people", "people_days", "how many there were", _COUNTS),
    Kept(
        "usage_weeks",
        "week",
        "which week's numbers were published: once, so that none can be compared",
        _PUBLISHED,
    ),
    Kept("usage_weeks", "salt", "random: lets the numbers of the week be made again alike", _PUBLISHED),
    Kept("usage_weeks", "small", "so few people wrote that nothing was published", _PUBLISHED),
    Kept("usage_numbers", "kind", "what the number tells apart: countries, topics, questions", _PUBLISHED),
    Kept("usage_numbers", "week", "use by week", _PUBLISHED),
    Kept("usage_numbers", "outcome", "where the knowledge has gaps", _PUBLISHED),
    Kept("usage_numbers", "language", "which languages are needed", _PUBLISHED),
    Kept("usage_numbers", "country", "where answers are needed", _PUBLISHED),
    Kept("usage_numbers", "topic", "what is asked about", _PUBLISHED),
    Kept("usage_numbers", "question", "which questions are asked most", _PUBLISHED),
    Kept("usage_numbers", "messages", "how many, of eleven people or more", _PUBLISHED),
    Kept("usage_moments", "week", "use by week", _PUBLISHED),
    Kept("usage_moments", "outcome", "when there was no answer", _PUBLISHED),
    Kept("usage_moments", "language", "when which language was needed", _PUBLISHED),
    Kept("usage_moments", "country", "when help was asked for where", _PUBLISHED),
    Kept("usage_moments", "start", "from which hour of the week on", _PUBLISHED),
    Kept("usage_moments", "hours", "for how many hours: as many as it takes for eleven people", _PUBLISHED),
    Kept("usage_moments", "days", "or on which days, where it takes several", _PUBLISHED),
    Kept("usage_moments", "messages", "how many, of eleven people or more", _PUBLISHED),
    Kept("usage_votes", "week", "votes by week", _PUBLISHED),
    Kept("usage_votes", "outcome", "votes about what", _PUBLISHED),
    Kept("usage_votes", "language", "votes by language", _PUBLISHED),
    Kept("usage_votes", "country", "votes by country", _PUBLISHED),
    Kept("usage_votes", "vote", "whether answers helped", _PUBLISHED),
    Kept("usage_votes", "messages", "how many, of eleven people or more", _PUBLISHED),
    Kept("usage_times", "week", "times to answer by week", _PUBLISHED),
    Kept("usage_times", "outcome", "times to answer by what came of it", _PUBLISHED),
    Kept("usage_times", "first", "whether answers come fast enough: from", _PUBLISHED),
    Kept("usage_times", "last", "whether answers come fast enough: to", _PUBLISHED),
    Kept("usage_times", "messages", "how many, of eleven people or more", _PUBLISHED),
    Kept("usage_day_people", "week", "people of each day", _PUBLISHED),
    Kept("usage_day_people", "weekday", "people of each day", _PUBLISHED),
    Kept("usage_day_people", "country", "people by country", _PUBLISHED),
    Kept("usage_day_people", "people", "how many, eleven or more", _PUBLISHED),
    Kept(
        "usage_day_people",
        "again",
        "how many of them wrote in more than one hour, eleven or more",
        _PUBLISHED,
    ),
    Kept(
        "phrases_done", "mark", "a digest of known words without answer that somebody has dealt with", _DONE
    ),
    Kept("phrases_done", "day", "when, so that the row can be erased", _DONE),
    Kept(
        "subscriptions",
        "person",
        "finds what a person waits for again: an HMAC of the id, useless without the master key",
        _WAITING,
    ),
    Kept(
        "subscriptions",
        "mark",
        "what is waited for: a digest of a question and country, or of known words without answer",
        _WAITING,
    ),
    Kept("subscriptions", "question", "the question that is waited for; empty for words", _WAITING),
    Kept("subscriptions", "country", "for which country; empty where not known", _WAITING),
    Kept("subscriptions", "language", "in which language the person is told", _WAITING),
    Kept("subscriptions", "day", "when it was asked for, so that the row can be erased", _WAITING),
    Kept(
        "subscriptions",
        "sealed",
        "where to send the answer: the person's id, encrypted under the master key",
        _WAITING,
    ),
    Kept("subscriptions", "claim", "random name of the telling, so that nobody is told twice", _CLAIM),
    Kept("subscriptions", "claimed", "the day of the telling, so that a broken one is erased", _CLAIM),
    Kept("awaited_entries", "mark", "a digest of known words without answer that people wait for", _AWAITED),
    Kept("awaited_entries", "entry", "the answer that an editor gave these words to", _AWAITED),
    Kept("awaited_entries", "day", "when, so that the row can be erased", _AWAITED),
    Kept("place_reports", "place", "which place somebody found closed", _REPORTS),
    Kept("place_reports", "day", "tells when the report may no longer count, and is erased", _REPORTS),
    Kept(
        "place_reports",
        "mark",
        "counts a person once a place: an HMAC under a key of that place and day, which dies with it",
        _REPORTS,
    ),
    Kept("place_report_keys", "place", "which place the key is for", _REPORTS),
    Kept("place_report_keys", "day", "which day the key is for", _REPORTS),
    Kept(
        "place_report_keys",
        "sealed",
        "the random key of the marks of one place and day, sealed under the master key",
        _REPORTS,
    ),
    Kept("place_tasks", "place", "which place editors must check: three people found it closed", _TASKS),
    Kept("place_tasks", "opened", "how long the place waits for a check", _TASKS),
    Kept("place_tasks", "country", "whose editors must check it", _TASKS),
    Kept("place_tasks", "cleared", "when it was checked", _TASKS),
    Kept("place_tasks", "cleared_by", "which organisation checked it; never a person", _TASKS),
    Kept("accounts", "name", "the short name an admin gave to somebody who uses the console", _ACCOUNT),
    Kept("accounts", "role", "what this person may do in the console", _ACCOUNT),
    Kept("accounts", "countries", "whose knowledge this person may change", _ACCOUNT),
    Kept("accounts", "made", "the day the account was made", _ACCOUNT),
    Kept("accounts", "telegram", "finds the account of who sends /consola: an HMAC of the id", _TELEGRAM),
    Kept("accounts", "telegram_sealed", "where notices for this person go: the id, sealed", _TELEGRAM),
    Kept("account_links", "hash", "recognises a one-time link: a keyed hash, never the link", _LINK),
    Kept("account_links", "account", "who may sign in with the link", _LINK),
    Kept("account_links", "purpose", "whether the link signs in or ties a Telegram account", _LINK),
    Kept("account_links", "expires", "until when the link opens", _LINK),
    Kept("account_sessions", "hash", "recognises a signed-in browser: a keyed hash of its cookie", _SESSION),
    Kept("account_sessions", "handle", "names the session on the page that ends it", _SESSION),
    Kept("account_sessions", "account", "who is signed in", _SESSION),
    Kept("account_sessions", "language", "the language of the pages", _SESSION),
    Kept("account_sessions", "device", "kind of browser and system, to know one's own sessions by", _SESSION),
    Kept("account_sessions", "started", "ends the session after 12 hours", _SESSION),
    Kept("account_sessions", "seen", "ends the session after 30 minutes without use", _SESSION),
    Kept("account_deeds", "at", "when something was done in the console", _DEEDS),
    Kept("account_deeds", "number", "number that puts the deeds of one second in their order", _DEEDS),
    Kept("account_deeds", "who", "the account's short name", _DEEDS),
    Kept("account_deeds", "did", "what was done", _DEEDS),
    Kept("account_deeds", "target", "on which account, entry, place or release", _DEEDS),
    Kept("account_deeds", "country", "for which country", _DEEDS),
    Kept("drafts", "id", "finds a draft again: a random name", _DRAFT),
    Kept("drafts", "kind", "whether an answer, a place, a line, a question or a test is edited", _DRAFT),
    Kept("drafts", "entry", "which one", _DRAFT),
    Kept("drafts", "country", "whose editors may see it", _DRAFT),
    Kept("drafts", "file", "where the entry stands", _DRAFT),
    Kept("drafts", "state", "draft, in review, approved, published or withdrawn", _DRAFT),
    Kept("drafts", "author", "the short name of the account that wrote it: another one must approve", _DRAFT),
    Kept("drafts", "why", "the author's reason", _DRAFT),
    Kept("drafts", "began_with", "the entry as it stood, so that no other edit is written over", _DRAFT),
    Kept("drafts", "began_fields", "the same as a form, to show what changed", _DRAFT),
    Kept("drafts", "fields", "what the author typed: nothing typed is lost", _DRAFT),
    Kept("drafts", "version", "tells two windows on one draft apart", _DRAFT),
    Kept("drafts", "created", "how long it waits", _DRAFT),
    Kept("drafts", "changed", "when the author last typed", _DRAFT),
    Kept("drafts", "reviewer", "the short name of the account that looked at it", _DRAFT),
    Kept("drafts", "note", "what the reviewer said", _DRAFT),
    Kept("drafts", "release", "the release that published it", _DRAFT),
    Kept("drafts", "english_checked", "that the author compared the English with the Spanish", _DRAFT),
    Kept("revisions", "id", "names a change, to take it back", _HISTORY),
    Kept("revisions", "kind", "what was changed", _HISTORY),
    Kept("revisions", "entry", "which one", _HISTORY),
    Kept("revisions", "country", "for which country", _HISTORY),
    Kept("revisions", "file", "in which file", _HISTORY),
    Kept("revisions", "release", "with which release", _HISTORY),
    Kept("revisions", "author", "the short name of the account that wrote it", _HISTORY_NAME),
    Kept("revisions", "reviewer", "the short name of the account that approved it", _HISTORY_NAME),
    Kept("revisions", "why", "the author's reason", _HISTORY),
    Kept("revisions", "at", "when it was published", _HISTORY),
    Kept("revisions", "before", "the entry before", _HISTORY),
    Kept("revisions", "after", "the entry afterwards", _HISTORY),
    Kept("revisions", "guarded", "which of its fields a second person had to look at", _HISTORY),
    Kept("releases", "number", "the order of the releases", _HISTORY),
    Kept("releases", "release", "the digest of the knowledge that was checked", _HISTORY),
    Kept("releases", "parent", "what it was made from, to take it back", _HISTORY),
    Kept("releases", "kind", "published, taken back, or edited on disk", _HISTORY),
    Kept("releases", "author", "the short name of the account that published it", _HISTORY_NAME),
    Kept("releases", "why", "the reason given", _HISTORY),
    Kept("releases", "at", "when the release was made", _HISTORY),
    Kept("releases", "explanation", "why a lost answer or a failing test was right", _HISTORY),
    Kept("releases", "manifest", "which files it has, so that every replica serves the same", _HISTORY),
    Kept("releases", "built", "names the newest release in a form that replicas load in a moment", _HISTORY),
    Kept("release_files", "digest", "names a file's content", _HISTORY),
    Kept("release_files", "content", "a knowledge file, compressed", _HISTORY),
    Kept("notices", "key", "what the admins were told about, such as the database; never a person", _NOTICE),
    Kept("notices", "kind", "broken, well again, or more danger than usual", _NOTICE),
    Kept("notices", "words", "what was told, for an operator", _NOTICE),
    Kept("notices", "since", "since when it was broken", _NOTICE),
    Kept("notices", "told", "when it was told: not again within six hours", _NOTICE),
    Kept("notices", "changed", "when it broke or was mended, for the health page", _NOTICE),
    Kept("notices", "broken", "whether it is broken now", _NOTICE),
    Kept("notices", "owed", "since when it waits to be sent, so that one process sends it", _NOTICE),
    Kept("replicas", "name", "a random name of a running process", _REPLICA),
    Kept("replicas", "seen", "whether the process still runs", _REPLICA),
    Kept("replicas", "served", "since when it serves its release", _REPLICA),
    Kept("replicas", "release", "which release it serves", _REPLICA),
    Kept("replicas", "broken", "what is broken there", _REPLICA),
    Kept(
        "file",
        ".publishing",
        "in the knowledge folder: a release being put in place, so that a crash in the middle is made good",
        "until the release is in place",
    ),
    Kept(
        "file",
        "rumbo.sqlite3.damaged-*",
        "a damaged database, for its mending",
        f"{DAMAGED_DAYS} days, or until somebody is forgotten",
    ),
    Kept(
        "file",
        "owed-forgettings",
        "sealed ids of people to be erased while the database is away",
        "until they are erased",
    ),
    Kept(
        "file",
        "sheets",
        "a spreadsheet that an editor looks at before taking it, sealed",
        f"readable for {SHEET_HOURS} hour; erased when it is taken, or with the next spreadsheet",
    ),
)
