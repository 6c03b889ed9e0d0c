"""The tree of errors: each keeps its parts and speaks from the catalogue."""

from __future__ import annotations

import pytest

from verifier import errors
from verifier.errors import VerifierError
from verifier.wording import messages

_LEAVES = [getattr(errors, name) for name in errors.__all__ if name != "VerifierError"]


@pytest.mark.parametrize("leaf", _LEAVES)
def test_an_error_keeps_its_parts(leaf: type[VerifierError]) -> None:
    """An error is of the one tree and gives back its code and its parts by name."""
    error = leaf("some_code", text="15 mm", column=3)

    assert isinstance(error, VerifierError)
    assert "some_code" == error.code
    assert ("15 mm", 3) == (error.reason["text"], error.reason["column"])


def test_an_error_speaks_both_languages() -> None:
    """The sentence of an error is the catalogue's, in the language asked for, and English by default."""
    code = next(code for code, sentences in sorted(messages().items()) if "{" not in sentences["en"])

    error = VerifierError(code)

    assert messages()[code]["zh"] == error.text("zh")
    assert messages()[code]["en"] == error.text("en") == str(error)


def test_every_error_is_documented() -> None:
    """Each leaf says in one sentence which question could not be asked."""
    assert [] == [leaf.__name__ for leaf in _LEAVES if not leaf.__doc__]
