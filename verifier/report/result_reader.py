"""From the result object to what a report shows.

A report renders from the result alone; nulls, absent fields and members of another type read as nothing, so that
a record of a later minor version can still be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from verifier.measurement.evidence import names_in
from verifier.report.figures import readable
from verifier.report.statistic_words import statistic_words
from verifier.report.verdict_words import SIGNS
from verifier.report.view import RatifyView, ReadingView, ResultView, RowCounts, RowView, SourceView, TargetView
from verifier.report.visible_text import visible
from verifier.wording import Language, messages, words

__all__ = ["Fields", "read_result"]

_TOO_MANY = 2**63
_DEFAULT_RULE = "full-value"
_CELLS = ("x", "y", "wafer", "date", "lab", "line", "n", "accreditation", "page", "instrument", "calibrated_until")
_STAGES = {"中期检查": "report_stage_midterm", "验收": "report_stage_acceptance"}

Fields: TypeAlias = Mapping[str, object]


def read_result(result: Fields, lang: Language) -> ResultView:
    """The result object (`dabiao/result/v1`) read for showing.

    Args:
        result: The object as JSON gives it; `waivers` beside its members are those of the record that seals it.
        lang: Language of names, reasons and labels.
    """
    guide, rule = _fields(result, "guide"), _fields(result, "rule")
    around = _Around(
        {_text(item, "file"): _text(item, "sha256") for item in _items(result, "sources")},
        {source.file: source for item in _items(result, "evidence_files") for source in [_document(item, lang)]},
        tuple(_items(result, "waivers")),
    )
    targets = tuple(_target(item, around, lang) for item in _items(result, "targets"))
    period = _fields(result, "period")
    contract = _fields(result, "contract")
    stage = _text(result, "stage")
    rule_id = _text(rule, "id") or _DEFAULT_RULE
    return ResultView(
        lang=lang,
        project=_text(result, "project"),
        project_name=_named(result, "project_name", lang),
        guide_id=_text(guide, "id"),
        guide_name=_named(guide, "name", lang),
        guide_digest=_text(guide, "digest"),
        contract=_text(contract, "id") or _text(result, "contract"),
        contractor=_text(result, "contractor"),
        period=words("report_period", lang, start=_text(period, "start"), end=_text(period, "end")) if period else "",
        stage=words(_STAGES[stage], lang) if stage in _STAGES else stage,
        as_of=_text(result, "as_of"),
        rule=_rule_name(rule_id, rule, lang),
        rule_argument=":".join([rule_id, *list(_pairs(_fields(rule, "parameters")).values())[:1]]),
        rule_is_default=rule_id == _DEFAULT_RULE,
        counts=_counts(_fields(result, "summary"), targets),
        ratify=tuple(
            RatifyView(_text(item, "target"), _text(item, "kind"), _sentence(item, lang))
            for item in _items(result, "ratify")
        ),
        ignored=tuple(_sentence(item, lang) for item in _items(result, "ignored")),
        sources=tuple(_source(item, lang) for item in _items(result, "sources")),
        targets=targets,
        policy=_sentence(_fields(result, "policy"), lang),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands beside the targets and is shown with them: digests of files by name, and waivers."""

    digests: Mapping[str, str]
    documents: Mapping[str, SourceView]
    waivers: tuple[Fields, ...]


