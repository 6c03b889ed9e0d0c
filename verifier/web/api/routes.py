"""The routes of the API, in one place."""

from __future__ import annotations

from fastapi import APIRouter

from verifier.web.api.log import log_router
from verifier.web.api.models import PROBLEMS
from verifier.web.api.projects import projects_router
from verifier.web.api.records import records_router
from verifier.web.api.submissions import submissions_router

__all__ = ["api_router"]

api_router = APIRouter(responses=PROBLEMS)
for _router in (projects_router, submissions_router, records_router, log_router):
    api_router.include_router(_router)
