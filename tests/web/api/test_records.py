"""Sealed records, for programs."""

from __future__ import annotations

import hashlib

from tests.web.world import Site
from verifier.record.bundle import unpack_bundle


def test_a_bundle_is_the_record(site: Site) -> None:
    """The bundle has the digest that the record names, and opens as a record."""
    number = site.sealed()
    browser = site.browser("auditor")

    record = browser.get(f"/api/v1/records/{number}").json()
    answer = browser.get(f"/api/v1/records/{number}/bundle")

    assert record["bundle_sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert unpack_bundle(answer.content).record.arguments
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].isascii()


def test_a_record_comes_out_again(site: Site) -> None:
    """A re-run of a record gives the same bytes."""
    number = site.sealed()
    browser = site.browser("auditor")

    answer = browser.post(f"/api/v1/records/{number}/rerun", headers={"X-CSRF-Token": browser.csrf or ""})

    assert (True, None, []) == tuple(answer.json()[name] for name in ("same", "difference", "changed"))


def test_a_record_has_its_proof(site: Site) -> None:
    """The proof that a record stands in the log is handed out as text."""
    number = site.sealed()

    answer = site.browser("auditor").get(f"/api/v1/records/{number}/proof")

    assert (200, "text/plain; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert answer.content
