"""How pages answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.web.answering import download, local_path


@pytest.mark.parametrize("path", ["/", "/p/HT-1", "/p/HT%2D1?lang=en", "/compare?a=1&b=2", "/audit#end"])
def test_a_path_of_this_server_is_kept(path: str) -> None:
    """A path of this server is where people go on after the login."""
    assert path == local_path(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/a\x00b",
        "/\x85",
        "/\ud800",
    ],
)
def test_another_place_is_no_path(text: str) -> None:
    """An address that leads elsewhere, or could be read so, leads to the first page."""
    assert "/" == local_path(text)


@given(st.text(max_size=60))
def test_a_path_is_safe_in_a_header(text: str) -> None:
    """What comes out is visible ASCII and begins with exactly one slash."""
    path = local_path(text)

    assert path.isascii()
    assert path.isprintable()
    assert path.startswith("/")
    assert not path.startswith("//")


@given(st.text(max_size=60))
def test_a_file_name_is_safe_in_a_header(name: str) -> None:
    """Whatever a file is called, its header holds one line and one pair of quotes."""
    disposition = download(b"", name, "text/csv").headers["content-disposition"]

    assert disposition.isascii()
    assert disposition.isprintable()
    assert 2 == disposition.count('"')
    assert disposition.startswith('attachment; filename="')
