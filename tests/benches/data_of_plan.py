"""The data of the plan's benchmarks: rows of 60 targets, and the fails of each target by Fractions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["Made", "made", "made_with_u", "write_parquet"]

_UNITS = (
    {"um": "1", "mm": "1000", "nm": "0.001"},
    {"V": "1", "mV": "0.001", "kV": "1000"},
    {"L/min": "1", "m^3/h": "50/3", "mL/min": "0.001"},
    {"A/cm^2": "1", "mA/mm^2": "0.1", "A/m^2": "0.0001"},
)
_TOPS = ("0.1", "0.24", "1.5", "3", "15", "240")
_PART = 1_000_000
_AT_LIMIT = 0.02
_TARGET = (
    '[[target]]\nid = "{id}"\nname = {{ zh = "x", en = "x" }}\nfigure = "x"\nclause = 1\nkind = "measured"\n'
    'predicate = "x <= {top} {unit}"\nstatistic = "every"\nevidence = {{ zh = "x", en = "x" }}\n'
    'issuer = {{ zh = "x", en = "x" }}\n'
)


@dataclass(frozen=True)
class Made:
    """A submission, the limits that float contenders compare with, and the fails of each target by Fractions."""

    data: Path
    limits: Path
    exact: dict[str, int]


def made(folder: Path, rows: int) -> Made:
    """Write the project, the limits and the rows as CSV, a million rows at a time; 2 % of them lie on their limit."""
    rng = np.random.default_rng(1)
    limits = {f"3100.t{n}": (_TOPS[rng.integers(len(_TOPS))], _UNITS[n % 4]) for n in range(60)}
    _write_project(folder, limits)
    exact = dict.fromkeys(limits, 0)
    with (folder / "data.csv").open("w", encoding="utf-8") as stream:
        stream.write("target,value,unit\n")
        for names, texts, units in _rows(limits, rows, rng, exact):
            stream.writelines(f"{n},{t},{u}\n" for n, t, u in zip(names, texts, units, strict=True))
    return Made(folder / "data.csv", folder / "limits.json", exact)


def _rows(
    limits: dict[str, tuple[str, dict[str, str]]], rows: int, rng: np.random.Generator, exact: dict[str, int]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    pairs = [(n, u, Fraction(top) / Fraction(f)) for n, (top, units) in limits.items() for u, f in units.items()]
    tops = np.array([float(limit) for _, _, limit in pairs])
    on_limit = [f"{top:.15g}" for top in tops.tolist()]
    for begin in range(0, rows, _PART):
        size = min(_PART, rows - begin)
        pair = rng.integers(len(pairs), size=size)
        draws = tops[pair] * rng.normal(0.8, 0.15, size)
        tied = rng.random(size) < _AT_LIMIT
        texts = [
            on_limit[p] if at else f"{draw:.6g}"
            for p, at, draw in zip(pair.tolist(), tied.tolist(), draws.tolist(), strict=True)
        ]
        # Far from the limit a double tells; near it, Fractions.
        near = np.abs(draws - tops[pair]) < 1e-4 * tops[pair]
        beyond = (draws > tops[pair]) & ~near & ~tied
        for one, count in zip(*np.unique(pair[beyond], return_counts=True), strict=True):
            exact[pairs[one][0]] += int(count)
        for row in np.flatnonzero(near | tied).tolist():
            name, _, limit = pairs[pair[row]]
            exact[name] += Fraction(texts[row]) > limit
        chosen = pair.tolist()
        yield [pairs[p][0] for p in chosen], texts, [pairs[p][1] for p in chosen]


def _write_project(folder: Path, limits: dict[str, tuple[str, dict[str, str]]]) -> None:
    """Write the targets, and the limits that float contenders compare with."""
    head = '[project]\ncode = "3100"\nname = { zh = "x", en = "x" }\n'
    parts = [_TARGET.format(id=name, top=top, unit=next(iter(units))) for name, (top, units) in limits.items()]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "3100.toml").write_text(head + "".join(parts), encoding="utf-8")
    told = {n: [top, {u: float(Fraction(f)) for u, f in units.items()}] for n, (top, units) in limits.items()}
    (folder / "limits.json").write_text(json.dumps(told), encoding="utf-8")


def made_with_u(folder: Path, rows: int) -> Made:
    """Write the project, the limits and rows that each state a U of their own; 2 % lie at the end of the guard band.

    The counts are of passes and of fails under w = U, by target.
    """
    rng = np.random.default_rng(2)
    limits = {f"3100.t{n}": (_TOPS[rng.integers(len(_TOPS))], {"um": "1"}) for n in range(60)}
    _write_project(folder, limits)
    names, tops = list(limits), [Decimal(top) for top, _ in limits.values()]
    exact = dict.fromkeys([f"{name} {verdict}" for name in names for verdict in ("pass", "fail")], 0)
    with (folder / "data.csv").open("w", encoding="utf-8") as stream:
        stream.write("target,value,unit,uncertainty\n")
        for begin in range(0, rows, _PART):
            size = min(_PART, rows - begin)
            which, sides = rng.integers(60, size=size), rng.choice([0, 1, -1], size, p=[0.98, 0.01, 0.01])
            drawn = which, sides, rng.normal(0.8, 0.15, size), rng.uniform(0.001, 0.1, size)
            for at, side, draw, share in zip(*(one.tolist() for one in drawn), strict=True):
                top, name = tops[at], names[at]
                expanded = Decimal(f"{float(top) * share:.4g}")
                value = top + side * expanded if side else Decimal(f"{float(top) * draw:.6g}")
                exact[f"{name} pass"] += value + expanded <= top
                exact[f"{name} fail"] += value - expanded > top
                stream.write(f"{name},{value},um,{expanded}\n")
    return Made(folder / "data.csv", folder / "limits.json", exact)


def write_parquet(data: Path) -> tuple[Path, Path]:
    """The rows of a CSV as Parquet, values as text and as doubles."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    texts, doubles = data.with_name("text.parquet"), data.with_name("double.parquet")
    kinds = csv.ConvertOptions(column_types=dict.fromkeys(("target", "value", "unit"), pa.string()))
    writers: list[Any] = []
    with csv.open_csv(data, csv.ReadOptions(block_size=8 << 20), convert_options=kinds) as reader:
        schema = reader.schema
        both = (schema, schema.set(1, pa.field("value", pa.float64())))
        writers = [
            parquet.ParquetWriter(path, kind, use_dictionary=["target", "unit"])
            for path, kind in zip((texts, doubles), both, strict=True)
        ]
        for batch in reader:
            for writer, kind in zip(writers, both, strict=True):
                writer.write_table(pa.Table.from_batches([batch]).cast(kind))
    for writer in writers:
        writer.close()
    return texts, doubles
