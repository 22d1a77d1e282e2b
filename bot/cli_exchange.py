"""`rumbo places export` and `rumbo places hsds-import`: places to and from other organisations' systems."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from bot.knowledge.exchange.merging import Difference
    from bot.knowledge.exchange.opening import Opened
    from bot.knowledge.records import Country, Place, Release

SHOWN = 40  # lines of each sort that are told; --all tells every one
Fail = Callable[[str], NoReturn]
Knowledge = Annotated[
    Path | None, typer.Option(help="The knowledge folder [default: RUMBO_KNOWLEDGE, else the project's own]")
]


def add_exchange(app: typer.Typer, folder: Callable[[Path | None], Path], fail: Fail) -> None:
    """Adds the commands. `folder`: where the knowledge lies; `fail`: says why and exits with 2."""

    @app.command("export")
    def export(
        form: Annotated[
            Literal["hsds-json", "hsds-package", "csv", "xlsx"],
            typer.Option("--format", help="HSDS 3.0 as JSON or as a zip of tables; or a table for people"),
        ] = "hsds-json",
        country: Annotated[str | None, typer.Option(help="One country only, such as PE")] = None,
        register: Annotated[
            bool, typer.Option("--register", help="With the places of the bulk register")
        ] = False,
        to: Annotated[Path | None, typer.Option(help="The file to write [default: on the screen]")] = None,
        knowledge: Knowledge = None,
    ) -> None:
        """Give the places away: Open Referral HSDS 3.0, CSV or XLSX. See docs/exchange.md."""
        from bot.knowledge.exchange.merging import put_in_place
        from bot.knowledge.exchange.opening import exported
        from bot.knowledge.exchange.refusals import ExchangeRefused

        release = _release(folder(knowledge), fail)
        its = _country(release, country, fail) if country else None
        places = _places(release, its, register=register)
        if to is None and form in {"hsds-package", "xlsx"} and sys.stdout.isatty():
            fail(f"{form} is no text for the screen: say where to write it, such as --to places.zip")
        try:
            made = exported(places, form)
            if to is None:
                sys.stdout.buffer.write(made)
                return
            put_in_place(to, made)
        except (ExchangeRefused, OSError) as refused:
            fail(str(refused))
        typer.echo(f"{len(places)} places written to {to}")

    @app.command("hsds-import")
    def hsds_import(
        file: Annotated[
            Path, typer.Argument(help="HSDS 3.0: .json, .zip or a folder; or a table of `export`")
        ],
        country: Annotated[str, typer.Option(help="Only places of this country are taken, such as PE")],
        to: Annotated[
            Path | None, typer.Option(help="The file to write [default: places-hsds.yaml of the country]")
        ] = None,
        language: Annotated[Literal["es", "en"], typer.Option(help="Of texts that do not say theirs")] = "es",
        everything: Annotated[bool, typer.Option("--all", help="Tell every row, however many")] = False,
        yes: Annotated[
            bool, typer.Option("--yes", help="Write; without it only show what would be written")
        ] = False,
        knowledge: Knowledge = None,
    ) -> None:
        """Take places from another organisation: shows what differs and what is left out, and why."""
        from bot.knowledge.exchange.merging import (
            differences,
            merged,
            new_problems,
            put_in_place,
            target_name,
        )
        from bot.knowledge.exchange.opening import open_places
        from bot.knowledge.exchange.refusals import ExchangeRefused
        from bot.knowledge.problems import KnowledgeRefused

        root, today = folder(knowledge), datetime.now(UTC).date()
        release = _release(root, fail)
        its = _country(release, country, fail)
        try:
            target = target_name(root, its, to)
            known = {place.id: place for place in _places(release, its, register=True)}
            opened = open_places(file, its, known, today, language)
            path = root / target
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            found = differences(opened.arrivals.places, known, target, text)
            _tell(opened, found, everything=everything)
            if not any(x.sort in {"new", "changed"} for x in found):
                typer.echo("There is nothing to write.")
                return
            made = merged(text, found, its, target)
            wrong = new_problems(root, target, made, today)
            if wrong:
                fail("\n".join(map(str, wrong[:SHOWN])) + f"\n{len(wrong)} to mend: nothing was written.")
            if not yes:
                typer.echo(f"Nothing was written yet. Add --yes to write {target}.")
                return
            put_in_place(path, made)
        except (ExchangeRefused, KnowledgeRefused, OSError, UnicodeDecodeError) as refused:
            fail(str(refused))
        typer.echo(f"Written to {path}")


def _release(root: Path, fail: Fail) -> Release:
    from bot.knowledge.load import read_knowledge

    reading = read_knowledge(root, datetime.now(UTC).date())
    if reading.release is None:
        fail("\n".join(map(str, reading.problems)))
    return reading.release


def _country(release: Release, code: str, fail: Fail) -> Country:
    its = release.countries.get(code.upper())
    if its is None:
        fail(f"'{code}' is no country: write its two letters, such as PE")
    return its


def _places(release: Release, country: Country | None, *, register: bool) -> list[Place]:
    """The places of a country (None: of all), those of its bulk register at the end."""
    codes = (
        [country.code] if country else list(dict.fromkeys(place.country for place in release.places.values()))
    )
    found = [place for place in release.places.values() if place.country in codes]
    for code, bulk in release.facilities.items():
        if register and (country is None or code in codes):
            found += [bulk.place(row) for row in range(len(bulk))]
    return found


def _tell(opened: Opened, found: Sequence[Difference], *, everything: bool) -> None:
    """What was read, row by row where it matters."""
    told = opened.arrivals.told
    _list("Not as HSDS 3.0 has it", list(map(str, opened.deviations)), everything=everything)
    _list("Left out", [str(x) for x in told if x.whole], everything=everything)
    _list("Taken without a part", [str(x) for x in told if not x.whole], everything=everything)
    for sort, title in (
        ("new", "New"),
        ("changed", "Changed"),
        ("elsewhere", "Different, but in a file that editors write: change it there if you agree"),
        ("commented", "Different, but with a comment in its lines: change it there if you agree"),
    ):
        _list(title, [_difference(x) for x in found if x.sort == sort], everything=everything)
    same = sum(x.sort == "same" for x in found)
    typer.echo(
        f"{len(found)} places read: {same} as they stand here, {sum(x.whole for x in told)} rows left out."
    )


def _list(title: str, lines: Sequence[str], *, everything: bool) -> None:
    if not lines:
        return
    typer.echo(f"{title}: {len(lines)}")
    for line in lines if everything else lines[:SHOWN]:
        typer.echo(f"  {line}")
    if len(lines) > SHOWN and not everything:
        typer.echo(f"  … and {len(lines) - SHOWN} more: --all tells them")


def _difference(difference: Difference) -> str:
    place, standing = difference.place, difference.standing
    if standing is None:
        return f"{place.id}: {place.name}, {place.city} ({place.kind})"
    parts = "; ".join(f"{name}: {_plain(old)} -> {_plain(new)}" for name, old, new in difference.parts)
    return f"{standing.origin}: {place.id}: {parts}"


def _plain(value: object) -> str:
    from bot.knowledge.problems import short

    return "nothing" if value in (None, (), {}) else short(value)
