"""What anybody may read: help, what the program is, and the style that pages share with reports."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from importlib.resources import files
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from verifier.acceptance.browse import browse
from verifier.acceptance.library import open_guide
from verifier.decision.result import SCHEMA
from verifier.decision.rule import FULL_VALUE
from verifier.measurement.columns import COLUMNS
from verifier.web.answering import page
from verifier.web.asking import Anyone

__all__ = ["router"]

_UNITS: Final = (
    ("um, μm, 微米", "µm"),
    ("degC, °C, ℃, 摄氏度", "°C"),
    ("Ω·cm, ohm cm", "Ω·cm"),
    ("A/cm2, A/cm², A·cm⁻²", "A/cm²"),
    ("m3/h, m³/h", "m³/h"),
    ("g/kWh, g/(kW·h)", "g/(kW·h)"),
    ("rpm, r/min, 转/分", "rpm"),
    ("%/d, %/day", "%/d"),
)
_LIBRARIES: Final = (
    *("alembic", "argon2-cffi", "cryptography", "fastapi", "jinja2", "pint", "prometheus-client", "pydantic"),
    *("python-multipart", "rfc8785", "rich", "sqlalchemy", "starlette", "sympy", "typst", "uvicorn", "XlsxWriter"),
)
_LONGEST_LICENCE: Final = 40
_LOOK_SECONDS: Final = 3600

router = APIRouter()


@router.get("/help")
def show_help(asked: Anyone) -> Response:
    """How to prepare measurements, how the program judges, who does what."""
    return page(asked, "help.html", columns=COLUMNS, units=_UNITS)


@router.get("/about")
def about(asked: Anyone) -> Response:
    """Versions and licences."""
    guide = browse(open_guide(asked.service.guide, asked.service.guide_path))["guide"]
    return page(
        asked,
        "about.html",
        guide=guide,
        python=platform.python_version(),
        schema=SCHEMA,
        rule=f"{FULL_VALUE.id}, {FULL_VALUE.edition}",
        libraries=_libraries(),
    )


@router.get("/look/report.css")
def look() -> Response:
    """The report's own style sheet: pages and reports are of one family."""
    return Response(
        _sheet(), media_type="text/css; charset=utf-8", headers={"Cache-Control": f"max-age={_LOOK_SECONDS}"}
    )


@cache
def _sheet() -> bytes:
    return files("verifier.report").joinpath("templates", "report.css").read_bytes()


@cache
def _libraries() -> tuple[tuple[str, str, str], ...]:
    """Name, version and licence of each library that is installed, and of the script that travels with the pages."""
    found = [("htmx", "4.0.1", "0BSD")]
    for name in _LIBRARIES:
        try:
            stated = metadata(name)
        except PackageNotFoundError:
            continue
        licence = next((stated[field] for field in ("License-Expression", "License") if field in stated), "")
        found.append((name, stated["Version"], licence if len(licence) <= _LONGEST_LICENCE else ""))
    return tuple(sorted(found, key=lambda item: item[0].lower()))
