"""A record's bundle as RO-Crate metadata, for research data repositories; derived, never the truth."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from verifier.record.bundle import SUBMISSION, Bundle
from verifier.record.canonical import sha256_hex

__all__ = ["rocrate_metadata"]

_CRATE: Final = "https://w3id.org/ro/crate/1.1"
_METADATA: Final = "ro-crate-metadata.json"


def rocrate_metadata(bundle: Bundle) -> bytes:
    """The metadata file of a crate that has the bundle's folder as its root.

    Source:
        RO-Crate Metadata Specification 1.1.3 (2023); SHA-256 as in its term `sha256` of schema.org.
    """
    record = bundle.record
    sealed_at = record.evaluation["sealed_at"]
    files = [_file(name, data) for name, data in sorted(bundle.files.items())]
    parts = [{"@id": file["@id"]} for file in files]
    graph = [
        {
            "@id": _METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _CRATE},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": record.id,
            "description": f"Sealed judgement of project {record.result['project']} as of {record.result['as_of']}",
            "datePublished": sealed_at,
            "license": "The rights in the submission stay with its contractor.",
            "identifier": record.result_digest,
            "hasPart": [*parts, {"@id": "record.dsse.json"}],
            "mentions": {"@id": "#judgement"},
        },
        *files,
        {
            "@id": "record.dsse.json",
            "@type": "File",
            "name": "signed record",
            "encodingFormat": "application/json",
        },
        {
            "@id": "#judgement",
            "@type": "CreateAction",
            "name": f"judgement as of {record.result['as_of']}",
            "endTime": sealed_at,
            "instrument": {"@id": "#dabiao"},
            "object": [part for part in parts if part["@id"].startswith(f"data/{SUBMISSION}")],
            "result": {"@id": "record.dsse.json"},
        },
        {
            "@id": "#dabiao",
            "@type": "SoftwareApplication",
            "name": "dabiao",
            "version": record.program.version,
            "identifier": record.program.digest,
        },
    ]
    document = {"@context": f"{_CRATE}/context", "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def _file(name: str, data: bytes) -> dict[str, Any]:
    return {
        "@id": quote(f"data/{name}"),
        "@type": "File",
        "name": name,
        "contentSize": str(len(data)),
        "sha256": sha256_hex(data),
    }
