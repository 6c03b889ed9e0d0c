"""`dabiao compare` and `dabiao new-guide`: contracts, and guides of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verifier.acceptance.compare import ComparedTarget, Relation, compare_contract
from verifier.acceptance.library import open_contract
from verifier.acceptance.new_guide import write_guide, write_schemas
from verifier.cli.face import DONE, NO, OPEN, command_options, language, print_json, say
from verifier.wording import words

__all__ = ["compare", "new_guide"]


@click.command()
@click.argument("contract", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--complete", is_flag=True, help="The contract has to name every target of the guide itself.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@command_options
def compare(contract: Path, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Compare a contract with its guide: exit 1 where a target is weaker or missing, 3 where people have to compare.

    Example: dabiao compare contract.toml
    """
    found = compare_contract(open_contract(contract, options["guide_path"]), complete=options["complete"])
    if options["as_json"]:
        print_json([_fields(target) for target in found])
    else:
        _show(found)
    bad, unclear = _counts(found)
    raise SystemExit(NO if bad else OPEN if unclear else DONE)


@click.command("new-guide")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--schemas-only", is_flag=True, help="Write the JSON Schemas for editors and nothing else.")
@command_options
def new_guide(folder: Path, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Begin a guide of one's own: a folder with example targets that load, and schemas for editors.

    Example: dabiao new-guide my-guides/zj2024
    """
    if options["schemas_only"]:
        write_schemas(folder)
    else:
        write_guide(folder)
    say(words("new_guide_written", language(), folder=folder))


def _counts(found: tuple[ComparedTarget, ...]) -> tuple[int, int]:
    bad = sum(target.relation in {Relation.WEAKER, Relation.MISSING} for target in found)
    return bad, sum(not target.relation.is_at_least_as_strict() for target in found) - bad


def _show(found: tuple[ComparedTarget, ...]) -> None:
    lang = language()
    for target in found:
        relation = words(f"compare_relation_{target.relation}", lang)
        parts = {"contract": target.contract or "-", "guide": target.guide or "-"}
        say(words("compare_line", lang, relation=relation, target=target.id, **parts))
        if target.let_through is not None:
            say(words("compare_let_through", lang, witness=target.let_through))
        for reason in target.reasons:
            say(f"    {reason.text(lang)}")
    bad, unclear = _counts(found)
    say(words("compare_count", lang, count=len(found), bad=bad, open=unclear))


def _fields(target: ComparedTarget) -> dict[str, Any]:
    return {
        "id": target.id,
        "key": target.key,
        "relation": target.relation.value,
        "contract": target.contract or None,
        "guide": target.guide or None,
        "let_through": None if target.let_through is None else dict(target.let_through.texts),
        "reasons": [{"code": r.code, "zh": r.text("zh"), "en": r.text("en")} for r in target.reasons],
    }
