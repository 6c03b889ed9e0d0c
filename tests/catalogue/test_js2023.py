"""The catalogue of the 2023 guide: complete, well-formed, and free of double meanings."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from verifier.catalogue.bilingual import Words
from verifier.catalogue.dimensions import dimensions_of
from verifier.catalogue.expression import Constant, display_unit
from verifier.catalogue.guide import Project
from verifier.catalogue.predicate import Comparison, Documented, Includes, Named, Statement, Within, parts_of, unit_of
from verifier.catalogue.shelf import targets_root
from verifier.catalogue.source import load_guide, load_project, load_standards
from verifier.catalogue.target import RangeEnd, Target
from verifier.quantity.number import read_number
from verifier.quantity.units import read_unit

_FOLDER = targets_root() / "js2023"
_GUIDE_TEXT = Path(__file__).parents[2].parent / "shared" / "guide"

# One id a clause's claim, in the guide's order.
_IDS = {
    "1001": """key_technology independent_design design_count membrane_tank drawings_class_approved cargo_capacity
        service_speed bor nox_main_gas nox_main_oil nox_aux_gas nox_aux_oil insulation_domestic ship_designed ship_built
        ship_delivered series_capability""",
    "1002": """system_innovation core_parts_own pump_clinical pump_speed_min pump_speed_max pump_flow_max
        oxygenator_prime oxygen_transfer co2_transfer animal_test clinical_study nmpa_certificate""",
    "1003": """named_industries library_industries library_count domains component_count new_models_algorithms
        sim_interfaces solver_algorithms solver_efficiency online_latency pilot_enterprises rollout_industries
        rollout_enterprises patents_filed software_copyrights""",
    "3101": """chiplet_product independent_controllable multichannel_interconnect channel_rate memory_bandwidth rdl_line
        rdl_space rdl_layers chiplet_count bump_pitch tsv_diameter tsv_height hetero_flipchip_mp package_chiplets power
        capacity""",
    "3102": """voltage_min voltage_max nmos_leakage pmos_leakage read_time program_time gate_density endurance
        functional_qual reliability_qual jedec yield line_built wafer_size node equipment_domestic capacity""",
    "3103": "diameter tsd mpd ttv warp roughness industrialised application capacity",
    "3104": """voltage_low voltage_high aec_q101 ron_sp_m150 ron_sp_100 vcesat temp_sense current_sense otp ocp ovp diag
        short_circuit_cycles capacity""",
}
_PROJECTS = {code: load_project(_FOLDER, code) for code in _IDS}
_TARGETS = [target for project in _PROJECTS.values() for target in project.targets]
_BY_ID = pytest.mark.parametrize("target", _TARGETS, ids=lambda target: target.id)
_BY_CODE = pytest.mark.parametrize("code", _IDS)


def _statements(target: Target) -> list[Statement]:
    return [target.statement, *(reading.statement for reading in target.readings if reading.statement is not None)]


def test_the_guide_lists_its_seven_projects() -> None:
    """The guide names the class-A projects in its order, and each file is the project that it is named after."""
    assert tuple(_IDS) == load_guide(_FOLDER).codes
    assert list(_IDS) == [project.code for project in _PROJECTS.values()]


@_BY_CODE
def test_the_targets_are_those_of_the_clauses(code: str) -> None:
    """Every claim of the goal paragraph has its target, in the paragraph's order, and there is no other."""
    expected = [f"{code}.{name}" for name in _IDS[code].split()]

    assert expected == [target.id for target in _PROJECTS[code].targets]


def test_there_are_a_hundred() -> None:
    """Seven projects have a hundred atomic targets."""
    assert 100 == len(_TARGETS)
    assert 100 == len({target.id for target in _TARGETS})


@_BY_CODE
def test_clauses_are_counted_without_a_gap(code: str) -> None:
    """The clauses of a project count from 1 and only go up."""
    clauses = [target.clause for target in _PROJECTS[code].targets]

    assert sorted(clauses) == clauses
    assert list(range(1, clauses[-1] + 1)) == sorted(set(clauses))


@_BY_ID
def test_everything_is_said_in_both_languages(target: Target) -> None:
    """All words stand in Chinese and in English, and the Chinese of a name is Chinese."""
    conditions = [condition.name for condition in target.conditions]
    readings = [words for reading in target.readings for words in (reading.text, reading.why)]
    optional = [words for words in (target.sample, target.note) if words is not None]
    words: list[Words] = [target.name, target.evidence, target.issuer, *conditions, *readings, *optional]

    assert [] == [word for word in words if not word.zh.strip() or not word.en.strip()]
    assert [] == [word.en for word in words if re.search("[，。；：]", word.en)]
    assert re.search("[\u4e00-\u9fff]", target.evidence.zh)


