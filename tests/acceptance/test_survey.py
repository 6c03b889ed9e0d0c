"""Large submissions: the same result as the scalar path but for the rows that it lists, and runs that add up."""

from __future__ import annotations

import bz2
import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import LIMITS, PROJECT, submission
from tests.plan.test_rulings import write
from verifier.acceptance.check import Question, check
from verifier.acceptance.refused import Refused
from verifier.acceptance.survey import Survey, engine_for, survey
from verifier.errors import UsageError
from verifier.measurement.limits import Limits

_PACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}
_TODAY = date(2026, 11, 22)
_GUIDE = (
    'id = "own"\nname = { zh = "示例", en = "Example" }\ndocument = { zh = "无", en = "none" }\nprojects = ["9999"]\n'
)


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the guide of the plan's tests."""
    folder = tmp_path_factory.mktemp("guides")
    own = folder / "own"
    own.mkdir()
    (own / "guide.toml").write_text(_GUIDE, encoding="utf-8")
    (own / "9999.toml").write_text(PROJECT, encoding="utf-8")
    return folder


def _question(guides: Path, *paths: Path, project: str | None = None) -> Question:
    return Question(paths, project=project, guide="own", guide_path=guides)


def _compared(result: dict[str, Any]) -> dict[str, Any]:
    """The members of a result that both paths have."""
    targets = [{k: v for k, v in target.items() if k not in {"rows", "tally"}} for target in result["targets"]]
    return {**{k: v for k, v in result.items() if k != "plan"}, "targets": targets}


@pytest.mark.parametrize("seed", range(4))
def test_a_folder_has_one_result_whatever_the_engine(seed: int, guides: Path, tmp_path: Path) -> None:
    """CSV and text above the header, several files and submission.toml: all compared members are equal."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    for name in ("b.csv", "a.csv", "deep/c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, submission(rng, 120, tuple(LIMITS), plain=rng.choice((0.0, 0.9))))
    (tmp_path / "a.csv").write_bytes(b"# a comment\n" + (tmp_path / "a.csv").read_bytes())
    (tmp_path / "submission.toml").write_text('project = "9999"\ncontractor = "X"\n', encoding="utf-8")
    question = _question(guides, tmp_path)

    expected, actual = check(question, _TODAY).result, survey(question, _TODAY, Survey()).result

    assert sorted(map(str, expected.pop("sources"))) == sorted(map(str, actual.pop("sources")))
    assert _compared(expected) == _compared(actual)


def test_a_packed_file_is_read_in_pieces(guides: Path, tmp_path: Path) -> None:
    """A gzip file gives the verdicts of what is packed in it."""
    path = write(tmp_path / "a.csv", submission(random.Random(5), 300, tuple(LIMITS), plain=0.9))  # noqa: S311 -- test data
    packed = tmp_path / "p" / "a.csv.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(path.read_bytes()))

    plain = survey(_question(guides, path), _TODAY, Survey()).result
    unpacked = survey(_question(guides, packed), _TODAY, Survey()).result

    assert [t["verdict"] for t in plain["targets"]] == [t["verdict"] for t in unpacked["targets"]]
    assert [t["tally"] for t in plain["targets"]] == [t["tally"] for t in unpacked["targets"]]


def test_a_run_goes_on_where_it_was_broken_off(guides: Path, tmp_path: Path) -> None:
    """A run that is stopped in the second file has kept the first; the next run reads the others only."""
    data, parts = tmp_path / "data", tmp_path / "parts"
    data.mkdir()
    for number in range(3):
        write(data / f"{number}.csv", submission(random.Random(number), 50, tuple(LIMITS), plain=0.9))  # noqa: S311 -- test data
    question = _question(guides, data)
    read: list[str] = []

    def stop(file: str, _done: int, _total: int, _rows: int) -> None:
        read.append(file)
        if file == "1.csv" and len(read) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        survey(question, _TODAY, Survey(parts=parts, step=stop))
    read.append("again")
    resumed = survey(question, _TODAY, Survey(parts=parts, step=stop)).result

    assert ["0.csv", "1.csv", "again", "1.csv", "2.csv"] == read
    assert survey(question, _TODAY, Survey()).result == resumed


def test_structural_faults_refuse_as_the_scalar_path_does(guides: Path, tmp_path: Path) -> None:
    """Ragged rows, unknown targets and rows without a target are the same list of faults."""
    bodies = {
        "ragged": "target,value,unit\n9999.upper,1,um\n9999.upper,1\n9999.upper,1,um,x\n",
        "unknown": "target,value,unit\n9999.upper,1,um\n9999.nosuch,1,um\n9999.nosuch,2,um\n",
        "blank": "target,value,unit\n9999.upper,1,um\n,1,um\n,,\n",
    }
    for name, body in bodies.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(body, encoding="utf-8")
        question = _question(guides, path, project="9999")
        with pytest.raises(Refused) as expected:
            check(question, _TODAY)
        with pytest.raises(Refused) as actual:
            survey(question, _TODAY, Survey())

        assert [str(one) for one in expected.value.exceptions] == [str(one) for one in actual.value.exceptions]


def test_rows_of_two_projects_are_no_question(guides: Path, tmp_path: Path) -> None:
    """Where nothing states the project, a second prefix is named, as in the scalar path."""
    path = tmp_path / "two.csv"
    path.write_text("target,value,unit\n9999.upper,1,um\n8888.x,1,um\n", encoding="utf-8")

    with pytest.raises(UsageError) as refused:
        survey(_question(guides, path), _TODAY, Survey())

    assert "project_ambiguous" == refused.value.code


def test_text_that_columns_cannot_read_is_read_all_the_same(guides: Path, tmp_path: Path) -> None:
    """GB18030, blank lines, quoted line ends, carriage returns and quotes out of place end as in the scalar path."""
    head = "target,value,unit,remark\n"
    bodies = {
        "gb": (head + "9999.upper,1.4,um,合格批次\n" * 3).encode("gb18030"),
        "blank": (head + "9999.upper,1.4,um,\n\n\n9999.upper,1.6,um,\n").encode(),
        "quoted": (head + '9999.upper,1.4,um,"two\nlines"\n9999.upper,1.6,um,"a ""b"""\n').encode(),
        "returns": (head + "9999.upper,1.4,um,\n9999.upper,1.6,um,\n").replace("\n", "\r\n").encode(),
        "bare": (head + "9999.upper,1.4,um,\n9999.upper,1.6,um,\n").replace("\n", "\r").encode(),
        "inch": (head + '9999.upper,1.4,um,6" wafer\n9999.upper,1.6,um,\n').encode(),
        "marked": b"\xef\xbb\xbf" + (head + "9999.upper,1.6,um,\n").encode(),
    }
    for name, body in bodies.items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(body)
        question = _question(guides, path, project="9999")
        expected, actual = check(question, _TODAY).result, survey(question, _TODAY, Survey()).result

        assert _compared(expected) == _compared(actual), name
        assert [row["line"] for row in expected["targets"][0]["rows"] if row["verdict"] == "fail"] == [
            row["line"] for row in actual["targets"][0]["rows"] if row["verdict"] == "fail"
        ], name


