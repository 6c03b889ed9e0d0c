"""What is wrong or missing in the words of a catalogue: figures, translations, evidence, ids, known defects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from verifier.acceptance.lint_finding import LintFinding, Weight
from verifier.catalogue.bilingual import Words
from verifier.catalogue.predicate import Comparison, parts_of
from verifier.catalogue.recorded import Defect
from verifier.catalogue.target import Kind, Target
from verifier.catalogue.written import limit_text
from verifier.errors import UnitError, VerifierError
from verifier.quantity.number import format_exact, read_number
from verifier.quantity.units import Unit, read_unit
from verifier.wording import Reason

__all__ = ["defect_findings", "id_findings", "text_findings"]

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_LETTERS: Final = re.compile(r"[A-Za-z]")
_PRINTED: Final = re.compile(r"\s*([-−]?[\d.,]+\s*[K万亿]?)\s*(.*?)\s*(?:及?以上)?\s*$")
_COMPARED: Final = re.compile(r"^\s*[≤≥<>]=?\s*")
# They publish standards and test methods; neither issues certificates, so none can be filed.
_NO_CERTIFICATES: Final = re.compile(
    r"(JEDEC|AEC|IPC|SEMI)[^,，;；。.]{0,12}?(certificate|证书)|(certificate|证书)[^,，;；。.]{0,12}?(JEDEC|AEC|IPC|SEMI)"
)


def text_findings(target: Target) -> Iterator[LintFinding]:
    """Figures that do not fit the predicate, words in one language only, evidence that nobody can file."""
    for reason in (*_figure(target), *_translations(target)):
        yield LintFinding(Weight.WARNING, target.id, reason)
    evidence = " ".join(side for said in (target.evidence, target.issuer) for side in (said.zh, said.en))
    impossible = _NO_CERTIFICATES.search(evidence)
    if impossible is not None:
        yield LintFinding(Weight.ERROR, target.id, Reason.of("lint_evidence_impossible", evidence=impossible.group()))
    if target.kind is Kind.REPORT and _has_number(target):
        reason = Reason.of("lint_evidence_kind", kind=target.kind.value, predicate=target.statement.text)
        yield LintFinding(Weight.ERROR, target.id, reason)


def _has_number(target: Target) -> bool:
    return any(isinstance(part, Comparison) for part in parts_of(target.statement.predicate))


def _what_it_does(target: Target) -> Words | str:
    """What the target does about a doubt: its note, else what its default reading says."""
    reading = next((reading.text for reading in target.readings if reading.default), None)
    return target.note or reading or "-"


def _figure(target: Target) -> Iterator[Reason]:
    """The printed figure against the predicate: another kind of quantity, another number, a tolerance on a limit."""
    printed = target.figure
    does = _what_it_does(target)
    if "±" in printed and _COMPARED.match(printed):
        yield Reason.of("lint_figure_tolerance", figure=printed, does=does)
    found = _PRINTED.match(_COMPARED.sub("", printed.partition("@")[0]))
    unit = target.statement.unit
    if unit is None or found is None or found[2][:1] in {"", "/", "~", "±"}:
        # A figure in words, or one of two numbers, is no number to hold against the limit.
        return
    try:
        value, read = read_number(found[1]).value, _unit(found[2], unit)
        limit = limit_text(target.statement.predicate, {}, unit)
    except VerifierError:
        return
    if read.dimension != unit.dimension:
        parts = {"printed": read.dimension.reason(), "judged": unit.dimension.reason()}
        yield Reason.of("lint_figure_dimension", figure=printed, predicate=target.statement.text, does=does, **parts)
    elif isinstance(target.statement.predicate, Comparison) and format_exact(read.to(value, unit)) != limit:
        yield Reason.of("lint_figure_number", figure=printed, limit=limit, unit=unit.symbol, does=does)


def _unit(text: str, expected: Unit) -> Unit:
    """The unit that is printed, read as the one that is judged where it can be."""
    try:
        return read_unit(text, expected=expected)
    except UnitError:
        return read_unit(text)


def _translations(target: Target) -> Iterator[Reason]:
    said = [("name", target.name), ("evidence", target.evidence), ("issuer", target.issuer)]
    said += [(key, words) for key, words in (("sample", target.sample), ("note", target.note)) if words is not None]
    said += [(f"reading.{reading.id}.text", reading.text) for reading in target.readings]
    said += [(f"reading.{reading.id}.why", reading.why) for reading in target.readings]
    said += [(f"condition.{condition.key}", condition.name) for condition in target.conditions]
    for key, words in said:
        is_same = words.zh == words.en and len(words.zh) > 1 and _CHINESE.search(words.zh)
        if is_same or (_LETTERS.search(words.en) is None and _CHINESE.search(words.en)):
            yield Reason.of("lint_translation", key=key, read=words.en)


def id_findings(given_out: Sequence[str] | None, present: Sequence[str]) -> Iterator[LintFinding]:
    """Ids that moved: one that was given out and is gone is an error, a new one has to be recorded.

    Args:
        given_out: The recorded ids, None where none are recorded.
        present: The ids of all targets.
    """
    if given_out is None:
        return
    for name in given_out:
        if name not in present:
            yield LintFinding(Weight.ERROR, name, Reason.of("lint_id_gone", target=name))
    for name in present:
        if name not in given_out:
            yield LintFinding(Weight.WARNING, name, Reason.of("lint_id_new", target=name))


def defect_findings(defects: Sequence[Defect], targets: Sequence[Target]) -> Iterator[LintFinding]:
    """The known defects of the printed guide, with what each target does about them.

    A defect whose target is gone, or does nothing about it, is an error.
    """
    known = {target.id: target for target in targets}
    for defect in defects:
        for name in defect.targets:
            target = known.get(name)
            if target is None:
                yield LintFinding(Weight.ERROR, name, Reason.of("lint_defect_target", defect=defect.id, target=name))
                continue
            does = _what_it_does(target)
            if does == "-":
                yield LintFinding(Weight.ERROR, name, Reason.of("lint_defect_open", printed=defect.printed))
            parts = {"printed": defect.printed, "problem": defect.problem, "does": does}
            yield LintFinding(Weight.WARNING, name, Reason.of("lint_defect", **parts))
