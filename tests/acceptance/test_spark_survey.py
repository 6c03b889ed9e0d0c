"""Submissions on a cluster: the result of the embedded engine, from files here and from those that only Spark reads."""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import LIMITS, PROJECT, submission
from tests.plan.test_rulings import write
from verifier.acceptance.check import Question
from verifier.acceptance.merge import Merging, merge
from verifier.acceptance.refused import Refused
from verifier.acceptance.spark_survey import Cluster, survey_on_spark
from verifier.acceptance.survey import Survey, survey
from verifier.errors import UsageError
from verifier.plan.spark_session import open_session

# Spark leaves sockets to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
_TODAY = date(2026, 11, 22)
_GUIDE = (
    'id = "own"\nname = { zh = "示例", en = "Example" }\ndocument = { zh = "无", en = "none" }\nprojects = ["9999"]\n'
)


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[Any]:
    """One session for all runs: each finds it and leaves it."""
    if shutil.which("java") is None:
        if os.environ.get("DABIAO_REQUIRE") == "all":
            pytest.fail("Java is not installed")
        pytest.skip("Java is not installed")
    with open_session("local[2]") as found:
        yield found


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What Spark leaves open is closed before the next test looks for it."""
    yield
    gc.collect()


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    """A folder with the guide of the plan's tests."""
    own = tmp_path / "guides" / "own"
    own.mkdir(parents=True)
    (own / "guide.toml").write_text(_GUIDE, encoding="utf-8")
    (own / "9999.toml").write_text(PROJECT, encoding="utf-8")
    return own.parent


def _data(folder: Path, seeds: int) -> Path:
    for seed in range(seeds):
        made = submission(random.Random(seed), 80, tuple(LIMITS), plain=0.8)  # noqa: S311 -- test data
        for row in made:
            row["evidence"] = ""
        path = folder / f"{seed}" / "批.csv"
        path.parent.mkdir(parents=True)
        write(path, made)
    return folder


def _without(result: dict[str, Any], *names: str) -> dict[str, Any]:
    plan = {key: value for key, value in result["plan"].items() if key != "engine"}
    return {key: value for key, value in {**result, "plan": plan}.items() if key not in names}


def test_a_folder_has_the_result_of_the_embedded_engine(guides: Path, tmp_path: Path) -> None:
    """Tables in folders with submission.toml beside them: every member but the engine's name is equal."""
    data = _data(tmp_path / "data", 3)
    (data / "submission.toml").write_text('project = "9999"\ncontractor = "X"\n', encoding="utf-8")
    question = Question((data,), guide="own", guide_path=guides)
    told: list[tuple[str, int, int]] = []
    how = Survey(step=lambda file, done, total, _: told.append((file, done, total)))
    actual = survey_on_spark(question, _TODAY, how, Cluster("local[2]")).result

    assert "spark" == actual["plan"]["engine"]
    assert _without(survey(question, _TODAY, Survey()).result) == _without(actual)
    assert ["0/批.csv", "1/批.csv", "2/批.csv"] == [file for file, _, _ in told]
    assert told[-1][1] == told[-1][2]


def test_what_only_spark_reads_is_judged_and_said(guides: Path, tmp_path: Path) -> None:
    """Tables by their address have the same verdicts; their digest is absent, and the result says so."""
    data = _data(tmp_path / "data", 2)
    (data / "notes.txt").write_text("x", encoding="utf-8")
    header = tmp_path / "submission.toml"
    header.write_text('project = "9999"\n', encoding="utf-8")
    cluster = Cluster("local[2]", (f"file:{data}",))
    remote = survey_on_spark(Question((header,), guide="own", guide_path=guides), _TODAY, Survey(), cluster).result
    here = survey(Question((data, header), guide="own", guide_path=guides), _TODAY, Survey()).result

    assert [target["tally"] for target in here["targets"]] == [target["tally"] for target in remote["targets"]]
    assert [target["value"] for target in here["targets"]] == [target["value"] for target in remote["targets"]]
    assert {"spark_no_digest", "spark_left_out"} <= {reason["code"] for reason in remote["ignored"]}
    assert ["", ""] == [source["sha256"] for source in remote["sources"] if source["file"].endswith(".csv")]


