"""The layout of the code: small modules, mirrored tests, tests that say what they show."""

from __future__ import annotations

import ast
from pathlib import Path

_TESTS = Path(__file__).parent
_ROOT = _TESTS.parent
_PACKAGE = _ROOT / "verifier"
_HARD_STOP = 400

# Modules without a mirrored test, each with the reason.
_TESTED_ELSEWHERE: dict[str, str] = {}


def _python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def _mirror(module: Path) -> Path:
    path = module.relative_to(_PACKAGE)
    return _TESTS / path.with_name(f"test_{path.name}")


def _tests_in(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def test_modules_are_small() -> None:
    """No module, of the program or of its tests, is longer than the hard stop."""
    lengths = {
        path.relative_to(_ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (_PACKAGE, _TESTS)
        for path in _python_files(folder)
    }

    assert {} == {path: lines for path, lines in lengths.items() if lines > _HARD_STOP}


def test_every_module_has_its_test_file() -> None:
    """The tests of verifier/room/noun.py stand in tests/room/test_noun.py."""
    modules = [path for path in _python_files(_PACKAGE) if path.name not in {"__init__.py", "__main__.py"}]
    untested = [path.relative_to(_PACKAGE).as_posix() for path in modules if not _mirror(path).is_file()]

    assert [] == [path for path in untested if path not in _TESTED_ELSEWHERE]


def test_the_exceptions_are_current() -> None:
    """A module that is excused from a mirrored test exists and still has none."""
    excused = [_PACKAGE / path for path in _TESTED_ELSEWHERE]

    assert [] == [path for path in excused if not path.is_file() or _mirror(path).is_file()]


def test_every_test_says_what_it_shows() -> None:
    """Each test has a docstring that ends as a sentence."""
    silent = [
        f"{path.relative_to(_TESTS).as_posix()}:{test.lineno} {test.name}"
        for path in _python_files(_TESTS)
        for test in _tests_in(path)
        if not (ast.get_docstring(test) or "").endswith((".", "?", "!", "。"))
    ]

    assert [] == silent


def test_no_two_tests_of_a_module_share_a_name() -> None:
    """A test is not silently replaced by a later one of the same name."""
    replaced = []
    for path in _python_files(_TESTS):
        names = [test.name for test in _tests_in(path)]
        replaced += [f"{path.relative_to(_TESTS).as_posix()} {name}" for name in set(names) if names.count(name) > 1]

    assert [] == replaced


def test_no_module_is_named_after_nothing() -> None:
    """A module is named after a noun or a verb of the field, not after the wish to put things somewhere."""
    vague = {"util", "utils", "helper", "helpers", "common", "core", "manager", "misc"}

    assert [] == [path for path in _python_files(_PACKAGE) if path.stem in vague]
