"""What the server writes about its own work."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from verifier.web.logs import JsonLines, log_event, log_fault


def _record(
    message: str, *arguments: object, error: BaseException | None = None, **fields: object
) -> logging.LogRecord:
    exception = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord("uvicorn.error", logging.INFO, __file__, 1, message, arguments, exception)
    if fields:
        record.fields = fields
    return record


def test_a_line_is_one_json_object() -> None:
    """A line is one JSON object without line breaks, whatever it holds."""
    line = JsonLines().format(_record("x", event="a\nb", text="\u2028\ud800"))

    assert "\n" not in line
    assert line.isascii()
    assert "a\nb" == json.loads(line)["event"]


def test_what_libraries_were_given_is_left_out() -> None:
    """A library's sentence is written without its values, which may be an address."""
    line = JsonLines().format(_record("Connection from %s refused", "192.0.2.7"))

    assert "192.0.2.7" not in line
    assert "Connection from %s refused" == json.loads(line)["text"]


def test_an_error_is_its_kind_and_place() -> None:
    """An exception is written by its kind and the places it passed, without its words."""
    try:
        int("张三 13800000000")
    except ValueError as error:
        line = JsonLines().format(_record("failed", error=error))

    event = json.loads(line)
    assert "ValueError" == event["error"]
    assert any("test_logs.py" in place for place in event["places"])
    assert "13800000000" not in line


def test_events_and_faults_are_fields(caplog: pytest.LogCaptureFixture) -> None:
    """An event and a fault of the program bear their fields."""
    caplog.set_level(logging.INFO, "dabiao.web")
    logging.getLogger("dabiao").propagate = logging.getLogger("dabiao.web").propagate = True
    log_event("stopped", id="7")
    log_fault(ValueError("secret"), route="/p/{contract}")

    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [("stopped", "7"), ("fault", None)] == [(line["event"], line.get("id")) for line in lines]
    assert "secret" not in json.dumps(lines)
    assert sys.exc_info() == (None, None, None)
