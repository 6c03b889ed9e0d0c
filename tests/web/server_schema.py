"""The API tried by its own description: every operation, with values that fit and values that do not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, settings

from tests.web.world import Clock, Site, open_site
from verifier.service.sessions import make_token
from verifier.store.tokens import SCOPES
from verifier.web.api.routes import api_router

if os.environ.get("DABIAO_TIER") == "test-server":
    import schemathesis
else:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed (extra: server)")

_EXAMPLES = 20
_OPERATIONS = sorted(
    f"{method} {route.path}" for route in iter_route_contexts(api_router.routes) for method in route.methods or ()
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service with something in it."""
    with open_site(tmp_path_factory.mktemp("schema") / "data", clock=Clock()) as opened:
        opened.sealed()
        opened.draft()
        yield opened


@pytest.fixture(scope="module")
def described(site: Site) -> Any:  # noqa: ANN401 -- the library's type
    """The API as it describes itself."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.app)


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_an_operation_keeps_its_word(site: Site, described: Any, operation: str) -> None:  # noqa: ANN401 -- the library's
    """No value makes the server fail, and every answer is of a status, type and form that the description names."""
    from schemathesis import checks
    from schemathesis.specs.openapi import checks as of_openapi

    method, _, path = operation.partition(" ")
    _, token = make_token(site.service, site.people["panel"], name="t", scopes=SCOPES)
    held = [
        checks.not_a_server_error,
        of_openapi.status_code_conformance,
        of_openapi.content_type_conformance,
        of_openapi.response_schema_conformance,
    ]

    @settings(max_examples=_EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy())
    def ask(case: Any) -> None:  # noqa: ANN401 -- the library's type
        headers = {"Authorization": f"Bearer {token}", "Host": "127.0.0.1"}
        case.call_and_validate(headers=headers, checks=held)

    ask()