def test_small_submissions_do_not_pay_for_the_start(tmp_path: Path) -> None:
    """`auto` leaves a small file to the scalar path and takes columns for a large one."""
    small, large = tmp_path / "s.csv", tmp_path / "l.csv"
    small.write_text("target,value\n", encoding="utf-8")
    large.write_bytes(b"target,value\n" * 1_000_000)

    assert "scalar" == engine_for("auto", (small,))
    assert "local" == engine_for("auto", (large,))
    assert "scalar" == engine_for("scalar", (large,))


def test_a_large_file_needs_no_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the libraries of the columns, and by the scalar engine, what is too large to be held goes row by row."""
    path = tmp_path / "l.csv"
    path.write_bytes(b"target,value\n" * 1_000)
    small = Limits(bytes=1_000)

    assert "rows" == engine_for("scalar", (path,), small)
    assert "scalar" == engine_for("scalar", (path,))
    assert "local" == engine_for("local", (path,), small)
    monkeypatch.setattr("verifier.acceptance.survey.find_spec", lambda _: None)
    assert "rows" == engine_for("auto", (path,), small)
    assert "scalar" == engine_for("auto", (path,))


def test_the_project_is_told_from_a_row_within_the_limits_that_are_stated(guides: Path, tmp_path: Path) -> None:
    """A table of more columns than usual names its project once the limit was raised."""
    path = tmp_path / "a.csv"
    extra = "".join(f",n{number}" for number in range(300))
    path.write_text(f"target,value{extra}\n9999.{next(iter(LIMITS))},1{',' * 300}\n", encoding="utf-8")
    question = replace(_question(guides, path), limits=Limits(columns=400))

    assert "9999" == survey(question, _TODAY, Survey(rows=True)).result["project"]
    with pytest.raises(UsageError):
        survey(_question(guides, path), _TODAY, Survey(rows=True))


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_row_by_row_is_the_result_of_a_small_file(encoding: str, suffix: str, guides: Path, tmp_path: Path) -> None:
    """Packed or not, in any encoding, the streamed result is that of the rows held at once."""
    plain = write(tmp_path / "a.csv", submission(random.Random(8), 200, tuple(LIMITS), plain=0.8))  # noqa: S311 -- test data
    data = plain.read_text(encoding="utf-8").encode(encoding)
    path = tmp_path / "b" / f"a.csv{suffix}"
    path.parent.mkdir()
    path.write_bytes(_PACK[suffix](data))
    question = _question(guides, path)

    expected, actual = check(question, _TODAY).result, survey(question, _TODAY, Survey(rows=True)).result

    for result in (expected, actual):
        result.pop("sources")
    assert _compared(expected) == _compared(actual)
    assert ("scalar", 200) == (actual["plan"]["engine"], actual["plan"]["rows"])
