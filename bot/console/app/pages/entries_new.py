"""Something new: an answer that is missing, an answer with a question of its own, a place, a line, a question."""

from __future__ import annotations

from typing import Literal

from starlette.responses import Response

from bot.console.app.page import EDITORS, Page
from bot.console.app.pages.names import country_name, editing_of, question_title, release_of
from bot.console.app.visit import Visit
from bot.console.app.words import language_of
from bot.editing.entries import country_codes
from bot.editing.records import EntryKind
from bot.editing.refusals import EditingRefused, IdTaken, TooMuchTyped
from bot.knowledge.folding import fold
from bot.knowledge.records import REGION, TOPICS, Language, Release, Topic

Sort = Literal["answer", "own", "place", "line", "question"]
NEEDS = ("release", "editing")
_FIELDS = ("kind", "question", "topic", "name", "phrasing", "language")


async def ask(visit: Visit) -> Response:
    """GET /console/entries/{country}/new?kind=&question=&phrasing=&language=."""
    _folder(visit)
    kind = _sort(visit, visit.query("kind", 12)) or "answer"
    asked = {name: visit.query(name) for name in ("question", "phrasing", "language")}
    return _form(visit, {"kind": kind, "name": "", "topic": "", **asked})


async def begin(visit: Visit) -> Response:
    """POST /console/entries/{country}/new."""
    _folder(visit)
    form = visit.form
    typed = {x: form.text(x) for x in _FIELDS}
    kind = _sort(visit, typed["kind"])
    release, code = release_of(visit), visit.part("country")
    if kind is None:
        return _form(visit, typed, wrong={"kind": "new_wrong_kind"})
    topic = _topic(release, kind, typed)
    wrong = _wrong(release, code, kind, typed, topic)
    if wrong or topic is None:
        return _form(visit, typed, wrong=wrong)
    entry_kind: EntryKind = "answer" if kind in {"answer", "own"} else kind  # type: ignore[assignment]
    country = "" if kind == "question" else code
    try:
        draft = await editing_of(visit).begin_new(
            entry_kind, country, topic, _fields(kind, code, typed), visit.account.name
        )
    except IdTaken:
        return _form(visit, typed, wrong={"question" if kind == "answer" else "name": "new_wrong_taken"})
    except TooMuchTyped:
        return _form(visit, typed, wrong={"phrasing": "edit_too_much"})
    except (EditingRefused, OSError):
        return _form(visit, typed, wrong={"kind": "edit_refused"})
    await visit.note("draft_begun", str(draft.ref), country or None)
    return visit.go(f"/drafts/{draft.id}/edit")


def _folder(visit: Visit) -> None:
    """Raises 404 for a country that has no knowledge of its own."""
    if visit.part("country") not in {code or REGION for code in country_codes(release_of(visit)).values()}:
        raise visit.not_found()


def _sorts(code: str) -> tuple[Sort, ...]:
    """What can be new there: a question for everybody is the region's."""
    first: tuple[Sort, ...] = ("answer", "own", "place", "line")
    return (*first, "question") if code == REGION else first


def _sort(visit: Visit, name: str) -> Sort | None:
    return next((x for x in _sorts(visit.part("country")) if x == name), None)


def _topic(release: Release, kind: Sort, typed: dict[str, str]) -> Topic | None:
    if kind == "answer":
        found = release.questions.get(typed["question"])
        return found.topic if found else None
    if kind in {"place", "line"}:
        return "about"
    return next((x for x in TOPICS if x == typed["topic"]), None)


def _wrong(
    release: Release, code: str, kind: Sort, typed: dict[str, str], topic: Topic | None
) -> dict[str, str]:
    if kind == "answer":
        if typed["question"] not in dict(missing(release, code, "es")):
            answered = (typed["question"], code) in release.by_question
            return {"question": "new_wrong_taken" if answered else "new_wrong_question"}
        return {}
    found = {} if topic else {"topic": "new_wrong_topic"}
    return found if fold(typed["name"]) else {**found, "name": "new_wrong_name"}


def missing(release: Release, code: str, language: Language) -> list[tuple[str, str]]:
    """The shared questions without an answer of their own in that country: id and title."""
    shared = (q for q in release.questions.values() if q.country is None and q.id not in release.entries)
    return [
        (q.id, question_title(release, q.id, language))
        for q in shared
        if (q.id, code) not in release.by_question
    ]


def short_name(kind: Sort, code: str, typed: str) -> str:
    """An id made of what was typed; one country's begins with its code."""
    words = fold(typed)[:44].strip().replace(" ", "-")
    start = "" if kind == "question" else f"{code.lower()}-"
    return words if words.startswith(start) else start + words


def _fields(kind: Sort, code: str, typed: dict[str, str]) -> dict[str, str]:
    language = language_of(typed["language"]) or "es"
    phrasing = " ".join(typed["phrasing"].split())
    name = typed["name"]
    id_ = short_name(kind, code, name)
    found = {
        "answer": {"answers": typed["question"], "status": "in force"},
        "own": {"id": id_, "status": "in force", f"question.{language}.title": name[:200]},
        "place": {"id": id_, "name": name[:200]},
        "line": {"id": id_, f"{language}.name": name[:200]},
        "question": {"id": id_, f"{language}.title": name[:200]},
    }[kind]
    where = {
        "answer": f"also_asked.{language}.0",
        "own": f"question.{language}.ask.0",
        "question": f"{language}.ask.0",
    }
    return {**found, **({where[kind]: phrasing} if phrasing and kind in where else {})}


def _form(visit: Visit, typed: dict[str, str], wrong: dict[str, str] | None = None) -> Response:
    release, code = release_of(visit), visit.part("country")
    return visit.show(
        "entries_new.html",
        422 if wrong is not None else 200,
        code=code,
        country_name=country_name(visit, code),
        typed=typed,
        wrong={x: visit.say(wrong[x]) if wrong and x in wrong else "" for x in _FIELDS},
        sorts=[(x, visit.say(f"new_{x}"), visit.say(f"new_{x}_hint")) for x in _sorts(code)],
        questions=[("", visit.say("new_choose")), *missing(release, code, visit.language)],
        topics=[("", visit.say("new_choose")), *((x, visit.say(f"coverage_topic_{x}")) for x in TOPICS)],
    )


PAGES = (
    Page("GET", "/entries/{country}/new", EDITORS, ask, country="country", needs=NEEDS),
    Page("POST", "/entries/{country}/new", EDITORS, begin, country="country", needs=NEEDS),
)
