"""For those who operate the server: whether it works, and what it counts."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from verifier.errors import UsageError
from verifier.service.worker import Workers
from verifier.web.asking import Opened
from verifier.web.metrics import METRICS_TYPE, Metrics

__all__ = ["Observed", "health_router"]

health_router = APIRouter()


@dataclass(frozen=True, slots=True)
class Observed:
    """What is counted of one server, and what judges behind it."""

    metrics: Metrics
    workers: Workers | None


@health_router.get("/healthz", name="health")
def health(request: Request) -> Response:
    """Whether database, disk and workers answer: 200, or 503 with the part that does not."""
    opened: Opened = request.app.state.opened
    observed: Observed = request.app.state.observed
    parts = opened.service.healthy()
    if observed.workers is not None:
        parts["workers"] = observed.workers.alive()
    whole = all(parts.values())
    said = {name: "ok" if well else "no" for name, well in sorted(parts.items())}
    return JSONResponse({"status": "ok" if whole else "no", **said}, 200 if whole else 503)


@health_router.get("/metrics", name="metrics")
def counters(request: Request) -> Response:
    """The counters, for this machine's person or for a collector that shows the token."""
    opened: Opened = request.app.state.opened
    observed: Observed = request.app.state.observed
    token = opened.settings.metrics_token
    shown = request.headers.get("authorization", "")
    known = token is not None and hmac.compare_digest(f"Bearer {token}".encode(), shown.encode(errors="replace"))
    if not known and (token is not None or opened.settings.login):
        raise UsageError("web_not_found")
    jobs = observed.workers.queue() if observed.workers is not None else {}
    return Response(observed.metrics.page(jobs), 200, {"Content-Type": METRICS_TYPE})
