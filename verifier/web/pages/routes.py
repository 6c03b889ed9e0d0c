"""Every page's router, in the order in which addresses are looked up."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from verifier.web.pages import (
    audit,
    catalogue,
    comparison,
    exports,
    meeting,
    project,
    projects,
    reading,
    record,
    submission,
    target,
    upload,
    verification,
)

__all__ = ["page_routers"]

page_routers: Final[tuple[APIRouter, ...]] = (
    projects.router,
    upload.router,
    meeting.router,
    target.router,
    project.router,
    submission.router,
    verification.router,
    exports.router,
    record.router,
    comparison.router,
    catalogue.router,
    audit.router,
    reading.router,
)
