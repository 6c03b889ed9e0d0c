"""Trust lists: one line a key, nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from verifier.errors import TrustError
from verifier.record.keys import Ed25519Signer
from verifier.record.trust import read_trust

_KEYS = [Ed25519Signer(bytes([n]) * 32).public for n in (1, 2)]


def _code(text: str | bytes) -> str:
    with pytest.raises(TrustError) as refusal:
        read_trust(text if isinstance(text, bytes) else text.encode(), "trust.txt")
    return refusal.value.code


def test_a_list_is_read() -> None:
    """Comments and blank lines are skipped; a revocation has a date."""
    text = f"# ours\n\n某所 laboratory {_KEYS[0].text}\r\npanel-1  panel\t{_KEYS[1].text} revoked 2026-05-01\n"

    trust = read_trust(b"\xef\xbb\xbf" + text.encode(), "trust.txt")

    assert [("某所", None), ("panel-1", date(2026, 5, 1))] == [(entry.name, entry.revoked) for entry in trust.entries]
    assert trust.entries[1] == trust.of(_KEYS[1].keyid)
    assert trust.of("0" * 64) is None


def test_one_key_has_one_name() -> None:
    """One key under two names is refused, so that it cannot be counted twice."""
    assert "trust_key_twice" == _code(f"a lab {_KEYS[0].text}\nb panel {_KEYS[0].text}\n")


@pytest.mark.parametrize(
    "line",
    [
        f"lab {_KEYS[0].text}",
        f"a lab {_KEYS[0].text} revoked",
        f"a lab {_KEYS[0].text} revoked 2026-02-30",
        f"a lab {_KEYS[0].text} revoked 2026-W01-1",
        f"a lab {_KEYS[0].text} expired 2026-02-03",
    ],
)
def test_a_line_of_another_form(line: str) -> None:
    """A line with words missing or a date that does not exist is refused with its number."""
    with pytest.raises(TrustError) as refusal:
        read_trust(f"\n{line}\n".encode(), "trust.txt")

    assert ("trust_line", 2) == (refusal.value.code, refusal.value.reason["line"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "trust_empty"),
        (b"# only\n", "trust_empty"),
        (b"\xff", "trust_encoding"),
        (b"a" * 2_000_000, "trust_large"),
        (b"a lab sm2:AAAA", "key_algorithm"),
    ],
)
def test_what_is_no_list(data: bytes, code: str) -> None:
    """An empty, broken or very large file and an unknown algorithm are refused."""
    assert code == _code(data)
