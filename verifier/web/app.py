"""The application: every route, and around them, from the outside in, what guards them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from verifier import __version__
from verifier.service.running import Service
from verifier.service.worker import Workers
from verifier.web.accounts.routes import account_routers, open_provider
from verifier.web.api.models import API
from verifier.web.api.routes import api_router
from verifier.web.asking import Opened
from verifier.web.errors import handle_errors
from verifier.web.headers import SecurityHeaders
from verifier.web.health import Observed, health_router
from verifier.web.host import HostCheck
from verifier.web.limits import BodyLimit, TimeLimit
from verifier.web.metrics import Metrics
from verifier.web.observing import Observing
from verifier.web.pages.routes import page_routers
from verifier.web.secret import read_secret
from verifier.web.settings import Settings

__all__ = ["create_app"]

_STATIC_SECONDS: Final = 3600


class _Static(StaticFiles):
    """The files that pages load, which a browser may keep for a while."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = f"public, max-age={_STATIC_SECONDS}"
        return response


class _HeadAsGet:
    """Answers HEAD as GET; the server below sends no body for it.

    Source:
        RFC 9110 (2022), 9.1: both methods must be supported.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)


def create_app(service: Service, settings: Settings, workers: Workers | None = None) -> FastAPI:
    """The application of one running service.

    Args:
        service: The use cases.
        settings: How the server runs.
        workers: What judges in the background; its state shows in the health page and the metrics.
    """
    app = FastAPI(
        title="dabiao 达标",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        strict_content_type=True,
    )
    metrics = Metrics()
    app.state.opened = Opened(service, settings, read_secret(settings.data))
    app.state.observed = Observed(metrics, workers)
    app.state.provider = open_provider(settings)
    app.mount("/static", _Static(directory=Path(str(files("verifier.web") / "static"))), name="static")
    routers: tuple[APIRouter, ...] = (health_router, *account_routers(settings), *page_routers)
    for router in routers:
        app.include_router(router, include_in_schema=False)
    app.include_router(api_router)
    handle_errors(app)
    # The last that is added stands outermost.
    app.add_middleware(_HeadAsGet)
    app.add_middleware(TimeLimit, settings=settings)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(HostCheck, settings=settings)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(Observing, metrics=metrics)
    return app
