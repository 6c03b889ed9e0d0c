"""The documents: short, linked, and true of the program."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_PAGES = [
    *sorted(_ROOT.glob("*.md")),
    *sorted((_ROOT / "docs").rglob("*.md")),
    _ROOT / "tests" / "README.md",
    _ROOT / "targets" / "README.md",
]
_READMES = [_ROOT / "README.md", _ROOT / "README.zh-CN.md"]


def _name(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix()


def _longest(page: Path) -> int:
    return 60 if page.parent.name == "adr" else 80


def _commands(page: Path) -> list[str]:
    """The command lines in a page, each once."""
    return sorted(set(re.findall(r"`(dabiao [^`]+)`", page.read_text(encoding="utf-8"))))


def _dabiao(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from verifier.cli.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def _block(page: Path, language: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert 1 == len(blocks)
    return str(blocks[0])


@pytest.mark.parametrize("page", _PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    """A link inside the tree leads to a file that exists."""
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if "://" not in link and not (page.parent / link).exists()]


@pytest.mark.parametrize(
    "page", [_ROOT / "CONTRIBUTING.md", *_READMES, *sorted((_ROOT / "docs" / "adr").glob("*.md"))], ids=_name
)
def test_pages_are_short(page: Path) -> None:
    """A page that is to be read at one sitting keeps to its length."""
    assert len(page.read_text(encoding="utf-8").splitlines()) <= _longest(page)


def test_every_decision_is_listed() -> None:
    """The index of decisions names each page once, under the title that the page bears."""
    folder = _ROOT / "docs" / "adr"
    index = (folder / "index.md").read_text(encoding="utf-8")
    titles = {page.name: page.read_text(encoding="utf-8").splitlines()[0] for page in folder.glob("0*.md")}

    listed = {name: f"# {no}. {title}" for no, title, name in re.findall(r"\| (\d+) \| \[(.+)\]\((.+)\) \|", index)}

    assert titles == listed


def test_both_readmes_name_the_same_commands() -> None:
    """The two languages of the README show the same commands."""
    english, chinese = ({command.split()[1] for command in _commands(page)} for page in _READMES)

    assert english == chinese


@pytest.mark.parametrize("verb", sorted({command.split()[1] for command in _commands(_READMES[0])}))
def test_a_command_of_the_readme_exists(verb: str) -> None:
    """Each command that the README names answers `--help`."""
    done = _dabiao(verb, "--help")

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout


@pytest.mark.parametrize("command", [c for c in _commands(_READMES[0]) if c.split()[1] in {"judge", "convert"}])
def test_an_example_of_the_readme_runs(command: str) -> None:
    """An example that needs no file runs as it is printed, and the answer is yes."""
    done = _dabiao(*shlex.split(command)[1:])

    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize("page", _READMES, ids=_name)
def test_the_submission_of_the_readme_passes(page: Path, tmp_path: Path) -> None:
    """The table that the README shows is judged as the README says."""
    table = tmp_path / "submission.csv"
    table.write_text(_block(page, "csv"), encoding="utf-8")

    done = _dabiao("check", str(table), "--only", "3103.ttv", "--json")

    assert "" == done.stderr
    assert [("3103.ttv", "pass")] == [(t["id"], t["verdict"]) for t in json.loads(done.stdout)["targets"]]
