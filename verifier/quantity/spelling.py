"""Which unit each accepted spelling means: the table of `spellings.json` with its prefixes applied by rule.

Nothing is folded: `ML` is a megalitre and `MΩ` is not `mΩ`. A spelling without a prefix always wins over a
prefix with a shorter spelling, so `min` is a minute and `cd` a candela.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["EACH", "PIECE", "Table", "table"]

EACH = "each"
"""Stands for a count word that names no kind of thing: 个, ea, pcs."""
PIECE = "piece"
"""Stands for a measure word that takes the kind of thing that is expected, else an item: 件, 项, 种, 家."""


@dataclass(frozen=True, slots=True)
class Table:
    """The accepted spellings.

    Args:
        atoms: Canonical symbol of every unit, with prefix, to its name in the definitions.
        spellings: Every spelling to the canonical symbol it means.
        words: Spellings of whole expressions, as LPM = L/min.
        refused: Spellings that have more than one meaning or none, to the code of the reason.
        homoglyphs: Cyrillic letters to the Latin letters that they look like.
        chinese: Spellings in Chinese characters, longest first.
    """

    atoms: Mapping[str, str]
    spellings: Mapping[str, str]
    words: Mapping[str, str]
    refused: Mapping[str, str]
    homoglyphs: Mapping[str, str]
    chinese: tuple[str, ...]

    def nearest(self, spelling: str) -> str:
        """Up to three accepted spellings that look like one that is not accepted, for the error only."""
        return _nearest(spelling, (*self.spellings, *self.words))


# A table of thousands of rows repeats its wrong units.
@lru_cache(maxsize=1024)
def _nearest(spelling: str, known: tuple[str, ...]) -> str:
    alike = [name for name in known if abs(len(name) - len(spelling)) <= 2]  # noqa: PLR2004
    return ", ".join(get_close_matches(spelling, alike, n=3, cutoff=0.5)) or "—"


@cache
def table() -> Table:
    """The table, read once."""
    data = json.loads(files(__package__).joinpath("spellings.json").read_text(encoding="utf-8"))
    atoms: dict[str, str] = {EACH: "", PIECE: ""}
    plain: dict[str, str] = {}
    prefixed: dict[str, str] = {}
    for name, unit in data["units"].items():
        symbol = unit["symbols"][0]
        atoms[symbol] = name
        own = data["prefixes"][unit["prefixes"]]
        for spelling in (s for kind in ("symbols", "names", "zh", "cyrillic") for s in unit.get(kind, ())):
            plain[spelling] = symbol
        for short, long in own.items():
            canonical = ("k" if short == "K" else short) + symbol
            atoms[canonical] = long + name
            prefixed.update({short + spelling: canonical for spelling in unit["symbols"]})
            prefixed.update({long + spelling: canonical for spelling in unit.get("names", ())})
        short_of = {long: short for short, long in own.items()}
        for kind in ("zh", "cyrillic"):
            for mark, long in data["prefixes"][kind].items():
                if long in short_of and unit["prefixes"] == "si":
                    prefixed.update({mark + s: short_of[long] + symbol for s in unit.get(kind, ())})
    plain.update(dict.fromkeys(data["each"], EACH))
    plain.update(dict.fromkeys(data["piece"], PIECE))
    for spelling in ("pcs", "PCS", "ea"):
        atoms["k" + EACH] = "kilo"
        prefixed["k" + spelling] = prefixed["K" + spelling] = "k" + EACH
    # A symbol that is refused cannot stand for anything either: a megatesla has no spelling.
    refused = {spelling: f"unit_refused_{why}" for spelling, why in data["refused"].items()}
    atoms = {symbol: name for symbol, name in atoms.items() if symbol not in refused}
    spellings = {s: symbol for s, symbol in prefixed.items() if s not in refused and symbol not in refused} | plain
    everything = (*spellings, *data["words"], *data["refused"])
    chinese = tuple(sorted((s for s in everything if "\u4e00" <= s[0] <= "\u9fff"), key=lambda s: (-len(s), s)))
    return Table(atoms, spellings, data["words"], refused, data["homoglyphs"], chinese)
