"""Submissions: from draft to submitted, never doubled, never changed unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.engine import Connection

from tests.store.kept import FILE, NOW, some_draft, some_project, somebody
from verifier.errors import StaleError, StoreError
from verifier.store import outbox, submissions
from verifier.store.database import Database
from verifier.store.submissions import Submission, SubmissionFile


@pytest.fixture
def draft(database: Database) -> Submission:
    """A draft with one file."""
    with database.begin() as connection:
        return some_draft(connection, somebody(connection), some_project(connection))


def test_drafts_are_numbered_in_their_project(database: Database) -> None:
    """Each project counts its own submissions from 1; lists begin with the newest."""
    with database.begin() as connection:
        person = somebody(connection)
        one, two = some_project(connection), some_project(connection, "HT-2")
        numbers = [some_draft(connection, person, project).number for project in (one, two, one)]
        listed = submissions.project_submissions(connection, one.id)

    assert [1, 1, 2] == numbers
    assert [2, 1] == [submission.number for submission in listed]
    assert all((FILE,) == submission.files for submission in listed)


def test_a_request_sent_twenty_times_at_once_begins_one_draft(database: Database) -> None:
    """Twenty threads with one request key get one and the same draft."""
    with database.begin() as connection:
        person, project = somebody(connection), some_project(connection)
    got: list[int] = []

    def send() -> None:
        with database.begin() as connection:
            got.append(some_draft(connection, person, project, request_key="k").id)

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 20 == len(got)
    assert 1 == len(set(got))
    with database.read() as connection:
        assert 1 == len(submissions.project_submissions(connection, project.id))


def test_twenty_uploads_at_once_get_twenty_numbers(database: Database) -> None:
    """Drafts that are begun at the same moment get different numbers, without a gap."""
    with database.begin() as connection:
        person, project = somebody(connection), some_project(connection)
    got: list[int] = []

    def send() -> None:
        with database.begin() as connection:
            got.append(some_draft(connection, person, project).number)

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(1, 21)) == sorted(got)


def test_a_key_is_its_owner_s(database: Database) -> None:
    """Two people may use the same request key."""
    with database.begin() as connection:
        project = some_project(connection)
        one = some_draft(connection, somebody(connection), project, request_key="k")
        other = some_draft(connection, somebody(connection, "乙"), project, request_key="k")

    assert one.id != other.id


def test_files_come_and_go(database: Database, draft: Submission) -> None:
    """Files are added and removed one version at a time; a name is taken once."""
    second = SubmissionFile("b.csv", "cd" * 32, 3)
    with database.begin() as connection:
        added = submissions.add_files(connection, draft.id, [second], expected=1)
    with pytest.raises(StoreError) as twice, database.begin() as connection:
        submissions.add_files(connection, draft.id, [second], expected=2)
    with database.begin() as connection:
        removed = submissions.remove_file(connection, draft.id, FILE.name, expected=added.version)
    with pytest.raises(StoreError) as absent, database.begin() as connection:
        submissions.remove_file(connection, draft.id, FILE.name, expected=removed.version)

    assert (second, FILE) == added.files
    assert (second,) == removed.files
    assert ("submission_file_twice", "submission_file_absent") == (twice.value.code, absent.value.code)


def test_a_generated_file_gives_way(database: Database) -> None:
    """What the service wrote from the form is replaced by the team's own file of that name."""
    generated = SubmissionFile("submission.toml", "01" * 32, 5, generated=True)
    own = replace(generated, sha256="02" * 32, generated=False)
    with database.begin() as connection:
        draft = some_draft(connection, somebody(connection), some_project(connection))
        submissions.add_files(connection, draft.id, [generated], expected=1)
        changed = submissions.add_files(connection, draft.id, [own], expected=2)

    assert own in changed.files
    assert generated not in changed.files


def test_a_change_of_what_was_not_seen_is_refused(database: Database, draft: Submission) -> None:
    """Who saw an older version changes nothing, and is told both versions."""
    with database.begin() as connection:
        submissions.change(connection, draft.id, expected=1, encoding="gb18030")
    with database.begin() as connection, pytest.raises(StaleError) as caught:
        submissions.change(connection, draft.id, expected=1, encoding="utf-8")

    with database.read() as connection:
        found = submissions.submission_by_id(connection, draft.id)
    assert found is not None
    assert "gb18030" == found.encoding
    assert (1, 2) == (caught.value.reason["expected"], caught.value.reason["version"])


def test_only_terms_of_the_check_are_changed(database: Database, draft: Submission) -> None:
    """Nobody changes a state, an author or a number by the way of terms."""
    with database.begin() as connection, pytest.raises(ValueError, match="state"):
        submissions.change(connection, draft.id, expected=1, state="submitted")


def test_what_was_submitted_stays(database: Database, draft: Submission) -> None:
    """Once submitted, a submission takes no change of any kind, and knows its place in the log."""
    with database.begin() as connection:
        entry = outbox.add_entry(connection, b"{}")
        submissions.fix_day(connection, draft.id, date(2026, 11, 22))
        submitted = submissions.submit(
            connection, draft.id, expected=1, manifest="ab" * 32, log_entry_id=entry, now=NOW
        )
        outbox.place(connection, entry, 7)
    changes: list[Callable[[Connection], Submission]] = [
        lambda connection: submissions.add_files(connection, draft.id, [], expected=2),
        lambda connection: submissions.remove_file(connection, draft.id, FILE.name, expected=2),
        lambda connection: submissions.change(connection, draft.id, expected=2, encoding="utf-8"),
        lambda connection: submissions.withdraw(connection, draft.id, expected=2),
    ]
    for change in changes:
        with database.begin() as connection, pytest.raises(StoreError) as caught:
            change(connection)
        assert "submission_not_draft" == caught.value.code

    with database.read() as connection:
        found = submissions.submission_by_id(connection, draft.id)
    assert found is not None
    assert ("submitted", 2, NOW, 7) == (found.state, found.version, found.submitted_at, found.log_index)
    assert (date(2026, 11, 22), "ab" * 32) == (submitted.as_of, submitted.manifest)


def test_a_withdrawn_draft_is_not_submitted(database: Database, draft: Submission) -> None:
    """What was withdrawn stays withdrawn."""
    with database.begin() as connection:
        submissions.withdraw(connection, draft.id, expected=1)
    with database.begin() as connection, pytest.raises(StoreError):
        submissions.submit(connection, draft.id, expected=2, manifest="", log_entry_id=1, now=NOW)


def test_of_two_who_submit_at_once_one_does(database: Database, draft: Submission) -> None:
    """Two clicks on one button submit once."""
    with database.begin() as connection:
        entry = outbox.add_entry(connection, b"{}")
    codes: list[str] = []

    def send() -> None:
        try:
            with database.begin() as connection:
                submissions.submit(connection, draft.id, expected=1, manifest="", log_entry_id=entry, now=NOW)
                codes.append("done")
        except StoreError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["done", *["submission_not_draft"] * 4] == sorted(codes)


def test_a_number_out_of_range_is_nothing(database: Database) -> None:
    """No number makes the database raise."""
    with database.read() as connection:
        assert submissions.submission_by_id(connection, 10**30) is None
        assert submissions.submission_by_id(connection, 1) is None
