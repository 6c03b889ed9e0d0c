"""Secrets: random, and never kept."""

from __future__ import annotations

import re

from verifier.store.secret import digest_of, new_secret


def test_secrets_differ_and_fit_an_address() -> None:
    """A thousand secrets are a thousand texts that need no escaping in a URL."""
    made = {new_secret("dabiao_") for _ in range(1000)}

    assert 1000 == len(made)
    assert all(re.fullmatch(r"dabiao_[A-Za-z0-9_-]{43}", secret) for secret in made)


def test_the_digest_of_anything_is_a_digest() -> None:
    """A hostile token is as good as a wrong one."""
    for secret in ("", "\0", "\ud800", "x" * 10_000_000):
        assert re.fullmatch(r"[0-9a-f]{64}", digest_of(secret))
