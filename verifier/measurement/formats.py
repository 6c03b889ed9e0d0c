"""Formats of tables: which reader takes a file, with its mapping where the format needs one."""

from __future__ import annotations

from collections.abc import Mapping as Mappings
from typing import TYPE_CHECKING

from verifier.errors import MeasurementError
from verifier.measurement.files import Kind
from verifier.measurement.limits import Limits
from verifier.measurement.table import Table, read_table
from verifier.measurement.unpack import bare_name
from verifier.wording import Reason

if TYPE_CHECKING:
    from verifier.measurement.mapping import Mapping

__all__ = ["mapping_for", "read_any"]

_MAPPED = {Kind.STDF: ".stdf.toml", Kind.CERTIFICATE: ".dcc.toml"}
_CERTIFICATE = b"ptb.de/dcc"
_HEAD = 64 * 1024


def mapping_for(name: str, kind: Kind, mappings: Mappings[str, Mapping]) -> Mapping | None:
    """The mapping of a file: the one of its own name, else the only one of its format in its folder.

    Args:
        name: The file's name in the submission.
        kind: What it is.
        mappings: The mappings of the submission, by name.
    """
    suffix = _MAPPED.get(kind)
    if suffix is None:
        return None
    folder, _, base = bare_name(name).rpartition("/")
    prefix = f"{folder}/" if folder else ""
    own = mappings.get(f"{prefix}{base.rpartition('.')[0]}{suffix}")
    if own is not None:
        return own
    beside = [one for key, one in mappings.items() if key.endswith(suffix) and key.rpartition("/")[0] == folder]
    return beside[0] if len(beside) == 1 else None


def read_any(
    data: bytes,
    name: str,
    kind: Kind,
    mapping: Mapping | None,
    limits: Limits,
    *,
    encoding: str | None,
    named: bool,
) -> Table | Reason:
    """The rows of a file, or why it is no table of the submission.

    Args:
        data: The file's bytes, unpacked.
        name: The file's name in the submission.
        kind: What it is.
        mapping: Its mapping, or None.
        limits: Limits of size.
        encoding: Encoding named by the submitter, or None.
        named: Whether the submitter named the file; what only lies in a folder may be evidence.
    """
    match kind:
        case Kind.WORKBOOK:
            from verifier.measurement.workbook.table import read_workbook

            return read_workbook(data, name, limits, apart=True)
        case Kind.PARQUET:
            from verifier.measurement.parquet import read_parquet

            return read_parquet(data, name, limits)
        case Kind.JSON:
            from verifier.measurement.json_table import read_json

            return read_json(data, name, encoding, limits)
        case Kind.CERTIFICATE:
            if _CERTIFICATE not in data[:_HEAD].replace(b"\0", b"") and not named:
                return Reason.of("file_evidence", file=name)
            from verifier.measurement.dcc.table import read_certificate

            return read_certificate(data, name, mapping, limits)
        case Kind.STDF if mapping is not None:
            from verifier.measurement.stdf.table import read_stdf

            return read_stdf(data, name, mapping, limits)
        case Kind.STDF:
            wanted = f"{bare_name(name).rpartition('.')[0]}.stdf.toml"
            if not named:
                return Reason.of("stdf_no_mapping", file=name, mapping=wanted)
            fault = MeasurementError("stdf_no_mapping", file=name, line=1, column="", mapping=wanted)
            return Table(name, "STDF V4", (), (fault,), ())
        case _:
            return read_table(data, name, encoding, limits)
