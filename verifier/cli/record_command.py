"""`dabiao keygen`, `seal`, `verify`, `rerun`, `show` and `stamp`: records that an auditor can hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from verifier.acceptance.check import Question
from verifier.acceptance.export import RECORD_FORMS, written_as
from verifier.acceptance.report_files import Layout
from verifier.acceptance.rerun import rerun as run_again
from verifier.acceptance.seal import Sealing, cosign
from verifier.acceptance.seal import seal as seal_submission
from verifier.acceptance.verify import Known
from verifier.acceptance.verify import verify as verify_bundle
from verifier.cli.clock import today
from verifier.cli.face import DONE, NO, command_options, language, print_json, say
from verifier.cli.key_options import existing_file, open_key, read_known_log_key, read_passphrase
from verifier.cli.layout_options import layout_options
from verifier.cli.limit_options import limit_options
from verifier.cli.record_text import record_lines, rerun_fields, rerun_lines, verified_fields, verified_lines
from verifier.decision.rule import read_rule
from verifier.errors import RecordError, UsageError
from verifier.measurement.dates import read_date
from verifier.measurement.limits import read_limits
from verifier.record.archive import read_archive
from verifier.record.bundle import Bundle, is_bundle, pack_bundle, unpack_bundle
from verifier.record.canonical import read_json
from verifier.record.durable import write_durably
from verifier.record.keyfile import public_line, write_key
from verifier.record.keys import Ed25519Signer, Signer
from verifier.record.timestamp import check_stamp, read_authorities, stamp_query
from verifier.record.trust import read_trust
from verifier.wording import Reason, words

__all__ = ["keygen", "rerun", "seal", "show", "stamp", "verify"]


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The key file.")
@click.option("--name", help="Whose key it is, for the trust list; default: the file's name.")
@click.option("--role", default="signer", show_default=True, help="laboratory, team, panel, …")
@click.option("--no-passphrase", is_flag=True, help="Write the key in the clear.")
@click.option("--passphrase-file", type=existing_file, help="Take the passphrase from the first line of a file.")
@command_options
def keygen(output: Path, name: str | None, role: str, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Make a key: KEY, encrypted with a passphrase, and KEY.pub, a line for a trust list.

    Example: dabiao keygen -o lab.key --name metrology-institute --role laboratory
    """
    owner = name or output.stem
    if any(not word or word.split() != [word] or word.startswith("#") for word in (owner, role)):
        raise UsageError("key_owner", read=f"{owner} {role}")
    secret = None if options["no_passphrase"] else read_passphrase(options["passphrase_file"], new=True)
    signer = Ed25519Signer()
    public = output.with_name(f"{output.name}.pub")
    write_durably(output, write_key(signer, secret), replace=False, mode=0o600)
    write_durably(public, public_line(signer, owner, role).encode(), replace=False)
    say(words("key_written", language(), file=output, public=public, keyid=signer.public.keyid))


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--key", required=True, type=existing_file, help="The signer's key file.")
@click.option("--passphrase-file", type=existing_file, help="Take the passphrase from the first line of a file.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The bundle, BUNDLE.zip.")
@click.option("--id", "record_id", help="The record's name in a log; default: project and as-of date.")
@click.option("--waivers", type=existing_file, help="Waivers and deviations, a TOML file.")
@click.option("--with-program", is_flag=True, help="Put the program's own files into the bundle.")
@click.option("--project", help="Project code; default: what the submission states.")
@click.option("--only", multiple=True, metavar="ID", help="Judge this target only; may be given again.")
@click.option("--guide", default="js2023", show_default=True, help="The guide's id.")
@click.option("--contract", type=existing_file, help="The contract's TOML file.")
@click.option("--rule", help="Decision rule: full-value (default) or rounded.")
@click.option("--as-of", metavar="DATE", help="The day whose state of affairs is judged; default: today.")
@click.option("--encoding", help="Encoding of files that declare none, e.g. gb18030.")
@limit_options
@command_options
def seal(paths: tuple[Path, ...], key: Path, output: Path | None, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Judge a submission and seal it, or sign a sealed BUNDLE.zip as one more signer.

    A further signer's program judges the sealed inputs again and signs only the same result.

    Example: dabiao seal measurements/3103-substrate-acceptance --key lab.key -o 3103.zip
    """
    lang = language()
    archive = read_archive(paths[0]) if len(paths) == 1 and paths[0].suffix.lower() == ".zip" else b""
    if is_bundle(archive):
        sealed = unpack_bundle(archive)
        place = output or paths[0]
        bundle = cosign(sealed, open_key(key, options["passphrase_file"]))
        write_durably(place, pack_bundle(bundle), replace=output is None)
    else:
        if output is None:
            raise UsageError("seal_output")
        if output.exists():
            raise UsageError("file_exists", file=output)
        bundle = _sealed(paths, open_key(key, options["passphrase_file"]), options)
        place = output
        write_durably(place, pack_bundle(bundle), replace=False)
    summary = {verdict: str(count) for verdict, count in bundle.record.result["summary"].items()}
    say(words("sealed", lang, file=place, id=bundle.record.id, digest=bundle.record.result_digest))
    say(words("sealed_summary", lang, signatures=len(bundle.envelope.signatures), **summary))


def _sealed(paths: tuple[Path, ...], signer: Signer, options: dict[str, Any]) -> Bundle:

    question = Question(
        paths=paths,
        project=options["project"],
        only=options["only"],
        rule=read_rule(options["rule"]) if options["rule"] else None,
        as_of=read_date(options["as_of"]) if options["as_of"] else None,
        encoding=options["encoding"],
        guide=options["guide"],
        guide_path=options["guide_path"],
        contract=options["contract"],
        limits=read_limits(options["limit"]),
    )
    sealing = Sealing(question, options["record_id"], options["waivers"], options["with_program"])
    return seal_submission(sealing, signer, datetime.now(UTC), today())


@click.command()
@click.argument("bundle", type=existing_file)
@click.option("--trust", required=True, type=existing_file, help="A public key file, or a trust list.")
@click.option(
    "--threshold", default=1, show_default=True, type=click.IntRange(1, 100), help="How many keys must count."
)
@click.option("--log-key", metavar="KEY", help="The log's public key or its file: check the log's proof.")
@click.option("--tsa", type=existing_file, help="Certificates of time stamping authorities, PEM: check time stamps.")
@click.option("--allow-unknown", is_flag=True, help="Pass over signatures by keys that the trust list lacks.")
@click.option("--json", "as_json", is_flag=True, help="Print what was verified as JSON.")
@command_options
def verify(bundle: Path, trust: Path, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Verify a bundle without a network: its bytes, its signatures, its place in a log.

    Example: dabiao verify 3103.zip --trust lab.key.pub
    """
    known = Known(
        trust=read_trust(trust.read_bytes(), trust.name),
        threshold=options["threshold"],
        authorities=read_authorities(options["tsa"].read_bytes()) if options["tsa"] else (),
        log_key=read_known_log_key(options["log_key"]),
        allow_unknown=options["allow_unknown"],
    )
    data = read_archive(bundle)
    try:
        verified = verify_bundle(data, known)
    except RecordError as error:
        _refuse(error, as_json=options["as_json"])

    if options["as_json"]:
        print_json(verified_fields(verified))
    else:
        say("\n".join(verified_lines(verified, language())))
    raise SystemExit(DONE)


@click.command()
@click.argument("bundle", type=existing_file)
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@limit_options
@command_options
def rerun(bundle: Path, as_json: bool, limit: tuple[str, ...], **_: Any) -> None:  # noqa: ANN401, FBT001 -- click's options
    """Judge the sealed inputs again with this program, and compare the result byte for byte.

    Signatures are not checked here: `dabiao verify` does that.

    Example: dabiao rerun 3103.zip
    """
    data = read_archive(bundle)
    try:
        again = run_again(unpack_bundle(data), read_limits(limit))
    except RecordError as error:
        _refuse(error, as_json=as_json)
    if as_json:
        print_json(rerun_fields(again))
    else:
        say("\n".join(rerun_lines(again, language())))
    raise SystemExit(DONE if again.difference is None else NO)


@click.command()
@click.argument("bundle", type=existing_file)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=f"Write it as {RECORD_FORMS}.")
@click.option("--json", "as_json", is_flag=True, help="Print the statement.")
@layout_options
@command_options
def show(bundle: Path, output: Path | None, as_json: bool, **options: Any) -> None:  # noqa: ANN401, FBT001 -- click's options
    """Show what a bundle says, or write it in another form. Nothing is verified here.

    Example: dabiao show 3103.zip -o 3103.junit.xml
    """
    data = read_archive(bundle)
    try:
        shown = unpack_bundle(data)
    except RecordError as error:
        _refuse(error, as_json=as_json)
    lang = language()
    if output is not None:
        layout = Layout(options["font_path"], options["docx_template"])
        write_durably(output, written_as(shown, output.name, bundle.name, lang, layout), replace=True)
        say(words("report_written", lang, file=output))
    elif as_json:
        print_json(read_json(shown.envelope.payload, "statement"))
    else:
        say("\n".join(record_lines(shown, lang)))


