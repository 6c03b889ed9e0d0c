"""Rows of a calibration certificate: the quantities that its mapping takes, and what is said of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from verifier.errors import MeasurementError, NumberError, UnitError
from verifier.measurement.dcc.quantity import Stated, alternatives, with_uncertainty
from verifier.measurement.dcc.tree import Element, parse_xml
from verifier.measurement.headings import is_target_id
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.mapping import Entry, Mapping
from verifier.measurement.row import Row
from verifier.measurement.table import Table
from verifier.quantity.number import format_exact, read_number
from verifier.quantity.units import read_unit
from verifier.wording import Reason

__all__ = ["read_certificate"]

_ROOT = "dcc:digitalCalibrationCertificate"
_RELEASES = ("2.", "3.")
_LONGEST_RELEASE = 20
_NO_RESULTS = ("dcc:measurementMetaData", "dcc:influenceConditions", "dcc:usedMethods", "dcc:measuringEquipments")


def read_certificate(data: bytes, file: str, mapping: Mapping | None, limits: Limits = LIMITS) -> Table:
    """The rows that a digital calibration certificate states.

    1. The XML is read without document type and entities. 2. A quantity of the results is taken where the mapping names
    its id, `refType` or name; without a mapping, where one of these is a target's id. 3. Conformity that the laboratory
    states is kept beside the row, and no verdict. 4. Whether there is a signature, and whether it fits,
    is said.

    Args:
        data: The file's bytes.
        file: The file's name.
        mapping: Which quantities answer which target, or None.
        limits: Limits of size.

    Returns:
        The table; what refuses it stands in its faults, and nothing is raised.
    """
    try:
        root = _root(data, file, limits)  # 1
        ignored = [_signature(data, root, file)]  # 4
        ignored.extend(_statements(root, file))
        rows = tuple(_rows(root, file, mapping, ignored, limits))
    except MeasurementError as failure:
        return Table(file, "DCC", (), (failure,), ())
    release = root.attributes["schemaVersion"][:_LONGEST_RELEASE]
    return Table(file, f"DCC {release}", rows, (), (), ignored=tuple(ignored))


def _root(data: bytes, file: str, limits: Limits) -> Element:
    """The root of a certificate of a release that is read."""
    root = parse_xml(data, file, limits)
    version = root.attributes.get("schemaVersion", "")
    if root.name != _ROOT or not version.startswith(_RELEASES):
        raise MeasurementError("dcc_not", file=file, line=1, column="", read=f"{root.name} {version}".strip())
    return root


def _signature(data: bytes, root: Element, file: str) -> Reason:
    """What is said of the signature; one that its content no longer fits refuses the certificate."""
    if not any(element.name == "ds:Signature" for element in root.walk()):
        return Reason.of("dcc_signature_absent", file=file)
    from verifier.measurement.dcc.signature import Signature, signature_of

    state = signature_of(data)
    if state is Signature.BROKEN:
        raise MeasurementError("dcc_signature_broken", file=file, line=1, column="")
    return Reason.of("dcc_signature_intact" if state is Signature.INTACT else "dcc_signature_unchecked", file=file)


def _statements(root: Element, file: str) -> Iterator[Reason]:
    for element in root.walk(*_NO_RESULTS, "dcc:results"):
        if element.name == "dcc:statement" and element.first("dcc:conformity") is not None:
            said = element.said("dcc:conformity")
            yield Reason.of("dcc_conformity", file=file, line=element.line, read=said)


def _rows(root: Element, file: str, mapping: Mapping | None, ignored: list[Reason], limits: Limits) -> Iterator[Row]:
    core = root.first("dcc:administrativeData", "dcc:coreData")
    shared = Row(
        file, 1, "", report=core.said("dcc:uniqueIdentifier") if core else "",
        date=core.said("dcc:endPerformanceDate") if core else "",
        lab=root.said("dcc:administrativeData", "dcc:calibrationLaboratory", "dcc:contact", "dcc:name", "dcc:content"),
        sample=root.said(
            "dcc:administrativeData", "dcc:items", "dcc:item", "dcc:identifications", "dcc:identification", "dcc:value"
        ),
    )  # fmt: skip
    taken: set[int] = set()
    left = made = 0
    for quantity in _quantities(root):
        found = _entry(quantity, mapping)
        if found is None:
            left += 1
            continue
        at, entry = found
        taken.add(at)
        for stated in _chosen(quantity, entry, file):
            made += 1
            if made > limits.rows:
                raise MeasurementError("table_rows_many", file=file, line=stated.line, column="", limit=limits.rows)
            yield _row(shared, quantity, stated, entry)
    if left:
        ignored.append(Reason.of("dcc_not_mapped", file=file, count=left))
    for at, entry in enumerate(mapping.entries if mapping else ()):
        if at not in taken and mapping is not None:
            name = entry.ref_type or entry.name or entry.id or entry.number
            ignored.append(Reason.of("mapping_unused", file=file, mapping=mapping.file, name=name, target=entry.target))


def _quantities(root: Element) -> Iterator[Element]:
    """The quantities of the results, without conditions, limits and other data that belong to them."""
    for results in root.walk(*_NO_RESULTS):
        if results.name == "dcc:results":
            yield from (element for element in results.walk(*_NO_RESULTS) if element.name == "dcc:quantity")


def _entry(quantity: Element, mapping: Mapping | None) -> tuple[int, Entry] | None:
    kinds = quantity.attributes.get("refType", "").split()
    identity = quantity.attributes.get("id", "")
    name = quantity.first("dcc:name")
    names = [" ".join(content.text.split()) for content in name.children] if name else []
    if mapping is None:
        target = next((text for text in (*kinds, identity, *names) if is_target_id(text)), "")
        return (0, Entry(target)) if target else None
    for at, entry in enumerate(mapping.entries):
        wanted = ((entry.id, (identity,)), (entry.ref_type, kinds), (entry.name, names))
        if any(text for text, _ in wanted) and all(not text or text in among for text, among in wanted):
            return at, entry
    return None


def _chosen(quantity: Element, entry: Entry, file: str) -> tuple[Stated, ...]:
    """The values in the unit that the mapping asks for, else in the first that the certificate states."""
    stated = alternatives(quantity)
    if not stated:
        return ()
    if not entry.unit:
        return with_uncertainty(stated[0], stated[1:])
    for values in stated:
        if _same_unit(values[0].unit, entry.unit):
            return with_uncertainty(values, tuple(other for other in stated if other is not values))
    read = ", ".join(values[0].unit or "1" for values in stated)
    raise MeasurementError("dcc_unit", file=file, line=quantity.line, column="", read=read, expected=entry.unit)


def _same_unit(one: str, other: str) -> bool:
    try:
        return read_unit(one).agrees(read_unit(other))
    except UnitError:
        return one == other


def _row(shared: Row, quantity: Element, stated: Stated, entry: Entry) -> Row:
    conformity = " ".join(
        element.text.strip()
        for element in quantity.walk()
        if element.name in {"dcc:conformity", "dcc:conformityXMLList"} and element.text.strip()
    )
    name = quantity.said("dcc:name", "dcc:content")
    extra = (("quantity", name), ("refType", quantity.attributes.get("refType", "")), ("conformity", conformity))
    row = replace(
        shared, line=stated.line, target=entry.target, value=stated.value, unit=stated.unit, k=stated.k, u=stated.u,
        uncertainty=stated.uncertainty, uncertainty_unit=stated.uncertainty_unit, coverage=stated.coverage,
        date=stated.date or shared.date, extra=tuple((key, text) for key, text in extra if text),
    )  # fmt: skip
    columns: dict[str, Any] = dict(entry.columns)
    row = replace(row, **columns) if columns else row
    return _normalised(row, entry)


def _normalised(row: Row, entry: Entry) -> Row:
    """A row divided by its normaliser, with its uncertainty."""
    by = entry.normaliser
    if by is None:
        return row
    try:
        divisor = read_number(by.number).value
        value, expanded, standard = (
            format_exact(read_number(text).value / divisor) if text else ""
            for text in (row.value, row.uncertainty, row.u)
        )
    except NumberError:
        return row
    unit = by.per(row.unit)
    per = by.per(row.uncertainty_unit) if row.uncertainty_unit else ""
    return replace(row, value=value, uncertainty=expanded, u=standard, unit=unit, uncertainty_unit=per)
