"""Worked submissions: every folder of measurements/ with an expected.json is judged and compared with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from verifier.acceptance.check import Question, Refused, check
from verifier.acceptance.compare import compare_contract
from verifier.acceptance.library import open_contract, open_guide
from verifier.catalogue.predicate import Comparison, Covers, Documented, Includes, Named, Part, Within, parts_of
from verifier.catalogue.shelf import measurements_root
from verifier.catalogue.target import Target
from verifier.cli.main import cli
from verifier.decision.judge import Amount, judge
from verifier.decision.rule import FULL_VALUE
from verifier.errors import VerifierError
from verifier.measurement.columns import COLUMNS
from verifier.measurement.submission import read_submission
from verifier.quantity.region import Region

CASES: Final = tuple(sorted(path.parent for path in measurements_root().rglob("expected.json")))
REFUSED: Final = 2
VERDICTS: Final = {"pass", "fail", "undecided", "not_evaluable", "expert", "missing"}
# What a case may say of a target.
STATED: Final = {"verdict", "why", "value", "flips", "reasons", "rows", "decided_by"}
# Readings that are computed and that yet no submission can flip, with why.
NEVER_FLIPPED: Final = {
    ("1002.pump_speed_min", "equals"): "no speed lies below 0, so <= 0 and == 0 accept the same speeds",
    ("3104.aec_q101", "any-device"): "a document alone is for the panel, so the reading says neither pass nor fail",
}
SOURCED: Final = ("公开", "published", "虚构", "invented")
# Any day: each case states its own.
ANY_DAY: Final = date(2000, 1, 1)


def _name(folder: Path) -> str:
    return folder.relative_to(measurements_root()).as_posix()


def _expected(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return found


def _contract(folder: Path) -> Path | None:
    """The contract that a case is judged by: it lies beside the folders of its submissions."""
    path = folder.parent / "contract.toml"
    return path if path.is_file() else None


@cache
def _result(folder: Path) -> dict[str, Any] | tuple[str, ...]:
    """The result of a case, or the codes of the faults that refuse it."""
    try:
        return check(Question((folder,), contract=_contract(folder)), ANY_DAY).result
    except Refused as refused:
        return tuple(fault.code for fault in refused.exceptions if isinstance(fault, VerifierError))
    except VerifierError as error:
        return (error.code,)


def _judged() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every target of every case that is judged by the guide and not refused."""
    for folder in CASES:
        result = _result(folder)
        if isinstance(result, dict) and _contract(folder) is None:
            for target in result["targets"]:
                yield folder, target


@cache
def _catalogue() -> dict[str, Target]:
    library = open_guide()
    return {target.id: target for code in library.guide.codes for target in library.project(code).targets}


def _said(target: dict[str, Any], stated: dict[str, Any]) -> dict[str, Any]:
    """What the program says of a target, in the words of the expectation and no further than it goes."""
    said = {
        "verdict": target["verdict"],
        "flips": sorted(target["reading"]["flips"]),
        "decided_by": target["decided_by"],
    }
    if "value" in stated:
        said["value"] = target["value"]
    if "reasons" in stated:
        codes = {reason["code"] for reason in target["reasons"]}
        said["reasons"] = [code for code in stated["reasons"] if code in codes]
    if "rows" in stated:
        rows = {f"{row['file']}:{row['line']}": row["verdict"] for row in target["rows"]}
        said["rows"] = {place: rows.get(place, "no such row") for place in stated["rows"]}
    return said


def _wanted(stated: dict[str, Any]) -> dict[str, Any]:
    wanted = {key: value for key, value in stated.items() if key != "why"}
    return wanted | {"flips": sorted(stated.get("flips", ())), "decided_by": stated.get("decided_by", "program")}


