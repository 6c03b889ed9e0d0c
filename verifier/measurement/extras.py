"""Libraries that only some formats need: where one is absent, the extra that brings it is named."""

from __future__ import annotations

from importlib.util import find_spec

from verifier.errors import MeasurementError

__all__ = ["require"]


def require(library: str, extra: str, file: str) -> None:
    """See that a library is installed before it is imported.

    Args:
        library: Name of the library's package.
        extra: The extra of this program that brings it.
        file: The file that needs it.

    Raises:
        MeasurementError: It is absent; the sentence names the extra.
    """
    if find_spec(library) is None:
        raise MeasurementError("format_extra_missing", file=file, line=1, column="", library=library, extra=extra)
