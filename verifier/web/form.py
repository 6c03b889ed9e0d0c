"""What a form sends: texts by name, and files, none of them trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from verifier.errors import UsageError
from verifier.web.settings import Settings

__all__ = ["EMPTY", "Form", "read_form"]

_TYPES: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_FIELDS: Final = 500
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Form:
    """The parts of one form."""

    data: FormData

    def text(self, name: str, longest: int = _LONGEST) -> str:
        """A field's text without blanks at its ends; the empty text where the form has no such field.

        Raises:
            UsageError: It is longer than any such text, or holds what no text holds.
        """
        value = self.data.get(name)
        if not isinstance(value, str):
            return ""
        if len(value) > longest:
            raise UsageError("web_field_long", field=name, count=len(value), limit=longest)
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise UsageError("web_field_odd", field=name)
        return value.strip()

    def texts(self, name: str) -> list[str]:
        """Every text of a field that may be there more than once."""
        return [value for value in self.data.getlist(name) if isinstance(value, str)]

    def number(self, name: str) -> int | None:
        """A field's whole number; None where it is absent or none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004 -- digits of any number here

    def files(self, name: str = "files") -> Iterator[tuple[str, BinaryIO]]:
        """The files of a field, with the names that the browser gives them; an empty choice is no file."""
        for value in self.data.getlist(name):
            if isinstance(value, UploadFile) and value.filename:
                yield value.filename, value.file


EMPTY: Final = Form(FormData())


async def read_form(request: Request, settings: Settings) -> Form:
    """Read the form of a request.

    Raises:
        UsageError: Its type is no form's, or it holds more parts than any form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _TYPES:
        if await request.body():
            raise UsageError("web_form_type", read=kind or "-")
        return EMPTY
    try:
        data = await request.form(max_files=settings.upload_files, max_fields=_MOST_FIELDS)
    except HTTPException as error:
        raise UsageError("web_form_odd", files=settings.upload_files) from error
    return Form(data)
