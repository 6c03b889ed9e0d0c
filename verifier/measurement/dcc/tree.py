"""XML to a tree of elements: no document type, no entities, nothing from outside, and limits on depth and number."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource, Locator

from verifier.errors import MeasurementError
from verifier.measurement.extras import require
from verifier.measurement.limits import Limits

__all__ = ["Element", "parse_xml"]

_PREFIXES = {
    "https://ptb.de/dcc": "dcc:",
    "https://ptb.de/si": "si:",
    "http://www.w3.org/2000/09/xmldsig#": "ds:",
}


@dataclass(slots=True)
class Element:
    """One element.

    Attributes:
        name: Its name, with `dcc:`, `si:` or `ds:` for the namespaces of a certificate and its signature.
        line: Physical line of its start.
        attributes: Its attributes, by name without prefix.
        children: The elements within.
        text: Its own text.
    """

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def first(self, *path: str) -> Element | None:
        """The element at a path of names, or None."""
        found: Element | None = self
        for name in path:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def said(self, *path: str) -> str:
        """The text at a path of names, "" where there is none."""
        found = self.first(*path)
        return " ".join(found.text.split()) if found is not None else ""

    def walk(self, *without: str) -> Iterator[Element]:
        """This element and all below, in order, without what lies under elements of some names."""
        pending = [self]
        while pending:
            element = pending.pop()
            yield element
            pending.extend(child for child in reversed(element.children) if child.name not in without)


class _TooLarge(SAXException):
    """A limit of depth or number was reached."""


class _Builder(ContentHandler):
    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.open: list[Element] = []
        self.texts: list[list[str]] = []
        self.root: Element | None = None
        self.count = 0
        self.reached = ("", 0)
        self.locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 -- the name is the interface's
        self.locator = locator

    def startElementNS(  # noqa: N802 -- the name is the interface's
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        del qname
        self.count += 1
        if self.count > self.limits.xml_nodes:
            self.reached = ("xml_nodes_many", self.limits.xml_nodes)
            raise _TooLarge(self.reached[0])
        if len(self.open) >= self.limits.xml_depth:
            self.reached = ("xml_deep", self.limits.xml_depth)
            raise _TooLarge(self.reached[0])
        line = self.locator.getLineNumber() if self.locator else 1
        attributes = {local: value for (_, local), value in attrs.items()}
        element = Element(_PREFIXES.get(name[0] or "", "") + name[1], line or 1, attributes)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.texts.append([])

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802 -- as above
        del name, qname
        self.open.pop().text = "".join(self.texts.pop())

    def characters(self, content: str) -> None:
        self.texts[-1].append(content)


def parse_xml(data: bytes, file: str, limits: Limits) -> Element:
    """The root element of an XML file.

    Args:
        data: The file's bytes.
        file: The file's name.
        limits: Limits of size.

    Raises:
        MeasurementError: The file is no XML, or declares a document type or an entity, or reaches a limit.

    Source:
        XML 1.0 (fifth edition), 2.8 and 4: a certificate needs no document type, and one that declares entities can
        grow without bound or read files of the machine.
    """
    require("defusedxml", "dcc", file)
    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import DefusedExpatParser

    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003 -- the interface's own form
    builder = _Builder(limits)
    parser.setContentHandler(builder)
    source = InputSource()
    source.setByteStream(io.BytesIO(data))
    try:
        parser.parse(source)
    except DefusedXmlException:
        raise MeasurementError("xml_doctype", file=file, line=1, column="") from None
    except _TooLarge:
        code, limit = builder.reached
        raise MeasurementError(code, file=file, line=1, column="", limit=limit) from None
    except (SAXException, ValueError, LookupError, OSError):
        line = builder.open[-1].line if builder.open else 1
        raise MeasurementError("xml_broken", file=file, line=line, column="") from None
    if builder.root is None:
        raise MeasurementError("xml_broken", file=file, line=1, column="")
    return builder.root
