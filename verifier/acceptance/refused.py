"""A submission that is refused as a whole, with all its structural faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from verifier.errors import MeasurementError, VerifierError

__all__ = ["Refused", "refuse_faults"]


class Refused(ExceptionGroup[VerifierError]):
    """A submission that cannot be judged: all its structural faults, in row order."""

    def __new__(cls, faults: Sequence[VerifierError]) -> Self:
        """The faults as one error; a group of exceptions asks for a message of its own."""
        return super().__new__(cls, "the submission has structural faults", faults)

    def derive(self, excs: Sequence[Exception]) -> ExceptionGroup[Exception]:  # type: ignore[override]
        """A part of the faults, as `except*` and `split` take them apart."""
        return ExceptionGroup(self.message, excs)


def refuse_faults(faults: Sequence[MeasurementError]) -> None:
    """Refuse a submission that has faults.

    Raises:
        Refused: There is at least one.
    """
    if faults:
        raise Refused(list(faults))
