"""Parts added: a year is the sum of its days, and what does not belong together is not added."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import LIMITS, POWER, PROJECT, submission
from tests.plan.test_rulings import write
from verifier.acceptance.check import Checked, Question, check
from verifier.acceptance.library import open_guide
from verifier.acceptance.merge import Merging, merge
from verifier.acceptance.survey import Survey, survey
from verifier.decision.rule import read_rule
from verifier.errors import MeasurementError

_TODAY = date(2026, 11, 22)
_GUIDE = (
    'id = "own"\nname = { zh = "示例", en = "Example" }\ndocument = { zh = "无", en = "none" }\nprojects = ["9999"]\n'
)


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    """A folder with the guide of the plan's tests."""
    own = tmp_path / "guides" / "own"
    own.mkdir(parents=True)
    (own / "guide.toml").write_text(_GUIDE, encoding="utf-8")
    (own / "9999.toml").write_text(PROJECT, encoding="utf-8")
    return own.parent


def _day(folder: Path, seed: int, rows: int = 60) -> Path:
    rng = random.Random(seed)  # noqa: S311 -- test data
    folder.mkdir(parents=True, exist_ok=True)
    made = submission(rng, rows, tuple(LIMITS), plain=0.8)
    for row in made:
        row["evidence"] = ""
    return write(folder / f"{seed}.csv", made)


