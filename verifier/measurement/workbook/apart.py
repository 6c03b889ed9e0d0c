"""Laying a workbook out in a process of its own first: what ends that process, or fills it, ends nothing else.

The library that reads sheets is compiled; a damaged sheet can end the process that it runs in. This file runs by itself
in the other process, with the standard library and that library alone.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Final

__all__ = ["ends_well"]

_MEMORY: Final = 8 << 30
_SECONDS: Final = 120
_REFUSED: Final = 3


def ends_well(data: bytes) -> bool:
    """Whether a workbook can be laid out without ending the process, within two minutes and 8 GiB.

    What the library refuses in order ends well: it will refuse it again, with its reason.

    Args:
        data: The workbook's bytes.
    """
    if not sys.executable:
        return True
    command = [sys.executable, "-I", __file__]
    try:
        ran = subprocess.run(command, input=data, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode in {0, _REFUSED}


def _lay_out() -> int:
    """Lay out every sheet of the workbook on the standard input; what it holds is told to nobody."""
    import io

    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

    try:
        import resource
    except ImportError:
        pass  # Only some systems have limits to set.
    else:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in workbook.sheet_names:
            try:
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)
            except WorksheetNotFound:
                continue
    except (CalamineError, OSError, ValueError, OverflowError):
        return _REFUSED
    return 0


if __name__ == "__main__":
    raise SystemExit(_lay_out())
