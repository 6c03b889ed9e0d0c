"""One contender of the benchmark, in a process and an environment of its own: reads, judges, prints what it found.

Usage: contender.py NAME DATA LIMITS.json, where DATA is CSV or Parquet; prints one JSON object: CPU and wall seconds,
peak memory, fails.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Fails = dict[str, int]
_COLUMNS = ("target", "value", "unit")


def _scan(data: str, _: dict[str, list[Any]]) -> Fails:
    if data.endswith(".parquet"):
        parquet = importlib.import_module("pyarrow.parquet")
        opened = parquet.ParquetFile(data, read_dictionary=["target", "unit"])
        return {"rows": sum(batch.num_rows for batch in opened.iter_batches(1 << 18, columns=list(_COLUMNS)))}
    csv = importlib.import_module("pyarrow.csv")
    text = importlib.import_module("pyarrow").string()
    kinds = csv.ConvertOptions(column_types=dict.fromkeys(_COLUMNS, text))
    with csv.open_csv(data, csv.ReadOptions(block_size=8 << 20), convert_options=kinds) as reader:
        rows = sum(batch.num_rows for batch in reader)
    return {"rows": rows}


# ---- by hand, in float ----


def _duckdb_scan(data: str, _: dict[str, list[Any]]) -> Fails:
    (row,) = _connected(data).execute("SELECT max(target), max(value), max(unit), count(*) FROM rows").fetchall()
    return {"rows": row[3]}


def _connected(data: str) -> Any:  # noqa: ANN401 -- a peer without types
    connection = importlib.import_module("duckdb").connect()
    columns = "{'target': 'VARCHAR', 'value': 'VARCHAR', 'unit': 'VARCHAR'}"
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    source = f"read_csv('{data}', columns = {columns}, header = true)"
    if data.endswith(".parquet"):
        source = f"read_parquet('{data}')"
    connection.execute(f"CREATE VIEW rows AS SELECT * FROM {source}")  # noqa: S608 -- a file that the benchmark made
    return connection


def _with_rules(data: str, limits: dict[str, list[Any]]) -> Any:  # noqa: ANN401 -- a peer without types
    connection = _connected(data)
    connection.execute("CREATE TABLE rules (target VARCHAR, unit VARCHAR, factor DOUBLE, top DOUBLE)")
    connection.executemany("INSERT INTO rules VALUES (?, ?, ?, ?)", _rules(limits))
    return connection


def _duckdb_float(data: str, limits: dict[str, list[Any]]) -> Fails:
    found = (
        _with_rules(data, limits)
        .execute(
            "SELECT target, count(*) FILTER (CAST(value AS DOUBLE) * factor > top)"
            " FROM rows JOIN rules USING (target, unit) GROUP BY target"
        )
        .fetchall()
    )
    return dict(found)


def _duckdb_rows(data: str, limits: dict[str, list[Any]]) -> Fails:
    connection = _with_rules(data, limits)
    written = str(Path(data).with_suffix(".duckdb.parquet"))
    judged = (
        "SELECT line, target, CAST(value AS DOUBLE) * factor > top AS fail"
        " FROM (SELECT row_number() OVER () AS line, * FROM rows) JOIN rules USING (target, unit) ORDER BY line"
    )
    connection.execute(f"COPY ({judged}) TO '{written}' (FORMAT parquet, COMPRESSION zstd)")
    return dict(connection.execute(f"SELECT target, sum(fail) FROM '{written}' GROUP BY target").fetchall())  # noqa: S608


def _duckdb_guard(data: str, limits: dict[str, list[Any]]) -> Fails:
    connection = importlib.import_module("duckdb").connect()
    columns = "{'target': 'VARCHAR', 'value': 'DOUBLE', 'unit': 'VARCHAR', 'u': 'DOUBLE'}"
    connection.execute("CREATE TABLE rules (target VARCHAR, top DOUBLE)")
    connection.executemany("INSERT INTO rules VALUES (?, ?)", [(name, float(top)) for name, (top, _) in limits.items()])
    found = connection.execute(
        "SELECT target, count(*) FILTER (value + u <= top), count(*) FILTER (value - u > top)"  # noqa: S608 -- as above
        f" FROM read_csv('{data}', columns = {columns}, header = true) JOIN rules USING (target) GROUP BY target"
    ).fetchall()
    return {f"{name} {word}": n for name, *counts in found for word, n in zip(("pass", "fail"), counts, strict=True)}


def _polars_lines(data: str) -> Any:  # noqa: ANN401 -- a peer without types
    pl = importlib.import_module("polars")
    if data.endswith(".parquet"):
        return pl.scan_parquet(data)
    return pl.scan_csv(data, schema=dict.fromkeys(_COLUMNS, pl.String))


def _polars_scan(data: str, _: dict[str, list[Any]]) -> Fails:
    pl = importlib.import_module("polars")
    found = _polars_lines(data).select(pl.col(*_COLUMNS).max(), pl.len().alias("rows")).collect(engine="streaming")
    return {"rows": found["rows"][0]}


def _polars_judged(data: str, limits: dict[str, list[Any]]) -> Any:  # noqa: ANN401 -- a peer without types
    pl = importlib.import_module("polars")
    rules = pl.LazyFrame(_rules(limits), schema=["target", "unit", "factor", "top"], orient="row")
    fail = (pl.col("value").cast(pl.Float64) * pl.col("factor") > pl.col("top")).alias("fail")
    joined = _polars_lines(data).with_row_index("line").join(rules, on=["target", "unit"], maintain_order="left")
    return joined.select("line", "target", fail)


def _polars_float(data: str, limits: dict[str, list[Any]]) -> Fails:
    pl = importlib.import_module("polars")
    rules = pl.LazyFrame(_rules(limits), schema=["target", "unit", "factor", "top"], orient="row")
    fail = pl.col("value").cast(pl.Float64) * pl.col("factor") > pl.col("top")
    judged = _polars_lines(data).join(rules, on=["target", "unit"]).group_by("target").agg(fail.sum())
    return dict(judged.collect(engine="streaming").rows())


def _polars_rows(data: str, limits: dict[str, list[Any]]) -> Fails:
    pl = importlib.import_module("polars")
    written = Path(data).with_suffix(".polars.parquet")
    _polars_judged(data, limits).sink_parquet(written, compression="zstd")
    return dict(pl.scan_parquet(written).group_by("target").agg(pl.col("fail").sum()).collect().rows())


def _pandas_float(data: str, limits: dict[str, list[Any]]) -> Fails:
    pd = importlib.import_module("pandas")
    rules = pd.DataFrame(_rules(limits), columns=["target", "unit", "factor", "top"])
    frame = pd.read_csv(data).merge(rules, on=["target", "unit"])
    frame["fail"] = frame["value"] * frame["factor"] > frame["top"]
    return {target: int(number) for target, number in frame.groupby("target")["fail"].sum().items()}


def _rules(limits: dict[str, list[Any]]) -> list[tuple[str, str, float, float]]:
    return [(t, u, float(f), float(top)) for t, (top, units) in limits.items() for u, f in units.items()]


# ---- ours ----


def _our_blocks(data: str) -> Any:  # noqa: ANN401 -- blocks of either kind
    """The blocks as the engine's own readers make them, and the digest that they take; nothing behind."""
    from verifier.measurement.delimited import Record
    from verifier.measurement.grid import Reading, lay_out
    from verifier.measurement.limits import LIMITS
    from verifier.plan.chunks import Chunks, Start
    from verifier.plan.parser import Parser

    reading = Reading(data, LIMITS)
    list(lay_out(Record(1, _COLUMNS), (), reading))
    keys = frozenset({"target", "unit"})
    if data.endswith(".parquet"):
        from verifier.measurement.parquet import open_parquet
        from verifier.plan.block import block_of_batch
        from verifier.plan.codes import Codes

        opened, codes, line = open_parquet(Path(data), sorted(keys)), Codes(), 1
        for batch in opened.iter_batches(1 << 17, use_threads=False):
            yield block_of_batch(batch, reading, line, keys, codes)
        with Path(data).open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
        return
    parser = Parser(reading, ",", keys)
    chunks = Chunks(Path(data), data, start_of=lambda begun: Start(begun.find(b"\n") + 1))
    for piece in chunks:
        block = parser.block(piece)
        yield block
        if block is not None:
            parser.give_back(block.columns)
        chunks.give_back(piece)


