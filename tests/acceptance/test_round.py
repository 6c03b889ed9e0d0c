"""A round of applications under the guide's administrative rules."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from verifier.acceptance.refused import Refused
from verifier.acceptance.round import RoundQuestion, check_round, open_table
from verifier.catalogue.shelf import measurements_root
from verifier.catalogue.table import Quota
from verifier.cli.main import cli
from verifier.errors import CatalogueError, UsageError

_CASE = measurements_root() / "admin-round"


def _result(table: Path) -> Any:  # noqa: ANN401 -- a JSON object
    return check_round(RoundQuestion((table,), "js2023/admin"))


def _judged(tmp_path: Path, text: str) -> Any:  # noqa: ANN401 -- a JSON object
    path = tmp_path / "applications.csv"
    path.write_text(text, encoding="utf-8")
    return _result(path)


def test_the_worked_round_has_its_verdicts() -> None:
    """Every slip of the worked round is found with its rule, its place and its size, and nothing else is."""
    expected = json.loads((_CASE / "verdicts.json").read_text(encoding="utf-8"))

    result = _result(_CASE / "applications.csv")

    found = [(f["rule"], f["place"], f["breach"] or f["verdict"], f["excess"]) for f in result["findings"]]
    assert [(f["rule"], f["place"], f["outcome"], f["excess"]) for f in expected["findings"]] == found
    assert {"special_fund": 12, "proj_grant_province": 1} == Counter(cell["column"] for cell in result["unread"])


def test_a_grid_of_outcomes_is_whole() -> None:
    """Each rule's counts add up to the rows or groups that it was tried on."""
    result = _result(_CASE / "applications.csv")

    class_c = sum("C" == row.split(",")[1] for row in (_CASE / "applications.csv").read_text("utf-8").splitlines())
    tried = {r["id"]: r["pass"] + r["fail"] + r["not_evaluable"] + r["expert"] for r in result["rules"]}
    assert class_c == tried["C.joint_share"]
    assert 4 == tried["C.six_ones"]
    assert 19 == tried["B.quota"]


def test_the_quotas_are_those_of_annex_2() -> None:
    """Eighteen rows add up to 289, and a county stands apart from its city."""
    table = open_table("js2023/admin")
    quota = next(rule.test for rule in table.rules if isinstance(rule.test, Quota))

    assert (18, 289) == (len(quota.limits), sum(limit for _, limit in quota.limits))
    assert (40, 3, 7) == tuple(dict(quota.limits)[name] for name in ("苏州市", "昆山市", "淮安市"))


def test_the_forms_figures_are_all_columns() -> None:
    """The form's 44 figures stand in the table, each with its unit, money in its own currency."""
    columns = [column for column in open_table("js2023/admin").columns if column.unit is not None]

    assert 44 == len([column for column in columns if not column.key.startswith("copies_")])
    assert ["special_fund", "vc_fund"] == [column.key for column in columns if not column.has_unit]
    assert {"US dollars"} == {
        column.unit.dimension.text("en") for column in columns if column.key == "out_fx" and column.unit
    }


@pytest.mark.parametrize(
    ("province", "zone", "investment", "verdicts"),
    [
        ("600", "600", "3600", ("pass", "pass")),
        ("600", "600", "3599.999999999999", ("pass", "fail")),
        ("600", "600.000000000001", "3600", ("pass", "fail")),
        ("600", "599.999999999999", "3600", ("fail", "pass")),
        ("6000000元", "0.06亿元", "0.36亿元", ("pass", "pass")),
        ("600万元", "600", "3600", ("pass", "pass")),
        ("0.1", "0.2", "0.9", ("pass", "pass")),
    ],
)
def test_a_third_is_exactly_a_third(
    tmp_path: Path, province: str, zone: str, investment: str, verdicts: tuple[str, str]
) -> None:
    """Grants of exactly a third of the new investment pass, and a hair more fails."""
    head = "application,class,proj_grant_province,proj_grant_zone,proj_new_investment\n"

    result = _judged(tmp_path, f"{head}A,C,{province},{zone},{investment}\n")

    rules = {rule["id"]: rule for rule in result["rules"]}
    found = tuple(
        next(v for v in ("pass", "fail", "not_evaluable", "expert") if rules[name][v])
        for name in ("C.match_ratio", "C.joint_share")
    )
    assert verdicts == found


@pytest.mark.parametrize(
    ("received", "verdict"),
    [
        ("2022-12-20 17:30", "pass"),
        ("2022-12-20T17:30:00+08:00", "pass"),
        ("2022年12月20日17:30", "pass"),
        ("2022/12/20 17:30:01", "fail"),
        ("2022-12-20T09:30:00Z", "pass"),
        ("2022-12-20T17:30:00Z", "fail"),
        ("2022-12-20 17:30:00+09:00", "pass"),
        ("20/12/22 17:30", "not_evaluable"),
        ("2022-12-20 25:00", "not_evaluable"),
        ("2022-12-20", "not_evaluable"),
    ],
)
def test_a_deadline_has_a_time_zone(tmp_path: Path, received: str, verdict: str) -> None:
    """A time is compared as a moment, in the guide's civil time where it states no offset."""
    result = _judged(tmp_path, f"application,class,time_online\nA,C,{received}\n")

    rule = next(rule for rule in result["rules"] if rule["id"] == "C.deadline_online")
    assert 1 == rule[verdict]


