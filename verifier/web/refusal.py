"""What an error becomes: a status, and a page for people or a problem document for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from verifier.acceptance.refused import Refused
from verifier.errors import UsageError, VerifierError
from verifier.service import access
from verifier.web.language import language_of
from verifier.web.rendering import render
from verifier.wording import Language, words

__all__ = ["is_api", "problem", "refusal_response", "status_of"]

_MOST_FAULTS: Final = 200
_BY_CODE: Final = {
    "web_too_large": 413,
    "web_too_slow": 503,
    "web_not_found": 404,
    "web_method": 405,
    "web_fault": 500,
    "web_host_unknown": 400,
    "web_sign_in": 401,
    "web_token_unknown": 401,
    "web_form_type": 415,
    "web_csrf": 403,
    "web_foreign_site": 403,
    "web_scope": 403,
    "web_no_administration": 403,
    "web_form_odd": 400,
    "web_request_odd": 400,
    "web_oidc_unreachable": 502,
    "report_extra_missing": 501,
}


@dataclass(frozen=True, slots=True)
class _Stranger:
    """Who asks, where a request is refused before anybody looked who it is."""

    lang: Language
    other_language: str
    person: None = None
    local: bool = False
    csrf: str = ""
    section: str = ""
    said: str = ""
    menu: tuple[tuple[str, str], ...] = ()


def is_api(scope: Scope) -> bool:
    """Whether a request comes to the API, where programs are answered."""
    return str(scope["path"]).startswith("/api/")


def status_of(error: VerifierError | Refused) -> int:
    """The status of an answer that refuses.

    404 also where a person may not know that the thing exists: the two answers are alike, byte for byte.
    """
    if isinstance(error, Refused):
        return 422
    return _BY_CODE.get(error.code) or access.status_of(error)


def problem(error: VerifierError | Refused, status: int) -> dict[str, Any]:
    """A refusal as a problem document: code and sentence in both languages, and each fault of a submission.

    Source:
        RFC 9457 (2023), 3.
    """
    if isinstance(error, Refused):
        faults = [fault for fault in error.exceptions if isinstance(fault, VerifierError)]
        title = UsageError("web_refused", count=len(faults))
        listed = [_sentences(fault) for fault in faults[:_MOST_FAULTS]]
        return {"type": "about:blank", "title": str(title), "status": status, **_sentences(title), "faults": listed}
    return {"type": "about:blank", "title": str(error), "status": status, **_sentences(error)}


def refusal_response(scope: Scope, error: VerifierError | Refused, status: int | None = None) -> Response:
    """The answer that refuses a request.

    Args:
        scope: The request's.
        error: Why it is refused.
        status: The answer's status; the error's own where absent.
    """
    status = status_of(error) if status is None else status
    document = problem(error, status)
    headers = {"Cache-Control": "no-store"}
    if status == 401:  # noqa: PLR2004 -- the status is the word
        headers["WWW-Authenticate"] = "Bearer"
    if is_api(scope):
        body = json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")
        return Response(body, status, headers, "application/problem+json")
    request, state = Request(scope), scope.get("state", {})
    lang = language_of(request)
    page = render(
        "error.html",
        lang,
        asked=state.get("asked") or _Stranger(lang, _other(lang)),
        status=status,
        title=words(f"web_title_{status}", lang),
        request_id=state.get("request_id", "-"),
        sentence=document[lang],
        faults=[fault[lang] for fault in document.get("faults", [])],
    )
    return HTMLResponse(page.encode("utf-8", "replace"), status, headers)


def _other(lang: Language) -> str:
    return f"?lang={'en' if lang == 'zh' else 'zh'}"


def _sentences(error: VerifierError) -> dict[str, str]:
    return {"code": error.code, "zh": error.text("zh"), "en": error.text("en")}
