"""XML to a tree."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measurement.samples import certificate
from verifier.errors import MeasurementError
from verifier.measurement.dcc.tree import parse_xml
from verifier.measurement.limits import LIMITS, Limits

pytest.importorskip("defusedxml", reason="the extra dcc is not installed")


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    """The code of the refusal of an XML file."""
    with pytest.raises(MeasurementError) as caught:
        parse_xml(data, "a.xml", limits)
    return caught.value.code


def test_elements_keep_their_names_lines_and_text() -> None:
    """Prefixes follow the namespace, whatever the document calls it."""
    root = parse_xml(b'<a xmlns:q="https://ptb.de/si">\n<q:real x="1"> 2 \n 3</q:real></a>', "a.xml", LIMITS)

    (child,) = root.children
    assert ("si:real", 2, {"x": "1"}, "2 3") == (child.name, child.line, child.attributes, root.said("si:real"))
    assert root.first("si:real", "none") is None


def test_entities_that_grow_are_refused_at_once() -> None:
    """A billion laughs are not laughed: the document type alone refuses the file."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    began = time.process_time()

    assert "xml_doctype" == code_of(f'<!DOCTYPE a [<!ENTITY l0 "lol">{laughs}]><a>&l9;</a>'.encode())
    assert time.process_time() - began < 1


def test_nothing_from_outside_is_read(tmp_path: Path) -> None:
    """An external entity, a parameter entity and a document type from elsewhere refuse the file unread."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")

    for declared in (f'[<!ENTITY x SYSTEM "{secret.as_uri()}">]', f'[<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]',
                     f'SYSTEM "{secret.as_uri()}"'):  # fmt: skip
        assert "xml_doctype" == code_of(f"<!DOCTYPE a {declared}><a>&x;</a>".encode())


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b"", LIMITS, "xml_broken"),
        (b"<a>", LIMITS, "xml_broken"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', LIMITS, "xml_broken"),
        (b"<a>&undefined;</a>", LIMITS, "xml_broken"),
        (b"<a>" * 100_000, LIMITS, "xml_deep"),
        (b"<a>" + b"<b/>" * 11 + b"</a>", Limits(xml_nodes=11), "xml_nodes_many"),
    ],
)
def test_what_is_no_xml_or_too_much_is_refused(data: bytes, limits: Limits, code: str) -> None:
    """Broken XML, depth and number each have their reason."""
    assert code == code_of(data, limits)


@given(st.integers(0, 600), st.binary(max_size=20))
def test_a_damaged_file_ends_in_a_tree_or_a_reason(at: int, noise: bytes) -> None:
    """Nothing else is raised."""
    whole = certificate("<dcc:quantity><si:real><si:value>1</si:value></si:real></dcc:quantity>")
    at %= len(whole)

    try:
        parse_xml(whole[:at] + noise + whole[at + len(noise) :], "a.xml", LIMITS)
    except MeasurementError as failure:
        said = failure.text("zh")
    else:
        said = "read"

    assert said
