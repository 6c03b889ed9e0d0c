"""One slow peer of the benchmark, in a process and an environment of its own, used as its users use it: in floats.

Usage: peer.py NAME DATA.csv LIMITS.json; prints one JSON object: CPU and wall seconds, peak memory, fails by target.
"""

from __future__ import annotations

import csv
import importlib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

Fails = dict[str, int]
Limits = dict[str, list[Any]]


def _rules(limits: Limits) -> list[tuple[str, str, float, float]]:
    return [(t, u, float(f), float(top)) for t, (top, units) in limits.items() for u, f in units.items()]


def _pandas_frame(data: str, limits: Limits) -> Any:  # noqa: ANN401 -- a peer without types
    """The rows with the room that each leaves to its limit."""
    pd = importlib.import_module("pandas")
    rules = pd.DataFrame(_rules(limits), columns=["target", "unit", "factor", "top"])
    frame = pd.read_csv(data).merge(rules, on=["target", "unit"])
    frame["margin"] = frame["top"] - frame["value"] * frame["factor"]
    return frame


def _polars_frame(data: str, limits: Limits) -> Any:  # noqa: ANN401 -- a peer without types
    pl = importlib.import_module("polars")
    rules = pl.LazyFrame(_rules(limits), schema=["target", "unit", "factor", "top"], orient="row")
    texts = dict.fromkeys(("target", "value", "unit"), pl.String)
    margin = pl.col("top") - pl.col("value").cast(pl.Float64) * pl.col("factor")
    return pl.scan_csv(data, schema=texts).join(rules, on=["target", "unit"]).with_columns(margin=margin)


def _pandas(data: str, limits: Limits) -> Fails:
    frame = _pandas_frame(data, limits)
    return _counted(frame.loc[frame["margin"] < 0, "target"])


def _pandera_pandas(data: str, limits: Limits) -> Fails:
    pa = importlib.import_module("pandera.pandas")
    schema = pa.DataFrameSchema({"margin": pa.Column(float, pa.Check.ge(0))})
    frame = _pandas_frame(data, limits)
    try:
        schema.validate(frame, lazy=True)
    except importlib.import_module("pandera.errors").SchemaErrors as found:
        return _counted(frame["target"].iloc[found.failure_cases["index"].astype(int)])
    return {}


def _pandera_polars(data: str, limits: Limits) -> Fails:
    pa = importlib.import_module("pandera.polars")
    schema = pa.DataFrameSchema({"margin": pa.Column(float, pa.Check.ge(0))})
    frame = _polars_frame(data, limits).collect()
    try:
        schema.validate(frame, lazy=True)
    except importlib.import_module("pandera.errors").SchemaErrors as found:
        return _counted(frame["target"].gather(found.failure_cases["index"]).to_list())
    return {}


def _dataframely(data: str, limits: Limits) -> Fails:
    dy = importlib.import_module("dataframely")
    schema: Any = type("Rows", (dy.Schema,), {"target": dy.String(), "margin": dy.Float64(min=0.0)})
    _, failure = schema.filter(_polars_frame(data, limits).select("target", "margin").collect())
    return _counted(failure.invalid()["target"].to_list())


def _pointblank(data: str, limits: Limits) -> Fails:
    pb = importlib.import_module("pointblank")
    frame = _polars_frame(data, limits).collect()
    found = pb.Validate(frame).col_vals_ge(columns="margin", value=0).interrogate()
    return _counted(found.get_sundered_data(type="fail")["target"].to_list())


def _great_expectations(data: str, limits: Limits) -> Fails:
    gx = importlib.import_module("great_expectations")
    frame = _pandas_frame(data, limits)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batches = (
        context.data_sources.add_pandas("rows").add_dataframe_asset("rows").add_batch_definition_whole_dataframe("b")
    )
    batch = batches.get_batch(batch_parameters={"dataframe": frame})
    told = {"result_format": "COMPLETE"}
    found = batch.validate(
        gx.expectations.ExpectColumnValuesToBeBetween(column="margin", min_value=0), result_format=told
    )
    return _counted(frame["target"].iloc[found.result["unexpected_index_list"]])


def _pint_loop(data: str, limits: Limits) -> Fails:
    registry = importlib.import_module("pint").UnitRegistry()
    tops = {name: registry.Quantity(float(top), next(iter(units))) for name, (top, units) in limits.items()}
    fails: Counter[str] = Counter()
    with Path(data).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            value = registry.Quantity(float(row["value"]), row["unit"])
            fails[row["target"]] += not value <= tops[row["target"]]
    return dict(fails)


def _fraction_loop(data: str, limits: Limits) -> Fails:
    rules = {(t, u): (Fraction(f).limit_denominator(10**6), Fraction(top)) for t, u, f, top in _texts(limits)}
    fails: Counter[str] = Counter()
    with Path(data).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            factor, top = rules[row["target"], row["unit"]]
            fails[row["target"]] += Fraction(row["value"]) * factor > top
    return dict(fails)


def _texts(limits: Limits) -> list[tuple[str, str, float, str]]:
    return [(t, u, f, str(top)) for t, (top, units) in limits.items() for u, f in units.items()]


def _counted(targets: Any) -> Fails:  # noqa: ANN401 -- a series or a list of names
    return dict(Counter(targets))


PEERS: dict[str, tuple[Callable[[str, Limits], Fails], tuple[str, ...]]] = {
    "pandas, float by hand": (_pandas, ("pandas==3.1.1",)),
    "dataframely": (_dataframely, ("dataframely==3.1.2", "polars==2.1.0")),
    "pandera on Polars": (_pandera_polars, ("pandera[polars]==0.35.0", "polars==2.1.0")),
    "pandera on pandas": (_pandera_pandas, ("pandera[pandas]==0.35.0",)),
    "pointblank": (_pointblank, ("pointblank==1.1.1", "polars==2.1.0")),
    "Great Expectations": (_great_expectations, ("great_expectations==1.24.1",)),
    "Fraction loop": (_fraction_loop, ()),
    "pint loop": (_pint_loop, ("pint==0.25.3",)),
}
"""Each peer with what its environment holds; the versions are those that were measured."""


def _peak() -> int:
    """Peak megabytes of this program alone: what getrusage tells counts the one that started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def main(name: str, data: str, limits: str) -> None:
    """Run one peer and print what it took and found."""
    rules = json.loads(Path(limits).read_text(encoding="utf-8"))
    started = time.monotonic()
    fails = PEERS[name][0](data, rules)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": time.monotonic() - started,
        "peak": _peak(),
        "fails": {key: int(number) for key, number in fails.items()},
    }
    sys.stdout.write("\n" + json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
