"""What does not fit a schema, said in the program's own words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from verifier.catalogue.schema_fault import schema_fault
from verifier.errors import CatalogueError


class _Inner(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    zh: str


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    word: Annotated[str, Field(min_length=1, max_length=3, pattern="^[a-z]*$")] = "a"
    kind: Literal["one", "two", "three"] = "one"
    count: Annotated[int, Field(ge=1, le=9)] = 1
    flag: bool = False
    names: list[str] = []
    inner: _Inner = _Inner(zh="x")
    table: dict[str, str] = {}
    day: date = date(2026, 1, 1)
    share: float = 0.5


def _fault(**found: object) -> CatalogueError:
    with pytest.raises(ValidationError) as caught:
        _Model.model_validate(found)
    return schema_fault("c.toml", caught.value)


@pytest.mark.parametrize(
    ("key", "found", "read", "expected"),
    [
        ("word", 0.1, "0.1", "a text in double quotes"),
        ("word", "", '""', "a text that is not blank"),
        ("word", "abcd", '"abcd"', "a text of at most 3 characters"),
        ("word", "A", '"A"', "a text of the form ^[a-z]*$"),
        ("kind", "four", '"four"', 'one of "one", "two", "three"'),
        ("count", "3", '"3"', "an integer"),
        ("count", 0, "0", "an integer of at least 1"),
        ("count", 10, "10", "an integer of at most 9"),
        ("flag", "yes", '"yes"', "true or false"),
        ("names", True, "true", "a list"),
        ("inner", "js2023", '"js2023"', "a table { key = value }"),
        ("table", ["a"], "a list", "a table { key = value }"),
        ("day", 20260101, "20260101", "a date such as 2026-12-31"),
        ("word", datetime(2026, 1, 1), "2026-01-01T00:00:00", "a text in double quotes"),  # noqa: DTZ001 -- TOML's local time
        ("names", {}, "a table of keys", "a list"),
        ("share", "x", '"x"', "a value that the schema describes"),
        ("surprise", 1, "1", "no such key"),
    ],
)
def test_what_was_read_and_what_is_expected(key: str, found: object, read: str, expected: str) -> None:
    """The sentence names the key, what stands there and what should, as TOML writes it."""
    sentence = _fault(**{key: found}).text("en")

    assert f"c.toml: the key {key} is {read}; expected is {expected}" in sentence


def test_a_key_that_is_missing_is_absent() -> None:
    """A key within a table is named by its path, and nothing was read."""
    fault = _fault(inner={})

    assert "the key inner.zh is absent; expected is this key" in fault.text("en")
    assert "inner.zh 读到的是 空缺；要求：写明此键" in fault.text("zh")


def test_all_faults_are_counted_and_the_first_is_told() -> None:
    """Of several faults the first is told, and how many there are."""
    fault = _fault(count=0, flag="yes")

    assert "the key count" in fault.text("en")
    assert "Faults: 2" in fault.text("en")


def test_hostile_text_is_clipped() -> None:
    """A value of a megabyte makes no sentence of a megabyte."""
    assert len(_fault(kind="x" * 1_000_000).text("en")) < 500
