"""Where two results differ: the first target and step, and every verdict that changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from verifier.record.canonical import canonical

__all__ = ["ChangedVerdict", "Difference", "changed_verdicts", "first_difference"]

_LONGEST: Final = 80
# The order in which a verdict comes about: what was asked, what was read, what it was compared with, what was said.
_STEPS: Final = ("predicate", "reading", "rule", "statistic", "rows", "value", "unit", "limit", "margin", "verdict")
_CAUSES: Final = ("schema", "as_of", "guide", "contract", "project", "period", "stage", "rule", "sources", "ignored")
_ROW_STEPS: Final = ("file", "line", "text", "value", "unit", "conditions", "role", "verdict")


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two results differ.

    Args:
        target: The target's id; "" where it lies before all targets or behind them.
        step: The member that differs, as a path of names and places.
        sealed: What the record says there, as JSON, shortened.
        present: What the re-run says there.
    """

    target: str
    step: str
    sealed: str
    present: str


@dataclass(frozen=True, slots=True)
class ChangedVerdict:
    """A target whose verdict is another now.

    Args:
        target: The target's id.
        sealed: The verdict of the record, "" where the record does not have the target.
        present: The verdict of the re-run, "" likewise.
        step: The first step of this target that differs.
        sealed_reasons: The reasons of the record, code -> sentence in each language.
        present_reasons: The reasons of the re-run.
    """

    target: str
    sealed: str
    present: str
    step: str
    sealed_reasons: tuple[Mapping[str, str], ...]
    present_reasons: tuple[Mapping[str, str], ...]


def first_difference(sealed: Mapping[str, Any], present: Mapping[str, Any]) -> Difference | None:
    """The first place where a re-run's result differs from the sealed one, None where their bytes are the same."""
    if canonical(sealed) == canonical(present):
        return None
    return next(_walk(sealed, present))


def changed_verdicts(sealed: Mapping[str, Any], present: Mapping[str, Any]) -> tuple[ChangedVerdict, ...]:
    """The targets whose verdict changed, each with the step that changed first and the reasons given then and now."""
    then, now = _targets(sealed), _targets(present)
    changed = []
    for name in [*then, *(name for name in now if name not in then)]:
        old, new = then.get(name, {}), now.get(name, {})
        if old.get("verdict") != new.get("verdict"):
            step = next((place for place, _, _ in _differing(old, new, "", _STEPS)), "")
            verdicts = (str(old.get("verdict", "")), str(new.get("verdict", "")))
            changed.append(ChangedVerdict(name, *verdicts, step, _reasons(old), _reasons(new)))
    return tuple(changed)


def _walk(sealed: Mapping[str, Any], present: Mapping[str, Any]) -> Iterator[Difference]:
    """All differences: the causes that stand before the targets, the targets, then the rest."""
    rest = sorted({*sealed, *present} - {*_CAUSES})
    yield from _outside(_CAUSES, sealed, present)
    yield from _target_differences(_targets(sealed), _targets(present))
    yield from _outside(tuple(rest), sealed, present)


def _outside(names: tuple[str, ...], sealed: Mapping[str, Any], present: Mapping[str, Any]) -> Iterator[Difference]:
    for name in names:
        for step, old, new in _differing(sealed.get(name), present.get(name), name, ()):
            yield Difference("", step, _shown(old), _shown(new))


def _target_differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for name in [*then, *(name for name in now if name not in then)]:
        for step, old, new in _differing(then.get(name), now.get(name), "", _STEPS):
            yield Difference(name, step or "target", _shown(old), _shown(new))


def _differing(old: Any, new: Any, path: str, order: tuple[str, ...]) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 -- JSON
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        names = [*order, *sorted({*old, *new} - {*order})]
        for name in names:
            if name in old or name in new:
                place = f"{path}.{name}" if path else name
                if (name in old) != (name in new):
                    yield place, old.get(name), new.get(name)
                else:
                    yield from _differing(old[name], new[name], place, _ROW_STEPS if name == "rows" else ())
    elif isinstance(old, list) and isinstance(new, list):
        for index, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from _differing(one, other, f"{path}[{index}]", order)
        if len(old) != len(new):
            yield f"{path}[{min(len(old), len(new))}]", old[len(new) :], new[len(old) :]
    elif old != new or type(old) is not type(new):
        yield path, old, new


def _targets(result: Mapping[str, Any]) -> dict[str, Any]:
    return {target["id"]: target for target in result["targets"]}


def _reasons(target: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    return tuple(target.get("reasons", ()))


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
