"""One request for a page, as the page sees it: who asks, in which language, what was sent, and the ways to answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.accounts.records import Account, SignedIn
from bot.console.app import cookies
from bot.console.app.forms import NO_FORM, Form
from bot.console.app.page import PREFIX, Page
from bot.console.app.render import render
from bot.console.app.services import Services
from bot.console.app.words import Words
from bot.knowledge.records import Language

_OWN_PATH = re.compile(r"/[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*")


@dataclass(frozen=True, slots=True)
class Visit:
    """Made anew for every request; holds nothing that lasts."""

    request: Request
    services: Services
    words: Words
    who: SignedIn | None
    page: Page
    menu: tuple[Page, ...]
    form: Form = NO_FORM

    @property
    def account(self) -> Account:
        """Who is signed in. Raises RuntimeError on a page that asks nobody to be."""
        if self.who is None:
            msg = "this page is for people who are not signed in, too"
            raise RuntimeError(msg)
        return self.who.account

    @property
    def language(self) -> Language:
        """The language of the pages for this person."""
        return self.words.language

    @property
    def by_script(self) -> bool:
        """Whether htmx asks, for a part of a page that stays open."""
        return self.request.headers.get("hx-request") == "true"

    def part(self, name: str) -> str:
        """A part of the path: "peru" of "/entries/{country}"."""
        return str(self.request.path_params[name])

    def query(self, name: str, most: int = 200) -> str:
        """What stands behind the question mark, at most `most` characters; "" where nothing does."""
        return self.request.query_params.get(name, "")[:most].strip()

    def say(self, key: str, **values: object) -> str:
        """A phrase of the console's wording."""
        return self.words.say(key, **values)

    # ---- answers ----------------------------------------------------------------------------------------

    def show(self, template: str, status: int = 200, **values: object) -> Response:
        """The template of that name (templates/console/) with `values`, everything in it escaped."""
        said = cookies.read_said(self.request, self.words)
        response = render(template, self, said, status, values)
        if said is not None:
            cookies.drop_cookie(self.request, response, "said")
        return response

    def go(self, path: str, said: str | None = None, *, wrong: bool = False, **values: object) -> Response:
        """Send the browser on to a page of the console ("/people"); there it says the phrase `said` once.

        `said`: a key that begins with "said_". Raises ValueError for a path that could lead elsewhere.
        """
        target = quote(PREFIX + path, safe="/?&=%+~-._:@,;")
        if not _OWN_PATH.fullmatch(target) or "//" in target.partition("?")[0]:
            msg = "no path of the console"
            raise ValueError(msg)
        response: Response = (
            Response(status_code=204, headers={"hx-redirect": target})
            if self.by_script
            else RedirectResponse(target, 303)
        )
        if said is not None:
            texts = {name: str(value) for name, value in values.items()}
            cookies.write_said(
                self.request, response, cookies.Said(said, texts, "wrong" if wrong else "done")
            )
        return response

    def not_found(self) -> HTTPException:
        """What to raise where there is nothing at this address for this person."""
        return HTTPException(404)

    async def note(self, did: str, target: str = "", country: str | None = None) -> None:
        """Write a line of the audit log. `did`: "published" is shown as the phrase "deed_published"."""
        await self.services.accounts.note(self.account.name, did, target, country)
