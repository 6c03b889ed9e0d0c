"""What an error becomes."""

from __future__ import annotations

import json

import pytest

from verifier.acceptance.refused import Refused
from verifier.errors import AccessError, StaleError, UsageError, VerifierError
from verifier.web.refusal import problem, refusal_response, status_of


def _scope(path: str) -> dict[str, object]:
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "state": {}}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AccessError("access_not_found"), 404),
        (AccessError("access_forbidden"), 403),
        (AccessError("web_sign_in"), 401),
        (AccessError("login_blocked"), 429),
        (AccessError("web_csrf"), 403),
        (StaleError("stale_finding"), 409),
        (UsageError("web_too_large", limit=1), 413),
        (UsageError("web_form_type", read="x"), 415),
        (UsageError("web_not_found"), 404),
    ],
)
def test_an_error_has_one_status(error: VerifierError, status: int) -> None:
    """Each kind of refusal has its status."""
    assert status == status_of(error)


def test_faults_of_files_are_all_told() -> None:
    """A refused submission is 422, and its problem lists every fault in both languages."""
    fault = UsageError("web_not_found")
    refused = Refused([fault, fault])

    document = problem(refused, status_of(refused))

    assert (422, 2) == (document["status"], len(document["faults"]))
    assert {"code", "zh", "en"} == set(document["faults"][0])


def test_a_program_gets_a_problem_document() -> None:
    """Under /api a refusal is a problem document (RFC 9457)."""
    answer = refusal_response(_scope("/api/v1/projects"), UsageError("web_not_found"))

    assert "application/problem+json" == answer.headers["content-type"]
    document = json.loads(bytes(answer.body))
    assert ("web_not_found", 404, "about:blank") == (document["code"], document["status"], document["type"])


def test_a_person_gets_a_page() -> None:
    """Elsewhere it is a page with one heading, also before anybody looked who asks."""
    answer = refusal_response(_scope("/p/x"), UsageError("web_role_unknown", read="<script>alert(1)</script>"))

    page = bytes(answer.body).decode()
    assert 1 == page.count("<h1")
    assert "<script>alert" not in page
