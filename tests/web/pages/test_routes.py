"""Every page's router, in the order in which addresses are looked up."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter

from verifier.web.pages.routes import page_routers


def test_every_module_of_pages_is_served() -> None:
    """Each module beside the list that holds a router is in the list, once."""
    folder = files("verifier.web.pages")
    routed = [
        entry.name for entry in folder.iterdir() if entry.name.endswith(".py") and "APIRouter()" in entry.read_text()
    ]

    assert len(routed) == len({id(router) for router in page_routers}) == len(page_routers)


def test_no_address_is_served_twice() -> None:
    """One address and method leads to one page."""
    served = [
        (method, route.path)  # type: ignore[attr-defined]
        for router in page_routers
        for route in router.routes
        for method in route.methods  # type: ignore[attr-defined]
    ]

    assert all(isinstance(router, APIRouter) for router in page_routers)
    assert len(served) == len(set(served))
