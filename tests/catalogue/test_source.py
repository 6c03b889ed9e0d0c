"""Guides, projects and standards from their TOML files."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import pytest

from tests.small_guide import condition_text, guide_text, project_head, reading_text, target_text, written
from verifier.catalogue.bilingual import Words
from verifier.catalogue.source import load_guide, load_project, load_standards
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Changes, Form, Kind, Need, RangeEnd, Severity, Source, Target
from verifier.errors import CatalogueError
from verifier.quantity.region import Region
from verifier.quantity.units import read_unit

_HEAD = project_head("9999")
_TARGET = target_text(
    "9999.vx",
    "Vx < 1.6 V @ J = 200 A/cm^2",
    ("电压", "voltage"),
    "<1.6 V",
    clause="3",
    rounding='"0.1"',
    statistic='"worst of mean by lot"',
)
_CURRENT = {"aliases": '["电流密度"]', "need": '"required"', "tolerance": '"1 %"', "severity": '"increasing"'}
_J = condition_text("J", ("电流密度", "current density"), source='"guide"', **_CURRENT)
_SAID = ("一", "one"), ("二", "two")
_READING = reading_text("as-listed", *_SAID, default="true")
_OTHER = reading_text("other", *_SAID, predicate='"Vx < 1.7 V @ J = 100 A/cm^2"')


def _condition(body: str) -> str:
    return condition_text("T", ("温", "t")) + body + "\n"


def _folder(tmp_path: Path, text: str) -> Path:
    return written(tmp_path, {"9999.toml": text})


def _load(tmp_path: Path, text: str) -> Target:
    (target,) = load_project(_folder(tmp_path, _HEAD + text), "9999").targets
    return target


def _refused(tmp_path: Path, text: str) -> str:
    """The code of the innermost reason with which a project is refused."""
    with pytest.raises(CatalogueError) as caught:
        load_project(_folder(tmp_path, text), "9999")
    error = caught.value
    assert error.text("zh")
    assert "9999.toml" in error.text("en")
    why = dict(error.reason.parts).get("why")
    return str(getattr(why, "code", error.code))


def test_every_field_arrives(tmp_path: Path) -> None:
    """What the file says stands in the target, as exact values."""
    more = """time_bound = true
