"""Under which names the server answers."""

from __future__ import annotations

import pytest

from tests.web.world import Site
from verifier.web.host import host_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:8000", "localhost"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("dabiao.example.org", "dabiao.example.org"),
    ],
)
def test_the_name_in_a_header(header: str, name: str) -> None:
    """The name of a Host header is found without its port."""
    assert name == host_name(header)


@pytest.mark.parametrize(
    "header", ["", " ", "a b", "evil.example/..", "a@b", "localhost:", "localhost:999999", "a\r\nb", "<script>", "-a"]
)
def test_what_is_no_name(header: str) -> None:
    """A Host header that is no host's name has none."""
    assert host_name(header) is None


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.0.2.1", ""])
def test_a_foreign_name_is_refused_in_the_local_mode(local_site: Site, host: str) -> None:
    """A page elsewhere that points its own name at this machine reads nothing (DNS rebinding)."""
    answer = local_site.browser().get("/", headers={"Host": host})

    assert 400 == answer.status_code


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_this_machine_s_names_are_answered(local_site: Site, host: str) -> None:
    """The names of this machine are answered."""
    assert 200 == local_site.browser().get("/", headers={"Host": host}).status_code


def test_two_host_headers_are_refused(local_site: Site) -> None:
    """A request with two Host headers, which proxies and servers may read differently, is refused."""
    answer = local_site.browser().get("/", headers=[("Host", "localhost"), ("Host", "evil.example")])

    assert 400 == answer.status_code