def _target(item: Fields, around: _Around, lang: Language) -> TargetView:
    reading, rule, risk = (_fields(item, name) for name in ("reading", "rule", "risk"))
    unit = _text(item, "unit")
    rows = tuple(_row(row, around, lang) for row in _items(item, "rows"))
    milestones = tuple((_text(one, "date"), _text(one, "predicate")) for one in _items(item, "milestones"))
    return TargetView(
        id=_text(item, "id"),
        name=_named(item, "name", lang) or _text(item, "id"),
        figure=_text(item, "figure"),
        key=item.get("key") is True,
        verdict=_verdict(item) or "not_evaluable",
        by_panel=item.get("decided_by") == "panel",
        predicate=_text(item, "predicate"),
        reading=ReadingView(
            _text(reading, "id"),
            _text(reading, "ratified_by"),
            *(_texts(reading, name) for name in ("flips", "holds", "untested")),
        ),
        statistic=statistic_words(_text(item, "statistic"), lang),
        value=_text(item, "value"),
        unit=unit,
        limit=_text(item, "limit"),
        limit_decimal=_text(item, "limit_decimal"),
        margin=_text(item, "margin"),
        margin_exact=item.get("margin_exact") is not False,
        probability=_text(item, "probability"),
        uncertainty=(_text(_fields(item, "uncertainty"), "U"), _text(_fields(item, "uncertainty"), "k")),
        not_stated=_conditions_named(item, "conditions_not_stated", lang),
        evidence=_named(item, "evidence", lang),
        reasons=tuple(_sentence(reason, lang) for reason in _items(item, "reasons")),
        rows=rows,
        counts=_row_counts(_fields(item, "tally"), rows),
        kind=_text(item, "kind"),
        standing=_text(item, "contract"),
        rule=_rule_name(_text(rule, "id"), rule, lang) if rule else "",
        false_acceptance=_text(risk, "probability") if risk.get("kind") == "false_accept" else "",
        baseline=_text(item, "baseline"),
        milestones=milestones,
        waivers=tuple(_waiver(one, lang) for one in around.waivers if one.get("target") == item.get("id")),
    )


def _row_counts(tally: Fields, rows: Iterable[RowView]) -> RowCounts:
    """The counts of all rows as a run by columns states them, else those of the rows that are listed."""
    if tally:
        verdicts = _fields(tally, "verdicts")
        counted = {verdict: _whole(verdicts.get(verdict)) or 0 for verdict in SIGNS}
        return RowCounts(counted, _whole(tally.get("inputs")) or 0, _whole(tally.get("excluded")) or 0)
    labels = Counter("excluded" if row.excluded else "input" if row.role == "input" else row.label for row in rows)
    inputs, excluded = labels.pop("input", 0), labels.pop("excluded", 0)
    return RowCounts(labels, inputs, excluded)


def _waiver(item: Fields, lang: Language) -> str:
    """A waiver or a deviation in one line: whether it applies, whose it is, why."""
    codes = {name: f"waiver_{name}_{_text(item, name)}" for name in ("kind", "state")}
    said = {name: words(code, lang) if code in messages() else _text(item, name) for name, code in codes.items()}
    days = {name: _text(item, key) or "-" for name, key in (("start", "from"), ("until", "until"))}
    people = {name: _text(item, name) for name in ("approver", "justification")}
    return words("show_waiver", lang, **said, **days, **people).strip()


def _row(item: Fields, around: _Around, lang: Language) -> RowView:
    role, exclusion = _text(item, "role"), item.get("excluded")
    line, file, stem = item.get("line"), _text(item, "file"), _text(item, "from")
    code = "report_place" if isinstance(line, int) else "report_place_cell"
    value, unit = readable(_text(item, "value")), _text(item, "unit")
    page, uncertainty, k = _text(item, "page"), _text(item, "uncertainty"), _text(item, "k")
    source = (_text(item, "lab"), _text(item, "report"), page and words("report_page", lang, page=page))
    evidence, report = _text(item, "evidence"), _text(item, "report")
    named = (*names_in(evidence), *names_in(report, report=True)) if around.documents else ()
    reasons = tuple(_items(item, "reasons"))
    return RowView(
        place=words(code, lang, file=file, line=_text(item, "line")) if file else "",
        role=role,
        verdict=_verdict(item),
        text=_text(item, "text"),
        value=f"{value} {unit}".strip() if value else "",
        conditions=_conditions(item, lang),
        reasons=tuple(_sentence(reason, lang) for reason in reasons),
        excluded=role == "excluded" or (exclusion is not None and exclusion is not False and exclusion != ""),
        exclusion=visible(exclusion) if isinstance(exclusion, str) else "",
        uncertainty=words("report_k", lang, uncertainty=uncertainty, k=k) if uncertainty and k else uncertainty,
        method=" ".join(part for part in (_text(item, "method"), _text(item, "instrument")) if part),
        source=" / ".join(part for part in (*source, _text(item, "accreditation")) if part),
        origin=words("report_from", lang, stem=stem) if stem else "",
        number=_text(item, "value"),
        unit=unit,
        expanded=uncertainty,
        factor=k,
        report=report,
        file=file,
        evidence=evidence,
        reason_code=_text(reasons[0], "code") if reasons else "",
        sha256=around.digests.get(file, ""),
        documents=tuple(around.documents[name] for name in named if name in around.documents),
        **{name: _text(item, name) for name in _CELLS},
    )


