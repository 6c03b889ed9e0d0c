"""Readers under atheris: any bytes end in rows or in faults with their sentences.

Run by `make fuzz`; `DABIAO_FUZZ_SECONDS` is how long each reader is tried, 60 unless given. Readers named as arguments
are tried alone. What ends a reader is kept under out/fuzz and printed as the bytes to make a test of.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).parents[2]
_FOUND = _ROOT / "out" / "fuzz"
# A reader that takes longer, or more memory, for a few kilobytes is at fault.
_OPTIONS = ("-max_len=8192", "-timeout=10", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=1")


def fuzz_one(name: str) -> None:
    """Fuzz one reader in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["verifier"]):
        from tests.fuzz.attempts import ATTEMPTS
    atheris.Setup(sys.argv[:1] + sys.argv[3:], ATTEMPTS[name])
    atheris.Fuzz()


def fuzz_apart(name: str, given: tuple[bytes, ...]) -> bool:
    """Fuzz one reader in a process of its own; whether it stood."""
    seconds = os.environ.get("DABIAO_FUZZ_SECONDS", "60")
    with TemporaryDirectory() as corpus:
        for number, seed in enumerate(given):
            (Path(corpus) / f"seed{number}").write_bytes(seed)
        artifact = f"-artifact_prefix={_FOUND / name}-"
        command = [sys.executable, __file__, "--one", name, corpus, f"-max_total_time={seconds}", artifact, *_OPTIONS]
        environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
        ran = subprocess.run(command, check=False, env=environment, capture_output=True)
    told = ran.stderr.decode("utf-8", "replace")
    runs = next((line.split()[-1] for line in told.splitlines() if line.startswith("stat::number_of_executed")), "?")
    sys.stdout.write(f"{name}: {runs} runs in {seconds} s, {'found nothing' if not ran.returncode else 'FAILED'}\n")
    if ran.returncode:
        sys.stdout.write(ran.stdout.decode("utf-8", "replace")[-4000:] + told[-4000:])
    sys.stdout.flush()
    return not ran.returncode


def main(arguments: list[str]) -> int:
    """Fuzz the readers named, all unless some are, two at a time; how many fell."""
    if arguments[1:2] == ["--one"]:
        fuzz_one(arguments[2])
        return 0
    from tests.fuzz.attempts import ATTEMPTS, seeds

    _FOUND.mkdir(parents=True, exist_ok=True)
    whole = seeds()
    names = arguments[1:] or [*ATTEMPTS]
    with ThreadPoolExecutor(2) as pool:
        stood = [*pool.map(lambda name: fuzz_apart(name, whole[name]), names)]
    return len(stood) - sum(stood)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
