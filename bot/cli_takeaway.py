"""`rumbo takeaway` and `rumbo poster`: pages to print or send on, and posters with a QR code, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, Protocol

import typer
from rapidfuzz import process

from bot.knowledge.folding import fold
from bot.knowledge.load import load_release
from bot.knowledge.problems import KnowledgeRefused
from bot.knowledge.records import Language, Release
from bot.settings import Settings
from bot.takeaway.link import bot_username, link_to
from bot.takeaway.page import build_page, cities_of, city_named

if TYPE_CHECKING:
    from bot.takeaway.records import TakeawayPage

LIKE_ENOUGH = 60  # of 100: how like a name must be to be suggested
Country = Annotated[str, typer.Option(help="The country: its two letters such as PE, or its name")]
LanguageOption = Annotated[Literal["es", "en"], typer.Option(help="es or en")]
City = Annotated[str | None, typer.Option(help="A city of which places are known")]
Bot = Annotated[str | None, typer.Option(help="The bot's username [default: RUMBO_BOT_USERNAME]")]


class Fail(Protocol):
    """Prints what is wrong and ends the command."""

    def __call__(self, message: str, code: int = 2) -> NoReturn: ...


class CannotMake(ValueError):
    """What was asked for cannot be made; the message says what to change."""


def add_takeaway(app: typer.Typer, settings: Callable[[], Settings], fail: Fail) -> None:
    """Adds the two commands."""

    @app.command()
    def takeaway(
        country: Country,
        language: LanguageOption = "es",
        city: City = None,
        to: Annotated[
            Path | None, typer.Option(help="The file: .pdf, .png, .html or .txt [default: print]")
        ] = None,
        bot: Bot = None,
    ) -> None:
        """Make a page to keep: options, numbers, health, a place to sleep, with a code that tells if it still holds."""
        try:
            release = load_release(settings().knowledge, _today())
            code = country_code(release, country)
            page = build_page(release, code, language, _today(), city=known_city(release, code, city))
            link = link_to(username(bot, settings(), needed=False), page.code)
            _write(made_page(page, link, to), to)
        except (CannotMake, KnowledgeRefused, OSError) as problem:
            fail(str(problem))

    @app.command()
    def poster(
        country: Country,
        language: LanguageOption = "es",
        city: City = None,
        to: Annotated[
            Path | None, typer.Option(help="The file: .pdf or .png [default: poster-<country>.pdf]")
        ] = None,
        bot: Bot = None,
    ) -> None:
        """Make an A4 poster: a QR code that opens the bot for this country, numbers, places, tabs to tear off."""
        try:
            release = load_release(settings().knowledge, _today())
            code, name = country_code(release, country), username(bot, settings(), needed=True)
            target = to or Path(f"poster-{code.lower()}.pdf")
            drawn = made_poster(release, code, language, known_city(release, code, city), name, target)
            _write(drawn, target)
        except (CannotMake, KnowledgeRefused, OSError) as problem:
            fail(str(problem))


def country_code(release: Release, said: str) -> str:
    """The code of a covered country from its code or name. Raises CannotMake with the nearest names."""
    covered = [c for c in release.countries.values() if c.covered]
    for country in covered:
        if fold(said) in {fold(x) for x in (country.code, *country.names.values(), *country.aliases)}:
            return country.code
    names = {fold(name): f"{c.names['es']} ({c.code})" for c in covered for name in c.names.values()}
    msg = f"'{said}' is no country Rumbo answers for.{_nearest(said, names)}"
    raise CannotMake(msg)


def known_city(release: Release, country: str, said: str | None) -> str | None:
    """The city as places name it; None where none was asked for. Raises CannotMake with the nearest names."""
    if not said:
        return None
    city = city_named(release, country, said)
    if city is None:
        names = {fold(name): name for name in cities_of(release, country)}
        msg = (
            f"No place is known in '{said}'.{_nearest(said, names) or ' Known: ' + ', '.join(names.values())}"
        )
        raise CannotMake(msg)
    return city


def _nearest(said: str, names: dict[str, str]) -> str:
    """ " Do you mean …?" with up to three names that are like it; empty where none is."""
    found = process.extract(fold(said), list(names), limit=3, score_cutoff=LIKE_ENOUGH)
    near = list(dict.fromkeys(names[name] for name, _, _ in found))
    return f" Do you mean {' or '.join(near)}?" if near else ""


def username(said: str | None, settings: Settings, *, needed: bool) -> str | None:
    """The bot's username from the option or the setting. Raises CannotMake where it is wrong, or missing and needed."""
    if said and bot_username(said) is None:
        msg = f"'{said}' is no username of a Telegram bot: 4 to 32 letters, digits or _, such as RumboBot"
        raise CannotMake(msg)
    name = bot_username(said) or settings.bot_username
    if name is None and needed:
        msg = "Say which bot the code leads to: --bot USERNAME, or RUMBO_BOT_USERNAME in the environment or .env"
        raise CannotMake(msg)
    return name


def made_page(page: TakeawayPage, link: str, to: Path | None) -> bytes:
    """The page in the form that the file's name asks for; text without one. Raises CannotMake for other endings."""
    form = to.suffix.lower() if to else ".txt"
    if form == ".txt":
        from bot.takeaway.text import page_text

        return page_text(page, link).encode()
    if form == ".html":
        from bot.takeaway.html import page_html

        return page_html(page, link).encode()
    if form == ".png":
        from bot.takeaway.picture import picture  # drawing is slow to import

        return picture(page, link)
    if form == ".pdf":
        from bot.takeaway.layout import a4

        return a4(page, link)
    msg = f"'{to}' must end with .pdf, .png, .html or .txt"
    raise CannotMake(msg)


def made_poster(
    release: Release, country: str, language: Language, city: str | None, name: str | None, to: Path
) -> bytes:
    """The poster as a PDF or PNG. Raises CannotMake for other endings."""
    if to.suffix.lower() not in {".pdf", ".png"}:
        msg = f"'{to}' must end with .pdf or .png"
        raise CannotMake(msg)
    from bot.takeaway.poster import build_poster
    from bot.takeaway.poster_drawing import poster_pdf, poster_png

    made = build_poster(release, country, language, _today(), name or "", city=city)
    return poster_png(made) if to.suffix.lower() == ".png" else poster_pdf(made)


def _write(made: bytes, to: Path | None) -> None:
    if to is None:
        typer.echo(made.decode(), nl=False)
        return
    to.write_bytes(made)
    typer.echo(f"Written: {to} ({len(made) / 1000:.0f} kB)")


def _today() -> date:
    return datetime.now(UTC).date()
