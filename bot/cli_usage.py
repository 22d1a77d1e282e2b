"""`rumbo usage` and `rumbo usage-publish`: what people needed, from the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, NoReturn, Protocol

import typer

from bot.settings import Settings

_NEW = "whole weeks that are over, every number of eleven people or more"


class Fail(Protocol):
    """Prints what is wrong and ends the command."""

    def __call__(self, message: str, code: int = 2) -> NoReturn: ...


def add_usage(app: typer.Typer, settings: Callable[[], Settings], fail: Fail) -> None:
    """Adds the two commands."""

    @app.command()
    def usage(
        days: Annotated[int, typer.Option(min=1, max=400, help="How many days back, today included")] = 7,
        until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day")] = None,
        small: Annotated[int, typer.Option(min=1, max=100, help="Counts below this are shown as <N")] = 11,
        chart: Annotated[Path | None, typer.Option(help="Also write the chart as a PNG file")] = None,
        language: Annotated[Literal["es", "en"], typer.Option(help="The language of the report")] = "en",
        first: Annotated[
            datetime | None,
            typer.Option("--from", formats=["%Y-%m-%d"], help=f"A period from this day on: {_NEW}"),
        ] = None,
        last: Annotated[
            datetime | None,
            typer.Option("--to", formats=["%Y-%m-%d"], help="to this day [default: the last week]"),
        ] = None,
        country: Annotated[str | None, typer.Option(help="With --from: one country, such as CL")] = None,
        topic: Annotated[str | None, typer.Option(help="With --from: one topic, such as health")] = None,
        asked_in: Annotated[str | None, typer.Option(help="With --from: questions in one language")] = None,
        outcome: Annotated[
            str | None, typer.Option(help="With --from: answered, asked_back, not_known")
        ] = None,
        compare: Annotated[
            bool, typer.Option("--compare", help="With --from: beside the period before")
        ] = False,
        csv: Annotated[Path | None, typer.Option(help="With --from: also write the tables as CSV")] = None,
        xlsx: Annotated[Path | None, typer.Option(help="With --from: also write the tables as XLSX")] = None,
        png: Annotated[
            Path | None, typer.Option(help="With --from: also write the charts as one PNG")
        ] = None,
    ) -> None:
        """Show what people needed: a report over the usage log, which holds no names and no messages."""
        from rich.console import Console  # the heavy rooms are imported only where they are needed

        chosen = (last, country, topic, asked_in, outcome, csv, xlsx, png)
        if first is None:
            if compare or any(value is not None for value in chosen):
                fail("say the period too: --from 2026-10-01 [--to 2026-10-31]")
            raise typer.Exit(_old_report(settings(), days, until, small, chart, language))
        from bot.usage.analysis.records import Filters
        from bot.usage.analysis.weeks import newest_over, period_of
        from bot.usage_report import Files, print_period

        end = last.date() if last else newest_over(datetime.now(UTC))
        filters = Filters(country.upper() if country else None, topic, asked_in, outcome)
        period, files = period_of(first.date(), end), Files(csv, xlsx, png)
        raise typer.Exit(
            print_period(settings(), period, filters, files, language, Console(), compare=compare)
        )

    @app.command(name="usage-publish")
    def usage_publish() -> None:
        """Make the published figures of use again from the events that are still kept. Only after a mistake was mended."""
        from rich.console import Console

        from bot.usage_report import publish_everything_again

        raise typer.Exit(publish_everything_again(settings(), Console()))


def _old_report(
    settings: Settings,
    days: int,
    until: datetime | None,
    small: int,
    chart: Path | None,
    language: Literal["es", "en"],
) -> int:
    from rich.console import Console

    from bot.reporting import print_usage

    last: date = until.date() if until else datetime.now(UTC).date()
    since = last - timedelta(days=days - 1)
    return asyncio.run(print_usage(settings, since, last, small, chart, language, Console()))
