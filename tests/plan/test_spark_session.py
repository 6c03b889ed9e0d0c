"""Sessions of Spark: what is no address, who does not answer and what is absent is said before anything starts."""

from __future__ import annotations

import importlib.util
import shutil
import socket
from typing import Any

import pytest

from verifier.errors import ExtraError, UsageError
from verifier.plan.spark_session import open_session, told

_IN_PYTHON = """
  An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "worker.py", line 3305, in main
pyspark.errors.PySparkRuntimeError: [PYTHON_VERSION_MISMATCH] Python in worker: 3.12.
Please check environment variables.
"""
_IN_JAVA = """An error occurred while calling o76.collectToPython.
: org.apache.spark.SparkException: Job aborted due to stage failure: Lost task 0.0 in stage 1.0 (TID 1) \
(localhost executor 1): java.io.IOException: Cannot run program "/x/python": error=2
\tat java.base/java.lang.ProcessBuilder.start(ProcessBuilder.java:1143)
Caused by: java.io.IOException: error=2
"""


def _refusal(master: str) -> str:
    with pytest.raises((ExtraError, UsageError)) as refused, open_session(master):
        pytest.fail("a session was opened")
    return refused.value.code


@pytest.mark.parametrize("master", ["", "local[x]", "http://a:1", "spark://", "sc://", "local[2]\n", "a" * 100_000])
def test_what_is_no_address_is_said(master: str) -> None:
    """An address is one of Spark's own forms."""
    assert "spark_master" == _refusal(master)


def test_an_absent_library_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyspark, and for Spark Connect without grpc, the extra is named, whatever else is there."""
    for absent, master in (("pyspark", "local[2]"), ("grpc", "sc://localhost")):
        found = {"pyspark", "pandas", "grpc", "grpc_status"} - {absent}
        monkeypatch.setattr("verifier.plan.spark_session.find_spec", lambda name, found=found: name in found or None)
        with pytest.raises(ExtraError) as refused, open_session(master):
            pytest.fail("a session was opened")

        assert ("spark_extra_missing", absent) == (refused.value.code, refused.value.reason["library"])


def test_absent_java_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Classic Spark needs Java: where none is found, the Debian package and JAVA_HOME are named."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "spark_java_missing" == _refusal("local[2]")

    monkeypatch.setenv("JAVA_HOME", "/nonexistent")
    assert "spark_java_missing" == _refusal("local[2]")


@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_nobody_at_an_address_is_said_at_once(scheme: str) -> None:
    """A port that nobody listens on is refused in words, not after minutes of trying."""
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("grpc") is None:
        pytest.skip("the extra spark is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "spark_unreachable" == _refusal(f"{scheme}://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("Traceback ...\nModuleNotFoundError: No module named 'verifier'\n", "spark_worker_lacks", "verifier"),
        ("[PATH_NOT_FOUND] Path does not exist: s3a://x.\nJVM stacktrace:", "spark_failed", "[PATH_NOT_FOUND]"),
        ("", "spark_failed", "ValueError"),
        (_IN_PYTHON, "spark_failed", "finish: [PYTHON_VERSION_MISMATCH] Python in worker: 3.12."),
        (_IN_JAVA, "spark_failed", 'finish: java.io.IOException: Cannot run program "/x/python": error=2'),
    ],
)
def test_a_failure_of_spark_becomes_a_sentence(text: str, code: str, part: str) -> None:
    """A library that workers lack is named; else the line of Spark's own words that tells stands in the sentence."""
    refused = told(ValueError(text))

    assert code == refused.code
    assert part in refused.text("en")
    assert "stacktrace" not in refused.text("en")


def test_a_session_takes_batches_by_size(cluster: Any) -> None:  # noqa: ANN401 -- pyspark is an extra
    """Long cells cannot fill a worker: batches end at 16 MB."""
    assert "16777216" == cluster.conf.get("spark.sql.execution.arrow.maxBytesPerBatch")