def test_the_sum_of_days_is_the_year(guides: Path, tmp_path: Path) -> None:
    """Three days tallied one by one and added, in one step or in two folders, give the result of the folder."""
    data, parts = tmp_path / "data", tmp_path / "parts"
    for seed in range(3):
        day = _day(data, seed)
        question = Question((day,), project="9999", guide="own", guide_path=guides)
        survey(question, _TODAY, Survey(parts=parts / str(seed // 2)))
    whole = survey(Question((data,), project="9999", guide="own", guide_path=guides), _TODAY, Survey()).result

    added = merge(Merging((parts / "0", parts / "1"), guides), _TODAY).result

    assert whole == added


def test_correlated_inputs_and_conditions_left_out_are_in_the_sum(guides: Path, tmp_path: Path) -> None:
    """Raw inputs keep the correlation of the submission, and a condition that one day leaves out is named."""
    target = PROJECT.partition("[[target]]")[0] + (
        '[[target]]\nid = "9999.power"\nname = { zh = "功率", en = "power" }\nfigure = "x"\nclause = 1\n'
        'kind = "measured"\nevidence = { zh = "报告", en = "report" }\nissuer = { zh = "所", en = "lab" }\n'
        f'predicate = "P <= 100.5 W"\nstatistic = "every"\nrule = "guarded"\n{POWER}\n'
    )
    (guides / "own" / "9999.toml").write_text(target, encoding="utf-8")
    stated = 'project = "9999"\n[[correlation]]\ntarget = "9999.power"\none = "U"\nother = "I"\ncoefficient = "-1"\n'
    (tmp_path / "submission.toml").write_text(stated, encoding="utf-8")
    files = [tmp_path / f"{day}.csv" for day in range(3)]
    for day, path in enumerate(files):
        condition = "" if day == 1 else "T = cold"
        inputs = "".join(f"9999.power,{day},{name},10,{unit},0.1,{condition}\n" for name, unit in ("UV", "IA"))
        path.write_text(f"target,sample,quantity,value,unit,uncertainty,conditions\n{inputs}", encoding="utf-8")
        sent = (path, tmp_path / "submission.toml")
        survey(Question(sent, guide="own", guide_path=guides), _TODAY, Survey(parts=tmp_path / "parts"))
    question = Question((*files, tmp_path / "submission.toml"), guide="own", guide_path=guides)
    (held,), (whole,) = (run(question, _TODAY).result["targets"] for run in (check, _by_columns))

    (added,) = merge(Merging((tmp_path / "parts",), guides), _TODAY).result["targets"]

    assert (["T"], "pass") == ([one["key"] for one in added["conditions_not_stated"]], added["verdict"])
    assert whole == added
    held.pop("rows")
    assert held == {key: value for key, value in added.items() if key not in {"rows", "tally"}}


def _by_columns(question: Question, today: date) -> Checked:
    return survey(question, today, Survey())


def test_other_questions_and_the_same_file_twice_are_refused(guides: Path, tmp_path: Path) -> None:
    """A part of another rule, a copy of a part, and a folder without parts are named."""
    day = _day(tmp_path / "data", 1)
    for name, rule in (("a", None), ("b", read_rule("rounded"))):
        question = Question((day,), project="9999", guide="own", guide_path=guides, rule=rule)
        survey(question, _TODAY, Survey(parts=tmp_path / name))
    (tmp_path / "none").mkdir()
    cases = {"part_differs": ("a", "b"), "part_twice": ("a", "a"), "part_none": ("none",)}

    for code, names in cases.items():
        with pytest.raises(MeasurementError) as refused:
            merge(Merging(tuple(tmp_path / name for name in names), guides), _TODAY)

        assert code == refused.value.code


def test_parts_of_another_guide_are_refused(guides: Path, tmp_path: Path) -> None:
    """A limit that was changed since the tally makes the parts worthless, and says so."""
    question = Question((_day(tmp_path / "data", 1),), project="9999", guide="own", guide_path=guides)
    survey(question, _TODAY, Survey(parts=tmp_path / "parts"))
    changed = PROJECT.replace("L <= 1.5 um", "L <= 1.4 um")
    (guides / "own" / "9999.toml").write_text(changed, encoding="utf-8")

    with pytest.raises(MeasurementError) as refused:
        merge(Merging((tmp_path / "parts",), guides), _TODAY)

    assert "part_guide" == refused.value.code


def _contract(folder: Path, more: str = "") -> Path:
    path = folder / "contract.toml"
    path.write_text(
        'id = "HT-1"\nproject = "3103"\n'
        f'guide = {{ id = "js2023", digest = "{open_guide().guide.digest}" }}\n'
        'period = { start = 2023-07-01, end = 2026-12-31 }\nrule = "rounded"\n'
        '[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 12 um"\nkey = true\n'
        f'milestone = [{{ date = 2025-01-01, predicate = "TTV <= 14 um" }}]\n{more}',
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("stage", ["验收", "中期检查"])
def test_parts_under_a_contract_are_the_whole_under_it(stage: str, tmp_path: Path) -> None:
    """Limits, milestones, rule, notes and standing of a contract hold for the sum as for all files at once."""
    contract = _contract(tmp_path)
    for day, values in enumerate(("11.9", "12.4", "13.9")):
        sent = tmp_path / "sent" / str(day)
        sent.mkdir(parents=True)
        text = "target,value,unit,conditions\n" + f"3103.ttv,{values},um,wafer_class = 6英寸\n" * (day + 1)
        (sent / f"{day}.csv").write_text(text, encoding="utf-8")
        (sent / "submission.toml").write_text(f'project = "3103"\nstage = "{stage}"\n', encoding="utf-8")
        survey(Question((sent,), contract=contract), _TODAY, Survey(parts=tmp_path / "parts" / str(day)))
    everything = [tmp_path / "sent" / str(day) / f"{day}.csv" for day in range(3)]
    question = Question((*everything, tmp_path / "sent" / "0" / "submission.toml"), contract=contract)
    whole = survey(question, _TODAY, Survey()).result

    parts = tuple(tmp_path / "parts" / str(day) for day in range(3))
    added = merge(Merging(parts, contract=contract), _TODAY).result

    assert [one for one in whole["sources"] if one["file"].endswith(".csv")] == added["sources"]
    assert {**whole, "sources": []} == {**added, "sources": []}
    verdict = next(target["verdict"] for target in added["targets"] if target["id"] == "3103.ttv")
    assert ("HT-1", "fail" if stage == "验收" else "pass") == (added["contract"]["id"], verdict)


def test_parts_of_another_contract_or_of_none_are_refused(tmp_path: Path) -> None:
    """Parts under a contract need it, and only it; parts under none take none: each is said."""
    day = tmp_path / "a.csv"
    day.write_text("target,value,unit\n3103.ttv,11,um\n", encoding="utf-8")
    contract = _contract(tmp_path)
    survey(Question((day,), project="3103", contract=contract), _TODAY, Survey(parts=tmp_path / "with"))
    survey(Question((day,), project="3103"), _TODAY, Survey(parts=tmp_path / "without"))
    other = _contract(tmp_path / "with", "# changed\n")
    cases = [
        ("part_contract_missing", Merging((tmp_path / "with",))),
        ("part_contract", Merging((tmp_path / "with",), contract=other)),
        ("part_contract", Merging((tmp_path / "without",), contract=contract)),
    ]
    for code, asked in cases:
        with pytest.raises(MeasurementError) as refused:
            merge(asked, _TODAY)

        assert code == refused.value.code
