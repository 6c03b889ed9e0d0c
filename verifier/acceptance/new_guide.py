"""A new guide to be filled in, and the JSON Schemas with which editors check it: `dabiao new-guide`."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from verifier.catalogue.contract_source import ContractSource
from verifier.catalogue.recorded import DefectsSource, IdsSource
from verifier.catalogue.schema import GuideSource, ProjectSource, StandardSource
from verifier.catalogue.table_source import ColumnsSource, RulesSource, TableSource
from verifier.errors import UsageError

__all__ = ["schema_texts", "write_guide", "write_schemas"]

_SCHEMAS: Final[dict[str, Any]] = {
    "columns": ColumnsSource,
    "contract": ContractSource,
    "defects": DefectsSource,
    "guide": GuideSource,
    "ids": IdsSource,
    "project": ProjectSource,
    "rules": RulesSource,
    "standards": dict[str, StandardSource],
    "table": TableSource,
}
_SCAFFOLD: Final = "verifier.catalogue"


def schema_texts() -> dict[str, str]:
    """The JSON Schema of each kind of file, by file name, made from the models that read it."""
    texts = {}
    for name, model in _SCHEMAS.items():
        schema = TypeAdapter(model).json_schema()
        document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        texts[f"{name}.schema.json"] = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return texts


def write_schemas(folder: Path) -> None:
    """Write the JSON Schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")


def write_guide(folder: Path) -> None:
    """Write a guide with three example targets into a new or empty folder; it loads and has no finding.

    Raises:
        UsageError: The folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("new_guide_not_empty", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    name = json.dumps(folder.resolve().name, ensure_ascii=False)
    for entry in sorted((files(_SCAFFOLD) / "scaffold").iterdir(), key=lambda found: found.name):
        if entry.name.endswith(".toml"):
            text = entry.read_text(encoding="utf-8").replace('"@ID@"', name)
            (folder / entry.name).write_text(text, encoding="utf-8")
    write_schemas(folder / "schema")
