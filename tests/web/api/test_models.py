"""What the API says, as documents with a schema."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from verifier.web.api.models import PROBLEMS, FindingRequest, VersionRequest


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": "1"},
        {"version": 1.0},
        {"version": True},
        {"version": -1},
        {"version": 2**31},
        {"version": 1, "x": 1},
    ],
)
def test_a_version_is_a_whole_number_and_nothing_else(body: dict[str, object]) -> None:
    """A request says its version as a whole number; nothing is guessed and nothing more is taken."""
    with pytest.raises(ValidationError):
        VersionRequest.model_validate(body)


def test_a_finding_says_yes_or_no() -> None:
    """A finding agrees or does not; a text that could mean either is refused."""
    assert FindingRequest.model_validate({"agree": False}).note == ""
    with pytest.raises(ValidationError):
        FindingRequest.model_validate({"agree": "yes"})


def test_every_refusal_has_one_form() -> None:
    """Every operation describes its refusals as problem documents."""
    assert {400, 401, 403, 404, 409, 413, 415, 422, 429, 503} == set(PROBLEMS)
    assert all("application/problem+json" in problem["content"] for problem in PROBLEMS.values())
