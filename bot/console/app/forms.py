"""What a form sends, read within bounds before it is parsed: 1 MiB, 200 fields, 20 seconds; uploads by a page's bound."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.console.reading import BodyRefused, read_body

MOST_BYTES = 1024 * 1024
MOST_FIELDS = 200
MOST_FILES = 5
_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. Its name is not kept: it says nothing that could be relied on."""

    field: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in the order in which they came. A page takes those it knows; all others are ignored."""

    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[Upload, ...] = ()

    def text(self, name: str, most: int = 20_000) -> str:
        """The first field of that name, without control signs and outer blanks; "" where there is none.

        Raises BodyRefused (413) where it has more than `most` characters.
        """
        found = next((value for key, value in self.fields if key == name), "")
        if len(found) > most:
            raise BodyRefused(413, f"'{name}' is longer than {most} characters.")
        return _clean(found).strip()

    def all(self, name: str) -> tuple[str, ...]:
        """Every field of that name (check boxes)."""
        return tuple(_clean(value).strip() for key, value in self.fields if key == name)

    def under(self, prefix: str) -> dict[str, str]:
        """The fields whose names begin with `prefix`, by the rest of their names; the first of each."""
        found: dict[str, str] = {}
        for key, value in self.fields:
            if key.startswith(prefix):
                found.setdefault(key.removeprefix(prefix), _clean(value).strip())
        return found

    def ticked(self, name: str) -> bool:
        """Whether a check box was ticked."""
        return any(key == name for key, _ in self.fields)

    def file(self, name: str) -> bytes | None:
        """The content of the first file of that name; None where none was chosen."""
        return next((upload.content for upload in self.files if upload.field == name), None) or None


NO_FORM = Form()


async def read_form(request: Request, upload: int = 0, most_fields: int = MOST_FIELDS) -> Form:
    """The form that was sent. `upload`: bytes a page takes with files; 0: it takes none. Raises BodyRefused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _MULTIPART and upload:
        return await _read_multipart(request, upload)
    body = await read_body(request, MOST_BYTES)
    if not body:
        return Form()
    if kind != _URLENCODED:
        raise BodyRefused(415, "Send the form as a page of Rumbo does.")
    try:
        pairs = parse_qsl(
            body.decode("ascii", "replace"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=most_fields,
        )
    except ValueError:
        raise BodyRefused(413, f"The form has more than {most_fields} fields.") from None
    return Form(tuple(pairs))


async def _read_multipart(request: Request, upload: int) -> Form:
    body = await read_body(request, upload)

    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        request.headers, once(), max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES
    )
    try:
        parsed = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise BodyRefused(400, "The form is damaged: send it again.") from None
    items = parsed.multi_items()
    fields = tuple((name, value) for name, value in items if isinstance(value, str))
    files = [Upload(name, await value.read()) for name, value in items if isinstance(value, UploadFile)]
    await parsed.close()
    return Form(fields, tuple(files))


def _clean(text: str) -> str:
    """One kind of line break, no control signs, no lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
