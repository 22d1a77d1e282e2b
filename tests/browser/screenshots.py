"""Takes the pictures of docs/console-tour.md: every page of the console, on a phone in Spanish and at a desk in English.

`make screenshots` after a change that can be seen, or `python -m tests.browser.screenshots home confirm` for some of
them. Needs Chromium. Starts a console of its own over a copy of the knowledge (about a minute), which is thrown away.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.progress import track

from bot.accounts.records import Role
from bot.settings import PROJECT
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.studio import ServedStudio
from tests.editing.sheets.workbook import Workbook

FOLDER = PROJECT / "docs" / "images" / "console"
MOST_BYTES = 4 * 1024**2  # of all pictures together
COLOURS = 64
DRAWN = (
    "[...document.querySelectorAll('main img')].every("
    "x => x.getBoundingClientRect().top > innerHeight || (x.complete && x.naturalWidth))"
)
PATIENCE = 300_000  # milliseconds: the look ahead asks every known question twice


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are looked at: width and height in CSS pixels, and how far down a picture goes."""

    name: str
    language: str
    width: int
    height: int
    scale: float
    most: int


LOOKS = (Look("phone-es", "es", 360, 740, 1.5, 1600), Look("desk-en", "en", 1280, 900, 1, 1000))
Act = Callable[["Studio", Page], None]


@dataclass(frozen=True, slots=True)
class Shot:
    """One page. `page`: its path as the router has it; `address`: what the browser opens, with parts of `Work` in it."""

    name: str
    page: str
    address: str
    role: Role | None = "admin"
    act: Act | None = field(default=None)  # before the picture


