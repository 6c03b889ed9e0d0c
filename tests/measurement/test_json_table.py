"""Tables as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.measurement.json_table import read_json
from verifier.measurement.limits import Limits


def test_numbers_are_the_text_that_stands_there() -> None:
    """No number passes through binary: trailing zeros, exponents and many digits stay."""
    text = '[{"target":"1.a","value":0.30,"u":1E-2},\n {"target":"1.a","value":123456789012345678901234567890.10}]'

    table = read_json(text.encode(), "a.json")

    assert [(1, "0.30", "1E-2"), (2, "123456789012345678901234567890.10", "")] == [
        (row.line, row.value, row.u) for row in table.rows
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[{"target":"1.a","value":"2"},\n{"target":"1.b","value":3}]', [1, 2]),
        ('{"note":[1,{"x":2}],"rows":[\n{"target":"1.a","value":"2"},\n{"target":"1.b","value":3}]}', [2, 3]),
        ('{"target":"1.a","value":"2"}\n\n{"target":"1.b","value":3}\n', [1, 3]),
    ],
)
def test_three_forms_are_read(text: str, lines: list[int]) -> None:
    """An array, an object that holds one, and one object a line state the same rows, each with its physical line."""
    table = read_json(text.encode(), "a.json")

    assert () == table.faults
    assert [("1.a", "2"), ("1.b", "3")] == [(row.target, row.value) for row in table.rows]
    assert lines == [row.line for row in table.rows]


def test_columns_are_those_of_the_table() -> None:
    """Chinese keys, units in keys, unknown keys, null and booleans are read as in any table."""
    text = '[{"指标编号":"1.a","实测值(mm)":1.50,"备":true,"unit":null}]'

    (row,) = read_json(text.encode(), "a.json").rows

    assert ("1.a", "1.50", "mm", (("备", "true"),)) == (row.target, row.value, row.unit, row.extra)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json_table_no_rows"),
        ("[]", "json_table_no_rows"),
        ("3", "json_table_no_rows"),
        ("[1]", "json_table_not_object"),
        ('[{"target":"1.a","value":1},]', "json_table_syntax"),
        ('[{"target":"1.a" "value":1}]', "json_table_syntax"),
        ('[{"target":"1.a","value":1}] x', "json_table_syntax"),
        ('[{"target":"1.a","value":1,"value":2}]', "json_table_key_twice"),
        ('[{"target":"1.a","value":[1]}]', "json_table_cell"),
        ('[{"target":"1.a","value":"\\u0000"}]', "json_table_cell"),
        ('[{"target":"1.a","x":1}]', "table_header_missing"),
        ("[" * 1_000_000, "json_table_deep"),
        ('{"a":' * 100_000, "json_table_deep"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(text: str, code: str) -> None:
    """Syntax, keys that stand twice, nesting and missing columns are faults."""
    table = read_json(text.encode(), "a.json")

    assert code in {fault.code for fault in table.faults}
    assert all(fault.text("zh") and fault.text("en") for fault in table.faults)


def test_nan_and_lone_surrogates_stay_text() -> None:
    """What is no number is judged so where it stands; what no record can hold is spelled out."""
    table = read_json(b'[{"target":"1.a","value":NaN,"remark":"\\ud800"}]', "a.json")

    assert ("NaN", "\\ud800") == (table.rows[0].value, table.rows[0].remark)


def test_limits_are_named() -> None:
    """Rows, columns and cells have limits."""
    rows = json.dumps([{"target": "1.a", "value": "2"}] * 3).encode()

    assert ["table_rows_many"] == [f.code for f in read_json(rows, "a.json", limits=Limits(rows=2)).faults]
    assert ["table_columns_many"] == [f.code for f in read_json(rows, "a.json", limits=Limits(columns=1)).faults]
    assert "table_cell_long" in {f.code for f in read_json(rows, "a.json", limits=Limits(cell=2)).faults}
    assert ["file_large"] == [f.code for f in read_json(rows, "a.json", limits=Limits(bytes=9)).faults]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["target", "value", "rows", "x"]), inner)
        ),
    )
)
def test_any_json_ends_in_rows_or_faults(value: object) -> None:
    """Whatever the document holds, the answer is a table."""
    table = read_json(json.dumps(value).encode(), "a.json")

    assert all(fault.text("zh") for fault in table.faults)
    assert not (table.rows and "table_header_missing" in {fault.code for fault in table.faults})
