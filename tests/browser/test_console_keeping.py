"""What we keep about people, before a browser: read and unfolded on a phone and at a desk without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from bot.console_parts.keeping import Keeping
from bot.console_parts.subscriptions import Wishes
from tests.browser.conftest import watched
from tests.browser.console_house import ServedHouse, faults_of, fits, tab_of
from tests.console.app.test_keeping_pages import Lazy, Parts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    with ServedHouse(
        tmp_path_factory.mktemp("keeping") / "data", keeping=Lazy(), subscriptions=Lazy()
    ) as running:
        parts = Parts(running.house.database)
        Lazy.keeping, Lazy.wishes = Keeping(parts), Wishes(parts)  # type: ignore[arg-type]
        yield running


@pytest.mark.parametrize(("language", "scheme", "width"), [("es", "light", "phone"), ("en", "dark", "desk")])
def test_every_fold_opens_and_nothing_is_wrong_with_the_page(
    served: ServedHouse, browser: Browser, language: str, scheme: Literal["light", "dark"], width: str
) -> None:
    page = tab_of(browser, width, scheme)
    seen = watched(page)
    served.sign_in(page, "reader", language)
    page.goto(f"{served.url}/console/keeping")
    for fold in ("people", "subscriptions"):
        page.locator(f"#{fold} summary").click()
        expect(page.locator(f"#{fold} tbody tr").first).to_be_visible()
    expect(page.locator("#usage_events tbody tr").first).to_be_hidden()
    assert faults_of(page) == []
    assert fits(page)
    page.context.close()
    assert seen.faults == []