def _our_scan(data: str, _: dict[str, list[Any]]) -> Fails:
    return {"rows": sum(len(block) for block in _our_blocks(data))}


def _our_float(data: str, limits: dict[str, list[Any]]) -> Fails:
    """The shape of the exact summary with a float comparison in place of everything exact."""
    np = importlib.import_module("numpy")
    factor = {(t, u): (f, top) for t, u, f, top in _rules(limits)}
    known: list[tuple[str, str]] = []

    def number_of(cells: tuple[str, ...], _line: int) -> int:
        known.append((cells[0], cells[2]))
        return len(known) - 1

    fails: dict[str, int] = dict.fromkeys(limits, 0)
    for block in _our_blocks(data):
        kinds = block.kinds(frozenset({"target", "unit"}), number_of)
        of = np.array([factor[one] for one in known])
        failed = block.numbers * of[kinds, 0] > of[kinds, 1]
        for kind, count in enumerate(np.bincount(kinds[failed], minlength=len(known)).tolist()):
            fails[known[kind][0]] += count
    return fails


def _dabiao(data: str, limits: dict[str, list[Any]]) -> Fails:
    return _ours(data, limits, None)


def _dabiao_guard(data: str, limits: dict[str, list[Any]]) -> Fails:
    found = _counted(data, limits, None, "guarded")
    return {f"{name} {word}": counts.get(word, 0) for name, counts in found.items() for word in ("pass", "fail")}