@pytest.mark.parametrize(
    ("start", "end", "verdict"),
    [
        ("2023-07-01", "2026-12-31", "pass"),
        ("2023-07-01", "2027-01-01", "pass"),
        ("2023-07-01", "2026-12-30", "fail"),
        ("2023-08-31", "2027-02-28", "pass"),
        ("2023-08-31", "2027-03-01", "fail"),
    ],
)
def test_three_and_a_half_years_are_42_months(tmp_path: Path, start: str, end: str, verdict: str) -> None:
    """A period ends 42 calendar months after its start, or the day before."""
    result = _judged(tmp_path, f"application,class,start,end\nA,C,{start},{end}\n")

    assert 1 == next(rule for rule in result["rules"] if rule["id"] == "C.duration")[verdict]


def test_thousands_of_applications_take_seconds(tmp_path: Path) -> None:
    """A province's round of some thousand applications is judged in seconds."""
    head, *rows = (_CASE / "applications.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "all.csv"
    path.write_text("\n".join([head, *(row for _ in range(50) for row in rows)]) + "\n", encoding="utf-8")

    begun = time.process_time()
    result = _result(path)

    assert 50 * len(rows) == result["applications"]
    assert time.process_time() - begun < 30


@pytest.mark.parametrize("cell", ["9" * 20_000, "1e999999999", "9**9**9**9", "(" * 20_000, "NaN", "inf"])
def test_a_hostile_cell_is_no_number(tmp_path: Path, cell: str) -> None:
    """A cell that is no number leaves its rules open, at once and with a reason."""
    result = _judged(tmp_path, f"application,class,proj_grant_province\nA,C,{cell}\n")

    rule = next(rule for rule in result["rules"] if rule["id"] == "C.provincial_grant_max")
    assert 1 == rule["not_evaluable"]


def test_a_ragged_table_is_refused(tmp_path: Path) -> None:
    """A table whose structure is broken is refused as a whole."""
    with pytest.raises(Refused):
        _judged(tmp_path, "application,class\nA,C,extra\n")


@pytest.mark.parametrize("name", ["js2023", "js2023/../h2storage", "js2023/", "js2023/a/b"])
def test_a_name_that_is_no_catalogue_is_refused(name: str) -> None:
    """A catalogue of rules is a folder of a guide, and no name leads out of it."""
    with pytest.raises(UsageError):
        open_table(name)


def test_quotas_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    """A quota that was mistyped is noticed by the checksum."""
    folder = tmp_path / "g"
    source = Path(__file__).parents[2] / "targets" / "js2023"
    for name in ("guide.toml", "admin/table.toml", "admin/columns.toml", "admin/rules.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = (source / name).read_text(encoding="utf-8").replace('"昆山市" = 3', '"昆山市" = 4')
        (folder / name).write_text(text, encoding="utf-8")

    with pytest.raises(CatalogueError) as refused:
        open_table("g/admin", folder)
    assert "table_checksum" == getattr(refused.value.__cause__, "code", "")


def test_the_command_answers_with_its_status() -> None:
    """A round with a rejection ends with 1, and options of another kind of check are refused."""
    table = str(_CASE / "applications.csv")
    run = CliRunner().invoke

    done = run(cli, ["check", table, "--catalogue", "js2023/admin", "--lang", "en"])
    odd = run(cli, ["check", table, "--catalogue", "js2023/admin", "--project", "3103", "--lang", "en"])

    assert (1, 2) == (done.exit_code, odd.exit_code)
    assert "8 rejections" in done.output


def test_a_finding_names_the_groups_of_its_applications() -> None:
    """What an application is rejected for counts in its zone, city, region and field; groups are counted whole."""
    result = _result(_CASE / "applications.csv")

    found = next(f for f in result["findings"] if f["rule"] == "C.joint_share" and f["place"] == "JA03")
    sizes = {group["column"]: group["sizes"] for group in result["groups"]}

    assert {"zone": ["甲高新区"], "region": ["南京市"], "city": ["南京市"], "field": ["高端装备"]} == found["groups"]
    assert (12, 11) == (sizes["zone"]["甲高新区"], sizes["zone"]["乙高新区"])


def test_a_blank_conversion_counts_in_the_quota(tmp_path: Path) -> None:
    """Four projects of a county with three places exceed them by one, whether a no is written or left out."""
    head, rows = "application,class,converted_from_c,region\n", ["A,B,否", "B,B,", "C,B,", "D,B,否", "E,B,是"]
    text = head + "".join(f"{row},昆山市\n" for row in rows)

    found = {(f["rule"], f["place"], f["excess"]) for f in _judged(tmp_path, text)["findings"]}

    assert ("B.quota", "昆山市", "+1") in found


def test_priorities_never_reject() -> None:
    """A priority that nobody can claim is a warning, in the guide's own words."""
    rules = {rule.id: rule for rule in open_table("js2023/admin").rules}

    for name in ("C.priority_cluster", "C.tech_centre", "C.priority_sunan", "C.priority_source"):
        assert ("warning", "优先支持") == (rules[name].breach.value, rules[name].figure)
