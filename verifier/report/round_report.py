"""A round of applications as a report: rule by rule, group by group, and every deviation with its amount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifier.report.document import Block, Cell, Document, Facts, Paragraph, Section, Table
from verifier.report.visible_text import visible
from verifier.wording import Language, words

__all__ = ["MOST_FINDINGS", "WEIGHTS", "Finding", "findings_of", "round_document", "unread_groups"]

WEIGHTS = ("reject", "waiver", "ask", "not_evaluable", "expert", "warning", "pass")
"""What an outcome leads to, the heaviest first."""

MOST_FINDINGS = 1000
"""Findings that a page lists; a workbook lists all."""

_OPEN = ("not_evaluable", "expert")
_COLOURS = {
    "reject": "fail",
    "waiver": "undecided",
    "ask": "not_evaluable",
    "not_evaluable": "not_evaluable",
    "expert": "expert",
    "warning": "missing",
    "pass": "pass",
}
_MOST_LINES = 5

_Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One outcome that somebody has to look at.

    Args:
        outcome: What it leads to, see `WEIGHTS`.
        rule: The rule's id and name.
        place: The group or the application.
        excess: By how much, blank where there is no amount.
        lines: Where the rows stand.
        reasons: Why.
        groups: Names of the groups it concerns, by column.
    """

    outcome: str
    rule: str
    place: str
    excess: str
    lines: str
    reasons: str
    groups: Mapping[str, Sequence[str]]


def findings_of(result: _Fields, lang: Language) -> list[Finding]:
    """The findings of a round, the heaviest first, else in the order of the rules."""
    found = [_finding(item, lang) for item in result["findings"]]
    return sorted(found, key=lambda finding: WEIGHTS.index(finding.outcome))


def unread_groups(result: _Fields, lang: Language) -> Iterator[tuple[str, str, str]]:
    """Cells that could not be read: column, the applications, and why; those with one reason together."""
    found: dict[tuple[str, str], list[str]] = {}
    for cell in result["unread"]:
        column = visible(cell.get("name", {}).get(lang, cell["column"]))
        found.setdefault((column, visible(cell["reasons"][0][lang])), []).append(visible(cell["place"]))
    for (column, why), places in found.items():
        place = places[0] if len(places) == 1 else words("round_unread_rows", lang, place=places[0], count=len(places))
        yield column, place, why


def round_document(result: _Fields, lang: Language, most: int = MOST_FINDINGS) -> Document:
    """A round as a document.

    Args:
        result: The object `dabiao/round/v1`.
        lang: Language of every sentence.
        most: Findings listed at most; the others are counted.
    """
    findings = findings_of(result, lang)
    return Document(
        lang=lang,
        title=f"{words('round_title', lang)} {visible(result['catalogue']['id'])}",
        as_of="",
        footer=words("round_statement", lang),
        sections=(
            _overview(result, findings, lang),
            _found(findings, most, lang),
            *_by_group(result, findings, lang),
            _by_rule(result, lang),
            *_unread(result, lang),
        ),
    )


def _finding(item: _Fields, lang: Language) -> Finding:
    lines = [str(line) for line in item["lines"]]
    shown = ", ".join(lines[:_MOST_LINES])
    code = "round_lines" if len(lines) <= _MOST_LINES else "round_lines_more"
    return Finding(
        outcome=item["breach"] or item["verdict"],
        rule=f"{item['rule']} {item['name'][lang]}",
        place=visible(item["place"]),
        excess=visible(item["excess"] or ""),
        lines=words(code, lang, lines=shown, count=len(lines)),
        reasons=visible(" ".join(reason[lang] for reason in item["reasons"])),
        groups=item["groups"],
    )


def _overview(result: _Fields, findings: Sequence[Finding], lang: Language) -> Section:
    catalogue = result["catalogue"]
    counts = Counter(finding.outcome for finding in findings)
    said = {name: counts[name] for name in ("reject", "waiver", "ask", "warning")}
    waiting = {"open": counts["not_evaluable"], "people": counts["expert"]}
    total = words("round_total", lang, count=result["applications"], **said, **waiting)
    tone = "fail" if counts["reject"] else "undecided" if sum(counts[name] for name in WEIGHTS[1:5]) else "pass"
    facts = [(words("round_head_catalogue", lang), f"{catalogue['name'][lang]} {catalogue['digest']}")]
    facts += [
        (words("round_head_source", lang), f"{visible(source['file'])} sha256:{source['sha256']}")
        for source in result["sources"]
    ]
    blocks: tuple[Block, ...] = (
        Paragraph(total, tone),
        Facts(tuple(facts)),
        Paragraph(words("round_statement", lang), "quiet"),
    )
    return Section("overview", words("round_overview", lang), blocks)


