"""What a spreadsheet would change: looked at, settled where both sides changed, and taken as drafts in review."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.console.app.asks.sheets import DraftsInTheWay, EntriesMoved, LookGone
from bot.console.app.page import EDITORS, Page
from bot.console.app.pages.names import country_name, draft_title, entry_title
from bot.console.app.pages.review_diffs import Group, groups
from bot.console.app.pages.review_rights import is_author
from bot.console.app.pages.sheets_country import known_country, sheets_of
from bot.console.app.pages.sheets_words import sheet_words
from bot.console.app.paging import turned
from bot.console.app.render import path_of
from bot.console.app.visit import Visit
from bot.editing.records import OPEN_STATES, Draft
from bot.editing.refusals import TooMuchTyped
from bot.editing.sheets.looked import Looked, Wanted
from bot.editing.sheets.refusals import SheetRefused
from bot.editing.sheets.told import Cell, Change, Remark
from bot.editing.word_diff import Run, word_diff

ENTRIES_A_PAGE = 20
MOST_REMARKS = 200
MOST_WHY = 500


@dataclass(frozen=True, slots=True)
class Told:
    """A problem or a note: where, and what to do. `cell`: of a conflict, as its form field carries it."""

    sheet: str
    where: str
    said: str
    here: str | None = None
    files: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry that changes. state: "changed", "new" or "gone"; places: where in the file."""

    wanted: Wanted
    title: str
    state: str
    groups: tuple[Group, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A change that was read beside problems, as the file says it."""

    change: Change
    where: str
    runs: tuple[Run, ...]


async def preview(visit: Visit) -> Response:
    """GET /console/sheets/{country}/preview/{handle}?page=2."""
    country = known_country(visit)
    try:
        looked = await sheets_of(visit).seen(visit.part("handle"), country, visit.account.name)
    except LookGone:
        return _gone(visit, country)
    return await _shown(visit, looked)


async def settle(visit: Visit) -> Response:
    """POST /console/sheets/{country}/preview/{handle}: `win`, a field for each conflict that the sheet wins."""
    country, sheets = known_country(visit), sheets_of(visit)
    wins = [cell for text in visit.form.all("win") if (cell := _cell(text))]
    try:
        handle = await sheets.settle(visit.part("handle"), country, visit.account.name, wins)
    except LookGone:
        return _gone(visit, country)
    except SheetRefused as refused:
        looked = await sheets.seen(visit.part("handle"), country, visit.account.name)
        return await _shown(visit, looked, wrong=sheet_words(visit.words, str(refused)))
    except OSError:
        looked = await sheets.seen(visit.part("handle"), country, visit.account.name)
        return await _shown(visit, looked, wrong=visit.say("sheets_away"))
    return visit.go(f"/sheets/{country}/preview/{handle}")


async def take(visit: Visit) -> Response:
    """POST /console/sheets/{country}/apply: `handle`, `why`."""
    country, sheets, by = known_country(visit), sheets_of(visit), visit.account.name
    failing: tuple[type[Exception], ...] = (TooMuchTyped, OSError, *visit.services.away)
    handle, why = visit.form.text("handle", 64), visit.form.text("why", MOST_WHY)
    try:
        looked = await sheets.seen(handle, country, by)
        try:
            many = await sheets.take(handle, country, by, why or visit.say("sheets_why_plain"))
        except EntriesMoved as moved:
            titles = ", ".join(entry_title(visit, ref) for ref in moved.refs[:10])
            return await _shown(visit, looked, why, wrong=f"{visit.say('sheets_moved')} ({titles})")
        except DraftsInTheWay as standing:
            return await _shown(visit, looked, why, in_the_way=standing.drafts)
        except failing:
            return await _shown(visit, looked, why, wrong=visit.say("sheets_away"))
    except LookGone:
        return _gone(visit, country)
    await visit.note("sheet_taken", str(many), country)
    return visit.go("/drafts", "said_sheets_taken", many=many)


def _gone(visit: Visit, country: str) -> Response:
    return visit.go(f"/sheets?country={country}", "said_sheets_gone", wrong=True)


async def _shown(
    visit: Visit,
    looked: Looked,
    why: str = "",
    *,
    wrong: str | None = None,
    in_the_way: Sequence[Draft] | None = None,
) -> Response:
    if in_the_way is None:
        in_the_way = await _open_drafts(visit, looked)
    problems = [_told(visit, one) for one in looked.problems[:MOST_REMARKS]]
    handle = visit.request.path_params.get("handle") or visit.form.text("handle", 64)
    here = path_of("sheets", looked.country, "preview", handle)
    turn = turned(
        looked.wanted, visit.query("page", 6), ENTRIES_A_PAGE, lambda page: f"{here}?page={page}#changes"
    )
    entries = await asyncio.to_thread(lambda: [_entry(visit, one, looked.changes) for one in turn.items])
    return visit.show(
        "sheets_preview.html",
        409 if wrong or (in_the_way and visit.request.method == "POST") else 200,
        country=looked.country,
        name=country_name(visit, looked.country),
        handle=handle,
        looked=looked,
        problems=[one for one in problems if one.here is None],
        conflicts=[one for one in problems if one.here is not None],
        notes=[_told(visit, one) for one in looked.notes[:MOST_REMARKS]],
        entries=entries,
        read=await asyncio.to_thread(lambda: [_read(visit, x) for x in _beside(looked)]),
        turn=turn,
        in_the_way=[(draft, draft_title(visit, draft)) for draft in in_the_way],
        why=why,
        most_why=MOST_WHY,
        wrong=wrong,
        back=here,
    )


async def _open_drafts(visit: Visit, looked: Looked) -> list[Draft]:
    """The account's own open drafts of what the file changes."""
    editing = visit.services.editing
    if editing is None or not looked.wanted:
        return []
    refs = {one.ref for one in looked.wanted}
    mine = await editing.drafts.listed(OPEN_STATES, [looked.country], author=visit.account.name, most=500)
    return [draft for draft in mine if draft.ref in refs and is_author(visit.account, draft)]


def _entry(visit: Visit, one: Wanted, changes: Iterable[Change]) -> Shown:
    state = "new" if not one.began_with else "gone" if not one.fields else "changed"
    places: dict[tuple[str, int], list[str]] = {}
    for change in changes:
        if change.id == one.ref.id:
            places.setdefault((change.sheet, change.row), []).append(change.column)
    title = entry_title(visit, one.ref, {**one.began_fields, **one.fields})
    where = (
        f"{sheet}, {_where(visit, row, ', '.join(filter(None, x)))}" for (sheet, row), x in places.items()
    )
    changed = groups(visit, one.ref.kind, one.began_fields, one.fields)
    return Shown(one, title, state, changed, tuple(where))


def _beside(looked: Looked) -> Sequence[Change]:
    return looked.changes[:MOST_REMARKS] if looked.problems else ()


def _read(visit: Visit, change: Change) -> Read:
    return Read(change, _where(visit, change.row, change.column), word_diff(change.old, change.new))


def _told(visit: Visit, one: Remark) -> Told:
    cell = f"{one.row} {one.column} {one.sheet}" if one.row and one.column else ""
    sheet = "" if one.sheet.startswith("sheet.") else one.sheet
    said = sheet_words(visit.words, one.message)
    return Told(sheet, _where(visit, one.row, one.column), said, one.here, one.files or "", cell)


def _where(visit: Visit, row: int | None, column: str | None) -> str:
    parts = [visit.say("sheets_row", row=row)] if row else []
    parts += [visit.say("sheets_column", column=column)] if column else []
    return ", ".join(parts)


def _cell(text: str) -> Cell | None:
    """The sheet, row and column of a conflict, as its form field carries it."""
    row, _, rest = text.partition(" ")
    column, _, sheet = rest.partition(" ")
    return (sheet, int(row), column) if row.isascii() and row.isdecimal() and len(row) < 8 and sheet else None


_NEEDS = ("sheets", "editing", "release")
PAGES = (
    Page("GET", "/sheets/{country}/preview/{handle}", EDITORS, preview, country="country", needs=_NEEDS),
    Page("POST", "/sheets/{country}/preview/{handle}", EDITORS, settle, country="country", needs=_NEEDS),
    Page("POST", "/sheets/{country}/apply", EDITORS, take, country="country", needs=_NEEDS),
)
