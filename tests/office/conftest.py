"""What the office tier needs; absent, its tests skip with a reason, or fail where everything is required."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def _absent(what: str) -> NoReturn:
    if os.environ.get("DABIAO_REQUIRE") == "all":
        pytest.fail(f"{what} is required and absent", pytrace=False)
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice command."""
    return shutil.which("soffice") or _absent("LibreOffice (libreoffice-writer-nogui, libreoffice-calc-nogui)")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The command that reads a PDF's text."""
    return shutil.which("pdftotext") or _absent("poppler-utils")


@pytest.fixture(scope="session", autouse=True)
def chinese_font() -> None:
    """A Chinese font, without which a page is boxes."""
    from verifier.errors import ReportError
    from verifier.report.fonts import find_typeface

    try:
        find_typeface()
    except ReportError:
        _absent("a Chinese font (fonts-noto-cjk)")