nonnegative = true
magnitude = true
rule = "rounded"
disagreement = "undecided"
spellings = { KN = "kn" }
sample = { zh = "样", en = "sample" }
standards = ["X 1"]
note = { zh = "注", en = "note" }
members = { membrane = ["薄膜型"] }
range = { stem = "9999.v", end = "low" }
"""
    target = _load(tmp_path, _TARGET + more + _J + _READING + _OTHER)

    assert ("9999.vx", Words("电压", "voltage"), 3) == (target.id, target.name, target.clause)
    assert (Kind.MEASURED, Fraction(1, 10)) == (target.kind, target.rounding)
    assert Statistic("worst", inner=Statistic("mean"), group="lot") == target.statistic
    assert all((target.time_bound, target.nonnegative, target.magnitude, target.undecided_on_disagreement))
    assert ("rounded", (("KN", "kn"),), ("X 1",)) == (target.rule, target.spellings, target.standards)
    assert ("9999.v", RangeEnd.LOW) == (target.stem, target.end)
    assert (("membrane", ("薄膜型",)),) == target.members
    assert (Words("样", "sample"), Words("注", "note")) == (target.sample, target.note)
    assert "as-listed" == target.reading


def test_a_condition_behind_the_sign_takes_its_declared_tolerance(tmp_path: Path) -> None:
    """The value stands in the predicate, its names, tolerance and severity in the condition."""
    (condition,) = _load(tmp_path, _TARGET + _J).conditions

    assert Region.between(Fraction(198), Fraction(202)) == condition.region
    assert (read_unit("A/cm^2"), Form.VALUE, Need.REQUIRED) == (condition.unit, condition.form, condition.need)
    assert (Severity.INCREASING, Source.GUIDE, ("电流密度",)) == (
        condition.severity,
        condition.source,
        condition.aliases,
    )


def test_a_reading_states_its_own_predicate_and_conditions(tmp_path: Path) -> None:
    """A reading's limit and the conditions behind its `@` replace the target's; the rest stays."""
    default, other = _load(tmp_path, _TARGET + _J + _READING + _OTHER).readings

    assert (Changes.LIMIT, True, None) == (default.changes, default.default, default.statement)
    assert not default.is_computable()
    assert other.is_computable()
    assert other.statement is not None
    assert "Vx < 1.7 V @ J = 100 A/cm^2" == other.statement.text
    assert Region.point(Fraction(100)) == other.conditions[0].region
    assert ("电流密度",) == other.conditions[0].aliases


@pytest.mark.parametrize(
    ("body", "form", "region", "unit"),
    [
        ('equals = "25 degC"\ntolerance = "2 K"', Form.VALUE, (23, 27), "degC"),
        ('within = "[24, 26] degC"', Form.VALUE, (24, 26), "degC"),
        ('covers = "[-40, 150] degC"', Form.COVERS, (-40, 150), "degC"),
        ('one_of = ["cold", "warm"]\nnames = { cold = ["冷态"] }', Form.CLASS, None, None),
        ('stated = "rpm"', Form.STATED, None, "rpm"),
        ('stated = "text"', Form.STATED, None, None),
    ],
)
def test_the_forms_of_a_condition(
    tmp_path: Path, body: str, form: Form, region: tuple[int, int] | None, unit: str | None
) -> None:
    """A value, an interval, a covered range, classes, any value of a unit, any text."""
    target = _load(tmp_path, _TARGET + _J + _condition(body))
    condition = target.conditions[1]

    assert form == condition.form
    assert (None if region is None else Region.between(*map(Fraction, region))) == condition.region
    assert (None if unit is None else read_unit(unit)) == condition.unit
    assert condition.text
    if form is Form.CLASS:
        assert (("cold", ("冷态",)), ("warm", ())) == condition.classes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_HEAD, "catalogue_key_wrong"),
        (_HEAD + _TARGET + "surprise = 1\n", "catalogue_key_wrong"),
        (_HEAD + _TARGET.replace("clause = 3", "clause = 0"), "catalogue_key_wrong"),
        (_HEAD + _TARGET.replace("clause = 3", 'clause = "3"'), "catalogue_key_wrong"),
        (_HEAD + _TARGET.replace('en = "voltage"', 'en = ""'), "catalogue_key_wrong"),
        (_HEAD + _TARGET.replace("9999.vx", "9999.Vx"), "catalogue_key_wrong"),
        (_HEAD + _TARGET.replace('"measured"', '"guessed"'), "catalogue_key_wrong"),
        (_HEAD + _TARGET, "requirement_undeclared"),
        (_HEAD + _TARGET.replace(" V @", " Vx @") + _J, "predicate_unit"),
        (_HEAD + _TARGET.replace("worst of mean by lot", "best") + _J, "statistic_unknown"),
        (_HEAD + _TARGET.replace('"0.1"', '"0"') + _J, "rounding_not_positive"),
        (_HEAD + _TARGET.replace('"0.1"', '"much"') + _J, "number_unreadable"),
        (_HEAD + _TARGET + _J + _J.replace('"J"', '"K"'), "condition_form_count"),
        (_HEAD + _TARGET + _J + _condition('equals = "1 V"\nwithin = "[1, 2] V"'), "condition_form_count"),
        (_HEAD + _TARGET + _J + _condition('equals = "hot"'), "condition_no_value"),
        (_HEAD + _TARGET + _J + _condition('stated = "Vx"'), "unit_unknown"),
        (_HEAD + _TARGET + _J.replace("1 %", "1 mm"), "tolerance_dimension_differs"),
        (_HEAD + _TARGET + _J + _READING + _READING, "reading_default_count"),
        (_HEAD + _TARGET + _J + _OTHER, "reading_default_count"),
        (_HEAD + _TARGET + _J + _TARGET + _J, "target_twice"),
        ("[project", "catalogue_no_toml"),
        ("x = " + "[" * 20_000, "catalogue_no_toml"),
        ("x = " + "9" * 10_000, "catalogue_no_toml"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str, code: str) -> None:
    """Every fault of a project file is one refusal that names the file and the reason."""
    assert code == _refused(tmp_path, text)


def test_a_refusal_of_a_target_names_it(tmp_path: Path) -> None:
    """The sentence says which target of which file, and what is wrong with it."""
    with pytest.raises(CatalogueError) as caught:
        load_project(_folder(tmp_path, _HEAD + _TARGET.replace("< 1.6 V", "< 1.6 Vx")), "9999")

    assert all(word in caught.value.text("zh") for word in ("9999.toml", "9999.vx", "Vx"))


@pytest.mark.parametrize("code", ["none", "", "\x00", "../9999", "a" * 5000])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, code: str) -> None:
    """A project without a readable file is a refusal, whatever its code."""
    with pytest.raises(CatalogueError) as caught:
        load_project(tmp_path, code)

    assert caught.value.code in {"catalogue_file_absent", "catalogue_no_toml"}


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file in another encoding is refused with the reason."""
    (tmp_path / "9999.toml").write_bytes("[project]\nname = '示例'".encode("gb18030"))

    with pytest.raises(CatalogueError) as caught:
        load_project(tmp_path, "9999")

    assert "catalogue_no_toml" == caught.value.code


def test_a_guide_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    """The digest is over path and digest of each file, and any changed byte changes it."""
    text = guide_text("g", "9999")
    (tmp_path / "guide.toml").write_text(text, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not part of it", encoding="utf-8")
    guide = load_guide(tmp_path)

    line = f"guide.toml\0{hashlib.sha256(text.encode()).hexdigest()}\n"

    assert ("g", Words("小指南", "Small guide"), ("9999",)) == (guide.id, guide.name, guide.codes)
    assert "sha256:" + hashlib.sha256(line.encode()).hexdigest() == guide.digest
    (tmp_path / "guide.toml").write_text(text + "\n", encoding="utf-8")
    assert guide.digest != load_guide(tmp_path).digest


def test_standards_are_read_by_their_key(tmp_path: Path) -> None:
    """A standard has its titles and whether it was verified; anything else is refused."""
    text = '["GB/T 1"]\ntitle = { zh = "甲", en = "a" }\nverified = false\n'
    path = tmp_path / "standards.toml"
    path.write_text(text, encoding="utf-8")
    (found,) = load_standards(tmp_path).values()

    assert ("GB/T 1", Words("甲", "a"), False) == (found.id, found.title, found.verified)
    path.write_text(text.replace("false", '"no"'), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_standards(tmp_path)
    assert "catalogue_key_wrong" == caught.value.code
    path.unlink()
    with pytest.raises(CatalogueError):
        load_standards(tmp_path)
