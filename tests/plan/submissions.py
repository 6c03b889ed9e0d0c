"""A small project for the plan's tests: one target for each way that rows are decided, and its generated rows."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal, localcontext
from pathlib import Path

from verifier.catalogue.guide import Project
from verifier.catalogue.source import load_project
from verifier.plan.part import Head

__all__ = [
    "HEAD", "LIMITS", "POWER", "PROJECT", "UNITS", "devices", "project_in", "project_of", "random_cell", "reading",
    "submission", "value_near",
]  # fmt: skip

HEAD = Head(
    guide="g", digest="d", project="9999", rule="", period=None, bases=[], correlations=[], contract="", contractor="",
    stage=None, as_of="", targets="t",
)  # fmt: skip
"""What a part of the project was tallied for."""

_HEAD = """
[project]
code = "9999"
name = { zh = "示例", en = "Example" }
"""

_NAME = 'name = { zh = "名", en = "name" }'
_CONDITION = '\n[[target.condition]]\nkey = "{key}"\nneed = "wanted"\nstated = "{unit}"\nsource = "field"\n' + _NAME

# What the field wants to be stated beside a value: in `conditions`, or in a column of its own.
_WANTED = {
    "upper": (("J", "A/cm^2"), ("polarity", "text")),
    "size": (("J", "A/cm^2"),),
    "peak": (("polarity", "text"), ("J", "text")),
    "mean": (("J", "text"), ("T", "degC")),
    "middle": (("wafer", "text"), ("J", "text")),
    "wafers": (("wafer", "text"), ("lod", "text")),
}


def reading(name: str, more: str) -> str:
    """A reading of a target by another statistic: `default = true`, or a line with the statistic."""
    return (
        f'\n[[target.reading]]\nid = "{name}"\nchanges = "statistic"\n{more}\n'
        'text = { zh = "读", en = "read" }\nwhy = { zh = "因", en = "why" }\n'
    )


_TARGETS = {
    "upper": 'predicate = "L <= 1.5 um"\nstatistic = "every"\nnonnegative = true',
    "lower": 'predicate = "V > 0.24 L/min"\nstatistic = "every"',
    "inside": 'predicate = "D in [149.75, 150.25) mm or D in (199.7, 200.3] mm"\nstatistic = "every"\nrounding = "0.1"',
    "size": 'predicate = "abs(I) <= 390 pA/um"\nstatistic = "every"\nmagnitude = true',
    "hot": 'predicate = "T <= 85 degC"\nstatistic = "worst"',
    "peak": 'predicate = "P < 100 W"\nstatistic = "max"',
    "mean": (
        'predicate = "R <= 0.2 ohm"\nstatistic = "mean"' + reading("as-mean", "default = true")
        + reading("each", 'statistic = "every"') + reading("top", 'statistic = "quantile:0.95"')
    ),
    "middle": 'predicate = "t <= 10 ms"\nstatistic = "median"',
    "wafers": 'predicate = "rho <= 400 cm^-2"\nstatistic = "worst of weighted_mean by wafer"\nnonnegative = true',
    "dies": 'predicate = "t <= 30 ns"\nstatistic = "worst of median by wafer"',
    "hot_j": (
        'predicate = "Vx < 1.6 V @ J = 200 A/cm^2"\nstatistic = "every"\n'
        '[[target.condition]]\nkey = "J"\nneed = "required"\ntolerance = "1 %"\nseverity = "increasing"\n'
        'name = { zh = "电流密度", en = "current density" }\nsource = "guide"'
    ),
}  # fmt: skip

UNITS = {
    "upper": ("um", "mm", "nm", "μm", "kg", ""), "lower": ("L/min", "m^3/h", "mL/min"), "inside": ("mm", "cm", "um"),
    "size": ("pA/um", "nA/um", "A/m"), "hot": ("degC", "K", "℃"), "peak": ("W", "kW", "mW"),
    "mean": ("ohm", "mohm"), "middle": ("ms", "s"), "wafers": ("cm^-2", "个/cm²"), "dies": ("ns", "us"),
    "hot_j": ("V", "mV"),
}  # fmt: skip

LIMITS = {
    "upper": "1.5", "lower": "0.24", "inside": "149.75", "size": "390", "hot": "85", "peak": "100", "mean": "0.2",
    "middle": "10", "wafers": "400", "dies": "30", "hot_j": "1.6",
}  # fmt: skip

HOSTILE = (
    "", " ", "nan", "inf", "-inf", "1e400", "1e-400", "0", "-0", "0e999", "9**9**9**9", "1e999999999", "(" * 50,
    "<0.1", "≥5", "ND", "0~5000", "1/3", "12 1/2", "１．５", "1,234.5", "1_000", "0x1p3", "1.5d", " 1.5", "1.5 ",
    "+1.5", ".5", "5.", "-999", "-9999", "-999.0", "9.9e37", "1e38",
    "1.5 um", "约3", "合格", "\u00a01.5", "1.5\u200b", "e5", "-",
    "--1", "1e", "True", "0." + "0" * 60 + "1", "1" * 120, "1." + "3" * 110,
)  # fmt: skip


def project_of(targets: Mapping[str, str]) -> str:
    """A project, as TOML, from the bodies of its targets by name."""
    return _HEAD + "\n".join(
        f'[[target]]\nid = "9999.{name}"\nname = {{ zh = "{name}", en = "{name}" }}\nfigure = "x"\nclause = 1\n'
        'kind = "measured"\nevidence = { zh = "报告", en = "report" }\n'
        f'issuer = {{ zh = "所", en = "lab" }}\n{body}\n'
        for name, body in targets.items()
    )


def project_in(folder: Path, targets: Mapping[str, str]) -> Project:
    """A project of targets, written to a folder and loaded from it."""
    (folder / "9999.toml").write_text(project_of(targets), encoding="utf-8")
    return load_project(folder, "9999")


PROJECT = project_of(
    {
        name: body
        + "".join(_CONDITION.replace("{key}", key).replace("{unit}", unit) for key, unit in _WANTED.get(name, ()))
        for name, body in _TARGETS.items()
    }
)

POWER = (
    '[[target.condition]]\nkey = "T"\nneed = "wanted"\nstated = "text"\nsource = "field"\n' + _NAME + "\n"
    '[[target.derivation]]\nid = "electrical"\nformula = "U*I"\ntext = { zh = "电功率", en = "electrical power" }\n'
    '[[target.derivation.input]]\nname = "U"\nunit = "V"\ntext = { zh = "电压", en = "voltage" }\n'
    '[[target.derivation.input]]\nname = "I"\nunit = "A"\ntext = { zh = "电流", en = "current" }'
)
"""How a power may be submitted as its raw inputs, and a condition that is wanted beside it."""


def value_near(limit: str, unit_shift: int, rng: random.Random) -> str:
    """A decimal at a limit or near it, with 1 to 40 digits, in a unit that differs by a power of ten."""
    with localcontext(prec=60) as context:
        at = Decimal(limit).scaleb(unit_shift)
        step = rng.choice((0, 0, 0, 1, -1)) * Decimal(10).scaleb(rng.randint(-40, 0), context)
        text = format(at + step * at, "f") if rng.random() < 0.8 else str((at + step).normalize())
    return text[:40]


def random_cell(name: str, rng: random.Random) -> str:
    """A value cell: near the limit, somewhere, or hostile."""
    draw = rng.random()
    if draw < 0.4:
        return value_near(LIMITS[name], rng.choice((0, 0, 0, 3, -3, 6, -2)), rng)
    if draw < 0.8:
        return f"{rng.gauss(float(LIMITS[name]), float(LIMITS[name])):.{rng.randint(0, 18)}f}"
    return rng.choice(HOSTILE)


def submission(rng: random.Random, rows: int, names: tuple[str, ...], *, plain: float = 0.0) -> list[dict[str, str]]:
    """Rows of a submission; `plain` is the share of rows with nothing strange about them."""
    made = []
    for _ in range(rows):
        name = rng.choice(names)
        quiet = rng.random() < plain
        made.append(
            {
                "target": f"9999.{name}",
                "value": f"{float(LIMITS[name]) * rng.uniform(0.5, 1.2):.4g}" if quiet else random_cell(name, rng),
                "unit": UNITS[name][0] if quiet else rng.choice(UNITS[name]),
                "conditions": "J = 200 A/cm^2"
                if quiet
                else rng.choice(("", "", "J = 200 A/cm^2", "J=150 A/cm^2", "J = x")),
                "statistic": "" if quiet or rng.random() < 0.9 else rng.choice(("max", "mean", "最大值", "P99", "odd")),
                "polarity": "" if quiet else rng.choice(("", "", "magnitude")),
                "wafer": f"W{rng.randint(1, 3)}" if quiet or rng.random() < 0.95 else "",
                "weight": rng.choice(("1", "2.5", "0.25"))
                if quiet or rng.random() < 0.95
                else rng.choice(("", "x", "-1")),
                "exclude": "" if quiet or rng.random() < 0.95 else rng.choice(("是", "污染")),
                "lod": "" if quiet else rng.choice(("", "0.05")),
                "sample": str(rng.randint(1, 10**6)),
                "evidence": rng.choice(("", "a.pdf")),
            }
        )
    return made


def devices(rng: random.Random, number: int, *, plain: bool) -> list[dict[str, str]]:
    """Devices with a value of each of some targets, or none, and what is stated once for all of them."""
    bare = rng.random() < 0.2
    names = rng.sample(sorted({*LIMITS} - ({"wafers", "dies"} if bare else set())), rng.randint(1, 6))
    headings = {name: rng.choice((f"9999.{name}", f"9999.{name} ({UNITS[name][0]})")) for name in names}
    rows = []
    for at in range(number):
        row = {"sample": f"S{at}", "wafer": rng.choice(("W1", "W2", "")), "lot": "L1", "weight": "1"}
        for name, heading in headings.items():
            quiet = f"{float(LIMITS[name]) * rng.uniform(0.5, 1.2):.4g}"
            row[heading] = "" if rng.random() < 0.2 else quiet if plain else random_cell(name, rng)
        stated = {
            "conditions": rng.choice(("", "J = 200 A/cm^2", "J=150 A/cm^2")),
            "unit": "" if plain else rng.choice(("", "", "um", "V")),
            "exclude": "" if plain else rng.choice(("", "", "", "污染")),
            "item": rng.choice(("", "a")),
            "own": rng.choice(("", "b")),
            "evidence": rng.choice(("", "a.pdf", "b.pdf")),
        }
        rows.append({key: row[key] for key in headings.values()} if bare else row | stated)
    return rows
