"""Libraries that only some formats need: asked for when the format is, and named with their extra when absent."""

from __future__ import annotations

from importlib.util import find_spec

from verifier.errors import ExtraError

__all__ = ["has_library", "require"]


def has_library(module: str) -> bool:
    """Whether a library is installed."""
    return find_spec(module) is not None


def require(module: str, extra: str, purpose: str) -> None:
    """Refuse a format whose library is absent, before any work is done.

    Args:
        module: The library's import name.
        extra: The extra of this distribution that brings it.
        purpose: What it is needed for, e.g. the file's ending.

    Raises:
        ExtraError: The library is not installed.
    """
    if not has_library(module):
        raise ExtraError("report_extra_missing", extra=extra, module=module, purpose=purpose)
