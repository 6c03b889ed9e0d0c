"""Writes verifier/quantity/factors.json anew from pint: `make units`."""

from __future__ import annotations

from pathlib import Path

from verifier.quantity.registry import written_factors
from verifier.quantity.spelling import EACH, PIECE, table

FACTORS = Path(__file__).parents[1] / "verifier" / "quantity" / "factors.json"

if __name__ == "__main__":
    names = [name for symbol, name in table().atoms.items() if not symbol.endswith((EACH, PIECE))]
    FACTORS.write_text(written_factors(names), encoding="utf-8")