@click.command()
@click.argument("bundle", type=existing_file)
@click.option("--trust", required=True, type=existing_file, help="The public key file of the signer to be stamped.")
@click.option("--query", type=click.Path(path_type=Path, dir_okay=False), help="Write the query for an authority.")
@click.option("--reply", type=existing_file, help="Put the authority's answer into the bundle.")
@click.option("--tsa", type=existing_file, help="The authority's certificates, PEM: check the answer first.")
@command_options
def stamp(bundle: Path, trust: Path, query: Path | None, reply: Path | None, **options: Any) -> None:  # noqa: ANN401 -- click's
    """Have an authority stamp a signature: write the query, and put its answer into the bundle.

    Example: dabiao stamp 3103.zip --trust lab.key.pub --query 3103.tsq
    """
    sealed = unpack_bundle(read_archive(bundle))
    known = read_trust(trust.read_bytes(), trust.name)
    values = {signature.keyid: signature.value for signature in sealed.envelope.signatures}
    keyid = next((entry.key.keyid for entry in known.entries if entry.key.keyid in values), None)
    if keyid is None or (query is None) == (reply is None):
        raise UsageError("stamp_usage" if keyid is not None else "stamp_signer", file=trust)
    if query is not None:
        write_durably(query, stamp_query(values[keyid]), replace=True)
        say(words("stamp_query_written", language(), file=query))
    elif reply is not None:
        answer = reply.read_bytes()
        if options["tsa"] is not None:
            check_stamp(answer, values[keyid], read_authorities(options["tsa"].read_bytes()))
        stamped = replace(sealed, stamps={**sealed.stamps, keyid: answer})
        write_durably(bundle, pack_bundle(stamped), replace=True)
        say(words("stamp_added", language(), file=bundle))


def _refuse(error: RecordError, *, as_json: bool) -> NoReturn:
    lang = language()
    if as_json:
        refusal = {"code": error.code, "zh": error.text("zh"), "en": error.text("en")}
        print_json({"verified": False, "error": refusal})
    else:
        say(Reason.of("record_refused", why=error.reason).text(lang))
    raise SystemExit(NO)