@_BY_ID
def test_there_is_one_default_reading_and_it_is_the_predicate(target: Target) -> None:
    """Where a clause can be read in several ways exactly one is judged, and ids of readings do not repeat."""
    ids = [reading.id for reading in target.readings]

    assert len(set(ids)) == len(ids)
    assert len(ids) != 1 or target.readings[0].default
    assert bool(ids) == (1 == sum(reading.default for reading in target.readings))
    for reading in target.readings:
        if reading.default:
            assert reading.statement is None or reading.statement.predicate == target.statement.predicate


@_BY_ID
def test_every_limit_has_one_dimension(target: Target) -> None:
    """The quantities of a predicate and of its readings are settled, and measure what the limit's unit measures."""
    for statement in _statements(target):
        known = dimensions_of(statement.predicate, statement.text)
        for part in parts_of(statement.predicate):
            unit = unit_of(part)
            if isinstance(part, Comparison | Within):
                dimensions = {known[name] for name in statement.subjects if name in known}
                assert dimensions == {(unit or read_unit("1")).dimension}


@_BY_ID
def test_units_read_back(target: Target) -> None:
    """Every unit's symbol reads back as the unit, and a target's own spellings mean its unit."""
    units = [unit for statement in _statements(target) if (unit := statement.unit) is not None]
    units += [condition.unit for condition in target.conditions if condition.unit is not None]

    assert units == [read_unit(unit.symbol) for unit in units]
    for spelling, meaning in target.spellings:
        expected = target.statement.unit
        assert expected is not None
        assert read_unit(meaning) == read_unit(spelling, expected=expected, spellings=target.spellings)
        assert expected.dimension == read_unit(meaning).dimension


@_BY_ID
def test_a_number_that_is_rounded_has_a_rounding_interval(target: Target) -> None:
    """Every numeric limit has an interval, of which a limit written as one number is a multiple; nothing else has."""
    parts = list(parts_of(target.statement.predicate))
    numeric = any(isinstance(part, Comparison | Within) for part in parts)
    limits = [part.right for part in parts if isinstance(part, Comparison)]
    limits += [end for part in parts if isinstance(part, Within) for end in (part.low, part.high)]
    values = [limit.number.value for limit in limits if isinstance(limit, Constant)]

    assert numeric == (target.rounding is not None)
    assert target.rounding is None or [] == [value for value in values if (value / target.rounding).denominator != 1]


def test_every_cited_standard_is_listed_and_every_listed_one_is_cited() -> None:
    """The list of standards holds what the targets cite and nothing more."""
    cited = {standard for target in _TARGETS for standard in target.standards}

    assert cited == set(load_standards(_FOLDER))


@_BY_CODE
def test_a_range_has_a_low_and_a_high_end(code: str) -> None:
    """Every stem is answered at both ends, is of its project, and is no target's id."""
    project: Project = _PROJECTS[code]
    ends = {stem: [target.end for target in targets] for stem, targets in project.stems().items()}

    assert [] == [stem for stem, found in ends.items() if found != [RangeEnd.LOW, RangeEnd.HIGH]]
    assert [] == [stem for stem in ends if not stem.startswith(f"{code}.") or stem in {t.id for t in project.targets}]


def _repeated(words: list[str]) -> list[str]:
    return [word for word, count in Counter(" ".join(word.casefold().split()) for word in words).items() if count > 1]


@_BY_ID
def test_no_alias_is_ambiguous(target: Target) -> None:
    """A name of a member, of a condition or of a condition's class has one meaning within its target."""
    members = [word for name, aliases in target.members for word in {name, *aliases}]
    # Keys are case-sensitive: T and t may be two conditions.
    keys = Counter(word for condition in target.conditions for word in {condition.key, *condition.aliases})

    assert [] == [word for word, count in Counter(members).items() if count > 1]
    assert [] == [word for word, count in keys.items() if count > 1]
    for condition in target.conditions:
        classes = [word for name, aliases in condition.classes for word in {name, *aliases}]
        assert [] == [word for word, count in Counter(classes).items() if count > 1]


@_BY_ID
def test_names_of_two_members_differ_by_more_than_case(target: Target) -> None:
    """Two members or classes are never told apart by capitals or blanks alone."""
    folded = [(name, {" ".join(w.casefold().split()) for w in (name, *aliases)}) for name, aliases in target.members]
    words = [word for _, aliases in folded for word in aliases]

    assert [] == _repeated(words)


@_BY_ID
def test_members_are_those_of_the_predicate(target: Target) -> None:
    """A class or a set of names that a predicate asks for is declared with the target."""
    declared = {name for name, _ in target.members}
    asked = set()
    for statement in _statements(target):
        for part in parts_of(statement.predicate):
            if isinstance(part, Named):
                asked.add(part.member)
            elif isinstance(part, Includes) and part.unit is None:
                asked.update(part.members)

    assert asked <= declared
    assert bool(asked) == bool(declared)


@_BY_ID
def test_documents_need_no_number(target: Target) -> None:
    """What only people judge has no unit of its own; what is judged by number has its unit in the predicate."""
    for part in parts_of(target.statement.predicate):
        if isinstance(part, Documented):
            assert unit_of(part) is None
        elif isinstance(part, Comparison):
            assert display_unit(part.right) is not None or target.id == "1003.solver_efficiency"


