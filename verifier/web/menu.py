"""The places that a person may go to."""

from __future__ import annotations

from typing import Final

from verifier.service.running import Service
from verifier.store.membership import roles_of
from verifier.store.people import Person

__all__ = ["menu_of"]

_EVERYBODY: Final = (
    ("page_menu_projects", "/"),
    ("page_menu_targets", "/targets"),
    ("page_menu_compare", "/compare"),
)
_AUDIT: Final = ("page_menu_audit", "/audit")
_ADMIN: Final = ("page_menu_admin", "/admin")


def menu_of(service: Service, person: Person | None) -> tuple[tuple[str, str], ...]:
    """Code of the label and address of each place, in the order in which they are shown.

    It shows the way and guards nothing: what a place shows is decided where it is asked for.
    """
    if person is None:
        return ()
    with service.database.read() as connection:
        held = {role for roles in roles_of(connection, person.id).values() for role in roles}
    places = list(_EVERYBODY)
    if service.local or person.administrator or "auditor" in held:
        places.append(_AUDIT)
    if person.administrator or "administrator" in held:
        places.append(_ADMIN)
    return tuple(places)
