"""How many questions a second `dabiao judge -` answers."""

from __future__ import annotations

import json
import sys
from random import Random
from time import process_time

from verifier.acceptance.lines import answer_lines

_LINES = 50_000
_FORMS = (
    ("TTV <= 15 um", "um", None),
    ("V > 170000 m^3", "m^3", None),
    ("d in [9.9, 10.1) mm", "um", None),
    ("BOR <= 0.085 %/d", "%/d", None),
    ("Vcesat < 1.6 V @ J = 200 A/cm^2", "V", "J = 200 A/cm^2"),
    ("x >= 5", "", None),
)


def _lines() -> list[bytes]:
    """Lines of mixed predicates, each with a value of its own."""
    draw = Random(1)  # noqa: S311 -- values to be judged, no secret
    found = []
    for number in range(_LINES):
        predicate, unit, conditions = _FORMS[number % len(_FORMS)]
        line = {"id": number, "predicate": predicate, "value": f"{draw.random() * 20:.6f}", "unit": unit}
        found.append(json.dumps(line if conditions is None else {**line, "conditions": conditions}).encode())
    return found


def test_answering_lines() -> None:
    """The rate is printed beside that of merely reading the JSON, as a ratio."""
    lines = _lines()
    started = process_time()
    answers = sum(not is_error for _, is_error in answer_lines(lines, "judge"))
    judged = process_time()
    for line in lines:
        json.loads(line)
    read = process_time()

    rate, ratio = _LINES / (judged - started), (judged - started) / (read - judged)
    sys.stdout.write(f"judge -     {rate:8.0f} lines/s  {ratio:6.1f} x reading the JSON\n")
    assert _LINES == answers