# ---- the numbers of the guide ----

_TEX_WORDS = re.compile(r"\\text\{([^}]*)\}")
_TEX_POWERS = re.compile(r"\^\s*\{?\s*-?\d+\s*\}?")
_TEX_COMMANDS = re.compile(r"\\([A-Za-z]+|%)")
# Digits that belong to a name and say nothing to be met: AECQ-101, V_O2, cm2, 2.5D and 3D.
_NAMES = re.compile(r"[A-Za-z_]+-?\d+(?![\d.]*[万亿])|\d+(?:\.\d+)?D(?![A-Za-z])")
_NUMBER = re.compile(
    r"(?:(?<![\w~)])-)?\d+(?:\.\d+)?(?: ?[万亿]|K(?= ?gate))?|[一两二三四五六七八九十]+(?=[型艘种个家项件片颗套])"
)


def _numbers(text: str) -> list[Fraction]:
    """The numbers of a clause that somebody must claim.

    TeX is removed first: words stay, powers of units go. Then digits that follow letters (AECQ-101, cm2) or make a
    name with them (2.5D) go; Roman numerals (Tier III) are no digits. What is left are numbers: with 万, 亿 or the
    thousand-K of a gate density, with a minus where no range or letter precedes it, and Chinese numerals that count
    (一型). A range, a pair and a tolerance are two numbers each.
    """
    plain = _TEX_POWERS.sub(" ", _TEX_WORDS.sub(r"\1", text))
    plain = _TEX_COMMANDS.sub(lambda command: "±" if command[1] == "pm" else " ", plain.replace("$", " "))
    plain = _NAMES.sub(" ", plain)
    return [read_number("2" if found == "两" else found.replace("K", "000")).value for found in _NUMBER.findall(plain)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"容积 $>170000\text{m}^3$ ，达到19.0节", ["170000", "19"]),
        (r"$\leq 0.085\%/天$ ，满足Tier III，一型，1艘", ["17/200", "1", "1"]),
        (r"（ μm ） $\leq 1.5/1.5$ ；层 ≥ 3", ["3/2", "3/2", "3"]),
        (r"$\leq 6.5 \pm 10\% \mu\text{s}/\text{byte}$", ["13/2", "10"]),
        ("≥ 100 万次，不少于 5 个行业", ["1000000", "5"]),
        (r"1900K gate/ $\text{mm}^2$ 以上；10万次；1亿颗；5000万颗", ["1900000", "100000", "100000000", "50000000"]),
        (r"-150V~1200V，-150V器件，12英寸40nm", ["-150", "1200", "-150", "12", "40"]),
        (r"$400 \text{cm}^{-2}$ ，1.1~5 V，200A/cm2，0~5000rpm", ["400", "11/10", "5", "200", "0", "5000"]),
        ("AECQ-101、2.5D/3D、TSV、V_O2、单一目标", []),
        (r"@电流密度 $=200\text{A}/\text{cm}^2$", ["200"]),
    ],
)
def test_the_numbers_of_a_clause_are_found(text: str, expected: list[str]) -> None:
    """The rule finds the numbers to be met and none that belong to a name or a unit."""
    assert [Fraction(number) for number in expected] == _numbers(text)


def _paragraph(code: str) -> str:
    """The goal paragraph of a project, over page breaks, up to the next heading."""
    files = sorted(_GUIDE_TEXT.glob("*.txt")) if _GUIDE_TEXT.is_dir() else []
    if not files:
        pytest.skip("the guide's text is not beside the checkout")
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    project = re.search(
        rf"^{code} .*?(?=^\d{{4}} |^[一二三四五六]、|^（[一二三四五六]）|\Z)", text, re.DOTALL | re.MULTILINE
    )
    assert project is not None
    return project[0].partition("项目实施目标：")[2]


def _claimed(target: Target) -> list[Fraction]:
    texts = [
        target.figure,
        *(statement.text for statement in _statements(target)),
        *(name for name, _ in target.members),
    ]
    return [number for text in texts for number in _numbers(text)]


@_BY_CODE
def test_every_number_of_the_goal_paragraph_is_claimed(code: str) -> None:
    """No number of the guide's goal paragraph is without a target of that project."""
    numbers = _numbers(_paragraph(code))
    claimed = {number for target in _PROJECTS[code].targets for number in _claimed(target)}

    assert numbers
    assert [] == [number for number in numbers if number not in claimed]


@_BY_CODE
def test_every_figure_stands_in_the_goal_paragraph(code: str) -> None:
    """No figure of a target states a number that the guide does not."""
    numbers = set(_numbers(_paragraph(code)))
    stated = {target.id: _numbers(target.figure) for target in _PROJECTS[code].targets}

    assert {} == {name: found for name, found in stated.items() if not numbers.issuperset(found)}
