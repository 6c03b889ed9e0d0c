"""Use cases' answers as documents."""

from __future__ import annotations

from datetime import UTC, datetime

from verifier.store.projects import Project
from verifier.web.api.spoken import project_document


def test_a_project_names_the_roles_that_there_are() -> None:
    """Roles stand in the order in which they are always told; marks of the service are no roles."""
    project = Project(
        id=1,
        contract="HT-1",
        code="3103",
        guide="js2023",
        title="",
        contractor="",
        period_start=None,
        period_end=None,
        contract_blob=None,
        rule=None,
        created=datetime(2026, 1, 1, tzinfo=UTC),
        archived=False,
    )

    document = project_document(project, {"person", "site", "auditor", "panel"}, {"pass": 1})

    assert (["panel", "auditor"], {"pass": 1}) == (document.roles, document.summary)
