"""The example of an office's own form, which travels with the package."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["example_form"]


def example_form() -> bytes:
    """A DOCX with every kind of placeholder, to be opened in a word processor and made one's own."""
    return files("verifier.report").joinpath("forms", "office-form.docx").read_bytes()
