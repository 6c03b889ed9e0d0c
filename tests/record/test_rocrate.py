"""RO-Crate metadata: a root, its files with their digests, and the action that made the record."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import unquote

from verifier.record.bundle import unpack_bundle
from verifier.record.rocrate import rocrate_metadata

_BUNDLE = unpack_bundle((Path(__file__).parents[1] / "vectors" / "records" / "v1" / "whole.zip").read_bytes())


def test_the_shape_of_a_crate() -> None:
    """The metadata descriptor is about the root, which lists every file (RO-Crate 1.1, root data entity)."""
    document = json.loads(rocrate_metadata(_BUNDLE))
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    root = entities[entities["ro-crate-metadata.json"]["about"]["@id"]]

    assert "https://w3id.org/ro/crate/1.1/context" == document["@context"]
    assert len(entities) == len(document["@graph"])
    assert {"name", "description", "datePublished", "license"} <= set(root)
    assert {part["@id"] for part in root["hasPart"]} == {i for i, e in entities.items() if e["@type"] == "File"}


def test_files_have_their_digests() -> None:
    """Each file of the bundle stands under its encoded path with its size and digest."""
    entities = json.loads(rocrate_metadata(_BUNDLE))["@graph"]
    files = {unquote(e["@id"]): e for e in entities if e["@id"].startswith("data/")}

    assert {f"data/{name}" for name in _BUNDLE.files} == set(files)
    assert [] == [
        name
        for name, data in _BUNDLE.files.items()
        if hashlib.sha256(data).hexdigest() != files[f"data/{name}"]["sha256"]
        or str(len(data)) != files[f"data/{name}"]["contentSize"]
    ]
    assert all(entity["@id"].isascii() for entity in entities)


def test_references_lead_somewhere() -> None:
    """Every reference inside the crate names an entity of the crate."""
    entities = json.loads(rocrate_metadata(_BUNDLE))["@graph"]
    known = {entity["@id"] for entity in entities}
    named = set()
    for entity in entities:
        for value in entity.values():
            parts = value if isinstance(value, list) else [value]
            named |= {part["@id"] for part in parts if isinstance(part, dict)}

    assert {"https://w3id.org/ro/crate/1.1"} == named - known
