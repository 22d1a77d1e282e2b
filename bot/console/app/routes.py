"""The router of /console: every page behind the same checks, in the same order.

1. the host is one that the console is served under (else 421); posts from other sites were refused before (guards.py);
2. who is signed in, looked up in the database (away: 503);
3. the role may (not signed in: to the sign-in page; else 403), and the account has a say in the country (else 404);
4. the form is read within bounds; a sensitive step asks for a fresh sign-in (stepping_up.py);
5. the page answers. What fails is a plain page with a code.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.accounts.records import SignedIn
from bot.console.app import cookies
from bot.console.app.all_pages import ALL_PAGES
from bot.console.app.denied import Denials
from bot.console.app.failures import Failed, failure
from bot.console.app.forms import NO_FORM, read_form
from bot.console.app.packing import packed
from bot.console.app.page import PREFIX, Page
from bot.console.app.services import Services
from bot.console.app.stepping_up import is_stale, stale
from bot.console.app.visit import Visit
from bot.console.app.words import language_of, words_of
from bot.console.guards import LOCAL_NAMES, read_site
from bot.console.pages import preferred_language
from bot.console.reading import BodyRefused

Endpoint = Callable[[Request], Awaitable[Response]]
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
SIGN_IN = f"{PREFIX}/enter"
_OTHER_NAME = "The console is served to this machine, and under the name that RUMBO_PUBLIC_HOST says."


def console_routes(
    services: Services, *, public_host: str | None = None, pages: Sequence[Page] = ALL_PAGES
) -> list[Route]:
    """The routes of every page that this process has the parts for, and a plain "not here" for all else under /console.

    public_host: the name under which a proxy serves the pages by https; else they are this machine's own.
    """
    there = [page for page in pages if page.is_there(services)]
    menu = tuple(page for page in there if page.menu)
    house = _House(services, menu, public_host)
    nowhere = house.endpoint(Page("GET", "/", frozenset(), _nowhere))
    return [
        *(PageRoute(page, house.endpoint(page)) for page in there),
        Route(PREFIX + "/{rest:path}", nowhere, methods=EVERY_METHOD),
    ]


class PageRoute(Route):
    """The route of a page, which knows its page: tests walk the router by this."""

    def __init__(self, page: Page, endpoint: Endpoint) -> None:
        super().__init__(page.full_path, endpoint, methods=[page.method])
        self.page = page


class _House:
    """What every page of one process shares."""

    def __init__(self, services: Services, menu: tuple[Page, ...], public_host: str | None) -> None:
        self._services, self._menu = services, menu
        self._public_host = public_host.lower() if public_host else None
        self._denials = Denials()

    def endpoint(self, page: Page) -> Endpoint:
        """The page behind the checks."""

        async def answer(request: Request) -> Response:
            if not self._served_here(request):
                return PlainTextResponse(_OTHER_NAME, 421)
            visit = self._visit(request, page, None)
            try:
                visit = self._visit(request, page, await self._signed_in(request, page))
                if (elsewhere := _admitted(visit)) is not None:
                    return elsewhere
                visit = await _with_form(visit)
                return packed(request, await _answer(visit))
            except Exception as error:
                visit = await self._with_what_was_typed(visit, error)
                await self._denials.note(visit, error)
                return failure(visit, error, self._services.away)

        return answer

    def _served_here(self, request: Request) -> bool:
        """Whether the host is the public one, or a name of this machine: an allow-list wherever the server listens."""
        site = read_site(f"{request.url.scheme}://{request.headers.get('host', '')}")
        public = ("https", self._public_host, 443)
        return site is not None and (site[1] in LOCAL_NAMES or site == public)

    async def _signed_in(self, request: Request, page: Page) -> SignedIn | None:
        token = cookies.read_cookie(request, "session")
        if not token:
            return None
        return await self._services.accounts.signed_in(token, in_use=not page.by_itself)

    def _visit(self, request: Request, page: Page, who: SignedIn | None) -> Visit:
        language = (
            language_of(who.session.language if who else cookies.read_cookie(request, "language"))
        ) or preferred_language(request.headers.get("accept-language", ""))
        menu = tuple(x for x in self._menu if who and who.account.role in x.roles)
        return Visit(request, self._services, words_of(language), who, page, menu)

    async def _with_what_was_typed(self, visit: Visit, error: Exception) -> Visit:
        """With the form, where the session ended or the database went away meanwhile: the page gives it back."""
        lost = isinstance(error, self._services.away) or (isinstance(error, Failed) and error.status == 401)
        was_in = cookies.read_cookie(visit.request, "session")  # the body of nobody at all is not read
        if not lost or not was_in or not visit.page.roles or visit.page.upload or visit.form is not NO_FORM:
            return visit
        try:
            return await _with_form(visit)
        except (BodyRefused, ClientDisconnect):
            return visit


def _admitted(visit: Visit) -> Response | None:
    """None where this person may ask for the page; the way to sign in. Raises Failed."""
    page = visit.page
    _refuse_nul(visit.request)
    if page.roles:
        if visit.who is None:
            return _to_sign_in(visit)
        if visit.who.account.role not in page.roles:
            raise Failed(403)
        if page.country and not visit.who.account.may_in(visit.part(page.country)):
            raise Failed(404)
    return None


async def _with_form(visit: Visit) -> Visit:
    if visit.page.method != "POST":
        return visit
    return replace(visit, form=await read_form(visit.request, visit.page.upload, visit.page.fields))


async def _answer(visit: Visit) -> Response:
    if visit.page.fresh and is_stale(visit):
        return stale(visit)
    return await visit.page.answer(visit)


def _refuse_nul(request: Request) -> None:
    """A NUL in an address is sent by no page of ours, and no database takes it in a text. Raises Failed."""
    if "\x00" in request.scope["path"]:
        raise Failed(404)
    if b"%00" in request.scope["query_string"]:
        raise Failed(400)


def _to_sign_in(visit: Visit) -> Response:
    if visit.page.method == "GET":
        if visit.by_script:
            return Response(status_code=401, headers={"hx-redirect": SIGN_IN})
        return RedirectResponse(SIGN_IN, 303)
    raise Failed(401)


async def _nowhere(visit: Visit) -> Response:  # noqa: ARG001  # as every page
    raise HTTPException(404)