def _found(findings: Sequence[Finding], most: int, lang: Language) -> Section:
    title = words("round_findings", lang)
    if not findings:
        return Section("findings", title, (Paragraph(words("round_findings_none", lang), "quiet"),))
    rows = tuple(
        (
            Cell(words(f"round_outcome_{finding.outcome}", lang), verdict=_COLOURS[finding.outcome]),
            Cell(finding.rule),
            Cell(finding.place or "—", finding.lines),
            Cell(finding.excess),
            Cell(finding.reasons),
        )
        for finding in findings[:most]
    )
    head = _heads(("outcome", "rule", "place", "excess", "reasons"), lang)
    blocks: list[Block] = [Table("", head, (4, 8, 6, 4, 14), rows, named_by=1)]
    if len(findings) > most:
        more = words("round_findings_more", lang, count=len(findings) - most)
        blocks.append(Paragraph(more, "quiet"))
    return Section("findings", title, tuple(blocks))


def _by_group(result: _Fields, findings: Sequence[Finding], lang: Language) -> Iterator[Section]:
    """For each column that rules group by: what concerns each of its groups."""
    for grouping in result["groups"]:
        column, sizes = grouping["column"], grouping["sizes"]
        counts: dict[str, Counter[str]] = {name: Counter() for name in sizes}
        rules: dict[str, dict[str, None]] = {name: {} for name in sizes}
        for finding in findings:
            for name in finding.groups.get(column, ()):
                counts.setdefault(name, Counter())[finding.outcome] += 1
                if finding.outcome != "pass":
                    rules.setdefault(name, {})[finding.rule.partition(" ")[0]] = None
        shown = ("reject", "waiver", "ask", "warning")
        order = sorted(counts, key=lambda name: [-counts[name][outcome] for outcome in shown])
        rows = tuple(
            (
                Cell(visible(name)),
                Cell(str(sizes.get(name, 0))),
                *(_count(counts[name][outcome], outcome) for outcome in shown),
                _count(sum(counts[name][outcome] for outcome in _OPEN), "not_evaluable"),
                Cell(", ".join(rules.get(name, {}))),
            )
            for name in order
        )
        title = grouping["name"][lang]
        outcomes = (words(f"round_outcome_{outcome}", lang) for outcome in shown)
        head = (title, words("round_col_applications", lang), *outcomes, *_heads(("open", "rules"), lang))
        if rows:
            table = Table("", head, (6, 3, 3, 3, 3, 3, 3, 12), rows, named_by=0)
            yield Section(f"by_{column}", words("round_by_group", lang, column=title), (table,))


def _by_rule(result: _Fields, lang: Language) -> Section:
    rows = tuple(
        (
            Cell(rule["id"], rule["name"][lang]),
            Cell(rule["figure"], rule["clause"]),
            Cell(words(f"round_outcome_{rule['breach']}", lang)),
            Cell(str(rule["pass"])),
            _count(rule["fail"], rule["breach"]),
            _count(rule["not_evaluable"] + rule["expert"], "not_evaluable"),
        )
        for rule in result["rules"]
    )
    head = _heads(("rule", "figure", "breach", "pass", "fail", "open"), lang)
    table = Table("", head, (8, 10, 5, 3, 3, 3), rows, named_by=0)
    return Section("rules", words("round_by_rule", lang), (table,))


def _unread(result: _Fields, lang: Language) -> tuple[Section, ...]:
    rows = tuple(tuple(Cell(text) for text in found) for found in unread_groups(result, lang))
    if not rows:
        return ()
    table = Table("", _heads(("column", "place", "reasons"), lang), (6, 6, 14), rows, named_by=0)
    return (Section("unread", words("round_cells_unread", lang), (table,)),)


def _count(count: int, outcome: str) -> Cell:
    return Cell(str(count), verdict=_COLOURS[outcome]) if count else Cell("0")


def _heads(names: Sequence[str], lang: Language) -> tuple[str, ...]:
    return tuple(words(f"round_col_{name}", lang) for name in names)
