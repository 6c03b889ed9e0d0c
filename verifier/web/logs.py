"""What the server writes about its own work: one JSON object a line, with nothing about who asked.

No name, no network address, no query, no file name, no content: the audit log, which people with the right to it
read, says who did what.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Final

__all__ = ["LOGGER", "JsonLines", "configure", "log_event", "log_fault"]

LOGGER: Final = logging.getLogger("dabiao.web")


class JsonLines(logging.Formatter):
    """A record of the standard logging as one JSON line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's time, level, and what it says; an exception by its kind and places, without its words."""
        event: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        fields = getattr(record, "fields", None)
        event |= fields if isinstance(fields, dict) else {"event": "server", "text": _impersonal(record)}
        if record.exc_info is not None and record.exc_info[1] is not None:
            event |= _places(record.exc_info[1])
        return json.dumps(event, ensure_ascii=True)


def configure(level: int = logging.INFO) -> None:
    """Send what the server and the libraries under it say to stderr, as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("dabiao", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(level)
    access = logging.getLogger("uvicorn.access")
    access.handlers = []
    access.propagate = False


def log_event(event: str, **fields: object) -> None:
    """Write one event of the server's work."""
    LOGGER.info(event, extra={"fields": {"event": event, **fields}})


def log_fault(error: BaseException, **fields: object) -> None:
    """Write a fault of the program: its kind and the places it passed, never the words, which may quote data."""
    LOGGER.error("fault", extra={"fields": {"event": "fault", **fields, **_places(error)}})


def _impersonal(record: logging.LogRecord) -> str:
    """A library's sentence without the values that it was given: only its form is known to be impersonal."""
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def _places(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "places": places[-12:]}
