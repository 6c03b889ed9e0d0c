"""What does not fit the schema of a TOML file, as a sentence: the key, what was read, what is expected."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from verifier.errors import CatalogueError
from verifier.wording import Reason

__all__ = ["fault_parts", "schema_fault"]

_EXPECTED: Final = {
    "missing": "schema_expected_key",
    "extra_forbidden": "schema_expected_no_key",
    "string_type": "schema_expected_text",
    "string_too_short": "schema_expected_not_blank",
    "string_too_long": "schema_expected_at_most_characters",
    "string_pattern_mismatch": "schema_expected_form",
    "int_type": "schema_expected_integer",
    "greater_than_equal": "schema_expected_at_least",
    "less_than_equal": "schema_expected_at_most",
    "bool_type": "schema_expected_flag",
    "literal_error": "schema_expected_one_of",
    "list_type": "schema_expected_list",
    "too_short": "schema_expected_entries",
    "dict_type": "schema_expected_table",
    "model_type": "schema_expected_table",
    "model_attributes_type": "schema_expected_table",
    "date_type": "schema_expected_date",
    "value_error": "schema_expected_date",
}
_BOUNDS: Final = ("min_length", "max_length", "pattern", "ge", "le", "expected")


def schema_fault(file: str, failure: ValidationError) -> CatalogueError:
    """The first key of a file that does not fit its schema, and how many there are.

    Args:
        file: The file's name.
        failure: What was found when the file was held against the schema.
    """
    return CatalogueError("catalogue_key_wrong", file=file, **fault_parts(failure))


def fault_parts(failure: ValidationError) -> dict[str, object]:
    """What a sentence about a file that does not fit its schema names: `key`, `read`, `expected` and `count`.

    Args:
        failure: What was found when the file was held against the schema.
    """
    first = failure.errors(include_url=False)[0]
    key = ".".join(str(step) for step in first["loc"])
    return {"key": key, "read": _read(first), "expected": _expected(first), "count": failure.error_count()}


def _expected(fault: ErrorDetails) -> Reason:
    context = fault.get("ctx", {})
    bound = next((str(context[name]) for name in _BOUNDS if name in context), "")
    if fault["type"] == "literal_error":
        # The library writes 'a', 'b' or 'c'; TOML wants double quotes, and the sentence may be Chinese.
        bound = bound.replace(" or ", ", ").replace("'", '"')
    return Reason.of(_EXPECTED.get(fault["type"], "schema_expected_otherwise"), bound=bound)


def _read(fault: ErrorDetails) -> Reason | str:
    """What stands in the file: a value as TOML writes it, or the kind of thing that stands there."""
    found = fault["input"]
    if fault["type"] == "missing":
        return Reason.of("schema_read_nothing")
    match found:
        case str():
            return f'"{found}"'
        case bool():
            return str(found).lower()
        case date():
            return found.isoformat()
        case dict():
            return Reason.of("schema_read_table")
        case list():
            return Reason.of("schema_read_list")
        case _:
            return str(found)