@pytest.mark.parametrize("folder", CASES, ids=_name)
def test_case_gives_what_was_worked_out_by_hand(folder: Path) -> None:
    """A worked submission gives the verdicts, values, flips and faults that were worked out by hand."""
    expected = _expected(folder)

    result = _result(folder)

    if isinstance(result, tuple):
        assert (tuple(expected["codes"]), expected["exit"]) == (result, REFUSED)
        return
    assert [] == expected["codes"]
    # A target that the case does not name is one that nobody submitted.
    missing = {"verdict": "missing"}
    stated = {one["id"]: expected["targets"].get(one["id"], missing) for one in result["targets"]}
    wanted = {name: _wanted(one) for name, one in stated.items()}
    assert wanted == {target["id"]: _said(target, stated[target["id"]]) for target in result["targets"]}
    assert set() == set(expected["targets"]) - stated.keys()


@pytest.mark.parametrize("folder", CASES, ids=_name)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_command_ends_with_the_expected_status(folder: Path, lang: str) -> None:
    """The command judges a worked submission with the expected exit status, in either language."""
    contract = [] if _contract(folder) is None else ["--contract", str(_contract(folder))]
    outcome = CliRunner().invoke(cli, ["check", str(folder), "--lang", lang, *contract])

    assert _expected(folder)["exit"] == outcome.exit_code, outcome.output


@pytest.mark.parametrize("folder", CASES, ids=_name)
def test_expectation_says_how_it_was_worked_out(folder: Path) -> None:
    """An expectation has its arithmetic beside it, names known fields, and refused cases name their faults."""
    expected = _expected(folder)

    assert {"exit", "targets", "codes"} == set(expected)
    assert (expected["exit"] == REFUSED) == bool(expected["codes"])
    for name, stated in expected["targets"].items():
        assert stated["why"].startswith("worked out by hand"), name
        assert set() == set(stated) - STATED, name


@pytest.mark.parametrize("folder", CASES, ids=_name)
def test_every_row_names_its_source(folder: Path) -> None:
    """A submitted row says in its remark whether its value is published or invented."""
    submission = read_submission((folder,))
    if submission.faults:
        # A refused table may have no remark left to read.
        assert REFUSED == _expected(folder)["exit"]
        return

    unsourced = [(row.file, row.line) for row in submission.rows if not any(word in row.remark for word in SOURCED)]

    assert [] == unsourced


def test_all_verdicts_and_projects_occur() -> None:
    """The cases reach all six verdicts and all seven projects, panel decisions and refusals among them."""
    verdicts = {target["verdict"] for _, target in _judged()}
    projects = {target["id"].partition(".")[0] for _, target in _judged() if target["verdict"] != "missing"}
    by_panel = {target["verdict"] for _, target in _judged() if target["decided_by"] == "panel"}

    assert verdicts == VERDICTS
    assert set(open_guide().guide.codes) == projects
    assert {"pass", "fail"} == by_panel


def _form(part: Part) -> str:
    match part:
        case Comparison(_, relation, _):
            return relation.value
        case Within():
            return "in"
        case Includes(unit=None):
            return "includes names"
        case Includes():
            return "includes values"
        case Covers():
            return "covers"
        case Named():
            return "named"
        case Documented():
            return "documented"


def _forms(target: Target) -> set[str]:
    return {_form(part) for part in parts_of(target.statement.predicate)}


def test_every_comparator_passes_and_fails() -> None:
    """Each form of predicate that the catalogue has is met in one case and missed in another."""
    known = {form for target in _catalogue().values() for form in _forms(target)}
    met = {form for _, one in _judged() if one["verdict"] == "pass" for form in _forms(_catalogue()[one["id"]])}
    missed = {form for _, one in _judged() if one["verdict"] == "fail" for form in _forms(_catalogue()[one["id"]])}

    assert (known, known) == (met & known, missed & known)


@pytest.mark.parametrize(("relation", "verdict"), [("<", "fail"), (">", "fail"), ("<=", "pass"), (">=", "pass")])
def test_limits_are_hit_exactly(relation: str, verdict: str) -> None:
    """A value exactly at its limit fails a strict limit and passes an inclusive one, with a margin of zero."""
    at_limit = {
        one["verdict"]
        for _, one in _judged()
        if one["margin"] == "0" and {relation} == _forms(_catalogue()[one["id"]]) and one["decided_by"] == "program"
    }

    # Readings that disagree leave a target to the panel, at its limit too.
    assert {verdict} == at_limit - {"undecided"}


