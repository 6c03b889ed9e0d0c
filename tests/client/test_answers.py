"""What the service answers, as plain objects."""

from __future__ import annotations

import pytest

from verifier.client import ServiceError, SubmissionState

_DOCUMENT = {
    "id": 7,
    "contract": "HT-1",
    "number": 1,
    "state": "draft",
    "version": 2,
    "job": {"state": "done", "faults": []},
    "summary": {"pass": 2, "fail": 0},
    "result_digest": "sha256:0",
}


@pytest.mark.parametrize(
    ("state", "over"),
    [("queued", (False, False)), ("running", (False, False)), ("done", (True, False)), ("failed", (True, True))],
)
def test_a_check_is_over_or_not(state: str, over: tuple[bool, bool]) -> None:
    """A check that is done or failed is over; of the two, one has failed."""
    found = SubmissionState.of({**_DOCUMENT, "job": {"state": state, "faults": []}})

    assert over == (found.checked, found.failed)


def test_passed_is_all_passed() -> None:
    """Only where every target passes is a submission passed."""
    summaries = [{"pass": 2, "fail": 0}, {"pass": 2, "fail": 1}, {"pass": 1, "missing": 1}, None]

    found = [SubmissionState.of({**_DOCUMENT, "summary": summary}).passed for summary in summaries]

    assert [True, False, False, False] == found


def test_a_refusal_without_words_speaks_for_itself() -> None:
    """Where the service sent no sentence, the status is told in both languages."""
    error = ServiceError(502, {})

    assert "502" in error.text("zh")
    assert "502" in str(error)
    assert () == error.faults
