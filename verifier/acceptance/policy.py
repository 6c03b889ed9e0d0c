"""A policy on the share of achieved targets: whose thresholds they are is cited, and none is in force by itself.

The program counts; what a share means for a project is the policy's statement, and the conclusion stays with
the panel.
"""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from verifier.catalogue.schema_fault import fault_parts
from verifier.errors import NumberError, UsageError
from verifier.quantity.number import format_exact, read_number
from verifier.wording import Language, Reason

__all__ = ["with_policy"]

_LARGEST = 100_000


class _Words(BaseModel):
    """A statement in both languages."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)
    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)

    def text(self, lang: Language) -> str:
        """The statement in one language."""
        return self.zh if lang == "zh" else self.en


class _Band(BaseModel):
    """A threshold and what the policy says from there on."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)
    at_least: str
    says: _Words


class _Policy(BaseModel):
    """A policy file."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)
    source: _Words
    below: _Words
    band: list[_Band] = Field(min_length=1)


def with_policy(result: dict[str, Any], path: Path) -> dict[str, Any]:
    """The result with what a policy says of its share of achieved targets; a result without targets as it was.

    Args:
        result: The result object, `dabiao/result/v1`.
        path: The policy's TOML file: `source`, `below`, and one `[[band]]` a threshold.

    Raises:
        UsageError: The file cannot be read as a policy.
    """
    policy = _read(path)
    bands = sorted(((_share(band.at_least, path), band.says) for band in policy.band), key=lambda band: -band[0])
    total = sum(result["summary"].values())
    if not total:
        return result
    done = result["summary"]["pass"]
    share = Fraction(done, total)
    says = next((words for least, words in bands if share >= least), policy.below)
    # Shown at a tenth of a percent; the comparison above is exact.
    percent = format_exact(Fraction(int(share * 1000), 10))
    reason = Reason.of("policy_says", source=policy.source, says=says, done=done, total=total, percent=percent)
    stated = {"zh": reason.text("zh"), "en": reason.text("en"), "share": format_exact(share)}
    return {**result, "policy": stated}


def _read(path: Path) -> _Policy:
    data = path.read_bytes()
    if len(data) > _LARGEST:
        raise UsageError("policy_large", file=path, bytes=len(data), most=_LARGEST)
    try:
        return _Policy.model_validate(tomllib.loads(data.decode()))
    except ValidationError as error:
        raise UsageError("policy_key_wrong", file=path, **fault_parts(error)) from error
    # A number of 5,000 digits is a ValueError of its own, and brackets nested without end a RecursionError.
    except (ValueError, RecursionError) as error:
        raise UsageError("policy_unreadable", file=path, why=str(error)) from error


def _share(text: str, path: Path) -> Fraction:
    """`80 %` as 4/5."""
    number, mark, rest = text.partition("%")
    try:
        share = read_number(number.strip()).value / 100
    except NumberError as error:
        raise UsageError("policy_share", file=path, read=text) from error
    if not mark or rest.strip() or not 0 <= share <= 1:
        raise UsageError("policy_share", file=path, read=text)
    return share
