"""The table of spellings."""

from __future__ import annotations

from verifier.quantity.spelling import table
from verifier.wording import messages


def test_plain_spelling_wins_over_prefix() -> None:
    """A minute is no milli-inch, a candela no centi-day, a knot no kilotonne."""
    spellings = table().spellings

    assert ("min", "cd", "kn") == (spellings["min"], spellings["cd"], spellings["kt"])


def test_nothing_is_folded() -> None:
    """Mega and milli stay apart."""
    spellings = table().spellings

    assert ("ML", "mL", "MOhm", "mOhm") == tuple(spellings[s] for s in ("ML", "ml", "MΩ", "mΩ"))


def test_refused_spelling_is_not_accepted_elsewhere() -> None:
    """No spelling is both refused and accepted, and each refusal has its sentence."""
    entries = table()

    assert not set(entries.refused) & (set(entries.spellings) | set(entries.words))
    assert set(entries.refused.values()) <= set(messages())


def test_every_meaning_is_a_unit() -> None:
    """Every spelling means a symbol that the definitions know."""
    entries = table()

    assert set(entries.spellings.values()) <= set(entries.atoms)


def test_nearest_spellings_are_offered() -> None:
    """A slip of the pen finds its unit."""
    assert "wafer" in table().nearest("waffer")
