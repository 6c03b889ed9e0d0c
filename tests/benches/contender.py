"""One contender of the benchmark, in a process and an environment of its own: reads, judges, prints what it found.

Usage: contender.py NAME DATA.csv LIMITS.json; prints one JSON object: CPU and wall seconds, peak memory, fails.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Fails = dict[str, int]


def _scan(data: str, _: dict[str, list[Any]]) -> Fails:
    csv = importlib.import_module("pyarrow.csv")
    text = importlib.import_module("pyarrow").string()
    kinds = csv.ConvertOptions(column_types=dict.fromkeys(("target", "value", "unit"), text))
    with csv.open_csv(data, csv.ReadOptions(block_size=8 << 20), convert_options=kinds) as reader:
        rows = sum(batch.num_rows for batch in reader)
    return {"rows": rows}


def _duckdb_scan(data: str, _: dict[str, list[Any]]) -> Fails:
    (row,) = _connected(data).execute("SELECT max(target), max(value), max(unit), count(*) FROM rows").fetchall()
    return {"rows": row[3]}


def _connected(data: str) -> Any:  # noqa: ANN401 -- a peer without types
    connection = importlib.import_module("duckdb").connect()
    columns = "{'target': 'VARCHAR', 'value': 'VARCHAR', 'unit': 'VARCHAR'}"
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    source = f"read_csv('{data}', columns = {columns}, header = true)"
    connection.execute(f"CREATE VIEW rows AS SELECT * FROM {source}")  # noqa: S608 -- a file that the benchmark made
    return connection


def _duckdb_float(data: str, limits: dict[str, list[Any]]) -> Fails:
    connection = _connected(data)
    connection.execute("CREATE TABLE rules (target VARCHAR, unit VARCHAR, factor DOUBLE, top DOUBLE)")
    connection.executemany("INSERT INTO rules VALUES (?, ?, ?, ?)", _rules(limits))
    found = connection.execute(
        "SELECT target, count(*) FILTER (CAST(value AS DOUBLE) * factor > top)"
        " FROM rows JOIN rules USING (target, unit) GROUP BY target"
    ).fetchall()
    return dict(found)


def _polars_float(data: str, limits: dict[str, list[Any]]) -> Fails:
    pl = importlib.import_module("polars")
    rules = pl.LazyFrame(_rules(limits), schema=["target", "unit", "factor", "top"], orient="row")
    texts = dict.fromkeys(("target", "value", "unit"), pl.String)
    found = (
        pl.scan_csv(data, schema=texts)
        .join(rules, on=["target", "unit"])
        .group_by("target")
        .agg((pl.col("value").cast(pl.Float64) * pl.col("factor") > pl.col("top")).sum())
        .collect(engine="streaming")
    )
    return dict(found.rows())


def _pandas_float(data: str, limits: dict[str, list[Any]]) -> Fails:
    pd = importlib.import_module("pandas")
    rules = pd.DataFrame(_rules(limits), columns=["target", "unit", "factor", "top"])
    frame = pd.read_csv(data).merge(rules, on=["target", "unit"])
    frame["fail"] = frame["value"] * frame["factor"] > frame["top"]
    return {target: int(number) for target, number in frame.groupby("target")["fail"].sum().items()}


def _rules(limits: dict[str, list[Any]]) -> list[tuple[str, str, float, float]]:
    return [(t, u, float(f), float(top)) for t, (top, units) in limits.items() for u, f in units.items()]


def _dabiao(data: str, limits: dict[str, list[Any]]) -> Fails:
    return _ours(data, limits, None)


def _dabiao_rows(data: str, limits: dict[str, list[Any]]) -> Fails:
    return _ours(data, limits, Path(data).with_suffix(".verdicts.parquet"))


def _ours(data: str, limits: dict[str, list[Any]], verdicts: Path | None) -> Fails:
    from verifier.catalogue.source import load_project
    from verifier.decision.ruling import Context
    from verifier.plan.local import TableFile, scan_file
    from verifier.plan.rulings import rule_on_tally
    from verifier.plan.tally import Plan

    code = next(iter(limits)).partition(".")[0]
    project = load_project(Path(data).parent, code)
    plan = Plan(project.targets, Context(), project.stems())
    scan = scan_file(TableFile(Path(data), Path(data).name), plan, verdicts=verdicts)
    return {key: dict(one.counts.verdicts).get("fail", 0) for key, one in rule_on_tally(scan.tally).items()}


CONTENDERS: dict[str, Callable[[str, dict[str, list[Any]]], Fails]] = {
    "Arrow reads the three columns": _scan,
    "DuckDB reads the three columns": _duckdb_scan,
    "DuckDB, float by hand": _duckdb_float,
    "Polars, float by hand": _polars_float,
    "pandas, float by hand": _pandas_float,
    "dabiao, exact summary": _dabiao,
    "dabiao, exact row verdicts in order": _dabiao_rows,
}


def main(name: str, data: str, limits: str) -> None:
    """Run one contender and print what it took and found."""
    rules = json.loads(Path(limits).read_text(encoding="utf-8"))
    started = time.monotonic()
    fails = CONTENDERS[name](data, rules)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": time.monotonic() - started,
        "peak": used.ru_maxrss // 1024,
        "fails": fails,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
