"""`dabiao log`: records entered into a log that can only grow, and proofs that need no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verifier.acceptance.logbook import check_growth, enter, prove_growth, prove_record
from verifier.cli.face import DONE, NO, command_options, language, say
from verifier.cli.key_options import existing_file, open_key, read_known_log_key
from verifier.errors import RecordError, UsageError
from verifier.record.archive import read_archive
from verifier.record.durable import write_durably
from verifier.record.log import found_log, open_log
from verifier.wording import Reason, words

__all__ = ["log"]

_folder = click.Path(path_type=Path, file_okay=False)
_passphrase = click.option(
    "--passphrase-file", type=existing_file, help="Take the passphrase from the first line of a file."
)


@click.group()
def log() -> None:
    """Keep a log of records: append-only, signed, provable offline.

    A log without a witness protects only someone who saved an earlier checkpoint: keep a copy of LOG/checkpoint.
    """


@log.command("init")
@click.argument("folder", type=_folder)
@click.option("--name", required=True, help="The log's name, e.g. example.org/records.")
@click.option("--key", required=True, type=existing_file, help="The log's own key file.")
@_passphrase
@command_options
def log_init(folder: Path, name: str, key: Path, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Begin an empty log.

    Example: dabiao log init LOG --name example.org/records --key log.key
    """
    begun = found_log(folder, name, open_key(key, options["passphrase_file"]))
    say(words("log_begun", language(), folder=folder, key=begun.key.text))


@log.command("add")
@click.argument("folder", type=_folder)
@click.argument("bundles", nargs=-1, required=True, type=existing_file)
@click.option("--key", required=True, type=existing_file, help="The log's own key file.")
@click.option("--detached", is_flag=True, help="Do not put the log's proofs into the bundles.")
@_passphrase
@command_options
def log_add(folder: Path, bundles: tuple[Path, ...], key: Path, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Enter records into the log, and put the log's proofs into their bundles.

    Example: dabiao log add LOG 3103.zip --key log.key
    """
    signer = open_key(key, options["passphrase_file"])
    entered = enter(folder, bundles, signer, attach=not options["detached"])
    size = entered.log.checkpoint.size
    for path, index in zip(bundles, entered.indexes, strict=True):
        say(words("log_entered", language(), file=path, index=index, size=size))


@log.command("prove")
@click.argument("folder", type=_folder)
@click.argument("bundle", required=False, type=existing_file)
@click.option("--from", "old", type=existing_file, help="A saved checkpoint: prove that the log has only grown since.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The proof.")
@command_options
def log_prove(folder: Path, bundle: Path | None, old: Path | None, output: Path, **_: Any) -> None:  # noqa: ANN401 -- click's
    """Write a proof: that a record is in the log, or that the log has only grown since a saved checkpoint.

    Example: dabiao log prove LOG 3103.zip -o 3103.tlog-proof
    """
    if (bundle is None) == (old is None):
        raise UsageError("log_prove_usage")
    if bundle is not None:
        proof = prove_record(folder, read_archive(bundle))
    elif old is not None:
        proof = prove_growth(folder, old.read_bytes())
    write_durably(output, proof, replace=True)
    say(words("log_proof_written", language(), file=output))


@log.command("check")
@click.argument("old", type=click.Path(path_type=Path, exists=True))
@click.argument("new", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--log-key", metavar="KEY", help="The log's public key or its file; without it, the one in the log.")
@command_options
def log_check(old: Path, new: Path | None, log_key: str | None, **_: Any) -> None:  # noqa: ANN401 -- click's options
    """Check a whole LOG, or that it has only grown: OLD is a saved checkpoint, NEW the log or a proof from it.

    Example: dabiao log check saved-checkpoint LOG
    """
    lang, key = language(), read_known_log_key(log_key)
    try:
        if new is None:
            if not old.is_dir():
                raise UsageError("log_absent", folder=old)
            found = open_log(old, key)
            found.check()
            say(words("log_whole", lang, name=found.key.name, size=found.checkpoint.size))
        else:
            saved, newer = check_growth(old.read_bytes(), new, key)
            say(words("log_grown", lang, name=newer.origin, old=saved.size, new=newer.size))
    except RecordError as error:
        say(Reason.of("record_refused", why=error.reason).text(lang))
        raise SystemExit(NO) from error
    raise SystemExit(DONE)
