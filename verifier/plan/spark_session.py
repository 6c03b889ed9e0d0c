"""Sessions of Spark: a cluster by its address, classic or Spark Connect, or this machine as one."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from verifier.errors import ExtraError, UsageError

__all__ = ["LIBRARY", "open_session", "told"]

LIBRARY: Final = "pyspark"
"""What the cluster engine needs beside the embedded one: the extra `spark`."""

_CONNECT: Final = "sc://"
_CONNECT_PORT: Final = 15002
_MASTERS: Final = re.compile(r"(local(\[[0-9*, ]+\])?|yarn|spark://.+|k8s://.+|sc://.+)\Z")
_HOST: Final = re.compile(r"(?:spark|sc)://(?P<host>[^:/;,]+)(?::(?P<port>[0-9]{1,5}))?(?:[/;].*)?\Z")
_PATIENCE: Final = 10.0
_SETTINGS: Final = {
    # Batches by size: cells may be long.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
    "spark.sql.execution.arrow.maxBytesPerBatch": "16777216",
}
_QUIET: Final = {
    "spark.log.level": "FATAL",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_ABSENT: Final = re.compile(r"No module named '([\w.]+)'")
_RAISED: Final = re.compile(r"^(?:: )?[A-Za-z_][\w.$]*(?:Error|Exception): (?P<cause>.+)$", re.MULTILINE)
"""What was raised, in Python or behind the words of the bridge to Java: the last says it best."""

_PLACE: Final = "): "
"""Where the place of a failed task ends, and its own words begin."""


@contextmanager
def open_session(master: str) -> Iterator[Any]:
    """A session that is stopped in the end, unless it was there before.

    Args:
        master: `local[2]`, `spark://host:7077`, `yarn`, `k8s://...`, or `sc://host:15002` for Spark Connect.

    Raises:
        ExtraError: pyspark, or what Spark Connect needs beside it, is not installed.
        UsageError: The address is none, Java is absent, nobody answers there, or Spark fails inside.
    """
    if not _MASTERS.match(master):
        raise UsageError("spark_master", read=master)
    for library in (LIBRARY, "pandas", *(("grpc", "grpc_status") if master.startswith(_CONNECT) else ())):
        if find_spec(library) is None:
            raise ExtraError("spark_extra_missing", library=library)
    _see_host(master)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    found = SparkSession.getActiveSession()
    session = _session(master)
    try:
        yield session
    except (PySparkException, Py4JError) as failure:
        raise told(failure) from None
    finally:
        if found is None:
            session.stop()


def told(failure: Exception) -> UsageError:
    """What a failure of Spark means to a person: a library that workers lack, or the telling line of its own words."""
    text = str(failure)
    absent = _ABSENT.search(text)
    if absent:
        return UsageError("spark_worker_lacks", library=absent[1])
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    cause = lines[0] if lines else type(failure).__name__
    if not cause.startswith("["):
        # No condition of Spark's own list: what stands first is that something failed, not what.
        raised = _RAISED.findall(text)
        cause = raised[-1].rpartition(_PLACE)[2] if raised else cause
    return UsageError("spark_failed", cause=cause)


def _see_host(master: str) -> None:
    """See that somebody answers: Spark itself would go on trying for minutes."""
    found = _HOST.match(master)
    if found is None:
        return
    port = int(found["port"] or _CONNECT_PORT) if master.startswith(_CONNECT) else int(found["port"] or 7077)
    try:
        socket.create_connection((found["host"], port), _PATIENCE).close()
    except (OSError, OverflowError, UnicodeError):
        raise UsageError("spark_unreachable", master=master) from None


def _session(master: str) -> Any:  # noqa: ANN401 -- pyspark is an extra
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    if master.startswith(_CONNECT):
        builder = builder.remote(master)
    else:
        if not _java():
            raise UsageError("spark_java_missing")
        if master.startswith("local"):
            # Workers on this machine are this very environment.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        for name, value in _QUIET.items():
            builder = builder.config(name, value)
        builder = builder.master(master)
    try:
        session = builder.appName("dabiao").getOrCreate()
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)
    except PySparkException as failure:
        raise told(failure) from None
    return session


def _java() -> bool:
    home = os.environ.get("JAVA_HOME", "")
    return bool(shutil.which("java") if not home else (Path(home) / "bin" / "java").is_file())
