"""What the commands on records say: a verified bundle, a re-run, a record's content."""

from __future__ import annotations

from datetime import date
from typing import Any

from verifier.acceptance.rerun import Rerun
from verifier.acceptance.verify import Verified
from verifier.record.bundle import Bundle
from verifier.record.statement import Program
from verifier.record.waiver import waiver_fields
from verifier.wording import Language, words

__all__ = ["record_lines", "rerun_fields", "rerun_lines", "verified_fields", "verified_lines"]


def verified_lines(verified: Verified, lang: Language) -> list[str]:
    """What `verify` says of a bundle that it accepts."""
    record = verified.bundle.record
    lines = [words("record_verified", lang, id=record.id, digest=record.result_digest)]
    for found in verified.attested:
        signer = found.signer
        code = "record_signer" if found.counts else "record_signer_revoked"
        parts = {"name": signer.name, "role": signer.role, "keyid": signer.key.keyid}
        lines.append(words(code, lang, **parts, revoked=signer.revoked))
    passed_over = len(verified.bundle.envelope.signatures) - len(verified.attested)
    if passed_over:
        lines.append(words("record_signers_unknown", lang, count=passed_over))
    for keyid, moment in verified.stamps.items():
        lines.append(words("record_stamped", lang, keyid=keyid, moment=moment.isoformat()))
    if verified.bundle.stamps and not verified.stamps:
        lines.append(words("record_stamps_unchecked", lang, count=len(verified.bundle.stamps)))
    if verified.logged is not None:
        index, checkpoint = verified.logged
        lines.append(words("record_logged", lang, name=checkpoint.origin, index=index, size=checkpoint.size))
    elif verified.bundle.proof is not None:
        lines.append(words("record_proof_unchecked", lang))
    return [*lines, _summary(record.result, lang), _sealed_by(record.program, record.evaluation, lang)]


def verified_fields(verified: Verified) -> dict[str, Any]:
    """The same as data."""
    record = verified.bundle.record
    logged = None
    if verified.logged is not None:
        index, checkpoint = verified.logged
        logged = {"origin": checkpoint.origin, "index": index, "size": checkpoint.size}
    return {
        "verified": True,
        "id": record.id,
        "result_digest": record.result_digest,
        "summary": record.result["summary"],
        "signers": [
            {"name": f.signer.name, "role": f.signer.role, "keyid": f.signer.key.keyid, "counts": f.counts}
            for f in verified.attested
        ],
        "stamps": {keyid: moment.isoformat() for keyid, moment in verified.stamps.items()},
        "logged": logged,
    }


def rerun_lines(again: Rerun, lang: Language) -> list[str]:
    """What `rerun` says: same or not, the first difference, every verdict that changed and why."""
    lines = [_programs(again, lang)]
    if again.difference is None:
        return [words("rerun_same", lang), *lines]
    where = again.difference
    parts = {"step": where.step, "sealed": where.sealed, "present": where.present}
    if where.target:
        lines.insert(0, words("rerun_differs", lang, target=where.target, **parts))
    else:
        lines.insert(0, words("rerun_differs_outside", lang, **parts))
    for change in again.changed:
        sealed, present = (words(f"record_verdict_{v or 'none'}", lang) for v in (change.sealed, change.present))
        lines.append(
            words("rerun_verdict", lang, target=change.target, sealed=sealed, present=present, step=change.step)
        )
        for code, reasons in (("rerun_then", change.sealed_reasons), ("rerun_now", change.present_reasons)):
            lines += [words(code, lang, why=reason.get(lang, reason.get("code", ""))) for reason in reasons]
    if not again.changed:
        lines.append(words("rerun_verdicts_stand", lang))
    for sealed, present in again.libraries:
        lines.append(words("rerun_library", lang, sealed=sealed or "-", present=present or "-"))
    if again.same_program and not again.libraries:
        lines.append(words("rerun_unexplained", lang))
    return lines


def rerun_fields(again: Rerun) -> dict[str, Any]:
    """The same as data."""
    where = again.difference
    difference = None
    if where is not None:
        difference = {
            "target": where.target or None,
            "step": where.step,
            "sealed": where.sealed,
            "present": where.present,
        }
    return {
        "same": where is None,
        "sealed_by": {"version": again.sealed_by.version, "digest": again.sealed_by.digest},
        "present": {"version": again.present.version, "digest": again.present.digest},
        "difference": difference,
        "changed": [
            {
                "target": change.target,
                "sealed": change.sealed or None,
                "present": change.present or None,
                "step": change.step,
                "sealed_reasons": list(change.sealed_reasons),
                "present_reasons": list(change.present_reasons),
            }
            for change in again.changed
        ],
        "libraries": [{"sealed": sealed or None, "present": present or None} for sealed, present in again.libraries],
    }


def record_lines(bundle: Bundle, lang: Language) -> list[str]:
    """What `show` says of a bundle; nothing of it was verified."""
    record = bundle.record
    as_of = date.fromisoformat(record.result["as_of"])
    lines = [words("show_title", lang, id=record.id, digest=record.result_digest), words("show_unverified", lang)]
    about = {"project": record.result["project"], "as_of": as_of, "guide": record.result["guide"]["id"]}
    lines += [words("show_about", lang, **about), _sealed_by(record.program, record.evaluation, lang)]
    lines += [words("show_signature", lang, keyid=signature.keyid) for signature in bundle.envelope.signatures]
    lines += [words("show_file", lang, file=name, size=len(data)) for name, data in sorted(bundle.files.items())]
    for target in record.result["targets"]:
        verdict = words(f"record_verdict_{target['verdict']}", lang)
        lines.append(words("show_target", lang, target=target["id"], verdict=verdict, predicate=target["predicate"]))
        for waiver in record.waivers:
            if waiver.target == target["id"]:
                fields = waiver_fields(waiver, as_of)
                said = {
                    "kind": words(f"waiver_kind_{waiver.kind}", lang),
                    "state": words(f"waiver_state_{fields['state']}", lang),
                    "start": fields["from"] or "-",
                    "until": fields["until"] or "-",
                }
                said |= {"approver": waiver.approver, "justification": waiver.justification}
                lines.append(words("show_waiver", lang, **said))
    return [*lines, _summary(record.result, lang)]


def _summary(result: Any, lang: Language) -> str:  # noqa: ANN401 -- JSON
    counts = [(verdict, count) for verdict, count in result["summary"].items() if count]
    return " · ".join(f"{words(f'record_verdict_{verdict}', lang)} {count}" for verdict, count in counts) or "-"


def _sealed_by(program: Program, evaluation: Any, lang: Language) -> str:  # noqa: ANN401 -- JSON
    parts = {"version": program.version, "digest": program.digest[:23], "moment": evaluation["sealed_at"]}
    return words("record_sealed_by", lang, **parts)


def _programs(again: Rerun, lang: Language) -> str:
    parts = {"sealed": again.sealed_by.version, "present": again.present.version}
    digests = {"sealed_digest": again.sealed_by.digest[:23], "present_digest": again.present.digest[:23]}
    return words("rerun_same_program" if again.same_program else "rerun_other_program", lang, **parts, **digests)
