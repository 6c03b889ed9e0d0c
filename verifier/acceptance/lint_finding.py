"""One finding of `dabiao lint`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from verifier.wording import Reason

__all__ = ["LintFinding", "Weight"]


class Weight(StrEnum):
    """Whether a finding makes the catalogue wrong or only asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One finding with the project or target it is about."""

    weight: Weight
    place: str
    reason: Reason