class Studio:
    """The console and the browsers that are signed in."""

    def __init__(self, served: ServedStudio, browser: Browser, folder: Path) -> None:
        self.served, self._browser, self._folder = served, browser, folder
        self._pages: dict[tuple[str, Role | None, str], Page] = {}

    def page(self, look: Look, role: Role | None, scheme: str = "light") -> Page:
        """A browser of that size in which the person of the role has signed in."""
        key = (look.name, role, scheme)
        if key not in self._pages:
            context = self._browser.new_context(
                viewport={"width": look.width, "height": look.height},
                device_scale_factor=look.scale,
                locale=look.language,
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            context.set_default_timeout(PATIENCE)
            self._pages[key] = context.new_page()
            if role:
                self.served.sign_in(self._pages[key], role, look.language)
        return self._pages[key]

    def mistaken_file(self) -> Path:
        """Peru's spreadsheet with three changes, one of them a mistake."""
        path = self._folder / "rumbo-pe.xlsx"
        if not path.exists():
            book = Workbook.of(self._folder / "knowledge", "PE")
            book.write("answers", "pe-lost-documents", "es.cost", "S/ 23.00")
            book.write("answers", "pe-lost-documents", "en.cost", "S/ 23.00")
            book.write("places", "pe-lima-mac-ventanilla", "as_of", "ayer")
            path.write_bytes(book.raw())
        return path

    def take(self, shot: Shot, look: Look, scheme: str = "light") -> bytes:
        """The picture of a page, as PNG."""
        page, work = self.page(look, shot.role, scheme), self.served.house.work
        ids = {"written": work.written.id, "waiting": work.waiting.id, "approved": work.approved.id}
        page.goto(f"{self.served.url}/console" + shot.address.format(**ids, release=work.release))
        page.wait_for_load_state("networkidle")
        if shot.act:
            shot.act(self, page)
            page.wait_for_load_state("networkidle")
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        whole = int(page.evaluate("document.documentElement.scrollHeight"))
        height = max(look.height, min(whole, look.most))
        page.set_viewport_size({"width": look.width, "height": height})
        page.wait_for_function(DRAWN)
        picture = page.screenshot()
        page.set_viewport_size({"width": look.width, "height": look.height})
        return picture


def send_file(studio: Studio, page: Page) -> None:
    page.locator("#f-file").set_input_files(studio.mistaken_file())
    page.locator(".sheet-send button").click()
    page.wait_for_url("**/preview/**")


def first_group(_: Studio, page: Page) -> None:
    page.locator("article a.button").first.click()
    page.wait_for_load_state()


def first_due(_: Studio, page: Page) -> None:
    page.locator("main a[href*='/console/confirm/']").first.click()
    page.wait_for_load_state()


LOST = "/entries/PE/answer/pe-lost-documents"
ENTRY = "/entries/{country}/{kind}/{id}"
QUESTION = "se me perdió el carné, ¿qué hago?"
SHOTS = (
    Shot("sign-in", "/enter", "/enter", None),
    Shot("home", "", "", "editor"),
    Shot("entries", "/entries", "/entries?country=PE&topic=documents", "editor"),
    Shot("entry", ENTRY, LOST, "editor"),
    Shot("new", "/entries/{country}/new", "/entries/PE/new", "editor"),
    Shot("edit", "/drafts/{id}/edit", "/drafts/{written}/edit", "editor"),
    Shot("try", "/try", f"/try?text={QUESTION}&country=PE&language=es", "editor"),
    Shot("drafts", "/drafts", "/drafts", "reviewer"),
    Shot("draft", "/drafts/{id}", "/drafts/{waiting}", "reviewer"),
    Shot("publish", "/publish", "/publish"),
    Shot("ahead", "/publish/ahead", "/publish/ahead?draft={approved}"),
    Shot("releases", "/releases", "/releases"),
    Shot("release", "/releases/{number}", "/releases/{release}"),
    Shot("take-back", "/releases/{number}/take-back", "/releases/{release}/take-back"),
    Shot("history", ENTRY + "/history", LOST + "/history"),
    Shot("confirm", "/confirm", "/confirm?country=PE", "editor"),
    Shot("confirm-one", "/confirm/{country}/{kind}/{id}", "/confirm?country=PE", "editor", first_due),
    Shot("closed", "/closed", "/closed", "editor"),
    Shot("unanswered", "/unanswered", "/unanswered", "editor"),
    Shot("unanswered-one", "/unanswered/{group}", "/unanswered", "editor", first_group),
    Shot("sheets", "/sheets", "/sheets", "editor"),
    Shot("sheets-preview", "/sheets/{country}/preview/{handle}", "/sheets?country=PE", "editor", send_file),
    Shot("coverage", "/coverage", "/coverage"),
    Shot("usage", "/usage", "/usage?weeks=8"),
    Shot("log", "/log", "/log?weeks=8"),
    Shot("keeping", "/keeping", "/keeping"),
    Shot("health", "/health", "/health"),
    Shot("people", "/people", "/people"),
    Shot("person", "/people/{name}", "/people/beto"),
    Shot("audit", "/audit", "/audit"),
    Shot("sessions", "/sessions", "/sessions"),
)


def names() -> list[str]:
    """The files of the pictures: "home-phone-es.png"."""
    return [f"{shot.name}-{look.name}.png" for shot in SHOTS for look in LOOKS]


def made_small(picture: bytes) -> bytes:
    """The picture in few colours."""
    small = BytesIO()
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


@contextmanager
def opened() -> Iterator[Studio]:
    """A studio; put away afterwards."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        raise SystemExit(f"No browser found: install one of {', '.join(NAMES)}.")
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        print("Filling a console with work, about a minute...", flush=True)
        with ServedStudio(Path(made)) as served:
            yield Studio(served, browser, Path(made))
        browser.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the pictures, or says why not."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help=", ".join(shot.name for shot in SHOTS))
    only = parser.parse_args(arguments).only
    if unknown := set(only) - {shot.name for shot in SHOTS}:
        parser.error(f"there is no page called {', '.join(sorted(unknown))}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with opened() as studio:
        wanted = [(shot, look) for look in LOOKS for shot in SHOTS if not only or shot.name in only]
        for shot, look in track(wanted, "Taking pictures"):
            picture = made_small(studio.take(shot, look))
            (FOLDER / f"{shot.name}-{look.name}.png").write_bytes(picture)
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(wanted)} pictures; all together {size / 1024**2:.1f} MB of {MOST_BYTES / 1024**2:.0f}")
    if size > MOST_BYTES:
        raise SystemExit("That is too much for the repository: show less of a page, or fewer colours.")


if __name__ == "__main__":
    main()