def test_parts_of_a_cluster_go_on_and_add_up(guides: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run reads no file again, and `merge` of the parts is the result."""
    data = _data(tmp_path / "data", 2)
    question = Question((), project="9999", guide="own", guide_path=guides)
    cluster, how = Cluster("local[2]", (f"file:{data}",)), Survey(parts=tmp_path / "parts")
    first = survey_on_spark(question, _TODAY, how, cluster).result
    monkeypatch.setattr("verifier.plan.spark.scan_on_spark", lambda *_, **__: pytest.fail("a file was read again"))
    again = survey_on_spark(question, _TODAY, how, cluster).result
    added = merge(Merging((tmp_path / "parts",), guides), _TODAY).result

    assert first == again
    assert [t["tally"] for t in first["targets"]] == [t["tally"] for t in added["targets"]]


def test_faults_refuse_as_on_one_machine(guides: Path, tmp_path: Path) -> None:
    """Ragged rows and unknown targets are the same list of faults."""
    for body in ("target,value,unit\n9999.upper,1\n", "target,value\n9999.nosuch,1\n"):
        (tmp_path / "a.csv").write_text(body, encoding="utf-8")
        question = Question((tmp_path / "a.csv",), project="9999", guide="own", guide_path=guides)
        with pytest.raises(Refused) as expected:
            survey(question, _TODAY, Survey())
        with pytest.raises(Refused) as actual:
            survey_on_spark(question, _TODAY, Survey(), Cluster("local[2]"))

        assert [str(one) for one in expected.value.exceptions] == [str(one) for one in actual.value.exceptions]


def test_addresses_without_a_table_are_said(guides: Path, tmp_path: Path) -> None:
    """A folder without tables, and an address that is not there, end in a sentence."""
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "x.txt").write_text("x", encoding="utf-8")
    question = Question((), project="9999", guide="own", guide_path=guides)
    for address, code in ((f"file:{tmp_path}/none", "spark_no_table"), ("file:/nonexistent/x", "spark_failed")):
        with pytest.raises(UsageError) as refused:
            survey_on_spark(question, _TODAY, Survey(), Cluster("local[2]", (address,)))

        assert code == refused.value.code


def test_a_place_that_holds_verdicts_is_not_written_over(guides: Path, tmp_path: Path) -> None:
    """A second run into the same folder is refused in words, and leaves it as it is."""
    data = _data(tmp_path / "data", 1)
    question = Question((data,), project="9999", guide="own", guide_path=guides)
    cluster = Cluster("local[2]", verdicts=f"file:{tmp_path}/told")
    survey_on_spark(question, _TODAY, Survey(), cluster)
    before = sorted(one.name for one in (tmp_path / "told").iterdir())
    with pytest.raises(UsageError) as refused:
        survey_on_spark(question, _TODAY, Survey(), cluster)

    assert "spark_failed" == refused.value.code
    assert "_SUCCESS" in before
    assert before == sorted(one.name for one in (tmp_path / "told").iterdir())


_SERVER = """
import os, sys
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
from pyspark.sql import SparkSession
builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
builder = builder.config("spark.plugins", "org.apache.spark.sql.connect.SparkConnectPlugin")
builder.config("spark.connect.grpc.binding.port", sys.argv[1]).getOrCreate()
print("up", flush=True)
sys.stdin.readline()
"""


def test_spark_connect_is_one_more_address(tmp_path: Path) -> None:
    """A server of Spark Connect gives the result of the embedded engine, and writes the verdicts."""
    pytest.importorskip("grpc", reason="the extra spark is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    path = tmp_path / "a.csv"
    path.write_text("target,value,unit\n3103.diameter,150.01,mm\n3103.diameter,14.9,cm\n", encoding="utf-8")
    command = [sys.executable, "-c", "from verifier.cli.main import main; main()", "check", str(path), "--json"]
    cluster = ["--engine", "spark", "--master", f"sc://127.0.0.1:{port}", "--verdicts", str(tmp_path / "told")]
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, port], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with server:
        try:
            assert server.stdout is not None
            assert "up" in server.stdout.readline()
            remote = subprocess.run([*command, *cluster], capture_output=True, text=True, check=False)
        finally:
            server.terminate()
    local = subprocess.run([*command, "--engine", "local"], capture_output=True, text=True, check=False)

    assert 1 == remote.returncode, remote.stderr
    assert _without(json.loads(local.stdout)) == _without(json.loads(remote.stdout))
    assert (tmp_path / "told" / "_SUCCESS").is_file()
