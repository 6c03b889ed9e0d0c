"""The statement: its schema, its canonical form, and every committed record against the published schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from verifier.errors import RecordError
from verifier.record.bundle import unpack_bundle
from verifier.record.canonical import canonical
from verifier.record.statement import (
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    read_statement,
    record_schema,
    write_statement,
)

_ROOT = Path(__file__).parents[2]
_SCHEMA = _ROOT / "docs" / "schema" / "record-v1.json"
_BUNDLES = sorted((_ROOT / "tests" / "vectors" / "records").glob("v*/*.zip"))
_PAYLOADS = [unpack_bundle(path.read_bytes()).envelope.payload for path in _BUNDLES]


def _document() -> dict[str, Any]:
    document = json.loads(_PAYLOADS[-1])
    assert isinstance(document, dict)
    return document


def _code(change: Callable[[dict[str, Any]], object]) -> str:
    document = _document()
    change(document)
    with pytest.raises(RecordError) as refusal:
        read_statement(canonical(document))
    return refusal.value.code


def test_the_published_schema_is_generated() -> None:
    """The schema in the documents is the one that the code gives."""
    assert record_schema() == json.loads(_SCHEMA.read_text(encoding="utf-8"))


@pytest.mark.parametrize("payload", _PAYLOADS, ids=[path.name for path in _BUNDLES])
def test_committed_records_follow_the_schema(payload: bytes) -> None:
    """Another program finds every committed record valid under the published schema."""
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.Draft202012Validator(schema).validate(json.loads(payload))


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    """A record with an unknown member of the predicate fails under both."""
    document = _document()
    document["predicate"]["extra"] = 1

    errors = list(jsonschema.Draft202012Validator(record_schema()).iter_errors(document))

    assert errors
    assert "statement_form" == _code(lambda d: d["predicate"].update(extra=1))


@pytest.mark.parametrize("payload", _PAYLOADS, ids=[path.name for path in _BUNDLES])
def test_a_statement_reads_back(payload: bytes) -> None:
    """A record that was read is written as the same bytes."""
    assert payload == write_statement(read_statement(payload))


def test_the_types() -> None:
    """The statement is in-toto's, the predicate's type is ours with its major version."""
    document = _document()

    assert STATEMENT_TYPE == document["_type"] == "https://in-toto.io/Statement/v1"
    assert PREDICATE_TYPE == document["predicateType"] == "urn:dabiao:record:v1"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.update(predicateType="urn:dabiao:record:v2"), "statement_type"),
        (lambda d: d.update(_type="https://in-toto.io/Statement/v0.1"), "statement_form"),
        (lambda d: d.update(subject=[]), "statement_form"),
        (lambda d: d.update(subject=d["subject"][::-1]), "statement_files"),
        (lambda d: d.update(subject=d["subject"][:1] * 2), "statement_files"),
        (lambda d: d["subject"][0]["digest"].update(sha512="00"), "statement_form"),
        (lambda d: d["predicate"]["waivers"][0].update(state="expired"), "statement_waivers"),
        (lambda d: d["predicate"]["waivers"][0].update(until="2026-02-30"), "statement_form"),
        (lambda d: d["predicate"]["arguments"].update(as_of="2026-11-21"), "statement_arguments"),
        (lambda d: d["predicate"]["arguments"].update(project="1001"), "statement_arguments"),
        (lambda d: d["predicate"]["arguments"].update(named=["../a.csv"]), "statement_arguments"),
        (lambda d: d["predicate"]["result"].update(schema="dabiao/result/v2"), "statement_form"),
        (lambda d: d["predicate"]["result"]["targets"][0].update(verdict="passed"), "statement_form"),
        (lambda d: d["predicate"]["result"]["summary"].update({"pass": -1}), "statement_form"),
        (lambda d: d["predicate"].update(contract={"name": "x", "digest": {"sha256": "0" * 64}}), "statement_files"),
        (lambda d: d["predicate"].pop("program"), "statement_form"),
        (lambda d: d["predicate"]["evaluation"].update(sealed_at="2026-11-22 12:00"), "statement_form"),
    ],
    ids=map(str, range(17)),
)
def test_another_form_is_refused(change: Callable[[dict[str, Any]], object], code: str) -> None:
    """Unknown versions, contradictions and members of another form are refused by name."""
    assert code == _code(change)


def test_members_may_join_the_result() -> None:
    """The result may grow within its version: a further member is kept, and is part of what is compared."""
    document = _document()
    document["predicate"]["result"]["later"] = "1"

    record = read_statement(canonical(document))

    assert "1" == record.result["later"]
    assert canonical(document) == write_statement(record)


@pytest.mark.parametrize("payload", [b"", b"[]", b"1", b"{}", b'{"predicate":' * 100])
def test_what_is_no_statement(payload: bytes) -> None:
    """Other JSON is refused, never a traceback."""
    with pytest.raises(RecordError):
        read_statement(payload)
