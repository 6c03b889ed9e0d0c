"""How a page answers: with a template, with another address, or with a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from verifier.web.asking import Asked
from verifier.web.cookies import set_language_cookie, set_visit_cookie
from verifier.web.language import as_language
from verifier.web.rendering import render

__all__ = ["download", "go_to", "local_path", "page"]


def page(asked: Asked, template: str, /, status: int = 200, **context: Any) -> Response:  # noqa: ANN401 -- what the template names
    """A template as the answer.

    Args:
        asked: The request.
        template: File in `templates/`.
        status: The answer's status.
        context: What the template names beyond the globals and `asked`.
    """
    text = render(template, asked.lang, asked=asked, **context)
    response = HTMLResponse(text.encode("utf-8", "replace"), status)
    _keep(asked, response)
    return response


def go_to(asked: Asked, path: str, said: str = "") -> Response:
    """Another page as the answer to a form, so that a reload sends nothing twice.

    Args:
        asked: The request.
        path: Address on this server.
        said: Code `web_said_…` or `page_said_…` of a sentence that the next page shows.
    """
    if said:
        path += ("&" if "?" in path else "?") + urlencode({"said": said})
    response = RedirectResponse(path, 303)
    _keep(asked, response)
    return response


def download(data: bytes, name: str, kind: str) -> Response:
    """Bytes as a file that the browser saves and never shows as a page.

    Args:
        data: The bytes.
        name: The file's name; any characters, spelled so that a header can bear them.
        kind: Media type.
    """
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name) or "file"
    quoted = quote(name.encode("utf-8", "replace"), safe="")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quoted}"
    return Response(data, 200, {"Content-Disposition": disposition}, kind)


def local_path(text: str) -> str:
    r"""An address that a visitor brought along, if it leads to a page of this server, else the first page.

    >>> local_path("/p/HT-1"), local_path("//elsewhere.example"), local_path("/\\elsewhere.example")
    ('/p/HT-1', '/', '/')
    """
    odd = any(c == "\\" or ord(c) <= 0x20 or 0x7F <= ord(c) <= 0x9F or 0xD800 <= ord(c) <= 0xDFFF for c in text)  # noqa: PLR2004 -- control characters and surrogates
    if odd or not text.startswith("/") or text.startswith("//"):
        return "/"
    return quote(text, safe="/?&=%#+:@!$'()*,;~.-_")


def _keep(asked: Asked, response: Response) -> None:
    """Keep the language that the address chose, and the name of a visit that is new."""
    chosen = as_language(asked.request.query_params.get("lang"))
    if chosen is not None:
        set_language_cookie(response, asked.settings, chosen)
    if asked.visit is not None and asked.visit not in asked.request.cookies.values():
        set_visit_cookie(response, asked.settings, asked.visit)
