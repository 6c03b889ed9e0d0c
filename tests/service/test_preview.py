"""Previews: what the reader sees, before anything is judged."""

from __future__ import annotations

import gzip

import pytest

from tests.service.world import CONTRACT, TABLE, World, sent
from verifier.errors import AccessError
from verifier.service.preview import PreviewFile, preview
from verifier.service.upload import receive

_MANY = "指标编号,实测值,单位,我的列\n".encode() + b"3103.ttv,1,um,x\n" * 50


def _seen(world: World, *files: tuple[str, bytes]) -> dict[str, PreviewFile]:
    draft = receive(world.service, world.team, CONTRACT, sent(*files))
    return {file.name: file for file in preview(world.service, world.team, draft.id).files}


def test_the_first_rows_are_shown_with_their_columns(world: World) -> None:
    """Twenty of fifty rows, each column as it was understood, one of them as no column of ours."""
    seen = _seen(world, ("a.csv", _MANY))["a.csv"]

    assert (20, 50, "utf-8", False) == (len(seen.rows), seen.total, seen.encoding, seen.assumed)
    assert ("2", ("3103.ttv", "1", "um", "x")) == seen.rows[0]
    assert ["target", "value", "unit", None] == [heading.key for heading in seen.headings]
    assert all(heading.title for heading in seen.headings[:3])


def test_a_guessed_encoding_says_so(world: World) -> None:
    """Text in GB18030 is read, and said to be a guess; the header that the form made says it was generated."""
    files = _seen(world, ("a.csv", TABLE.decode().encode("gb18030")), ("b.pdf", b"%PDF"))

    assert ("gb18030", True) == (files["a.csv"].encoding, files["a.csv"].assumed)
    assert "指标编号" == files["a.csv"].headings[0].text
    assert files["submission.toml"].generated
    assert ("", ()) == (files["b.pdf"].kind, files["b.pdf"].rows)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xff\xff", b"\0" * 1000, "标题,别的\n1,2\n".encode(), b'"' * 100_000, b"a," * 50_000]
)
def test_a_broken_file_shows_its_faults(world: World, data: bytes) -> None:
    """A file that cannot be read shows why, and no traceback."""
    seen = _seen(world, ("a.csv", TABLE), ("bad.csv", data))["bad.csv"]

    assert seen.faults
    assert all(fault.text("zh") and fault.text("en") for fault in seen.faults)


def test_other_formats_are_shown_as_columns(world: World) -> None:
    """A table in JSON shows the columns that it states; a packed one shows what is in it."""
    rows = b'[{"target": "3103.ttv", "value": "1.5", "unit": "um"}]'
    files = _seen(world, ("a.json", rows), ("b.csv.gz", gzip.compress(TABLE)), ("c.csv.gz", b"no gzip"))

    assert ["target", "value", "unit"] == [heading.key for heading in files["a.json"].headings]
    assert ("3103.ttv", "1.5", "um") == files["a.json"].rows[0][1]
    packed = [file for name, file in files.items() if name.startswith("b.csv")]
    assert [2] == [file.total for file in packed]
    assert files["c.csv.gz"].faults


def test_a_large_file_is_looked_at_from_its_beginning(world: World) -> None:
    """Of a very large table only the beginning is read, and its rows are not counted; its cut end is no fault."""
    large = _MANY + b"3103.ttv,1,um,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n" * 150_000
    files = _seen(world, ("a.csv", large), ("b.json", b" " * (9 * 1024 * 1024)))

    assert (None, 20, ()) == (files["a.csv"].total, len(files["a.csv"].rows), files["a.csv"].faults)
    assert not files["b.json"].read


def test_a_draft_is_previewed_by_its_own_part(world: World) -> None:
    """The panel sees nothing of the team's draft."""
    draft = world.upload()
    with pytest.raises(AccessError):
        preview(world.service, world.panel, draft.id)

    assert "gb18030" in preview(world.service, world.team, draft.id).encodings
