"""Time stamps: a local authority made with openssl stamps signatures, and nothing else passes for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from verifier.errors import RecordError, TrustError, UsageError
from verifier.record import timestamp
from verifier.record.timestamp import check_stamp, civil_date, read_authorities, stamp_query

pytest.importorskip("rfc3161_client", reason="the extra timestamp is not installed")
_OPENSSL = shutil.which("openssl") or ""
_NEEDS_OPENSSL = pytest.mark.skipif(not _OPENSSL, reason="openssl is not installed")
_SIGNATURE = bytes(range(64))
_CONFIG = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa_config]
default_tsa = authority
[authority]
serial = serial
digests = sha256
signer_digest = sha256
default_policy = 1.2.3.4.1
"""


def _openssl(folder: Path, line: str) -> None:
    subprocess.run([_OPENSSL, *line.split()], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root, an authority below it, and another root that has nothing to do with them."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "config").write_text(_CONFIG, encoding="utf-8")
    (folder / "serial").write_text("01", encoding="utf-8")
    new = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config config"
    for name in ("root", "other"):
        _openssl(
            folder,
            f"req -x509 {new} -keyout {name}.key -out {name}.pem -subj /CN={name} -days 9 -extensions ca",
        )
    _openssl(folder, f"req -new {new} -keyout tsa.key -out tsa.csr -subj /CN=tsa")
    _openssl(
        folder,
        "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem -days 9"
        " -extfile config -extensions tsa",
    )
    return folder


@pytest.fixture(scope="module")
def stamped(authority: Path) -> bytes:
    """The authority's answer to a query."""
    (authority / "query").write_bytes(stamp_query(_SIGNATURE))
    _openssl(
        authority,
        "ts -reply -config config -section authority -queryfile query -signer tsa.pem -inkey tsa.key -out reply",
    )
    return (authority / "reply").read_bytes()


def _code(check: Callable[[], object]) -> str:
    with pytest.raises(RecordError) as refusal:
        check()
    return refusal.value.code


@_NEEDS_OPENSSL
def test_a_local_authority_stamps_a_signature(authority: Path, stamped: bytes) -> None:
    """The answer of an authority below a trusted root gives the present time."""
    roots = read_authorities((authority / "root.pem").read_bytes())

    moment = check_stamp(stamped, _SIGNATURE, roots)

    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=5)


@_NEEDS_OPENSSL
def test_another_signature_or_authority_is_refused(authority: Path, stamped: bytes) -> None:
    """A stamp of something else, by an unknown authority, or followed by anything is refused."""
    roots = read_authorities((authority / "root.pem").read_bytes())
    others = read_authorities((authority / "other.pem").read_bytes())

    assert "stamp_refused" == _code(lambda: check_stamp(stamped, _SIGNATURE[::-1], roots))
    assert "stamp_refused" == _code(lambda: check_stamp(stamped, _SIGNATURE, others))
    assert {"stamp_form", "stamp_refused"} >= {_code(lambda: check_stamp(stamped + b"x", _SIGNATURE, roots))}


@_NEEDS_OPENSSL
def test_flipped_bits_of_a_stamp(authority: Path, stamped: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """No flipped bit of a stamp changes the time that it gives: it is refused, or gives the same time."""
    roots = read_authorities((authority / "root.pem").read_bytes())
    moment = check_stamp(stamped, _SIGNATURE, roots)
    accepted = []

    for bit in range(len(stamped) * 8):
        changed = bytearray(stamped)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            accepted.append(check_stamp(bytes(changed), _SIGNATURE, roots))
        except RecordError:
            continue

    with capsys.disabled():
        sys.stdout.write(f"\n{len(stamped) * 8} single-bit flips of a time stamp, {len(accepted)} accepted\n")
    assert {moment} >= set(accepted)


@pytest.mark.parametrize("stamp", [b"", b"\x30\x80", b"x" * 2_000_000, bytes(100)], ids=map(str, range(4)))
def test_what_is_no_stamp(stamp: bytes) -> None:
    """Other bytes are refused, never a traceback."""
    assert _code(lambda: check_stamp(stamp, _SIGNATURE, ())) in {"stamp_form", "stamp_refused"}


def test_what_is_no_authority() -> None:
    """A file without a certificate is refused."""
    for data in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(TrustError):
            read_authorities(data)


def test_the_civil_date_is_that_of_shanghai() -> None:
    """Sixteen o'clock UTC begins the next day."""
    moment = datetime(2026, 4, 30, 16, 0, tzinfo=UTC)

    assert ["2026-04-30", "2026-05-01"] == [civil_date(m).isoformat() for m in (moment - timedelta(seconds=1), moment)]


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without the extra names it, and does not fail otherwise."""
    monkeypatch.setattr(timestamp, "find_spec", lambda _: None)

    with pytest.raises(UsageError) as refusal:
        stamp_query(b"")

    assert ("record_extra_missing", "timestamp") == (refusal.value.code, refusal.value.reason["extra"])