def test_every_computable_reading_flips_somewhere() -> None:
    """Each reading that can be computed turns a verdict in at least one case, apart from those that never can."""
    computable = {
        (target.id, reading.id)
        for target in _catalogue().values()
        for reading in target.readings
        if reading.is_computable() and not reading.default
    }
    flipped = {(target["id"], flip) for _, target in _judged() for flip in target["reading"]["flips"]}

    assert set(NEVER_FLIPPED) == computable - flipped


@given(st.fractions(min_value=0, max_value=10**6))
def test_low_end_at_standstill_and_below_is_one_reading(speed: Fraction) -> None:
    """No speed that exists tells `at most 0 rpm` from `exactly 0 rpm`, so that reading needs no case."""
    target = _catalogue()["1002.pump_speed_min"]
    equals = next(reading.statement for reading in target.readings if reading.id == "equals")
    unit = target.statement.unit
    assert equals is not None
    assert unit is not None
    possible = {"n_lo": Amount(Region.point(speed), unit)}

    verdicts = [judge(statement, possible, {}, FULL_VALUE).verdict for statement in (target.statement, equals)]

    assert verdicts[0] == verdicts[1]


def test_nox_is_judged_around_its_steps() -> None:
    """The limit that follows the rated speed is met at both sides of its steps and between them."""
    speeds = {
        int(found.group(1))
        for _, target in _judged()
        if ".nox_" in target["id"] and target["verdict"] in {"pass", "fail"}
        for row in target["rows"]
        for found in [re.search(r"(\d+)", row["conditions"].get("n", ""))]
        if found
    }

    assert {129, 130, 720, 1999, 2000} <= speeds


def test_encodings_and_headers_vary() -> None:
    """The cases hold tables with and without a byte order mark, in GB18030, and with headers in both languages."""
    tables = [path.read_bytes() for folder in CASES for path in folder.glob("*.csv")]
    encodings = {
        source["encoding"]
        for folder in CASES
        for result in [_result(folder)]
        if isinstance(result, dict)
        for source in result["sources"]
    }

    assert any(table.startswith(b"\xef\xbb\xbf") for table in tables)
    assert any(table.startswith(b"target,") for table in tables)
    assert any("指标编号".encode("gb18030") in table for table in tables)
    assert {"utf-8", "gb18030"} <= encodings


def test_readme_names_every_case_and_column() -> None:
    """The README lists every folder of cases and every column of a table with its Chinese name."""
    readme = (measurements_root() / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("|")]
    folders = {_name(folder).partition("/")[0] for folder in CASES}

    assert [] == [name for name in sorted(folders) if f"`{name}`" not in readme and f"`{name}/*`" not in readme]
    assert [] == [
        column.key
        for column in COLUMNS
        if not any(f"`{column.key}`" in row and all(name in row for name in column.headers[:1]) for row in rows)
    ]


def test_the_worked_contract_compares_as_worked_out_by_hand() -> None:
    """Each target that the worked contract states lies to the guide's as was worked out; the others are inherited."""
    path = measurements_root() / "3103-contract" / "contract.toml"
    expected = json.loads((path.parent / "compare.json").read_text(encoding="utf-8"))

    found = {target.id: target.relation.value for target in compare_contract(open_contract(path))}

    assert {name: expected.get(name, {"relation": "inherited"})["relation"] for name in found} == found
    assert set() == set(expected) - found.keys()


def test_the_worked_contract_pins_the_guide_as_it_is() -> None:
    """The digest that the worked contract pins is that of the guide beside it."""
    contract = open_contract(measurements_root() / "3103-contract" / "contract.toml")

    assert contract.guide.digest == contract.guide_digest
