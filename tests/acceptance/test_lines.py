"""Questions as JSON lines."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from verifier.acceptance.lines import answer_lines, bounded_lines


def _answers(*lines: str, kind: str = "judge") -> list[dict[str, Any]]:
    return [json.loads(line) for line, _ in answer_lines((line.encode() for line in lines), kind)]


def _code(line: str, kind: str = "judge") -> str:
    (answer,) = _answers(line, kind=kind)
    return str(answer["error"]["code"])


def test_order_and_ids() -> None:
    """Answers come in order with their ids: a string, an integer, a float as it was written, or null."""
    lines = [f'{{"id":{identity},"predicate":"x <= 5","value":"5"}}' for identity in ('"a"', "7", "1.50", "null")]

    raw = [line for line, _ in answer_lines((line.encode() for line in lines), "judge")]

    assert [b'"a"', b"7", b"1.50", b"null"] == [line[len(b'{"id":') : line.index(b',"verdict"')] for line in raw]


def test_absent_answers_are_null() -> None:
    """An answer has all of its members."""
    (answer,) = _answers('{"predicate":"x <= 5","value":"?"}')

    assert {"id", "verdict", "value", "limit", "margin", "probability", "reasons"} <= answer.keys()
    assert (None, None, None) == (answer["id"], answer["value"], answer["margin"])


@pytest.mark.parametrize(
    ("value", "margin"),
    [
        ("0.1", "0.2"),
        ("0.30000000000000004", "-0.00000000000000004"),
        ("3e-1", "0"),
        ("0", "0.3"),
        ("-1", "1.3"),
        ('"0.3"', "0"),
    ],
)
def test_number_is_read_from_its_text(value: str, margin: str) -> None:
    """A JSON number is read from its source text, never through binary."""
    (answer,) = _answers(f'{{"predicate":"x <= 0.3","value":{value}}}')

    assert margin == answer["margin"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"predicate":"x <= 5","value":1,"colour":2}', "line_key_unknown"),
        ('{"predicate":"x <= 5","value":1,"value":2}', "line_key_twice"),
        ('{"predicate":"x <= 5","value":1,"conditions":{"T":"1","T":"2"}}', "line_key_twice"),
        ('{"predicate":"x <= 5"}', "line_key_missing"),
        ('{"predicate":"x <= 5","value":null}', "line_key_missing"),
        ('{"predicate":"x <= 5","value":true}', "line_value_type"),
        ('{"predicate":"x <= 5","value":[1]}', "line_value_type"),
        ('{"id":[1],"predicate":"x <= 5","value":1}', "line_value_type"),
        ('{"predicate":"x <= 5","value":NaN}', "line_constant"),
        ('{"predicate":"x <= 5","value":-Infinity}', "line_constant"),
        ('{"predicate":"x <= 5","value":1,"conditions":{"T":NaN}}', "line_constant"),
        ('{"predicate":"x <= 5","value":1,"reading":[1]}', "line_value_type"),
        ('{"predicate":"x <= 5","value":1,"reading":{"a":1}}', "line_value_type"),
        ('{"predicate":"x <= 5","value":1,"reading":"mean"}', "reading_without_catalogue"),
        ('{"predicate":"x <= 5","value":1,"rule":["rounded"]}', "line_value_type"),
        ("NaN", "line_no_object"),
        ("[1]", "line_no_object"),
        ("5", "line_no_object"),
        ("{", "line_no_json"),
        ("[" * 100_000, "line_no_json"),
        ('{"predicate":"x <= 5","value":' + "9" * 100_000 + "}", "line_no_json"),
        ('{"predicate":"x <= 5","value":"' + "9" * 1_000_001 + '"}', "line_too_long"),
        ('{"predicate":"x <= 5","value":1,"rule":"hopeful"}', "rule_unknown"),
        ('{"predicate":"x <= 5","value":1,"conditions":"T 25"}', "condition_syntax"),
    ],
)
def test_errors(line: str, code: str) -> None:
    """A line that cannot be asked is answered with an error, code and both sentences."""
    (answer,) = _answers(line)

    assert code == answer["error"]["code"]
    assert {"code", "zh", "en"} == answer["error"].keys()
    assert {"id", "error"} == answer.keys()


def test_id_of_an_error() -> None:
    """An error echoes the id, also where another key stands twice or a value is no JSON."""
    lines = ['{"id":"a","value":1,"value":2}', '{"id":"b","x":1}', '{"id":"c","predicate":"x <= 5","value":NaN}']

    assert ["a", "b", "c"] == [answer["id"] for answer in _answers(*lines)]


def test_conditions_as_text_or_object() -> None:
    """Conditions are the table's string or an object, whose values may be numbers."""
    lines = [
        '{"predicate":"x <= 5 @ n = 3","value":5,"conditions":"n = 3"}',
        '{"predicate":"x <= 5 @ n = 3","value":5,"conditions":{"n":3}}',
        '{"predicate":"x <= 5 @ n = 3","value":5,"conditions":{"n":3.0}}',
        '{"predicate":"x <= 5 @ n = 3","value":5,"conditions":{"n":3.1}}',
    ]

    assert ["pass", "pass", "pass", "not_evaluable"] == [answer["verdict"] for answer in _answers(*lines)]


def test_blank_lines_and_byte_order_mark() -> None:
    """Blank lines are passed over, and a byte order mark is no part of the first line."""
    found = _answers("\ufeff" + '{"predicate":"x <= 5","value":5}', "", "  ")

    assert ["pass"] == [answer["verdict"] for answer in found]


def test_surrogate_and_bad_bytes() -> None:
    """A lone surrogate comes back as the escape it was, and bytes that are no UTF-8 are an error."""
    lines = [b'{"id":"\\ud800","predicate":"x <= 5","value":5}', b'{"id":"\xff"}']

    (first, _), (second, is_error) = answer_lines(lines, "judge")

    assert first.startswith(b'{"id":"\\ud800"')
    assert ("line_no_json", True) == (json.loads(second)["error"]["code"], is_error)


def test_converted() -> None:
    """A conversion answers with a decimal where it is finite, and the exact fraction."""
    (answer,) = _answers('{"id":1,"value":"0.085","from":"%/d","to":"1/h"}', kind="convert")

    assert {"id": 1, "value": "17/480000", "exact": "17/480000"} == answer
    assert "line_key_missing" == _code('{"id":1,"value":"1"}', kind="convert")


def test_lines_of_a_stream_are_bounded() -> None:
    """A line without end is read in pieces, of which the first is enough to refuse it; the next line is whole."""
    stream = io.BytesIO(b"9" * 3_500_000 + b"\n{}\n")

    first, second = bounded_lines(stream)

    assert len(first) == 1_000_001
    assert b"{}\n" == second
