"""The routes of the API."""

from __future__ import annotations

from fastapi.routing import iter_route_contexts

from verifier.web.api.models import API
from verifier.web.api.routes import api_router


def test_every_operation_has_a_name_of_its_own() -> None:
    """Each operation stands under the API's address and has a name that programs can be made from."""
    routes = list(iter_route_contexts(api_router.routes))
    names = [route.operation_id for route in routes]

    assert len(routes) > 20
    assert all((route.path or "").startswith(f"{API}/") for route in routes)
    assert len(names) == len(set(names))
    assert None not in names
