"""The message catalogue: complete in both languages, and in step with the code that asks for its sentences."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from verifier import errors, wording
from verifier.wording import LANGUAGES, Reason, messages, shown, words

_PACKAGE = Path(wording.__file__).parents[1]
_ERRORS = {name for name in errors.__all__ if name != "VerifierError"}
# An f-string that builds a code has to fix at least this much of it, or any code would count as used.
_SHORTEST_FIXED_PART = 4


def _parts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@cache
def _trees() -> tuple[tuple[str, ast.Module], ...]:
    paths = sorted(_PACKAGE.rglob("*.py"))
    return tuple((path.relative_to(_PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def _asks(node: ast.AST) -> bool:
    """Whether a node is a call that names a code: `Reason.of`, `words`, or an error of the tree."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="Reason"), attr="of")):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name == "words" or name in _ERRORS
        case _:
            return False


def _literal_calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Place, code and call wherever the code is written out."""
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _asks(node):
                match node.args:
                    case [ast.Constant(value=str(code)), *_]:
                        yield f"{path}:{node.lineno}", code, node


def _literals() -> Iterator[str]:
    """Every string that stands in a module or, between quotes, in a template of the package."""
    for _, tree in _trees():
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)):
                    yield text
    for template in _PACKAGE.rglob("templates/*"):
        yield from re.findall(r"""["'](\w+)["']""", template.read_text(encoding="utf-8"))


def _built() -> Iterator[re.Pattern[str]]:
    """The codes that the package puts together: a prefix of two words or more, or an f-string."""
    for text in set(_literals()):
        if re.fullmatch(r"[a-z]+_[a-z_]*_", text):
            yield re.compile(re.escape(text) + ".+")
    for _, tree in _trees():
        for node in ast.walk(tree):
            match node:
                case ast.JoinedStr(values=pieces):
                    fixed = [str(piece.value) if isinstance(piece, ast.Constant) else "" for piece in pieces]
                    if max(map(len, fixed), default=0) >= _SHORTEST_FIXED_PART:
                        yield re.compile("".join(re.escape(text) if text else ".+" for text in fixed))


def _used(codes: set[str]) -> set[str]:
    """The codes that stand in the package as a literal or fit one that is put together."""
    used = codes & set(_literals())
    return used | {code for pattern in _built() for code in codes if pattern.fullmatch(code)}


@pytest.mark.parametrize("code", sorted(messages()))
def test_a_message_is_whole(code: str) -> None:
    """A message has a sentence in each language, none empty, and all name the same parts."""
    sentences = messages()[code]

    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code)
    assert set(LANGUAGES) == set(sentences)
    assert all(sentence.strip() for sentence in sentences.values())
    assert _parts(sentences["zh"]) == _parts(sentences["en"])


@pytest.mark.parametrize("code", sorted(messages()))
def test_parts_are_plain_names(code: str) -> None:
    """A sentence names its parts and does nothing else with them: no attribute, index, conversion or format."""
    for sentence in messages()[code].values():
        for _, name, specification, conversion in string.Formatter().parse(sentence):
            assert name is None or (name.isidentifier() and not specification and conversion is None)


_FORMS = re.compile(r"([A-Za-z]+)\|([A-Za-z]+)")
# The words for many that name things; the others are verbs, which "line 1" and "version 1" may stand before too.
_THINGS = sorted(
    {many for sentences in messages().values() for _, many in _FORMS.findall(sentences["en"]) if many.endswith("s")}
)


def _said(code: str, number: int) -> str:
    """The English sentence of a code, with one number for all its parts."""
    return words(code, "en", **dict.fromkeys(_parts(messages()[code]["en"]), number))


