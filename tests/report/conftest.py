"""Results of our own making for the reports: every verdict, many targets, many rows, hostile text."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.report.verdict_words import SIGNS


def row(line: int, text: str, verdict: str | None, **more: object) -> dict[str, Any]:
    """One submitted row."""
    fields: dict[str, Any] = {
        "file": "片检/wafers.csv",
        "line": line,
        "role": "deciding",
        "verdict": verdict,
        "reasons": [],
        "text": text,
        "value": text,
        "unit": "um",
        "conditions": "edge_exclusion = 3 mm; T = 23 degC",
        "excluded": None,
        "report": "CN-2026-118",
        "lab": "某计量研究院",
    }
    return fields | more


def target(name_id: str, zh: str, en: str, verdict: str, **more: object) -> dict[str, Any]:
    """One judged target."""
    fields: dict[str, Any] = {
        "id": name_id,
        "name": {"zh": zh, "en": en},
        "figure": "≤15 μm",
        "kind": "measured",
        "verdict": verdict,
        "decided_by": "program",
        "predicate": "TTV <= 15 um",
        "reading": {"id": "as-stated", "ratified_by": "none", "flips": [], "holds": [], "untested": []},
        "statistic": "every",
        "value": None,
        "unit": "um",
        "limit": "15",
        "margin": None,
        "probability": None,
        "conditions_not_stated": [],
        "evidence": {"zh": "平整度测试报告", "en": "flatness tester map"},
        "reasons": [],
        "rows": [],
    }
    return fields | more


def reason(code: str, zh: str, en: str) -> dict[str, str]:
    """One reason in both languages."""
    return {"code": code, "zh": zh, "en": en}


def whole(targets: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    """A result around these targets, with its summary counted."""
    fields: dict[str, Any] = {
        "schema": "dabiao/result/v1",
        "as_of": "2026-11-22",
        "guide": {
            "id": "js2023",
            "digest": f"sha256:{'3f' * 32}",
            "name": {"zh": "二〇二三年旗舰项目指南", "en": "Flagship guide 2023"},
        },
        "contract": None,
        "project": "3103",
        "project_name": {"zh": "大尺寸碳化硅单晶衬底", "en": "Large silicon carbide substrates"},
        "stage": "验收",
        "contractor": "某某半导体材料有限公司",
        "period": {"start": "2023-07-01", "end": "2026-06-30"},
        "rule": {"id": "full-value", "edition": "GB/T 8170-2008 4.3.2", "parameters": {}},
        "summary": {verdict: sum(item["verdict"] == verdict for item in targets) for verdict in SIGNS},
        "ratify": [],
        "ignored": [],
        "sources": [{"file": "片检/wafers.csv", "sha256": "ab" * 32, "bytes": 1832, "encoding": "gb18030"}],
        "targets": targets,
    }
    return fields | more


@pytest.fixture
def every_verdict() -> dict[str, Any]:
    """A result with all six verdicts, an irrational limit, readings, excluded and unjudged rows."""
    return every_verdict_result()


def every_verdict_result() -> dict[str, Any]:
    """The same for whoever is no test."""
    bad_unit = reason(
        "unit_unknown",
        "单位“微米米”不认识；请写 um、μm 或 微米。",
        "The unit '微米米' is not known; write um, μm or 微米.",
    )
    absent = reason(
        "condition_absent",
        "缺少必需条件 J（电流密度），指南要求 200 A/cm^2；请写入 conditions 列。",
        "The required condition J (current density) is absent, the guide asks for 200 A/cm^2; write it in conditions.",
    )
    overlap = reason(
        "sets_overlap",
        "实测值 <0.3 与限值 0.2 两侧都相容；请给出数值或更低的检出限。",
        "The measured value <0.3 lies on both sides of the limit 0.2; give a number or a lower detection limit.",
    )
    people = reason("panel_decides", "已提交材料，由专家组判定。", "Documents were submitted; the panel decides.")
    nothing = reason("nothing_submitted", "没有提交任何材料。", "Nothing was submitted.")
    over = reason("limit_exceeded", "实测 18.5 um 大于限值 15 um。", "The measured 18.5 um exceeds the limit 15 um.")
    readings = {
        "id": "worst-wafer",
        "ratified_by": "none",
        "flips": ["pooled"],
        "holds": ["median"],
        "untested": ["basis"],
    }
    targets = [
        target(
            "3103.diameter",
            "衬底直径",
            "Substrate diameter",
            "pass",
            figure="6英寸及以上",
            predicate="D >= 149.75 mm",
            value="150.02",
            unit="mm",
            limit="149.75",
            margin="0.27",
            rows=[row(2, "150.02", "pass", unit="mm"), row(3, "150.1", "pass", unit="mm", value="150.1")],
        ),
        target(
            "3103.tsd",
            "穿透螺位错密度",
            "Threading screw dislocation density",
            "pass",
            figure="≤400 cm⁻²",
            predicate="rho_TSD <= 400 cm^-2",
            value="1040/3",
            unit="cm^-2",
            limit="400",
            margin="160/3",
            statistic="worst of mean by wafer",
            reading=readings,
            probability="0.0213",
            conditions_not_stated=["edge_exclusion"],
            rows=[row(4, "300", None, role="input", unit="cm^-2", uncertainty="24", k="2", method="GB/T 41765-2022")],
        ),
        target(
            "3103.mpd",
            "微管密度",
            "Micropipe density",
            "undecided",
            figure="≤0.2 cm⁻²",
            predicate="rho_MP <= 0.2 cm^-2",
            value="<0.3",
            unit="cm^-2",
            limit="0.2",
            reasons=[overlap],
            rows=[row(5, "<0.3", "undecided", unit="cm^-2", reasons=[overlap])],
        ),
        target(
            "3103.ttv",
            "总厚度变化",
            "Total thickness variation",
            "fail",
            value="18.5",
            margin="-3.5",
            reasons=[over],
            rows=[
                row(6, "18.5", "fail", reasons=[over]),
                row(7, "12.1", "pass"),
                row(8, "99", None, role="excluded", excluded="样片在搬运中破裂"),
            ],
        ),
        target(
            "3103.warp",
            "翘曲度",
            "Warp",
            "not_evaluable",
            figure="≤40 μm",
            predicate="Warp <= 40 um",
            limit="40",
            reasons=[bad_unit],
            rows=[row(9, "31.2 微米米", "not_evaluable", value=None, reasons=[bad_unit])],
        ),
        target(
            "3103.vcesat",
            "正向导通压降",
            "Forward voltage drop",
            "not_evaluable",
            figure="<1.6 V @ 200 A/cm²",
            predicate="Vcesat < 1.6 V @ J = 200 A/cm^2",
            unit="V",
            limit="1.6",
            reasons=[absent],
            rows=[row(10, "1.52", "not_evaluable", unit="V", reasons=[absent])],
        ),
        target(
            "3103.nox",
            "柴油机氮氧化物排放限值（转速分段）",
            "Nitrogen oxide emission of the engine",
            "pass",
            figure="IMO Tier III",
            predicate="NOx <= piecewise(3.4 if n < 130 rpm; 9*(n/rpm)^(-1/5) if n < 2000 rpm; 2.0 otherwise) g/kWh",
            value="2.1",
            unit="g/kWh",
            limit="9*720^(-1/5)",
            limit_decimal="2.41374265417",
            margin="0.31374265417",
            margin_exact=False,
            rows=[row(11, "2.1", "pass", unit="g/kWh")],
        ),
        target(
            "3103.capacity",
            "年产能",
            "Yearly capacity",
            "pass",
            figure="≥10万片/年",
            predicate="capacity >= 100000 wafer/year",
            value="120000",
            unit="wafer/year",
            limit="100000",
            margin="20000",
            kind="capacity",
            key=True,
            rows=[
                {
                    "file": "台账.xlsx",
                    "line": "产能!B7",
                    "role": "deciding",
                    "verdict": "pass",
                    "text": "12万片/年",
                    "value": "120000",
                    "unit": "wafer/year",
                    "reasons": [],
                    "excluded": None,
                    "from": "3103.cap",
                }
            ],
        ),
        target(
            "3103.defects",
            "缺陷数",
            "Defect count",
            "pass",
            figure="0",
            predicate="defects <= 0",
            unit="",
            value="0",
            limit="0",
            margin="0",
            rows=[row(12, "0", "pass", unit="")],
        ),
        target(
            "3103.window",
            "工作温度范围",
            "Working temperature range",
            "fail",
            figure="-40~150 ℃",
            predicate="T covers [-40, 150] degC",
            value="[-40, 125]",
            unit="degC",
            limit="[-40, 150]",
            margin="-25",
            rows=[row(13, "-40~125", "fail", unit="degC", value="[-40, 125]")],
        ),
        target(
            "3103.peer",
            "综合性能不低于国外主流竞品",
            "Not below the leading product abroad",
            "expert",
            figure="不低于国外主流产品",
            kind="comparison",
            predicate="comparison documented",
            unit=None,
            limit=None,
            statistic=None,
            reasons=[people],
            rows=[row(14, "", None, value=None, unit=None)],
        ),
        target(
            "3103.panel",
            "用户现场验证",
            "Trial at the user's plant",
            "pass",
            decided_by="panel",
            figure="通过用户验证",
            kind="report",
            predicate="report documented",
            unit=None,
            limit=None,
            statistic=None,
            rows=[row(15, "", None, value=None, unit=None)],
        ),
        target(
            "3103.patents",
            "发明专利",
            "Invention patents",
            "missing",
            figure="≥10项",
            predicate="patents >= 10 item",
            unit="item",
            limit="10",
            reasons=[nothing],
            kind="count",
        ),
    ]
    ratify = [
        {
            "target": "3103.tsd",
            "kind": "reading",
            "zh": "按最差片的平均值判定；若按全部片合并，结论会变。",
            "en": "Judged by the worst wafer's mean; pooled over all wafers the verdict would change.",
        }
    ]
    ignored = [
        reason("file_ignored", "文件 说明.docx 不是数据表，未读取。", "The file 说明.docx is no table; not read.")
    ]
    return whole(targets, ratify=ratify, ignored=ignored)


@pytest.fixture
def nothing_submitted() -> dict[str, Any]:
    """A result of an untouched template: nine targets, all missing, no file."""
    absent = reason("nothing_submitted", "没有提交任何材料。", "Nothing was submitted.")
    targets = [target(f"3103.t{i}", f"指标{i}", f"Indicator {i}", "missing", reasons=[absent]) for i in range(9)]
    return whole(targets, sources=[], contractor=None, stage=None, period=None)


@pytest.fixture
def hundred_targets() -> dict[str, Any]:
    """A result with a hundred targets, long Chinese names and all verdicts in turn."""
    verdicts = list(SIGNS)
    long_name = "面向新一代电力电子装备的大尺寸低缺陷碳化硅单晶衬底综合平整度与几何参数一致性指标"
    targets = [
        target(
            f"3103.long_indicator_name_{i}",
            f"{long_name}{i}",
            f"A long indicator name, number {i}",
            verdicts[i % 6],
            value=str(10 + i % 9),
            margin=str(5 - i % 9),
            reasons=[reason("r", long_name, "why " * 30)],
            rows=[row(i + 2, str(10 + i % 9), "pass")],
        )
        for i in range(100)
    ]
    return whole(targets)


@pytest.fixture
def many_rows() -> dict[str, Any]:
    """A result with 5,000 rows in one target: 4,990 passed, 6 failed, 4 excluded, the rare ones near the end."""
    rows = [row(i + 2, "12.1", "pass") for i in range(4990)]
    rows += [row(i + 4992, "18.5", "fail") for i in range(6)]
    rows += [row(i + 4998, "99", None, role="excluded", excluded="样片破裂") for i in range(4)]
    return whole(
        [target("3103.ttv", "总厚度变化", "Total thickness variation", "fail", value="18.5", margin="-3.5", rows=rows)]
    )


HOSTILE = (
    "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>\"'><svg/onload=alert(1)>"
    "{{ 7*7 }}{% raw %}\u202eabc\u2066\u2069\x00\x1b[31m\ud800&amp;</style></title><!--"
)


@pytest.fixture
def hostile() -> dict[str, Any]:
    """A result whose every text is markup, terminal escapes and characters that reorder."""
    poisoned = _poison(every_verdict_result())
    assert isinstance(poisoned, dict)
    poisoned["targets"][0]["rows"][0]["text"] = "宽" * 10_000_000
    return poisoned


def _poison(value: object, name: str = "") -> object:
    if isinstance(value, dict):
        return {key: _poison(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [_poison(member, name) for member in value]
    kept = name in {"verdict", "schema", "margin", "limit", "role"}
    return HOSTILE + value if isinstance(value, str) and not kept else value
