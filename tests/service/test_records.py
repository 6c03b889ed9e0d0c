"""Sealed records: verified at every look, judged again, compared, proved."""

from __future__ import annotations

import pytest

from tests.service.world import CONTRACT, TABLE, World
from verifier.errors import AccessError, RecordError
from verifier.record.log import entry_of
from verifier.record.proof import check_inclusion
from verifier.service import records
from verifier.service.seal import seal_now
from verifier.service.submit import submit
from verifier.store.records import SealedRecord


@pytest.fixture
def record(world: World) -> SealedRecord:
    """A sealed record."""
    return seal_now(world.service, world.panel, world.submitted().id)


def test_a_record_is_verified_when_it_is_shown(world: World, record: SealedRecord) -> None:
    """Signature and log hold; who sealed it is named; the parts of the project see it, others do not."""
    view = records.record_view(world.service, world.team, record.id)

    assert view.fault is None
    assert view.verified is not None
    assert view.verified.logged is not None
    assert ("panel君", record.log_index) == (view.sealed_by, view.verified.logged[0])
    assert records.record_file(world.service, world.auditor, record.id)[1].is_file()
    for person in (world.stranger, world.site, world.administrator):
        with pytest.raises(AccessError) as caught:
            records.record_view(world.service, person, record.id)
        assert "access_not_found" == caught.value.code


def test_a_changed_bundle_is_shown_with_its_fault(world: World, record: SealedRecord) -> None:
    """A bundle that somebody changed on the disk is said to be damaged, and nothing of it is shown as good."""
    place = world.service.blobs.path(record.blob)
    place.write_bytes(place.read_bytes().replace(b"3103.diameter", b"3103.diametre"))

    view = records.record_view(world.service, world.panel, record.id)

    assert view.fault is not None
    assert view.verified is None


def test_judging_again_gives_the_same_bytes(world: World, record: SealedRecord) -> None:
    """A re-run by record, and by the bundle that an auditor brings, finds no difference."""
    data = records.record_file(world.service, world.auditor, record.id)[1].read_bytes()

    again = records.rerun(world.service, world.auditor, record.id)
    verified, fault, brought = records.rerun_bytes(world.service, world.auditor, data)

    assert again.difference is None
    assert fault is None
    assert verified is not None
    assert brought is not None
    assert brought.difference is None
    assert [] == list((world.service.data / "work").iterdir())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 1000])
def test_what_is_no_bundle_is_a_sentence(world: World, data: bytes) -> None:
    """Anything may be brought; what is no bundle is said to be none."""
    verified, fault, again = records.rerun_bytes(world.service, world.auditor, data)

    assert (None, None) == (verified, again)
    assert isinstance(fault, RecordError)


def test_who_has_no_part_brings_no_bundle(world: World) -> None:
    """Judging costs the server something: it is for those of a project."""
    with pytest.raises(AccessError):
        records.rerun_bytes(world.service, world.stranger, b"")


def test_two_records_are_compared(world: World, record: SealedRecord) -> None:
    """What differs between two records is named; the trend follows from the second record on."""
    assert records.trend_of(world.service, world.panel, CONTRACT) is None
    draft = world.upload(table=TABLE.replace(b"150,mm", b"100,mm"))
    submitted = submit(world.service, world.team, draft.id, expected=draft.version)
    other = seal_now(world.service, world.panel, submitted.id)

    found = records.compare_records(world.service, world.auditor, record.id, other.id)
    moved = records.trend_of(world.service, world.team, CONTRACT)

    assert ["3103.diameter"] == [target["id"] for target in found["targets"]]
    assert [] == records.compare_records(world.service, world.auditor, record.id, record.id)["targets"]
    assert moved is not None
    assert ["3103.diameter"] == [target["id"] for target in moved["targets"] if target["regressed"]]
    with pytest.raises(AccessError):
        records.compare_records(world.service, world.stranger, record.id, other.id)


def test_the_log_holds_the_record(world: World, record: SealedRecord) -> None:
    """A fresh proof leads from the record's statement to the present checkpoint."""
    proof = records.inclusion_of_record(world.service, world.auditor, record.id)

    index, stated = check_inclusion(proof, entry_of(record.name, record.payload), world.service.log_key)

    assert (record.log_index, 2) == (index, stated.size)
