"""The catalogue as text for a terminal: a list, or one target in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from verifier.report.cell_lines import wrapped
from verifier.wording import Language, words

__all__ = ["render_catalogue"]

Fields = dict[str, Any]

_WIDTH: Final = 80


def render_catalogue(found: Fields, lang: Language) -> str:
    """What `browse` found: one target in full where it is one, else a line or two each, by project."""
    targets = found["targets"]
    lines = list(_full(targets[0], lang)) if len(targets) == 1 else list(_list(found, lang))
    return "\n".join(lines) + "\n"


def _list(found: Fields, lang: Language) -> Iterator[str]:
    for project in found["projects"]:
        yield f"{project['code']}  {project['name'][lang]}"
        for target in found["targets"]:
            if target["project"] == project["code"]:
                yield from _folded(f"  {target['id']}  {target['name'][lang]}", 4)
                yield from _folded(f"      {target['predicate']}", 8)
        yield ""
    yield words("catalogue_count", lang, targets=len(found["targets"]), projects=len(found["projects"]))


def _folded(text: str, indent: int) -> Iterator[str]:
    first, *rest = wrapped(text.strip(), _WIDTH - indent)
    yield " " * (len(text) - len(text.lstrip())) + first
    for line in rest:
        yield " " * indent + line


def _full(target: Fields, lang: Language) -> Iterator[str]:
    yield f"{target['id']}  {target['name'][lang]}"
    for label, value in (
        ("figure", target["figure"]),
        ("predicate", target["predicate"]),
        ("dimension", target["dimension"] and target["dimension"][lang]),
        ("statistic", target["statistic"]),
        ("rule", target["rule"]),
        ("rounding", target["rounding"]),
        ("stem", target["stem"]),
        ("period", words("catalogue_yes", lang) if target["time_bound"] else None),
        ("sample", target["sample"] and target["sample"][lang]),
        ("evidence", target["evidence"][lang]),
        ("issuer", target["issuer"][lang]),
        ("note", target["note"] and target["note"][lang]),
    ):
        if value:
            yield from _labelled(words(f"catalogue_{label}", lang), str(value))
    yield from _conditions(target, lang)
    yield from _readings(target, lang)
    for standard in target["standards"]:
        mark = "" if standard["verified"] else words("catalogue_unverified", lang)
        yield from _labelled(words("catalogue_standard", lang), standard["id"] + mark)


def _labelled(label: str, value: str) -> Iterator[str]:
    first, *rest = wrapped(f"{label}{value}", _WIDTH - 4)
    yield f"  {first}"
    for line in rest:
        yield f"    {line}"


def _conditions(target: Fields, lang: Language) -> Iterator[str]:
    for condition in target["conditions"]:
        agreed = words("catalogue_any", lang) if condition["form"] == "stated" else condition["agreed"]
        label = words(f"catalogue_{condition['need']}", lang)
        yield from _labelled(label, f"{condition['key']} ({condition['name'][lang]}): {agreed}")


def _readings(target: Fields, lang: Language) -> Iterator[str]:
    for reading in target["readings"]:
        label = words("catalogue_reading_default" if reading["default"] else "catalogue_reading", lang)
        predicate = f" [{reading['predicate']}]" if reading["predicate"] else ""
        yield from _labelled(label, f"{reading['id']}: {reading['text'][lang]}{predicate}")
