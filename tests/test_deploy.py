"""What runs the service elsewhere: unit, container, proxy and the page about them agree with the program."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from verifier.cli.serve_command import serve

_ROOT = Path(__file__).parents[1]
_DEPLOY = _ROOT / "deploy"
_OPTIONS = {name for option in serve.params if isinstance(option, click.Option) for name in option.opts}


def _read(name: str) -> str:
    return (_DEPLOY / name).read_text(encoding="utf-8")


def _instructions() -> list[list[str]]:
    lines = re.sub(r"\\\n", " ", _read("Dockerfile")).splitlines()
    return [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]


def test_the_unit_is_one(tmp_path: Path) -> None:
    """Systemd finds no fault in the unit."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "dabiao.service"
    unit.write_text(_read("dabiao.service").replace("/opt/dabiao/bin/dabiao", sys.executable), encoding="utf-8")

    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)  # noqa: S607

    assert "dabiao.service" not in done.stderr


@pytest.mark.parametrize("line", ["DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes"])
def test_the_unit_is_confined(line: str) -> None:
    """The unit runs without rights beyond its own folder."""
    assert line in _read("dabiao.service").splitlines()


def test_the_unit_s_command_is_the_program_s() -> None:
    """Every option of the unit's command exists."""
    (command,) = re.findall(r"^ExecStart=(.+)$", _read("dabiao.service"), re.MULTILINE)

    words = shlex.split(command)
    assert "serve" == words[1]
    assert {word for word in words if word.startswith("--")} <= _OPTIONS


def test_the_container_runs_as_somebody_without_rights() -> None:
    """The last stage names a user, a base with a version, a health check, and a command whose options exist."""
    instructions = _instructions()
    words = dict(instructions[max(n for n, (word, _) in enumerate(instructions) if word == "FROM") :])

    assert {"USER", "HEALTHCHECK", "ENTRYPOINT", "VOLUME"} <= set(words)
    assert "root" != words["USER"]
    assert all(":" in rest.split()[0] for word, rest in instructions if word == "FROM")
    assert set(re.findall(r'"(--[a-z-]+)"', _read("Dockerfile"))) <= _OPTIONS


def test_what_the_container_copies_is_there() -> None:
    """Each file that the container's build takes from the tree exists, and so does what the build needs."""
    copied = [rest.split()[:-1] for word, rest in _instructions() if word == "COPY" and not rest.startswith("--from")]
    names = {name for names in copied for name in names}

    assert [] == [name for name in sorted(names) if not (_ROOT / name).exists()]
    assert {"pyproject.toml", "verifier", "targets", "measurements", "README.md", "LICENSE"} <= names


def test_the_proxy_takes_what_the_server_takes() -> None:
    """The proxy's limit is the default upload and one MiB for the form around it."""
    (default,) = [option.default for option in serve.params if option.name == "upload_mib"]

    assert isinstance(default, int)
    assert f"client_max_body_size {default + 1}m;" in _read("nginx.conf")


def test_the_page_names_options_that_exist() -> None:
    """Every option that the page about the service shows for it exists."""
    page = (_ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    lines = [*re.findall(r"`(--[a-z-]+)", page), *re.findall(r"^dabiao serve .+$", page, re.MULTILINE)]
    shown = {option for line in lines for option in re.findall(r"--[a-z-]+", line)}

    assert shown <= _OPTIONS
    assert {"--login", "--behind-https", "--public-url", "--upload-mib", "--check-seconds"} <= shown