def _dabiao_rows(data: str, limits: dict[str, list[Any]]) -> Fails:
    return _ours(data, limits, Path(data).with_suffix(".verdicts.parquet"))


def _ours(data: str, limits: dict[str, list[Any]], verdicts: Path | None) -> Fails:
    return {name: counts.get("fail", 0) for name, counts in _counted(data, limits, verdicts, "full-value").items()}


def _counted(data: str, limits: dict[str, list[Any]], verdicts: Path | None, rule: str) -> dict[str, Fails]:
    # As `verifier.cli.main` does for the command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()
    from verifier.catalogue.source import load_project
    from verifier.decision.rule import read_rule
    from verifier.decision.ruling import Context
    from verifier.plan.local import scan_file
    from verifier.plan.plan import Plan
    from verifier.plan.rulings import rule_on_tally
    from verifier.plan.scan import TableFile

    gc.freeze()
    gc.enable()
    code = next(iter(limits)).partition(".")[0]
    project = load_project(Path(data).parent, code)
    plan = Plan(project.targets, Context(rule=read_rule(rule)), project.stems())
    scan = scan_file(TableFile(Path(data), Path(data).name), plan, verdicts=verdicts)
    return {key: dict(one.counts.verdicts) for key, one in rule_on_tally(scan.tally).items()}


CONTENDERS: dict[str, Callable[[str, dict[str, list[Any]]], Fails]] = {
    "Arrow reads the three columns": _scan,
    "DuckDB reads the three columns": _duckdb_scan,
    "DuckDB, float by hand": _duckdb_float,
    "DuckDB, float rows in order": _duckdb_rows,
    "Polars reads the three columns": _polars_scan,
    "Polars, float by hand": _polars_float,
    "Polars, float rows in order": _polars_rows,
    "pandas, float by hand": _pandas_float,
    "dabiao's reader reads the three columns": _our_scan,
    "dabiao's reader, float comparison": _our_float,
    "dabiao, exact summary": _dabiao,
    "dabiao, exact row verdicts in order": _dabiao_rows,
    "DuckDB, guard bands in float": _duckdb_guard,
    "dabiao, exact guard bands": _dabiao_guard,
}


def _peak(told: int) -> int:
    """The process's highest memory in MB; what `getrusage` tells is at least that of the process that started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="ascii").splitlines()
        told = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return told // 1024


def main(name: str, data: str, limits: str) -> None:
    """Run one contender and print what it took and found."""
    rules = json.loads(Path(limits).read_text(encoding="utf-8"))
    started = time.monotonic()
    fails = CONTENDERS[name](data, rules)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": time.monotonic() - started,
        "peak": _peak(used.ru_maxrss),
        "fails": fails,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
