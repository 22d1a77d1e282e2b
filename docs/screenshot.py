"""Takes docs/images/try-it.png: a question and its answer in the try-it chat of the bot as it really runs.

Run it from anywhere with `python docs/screenshot.py` after a change that can be seen. Needs Chromium and the development
libraries. Starts its own bot on a free port, with a data folder that is thrown away.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
PICTURE = PROJECT / "docs" / "images" / "try-it.png"
QUESTION = "¿me sirve el pasaporte vencido en Perú?"
LARGEST_BYTES = 200_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
)


@contextmanager
def running_bot() -> Iterator[str]:
    """The address of a bot that runs for this picture only, without Telegram."""
    with tempfile.TemporaryDirectory() as folder:
        own = {
            "RUMBO_PORT": "0",
            "RUMBO_HOST": "127.0.0.1",
            "RUMBO_DATA": f"{folder}/data",
            "RUMBO_KEYS": f"{folder}/keys",
        }
        inherited = {
            k: v for k, v in os.environ.items() if not k.startswith(("RUMBO_", "TELEGRAM_", "WEBHOOK_"))
        }
        command = [sys.executable, "-m", "bot", "run"]
        environment = inherited | own | {"PYTHONPATH": str(PROJECT)}
        bot = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            yield _address(bot)
        finally:
            bot.terminate()
            bot.wait(60)


def _address(bot: subprocess.Popen[str]) -> str:
    for line in bot.stdout or ():
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found and "browser" in line:
            return found[0]
    raise SystemExit("The bot did not start: its own message above says why.")


def photographed(url: str) -> bytes:
    """A PNG of the chat at `url` after the question was answered."""
    browser_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser_path is None:
        raise SystemExit(f"No browser found: install one of {', '.join(BROWSERS)}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(QUIET))
        page = browser.new_page(
            viewport={"width": 1000, "height": 900},
            device_scale_factor=1.5,
            locale="es-PE",
            color_scheme="light",
        )
        page.goto(url)
        page.locator(".message.bot").wait_for()
        page.get_by_label("Escribe un mensaje").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator(".message.bot").nth(1).wait_for()
        page.evaluate("document.activeElement.blur()")
        page.wait_for_timeout(500)  # until nothing moves any more
        picture = page.screenshot()
        browser.close()
    return picture


def made_small(picture: bytes) -> bytes:
    """The picture in 256 colours, chosen so that small spots such as a flag keep theirs."""
    small = BytesIO()
    colours = Image.open(BytesIO(picture)).convert("RGB")
    colours.quantize(256, Image.Quantize.MEDIANCUT, kmeans=3).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    """Writes the picture, or says why not."""
    with running_bot() as url:
        picture = made_small(photographed(url))
    if len(picture) > LARGEST_BYTES:
        raise SystemExit(
            f"The picture has {len(picture)} bytes, more than {LARGEST_BYTES}: make the window smaller."
        )
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(picture)


if __name__ == "__main__":
    main()
