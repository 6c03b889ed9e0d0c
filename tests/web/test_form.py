"""What a form sends."""

from __future__ import annotations

import asyncio
import gzip
import io
import zipfile
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import FormData

from tests.web.world import Site, table
from verifier.errors import UsageError
from verifier.service.submissions import submission_view
from verifier.service.worker import run_pending
from verifier.web.form import Form


def _form(*pairs: tuple[str, str]) -> Form:
    return Form(FormData(list(pairs)))


def test_texts_lose_the_blanks_at_their_ends() -> None:
    """A field's text comes without blanks at its ends; an absent field is empty."""
    form = _form(("a", "  x y \r\n"))

    assert ("x y", "") == (form.text("a"), form.text("b"))


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 30_000])
def test_what_no_text_holds_is_refused(text: str) -> None:
    """A NUL, half a character, or a text that is too long is refused by the field's name."""
    with pytest.raises(UsageError, match="note"):
        _form(("note", text)).text("note")


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" 7 ", 7), ("", None), ("-1", None), ("1e9", None), ("٧", None), ("9" * 5000, None)]
)
def test_numbers_are_whole(text: str, number: int | None) -> None:
    """A field's number is whole, of ASCII digits, and not too large for any use."""
    assert number == _form(("n", text[:20_000])).number("n")


def _submissions(site: Site) -> int:
    return len(site.browser("team").get("/api/v1/projects/HT-1/submissions").json())


def _upload(site: Site, *files: tuple[str, bytes]) -> int:
    sent = [("files", (name, data)) for name, data in files]
    return site.browser("team").send_form("/p/HT-1/upload", files=sent).status_code


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "/etc/passwd.csv",
        "a/b.csv",
        "a\\b.csv",
        ".hidden.csv",
        "..",
        "a\0.csv",
        "\u202e.csv",
        "x" * 300 + ".csv",
        "run.exe",
        "page.html",
    ],
    ids=range(11),
)
def test_a_name_that_is_a_path_or_a_program_is_refused(site: Site, name: str) -> None:
    """A file whose name leads elsewhere, hides, or is a program is refused, and nothing is kept."""
    status = _upload(site, (name, table()))

    assert status in {303, 400, 415, 422}
    if status == 303:
        # Some senders of forms cut a path down to its last part; then that part is the name.
        (document,) = site.browser("team").get("/api/v1/projects/HT-1/submissions").json()
        assert not set("/\\\0") & set("".join(file["name"] for file in document["files"]))
    assert not list(Path(site.settings.data).rglob("passwd*"))


def test_twins_are_refused(site: Site) -> None:
    """Two names that are one after Unicode's composition are two files of one name, and refused."""
    assert 422 == _upload(site, ("caf\u00e9.csv", table()), ("cafe\u0301.csv", table()))
    assert 0 == _submissions(site)


def test_a_bomb_is_a_fault_of_the_submission(site: Site) -> None:
    """A packed file that unpacks to more than may be is not unpacked, and the check says so."""
    bomb = gzip.compress(b"0" * 100_000_000, 9)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 50_000_000)

    assert 303 == _upload(site, ("a.csv.gz", bomb))
    assert _upload(site, ("b.zip", packed.getvalue())) in {303, 415}
    run_pending(site.service)
    for document in site.browser("team").get("/api/v1/projects/HT-1/submissions").json():
        view = submission_view(site.service, site.people["team"], document["id"])
        assert view.job is not None
        assert view.job.state == "failed" or view.result is not None


def test_very_many_files_are_refused(site: Site) -> None:
    """A form with a hundred thousand files is stopped at the first too many."""
    boundary = "b"
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n\r\n'.encode()
    browser = site.browser("team")
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "X-CSRF-Token": browser.csrf or ""}

    answer = browser.post("/p/HT-1/upload", content=part * 100_000 + b"--b--\r\n", headers=headers)

    assert answer.status_code in {400, 413}
    assert 0 == _submissions(site)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=" + "x" * 5_000, b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"X: y\r\n" * 10_000),
        ("application/json", b"{}"),
        ("text/xml", b"<a/>"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(10_000))),
        ("application/x-www-form-urlencoded", b"a=%"),
    ],
)
def test_a_form_that_is_none_is_refused(site: Site, kind: str, body: bytes) -> None:
    """A body that is no form is refused with a sentence, and never fails the program."""
    browser = site.browser("team")
    headers = {"Content-Type": kind, "X-CSRF-Token": browser.csrf or ""}

    answer = browser.post("/p/HT-1/upload", content=body, headers=headers)

    assert answer.status_code in {400, 415, 422}


def test_nothing_is_read_for_nobody(site: Site) -> None:
    """The body of an upload is not read for somebody who is not signed in."""
    taken = 0

    async def ask() -> None:
        async def receive() -> MutableMapping[str, Any]:
            nonlocal taken
            taken += 1
            return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

        async def send(_: MutableMapping[str, Any]) -> None:
            """Take the answer and look at nothing of it."""

        head = [(b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=b")]
        scope = {"type": "http", "method": "POST", "path": "/p/HT-1/upload", "query_string": b"", "headers": head}
        await site.app(
            {**scope, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "scheme": "http"}, receive, send
        )

    asyncio.run(ask())

    assert 0 == taken