def _conditions(item: Fields, lang: Language) -> str:
    pairs = _pairs(_fields(item, "conditions"))
    if pairs:
        return words("report_list_separator", lang).join(f"{name} = {value}" for name, value in pairs.items())
    return _text(item, "conditions")


def _source(item: Fields, lang: Language) -> SourceView:
    parts = {name: _text(item, name) or words("report_absent", lang) for name in ("file", "bytes", "encoding")}
    return SourceView(words("report_source", lang, **parts), _text(item, "sha256"), _text(item, "file"))


def _document(item: Fields, lang: Language) -> SourceView:
    """One evidence file with its digest, and what is wrong with it."""
    file, state = _text(item, "file"), _text(item, "state")
    code = f"report_evidence_{state}"
    wrong = words(code, lang, file=file) if code in messages() else file
    return SourceView(wrong, _text(item, "sha256"), file)


def _counts(summary: Fields, targets: tuple[TargetView, ...]) -> dict[str, int]:
    if summary:
        return {verdict: _whole(summary.get(verdict)) or 0 for verdict in SIGNS}
    return {verdict: sum(target.verdict == verdict for target in targets) for verdict in SIGNS}


def _rule_name(rule_id: str, rule: Fields, lang: Language) -> str:
    code = f"report_rule_{rule_id.replace('-', '_')}"
    name = words(code, lang) if code in messages() else rule_id
    parameters = [f"{key} = {value}" for key, value in _pairs(_fields(rule, "parameters")).items()]
    return " · ".join(part for part in (name, *parameters, _text(rule, "edition")) if part)


def _verdict(item: Fields) -> str:
    verdict = item.get("verdict")
    return verdict if isinstance(verdict, str) and verdict in SIGNS else ""


def _sentence(item: Fields, lang: Language) -> str:
    return _text(item, lang) or _text(item, "en") or _text(item, "zh") or _text(item, "code")


def _named(item: Fields, name: str, lang: Language) -> str:
    value = _fields(item, name)
    return _sentence(value, lang) if value else _text(item, name)


def _text(item: Fields, name: str) -> str:
    value = item.get(name)
    if isinstance(value, str):
        return visible(value)
    whole = _whole(value)
    return "" if whole is None else str(whole)


def _whole(value: object) -> int | None:
    """A count or a line number; a larger integer than a file can have is none, and would not print."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _TOO_MANY:
        return value
    return None


def _texts(item: Fields, name: str) -> tuple[str, ...]:
    value = item.get(name)
    return tuple(visible(text) for text in value if isinstance(text, str)) if isinstance(value, list | tuple) else ()


def _fields(item: Fields, name: str) -> Fields:
    value = item.get(name)
    return value if isinstance(value, Mapping) else {}


def _items(item: Fields, name: str) -> Iterator[Fields]:
    value = item.get(name)
    if isinstance(value, list | tuple):
        yield from (member for member in value if isinstance(member, Mapping))


def _conditions_named(item: Fields, name: str, lang: Language) -> tuple[str, ...]:
    """Conditions by key and name; a bare key is read as well."""
    named = (
        " ".join(part for part in (_text(member, "key"), _sentence(member, lang)) if part)
        for member in _items(item, name)
    )
    return (*_texts(item, name), *named)


def _pairs(item: Fields) -> dict[str, str]:
    return {visible(str(name)): _text(item, name) for name in item}
