"""One tree of errors: each says what was read, where, what was expected and what to do.

An exception means that a question could not be asked. A missed target is a verdict, never an exception.
The sentence comes from the message catalogue (`verifier.wording`); the parts stay on the error.
"""

from __future__ import annotations

from verifier.wording import Language, Reason

__all__ = [
    "AccessError",
    "CatalogueError",
    "ExtraError",
    "MeasurementError",
    "NumberError",
    "PredicateError",
    "RecordError",
    "ReportError",
    "RuleError",
    "StaleError",
    "StoreError",
    "TrustError",
    "UnitError",
    "UsageError",
    "VerifierError",
]


class VerifierError(Exception):
    """A question that could not be asked; `reason` holds the code and the parts."""

    def __init__(self, code: str, /, **parts: object) -> None:
        self.reason = Reason.of(code, **parts)
        super().__init__(code, parts)

    @property
    def code(self) -> str:
        """The message's code in the catalogue."""
        return self.reason.code

    def text(self, lang: Language) -> str:
        """The sentence for a person, in one language."""
        return self.reason.text(lang)

    def __str__(self) -> str:
        """The sentence in English."""
        return self.text("en")


class NumberError(VerifierError, ValueError):
    """A text that is not exactly one number in a notation that is read."""


class UnitError(VerifierError, ValueError):
    """A unit that is unknown, ambiguous, or of the wrong dimension."""


class PredicateError(VerifierError, ValueError):
    """A predicate that does not follow the grammar or whose dimensions do not fit; `column` says where."""


class RuleError(VerifierError, ValueError):
    """A decision rule that is unknown or whose parameter is out of range."""


class CatalogueError(VerifierError):
    """A guide, project or target that cannot be loaded, with its file and key."""


class MeasurementError(VerifierError):
    """A submission whose structure refuses it, with file, physical line and column."""


class UsageError(VerifierError):
    """A command whose question cannot be asked as it was put."""


class ExtraError(VerifierError, ImportError):
    """A command that needs a library which is not installed; `extra` names what brings it."""


class ReportError(VerifierError):
    """A report that cannot be written or compared: a font, a glyph, a template or a file stands in the way."""


class RecordError(VerifierError):
    """A record, proof or log that is refused: it is damaged, changed, or not what it claims to be."""


class TrustError(VerifierError):
    """A key, trust list or certificate that cannot be used to check or sign a record."""


class StoreError(VerifierError):
    """Something that the store does not hold, or cannot take: it is absent, there twice, or in another state."""


class StaleError(StoreError):
    """A change that was made from an older state than the store holds; nothing of it was written."""


class AccessError(VerifierError):
    """Something that a person may not do, or that needs somebody to be signed in."""
