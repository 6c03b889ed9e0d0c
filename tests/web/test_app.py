"""The application as a whole."""

from __future__ import annotations

import pytest

from tests.web.world import Site


def test_the_api_describes_itself_alone(site: Site) -> None:
    """The description holds the API and none of the pages, and loads nothing from elsewhere."""
    document = site.browser().get("/api/v1/openapi.json").json()

    assert document["paths"]
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert 404 == site.browser().get("/docs").status_code


@pytest.mark.parametrize("rest", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "/etc/passwd", ""])
def test_files_are_those_of_the_package_alone(site: Site, rest: str) -> None:
    """An address under /static leads to no file outside of it."""
    assert site.browser().get(f"/static/{rest}").status_code in {404, 405}


def test_no_address_ends_with_a_slash(site: Site) -> None:
    """An address with a slash too many is unknown: it is not sent elsewhere by a header that names the host."""
    assert 404 == site.browser("team").get("/p/HT-1/").status_code