@pytest.mark.parametrize("code", sorted(messages()))
def test_one_is_said_of_one_and_many_of_many(code: str) -> None:
    """No English sentence says "1 rows" or "2 row", whatever stands between the number and the thing."""
    forms = _FORMS.findall(messages()[code]["en"])
    one, many = _said(code, 1), _said(code, 2)

    assert [] == re.findall(rf"\b1 (?:(?!holds )[a-z]+ )?(?:{'|'.join(_THINGS)})\b", one)
    assert all(re.search(rf"\b{form}\b", one) and re.search(rf"\b{other}\b", many) for form, other in forms)
    assert [] == _FORMS.findall(one + many)


@pytest.mark.parametrize("code", sorted(messages()))
def test_only_a_count_in_english_has_two_words(code: str) -> None:
    """Chinese has one word for one and many; English has two only where a part decides between them."""
    sentences = messages()[code]

    assert [] == _FORMS.findall(sentences["zh"])
    assert not _FORMS.search(sentences["en"]) or _parts(sentences["en"])


@pytest.mark.parametrize("count", ["1", "0", "2", "11", "1,000", "a|b"])
def test_what_is_counted_decides_the_words(count: str) -> None:
    """Words on both sides follow the number, which may be a number or its text, and a part stays as it is."""
    expected = "The 1 row is excluded" if count == "1" else f"All {count} rows are excluded"

    for part in (count, int(count) if count.isdigit() else count):
        assert words("rows_all_excluded", "en", count=part).startswith(expected)
        assert Reason.of("rows_all_excluded", count=part).text("en").startswith(expected)


def test_each_word_follows_the_count_before_it() -> None:
    """Of several counts in a sentence each has its own word."""
    said = words("backup_restored", "en", folder="|a|b", rows=1, files=2)

    assert "|a|b: 1 row, 2 files." in said


def test_every_code_asked_for_exists() -> None:
    """A code that is written out in a call stands in the catalogue."""
    unknown = [f"{place} {code}" for place, code, _ in _literal_calls() if code not in messages()]

    assert [] == unknown


def test_every_part_named_is_handed_over() -> None:
    """A call that writes its code out hands over every part that the sentence names."""
    lacking = []
    for place, code, call in _literal_calls():
        handed = {keyword.arg for keyword in call.keywords}
        if None not in handed and code in messages():
            lacking += [f"{place} {code}: {part}" for part in sorted(_parts(messages()[code]["en"]) - handed)]

    assert [] == lacking


def test_every_message_is_used() -> None:
    """A message that nothing asks for is removed."""
    codes = set(messages())

    assert [] == sorted(codes - _used(codes))


def test_text_from_outside_is_clipped() -> None:
    """A very long text is shown by its beginning and its length."""
    line = shown("9" * 10_000_000)

    assert line.endswith("(10000000)")
    assert len(line) < 200


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "\ud800", "\u202e15"])
def test_text_from_outside_cannot_move_the_line(text: str) -> None:
    """Control characters, lone surrogates and marks of direction are spelled out."""
    assert shown(text).isprintable()


def test_braces_from_outside_stay_text() -> None:
    """A part that looks like a part is not filled in again."""
    code = next(code for code, sentences in sorted(messages().items()) if _parts(sentences["en"]))
    names = sorted(_parts(messages()[code]["en"]))

    sentence = words(code, "en", **dict.fromkeys(names, "{0.__class__}"))

    assert "{0.__class__}" in sentence


def test_a_reason_inside_a_reason_speaks_its_language() -> None:
    """A part that is itself a reason is put into the language that was asked for."""
    inner_code = next(code for code, sentences in sorted(messages().items()) if not _parts(sentences["en"]))
    outer_code = next(code for code, sentences in sorted(messages().items()) if _parts(sentences["en"]))
    names = sorted(_parts(messages()[outer_code]["en"]))

    outer = Reason.of(outer_code, **dict.fromkeys(names, Reason.of(inner_code)))

    assert messages()[inner_code]["zh"] in outer.text("zh")
    assert messages()[inner_code]["en"] in outer.text("en")
