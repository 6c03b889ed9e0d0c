"""The places that a person may go to."""

from __future__ import annotations

from typing import Final

from verifier.service.access import Action, may, parts_anywhere
from verifier.service.running import Service
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
    parts = parts_anywhere(service, person)
    places = list(_EVERYBODY)
    if may(parts, Action.READ_AUDIT):
        places.append(_AUDIT)
    # The one person of a local service has every part, and nobody to manage.
    if may(parts, Action.MANAGE_MEMBERS) and not service.local:
        places.append(_ADMIN)
    return tuple(places)
