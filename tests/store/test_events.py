"""The audit log: what was written stays, newest first."""

from __future__ import annotations

from tests.store.kept import NOW, some_project, somebody
from verifier.store.database import Database
from verifier.store.events import add_event, events


def test_events_are_filtered(database: Database) -> None:
    """Events are found by project, by what was done, below a number, and without what they must not be about."""
    with database.begin() as connection:
        person, project = somebody(connection), some_project(connection)
        for action, about in (("upload", "HT-1#1"), ("submit", "HT-1#1"), ("upload", "HT-1#2")):
            add_event(
                connection,
                action=action,
                now=NOW,
                person_id=person.id,
                project_id=project.id,
                object=about,
                files=2,
            )
        add_event(connection, action="login", now=NOW, person_id=None)
        all_events = events(connection)
        last = all_events[0]

        assert ["login", "upload", "submit", "upload"] == [one.action for one in all_events]
        assert (None, "", {}, None) == (last.person_id, last.person_name, last.detail, last.project_id)
        assert ("甲某", {"files": "2"}) == (all_events[1].person_name, all_events[1].detail)
        assert 3 == len(events(connection, projects=[project.id]))
        assert () == events(connection, projects=[])
        assert 2 == len(events(connection, action="upload"))
        assert ["HT-1#1"] == [one.object for one in events(connection, action="upload", without=["HT-1#2"])]
        assert all_events[2:3] == events(connection, before=all_events[1].sequence, limit=1)


def test_an_event_is_clipped(database: Database) -> None:
    """A very long text does not make the log grow without bounds."""
    with database.begin() as connection:
        add_event(connection, action="upload", now=NOW, person_id=None, object="x" * 10**6, name="y" * 10**6)
        found = events(connection)[0]

    assert 200 == len(found.object) == len(found.detail["name"])
