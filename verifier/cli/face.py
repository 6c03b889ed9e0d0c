"""What every command shares: its language, its errors, its exit status, its output."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from verifier.acceptance.refused import Refused
from verifier.errors import VerifierError
from verifier.wording import LANGUAGES, Language, Reason, words

__all__ = ["DONE", "NO", "NOT_ASKED", "OPEN", "command_options", "language", "print_json", "say"]

DONE: Final = 0
NO: Final = 1
NOT_ASKED: Final = 2
OPEN: Final = 3

_MOST_FAULTS: Final = 50

_Command = TypeVar("_Command", bound=Callable[..., Any])


def default_language() -> Language:
    """The language of the user's locale: Chinese where it says so, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def language() -> Language:
    """The language of the command that runs."""
    context = click.get_current_context(silent=True)
    chosen = context.params.get("lang") if context is not None else None
    return "zh" if chosen == "zh" else "en" if chosen == "en" else default_language()


def command_options(command: _Command) -> _Command:
    """Give a command `--lang` and `--guide-path`, and turn its errors into sentences and exit status 2."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- a decorator of any command
        try:
            return command(*args, **kwargs)
        except Refused as refusal:
            _list_faults(refusal)
        except VerifierError as error:
            say(Reason.of("error_line", why=error.reason).text(language()), err=True)
        except BrokenPipeError:
            # Whoever read the output has gone, and there is nobody to tell: the last flush goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            why = error.strerror or type(error).__name__
            say(words("error_file", language(), file=error.filename or "-", why=why), err=True)
        raise SystemExit(NOT_ASKED)

    options = (
        click.option("--lang", type=click.Choice(LANGUAGES), help="Language of what is shown; default: the locale's."),
        click.option(
            "--guide-path",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            help="Folder of guides, or of one guide.",
        ),
    )
    wrapped: Any = guarded
    for option in options:
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _list_faults(refusal: Refused) -> None:
    lang = language()
    faults = [error for error in refusal.exceptions if isinstance(error, VerifierError)]
    say(words("refused_title", lang, count=len(faults)), err=True)
    for fault in faults[:_MOST_FAULTS]:
        say(f"  {fault.text(lang)}", err=True)
    if len(faults) > _MOST_FAULTS:
        say(words("refused_more", lang, count=len(faults) - _MOST_FAULTS), err=True)


def say(text: str, *, err: bool = False) -> None:
    """Print a line; characters that the terminal's encoding lacks are replaced rather than fatal."""
    stream = sys.stderr if err else sys.stdout
    encoding = stream.encoding or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding), err=err)


def print_json(document: Any) -> None:  # noqa: ANN401 -- any JSON document
    """Print a JSON document as UTF-8, whatever the locale."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
