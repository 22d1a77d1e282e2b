""" "Still true, I checked on DATE with ORGANISATION": what one button writes into an answer or a place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.editing.forms import fields_of
from bot.editing.records import Fields, Standing
from bot.editing.refusals import CannotConfirm
from bot.knowledge.freshness import earliest_day
from bot.knowledge.problems import short

MOST_OF_NAME = 80


def confirmed(standing: Standing, by: str, day: date, today: date) -> Fields:
    """The form of an entry after somebody on the ground confirmed it; its sources stay as they are.

    An answer gets `confirmed`; its `as_of` stays the date of its sources. A place or a line, without such a field, becomes
    `as_of` that day, and the organisation joins the sources. Raises CannotConfirm for a day to come, one before what is
    known already, or no organisation.
    """
    organisation = " ".join(by.split())
    if not organisation or len(organisation) > MOST_OF_NAME:
        raise CannotConfirm(f"say which organisation checked, in at most {MOST_OF_NAME} letters")
    if day > today:
        raise CannotConfirm(f"{day} has not come yet: write the day on which it was checked")
    fields = fields_of(standing.values)
    if standing.ref.kind == "answer":
        return _answer(fields, organisation, day)
    if standing.ref.kind in {"place", "line"}:
        return _contact(fields, organisation, day)
    raise CannotConfirm("only answers, places and lines can be confirmed")


def _answer(fields: Mapping[str, str], by: str, day: date) -> Fields:
    if fields.get("status") == "not confirmed":
        raise CannotConfirm(
            "this answer says that it is not known: write what you found out, with its source"
        )
    for known in (fields.get("confirmed.date"), fields.get("as_of")):
        _not_older(known, day)
    return {**fields, "confirmed.by": by, "confirmed.date": day.isoformat()}


def _contact(fields: Mapping[str, str], by: str, day: date) -> Fields:
    _not_older(fields.get("as_of"), day)
    numbers = {int(name.split(".")[1]) for name in fields if name.startswith("sources.")}
    own = next((n for n in sorted(numbers) if fields.get(f"sources.{n}.title") == _TITLE and
                fields.get(f"sources.{n}.publisher") == by), None)  # fmt: skip
    n = own if own is not None else max(numbers, default=-1) + 1
    said = {f"sources.{n}.publisher": by, f"sources.{n}.title": _TITLE, f"sources.{n}.date": day.isoformat()}
    return {**fields, **said, "as_of": day.isoformat()}


_TITLE = "Confirmado en el terreno"  # as it stands among the sources


def _not_older(known: str | None, day: date) -> None:
    try:
        first = earliest_day(known) if known and known != "unknown" else None
    except ValueError:
        return
    if first is not None and day < first:
        raise CannotConfirm(f"it is known already for {short(known)}: an older check does not make it newer")
