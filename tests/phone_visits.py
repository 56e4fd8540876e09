"""A server to which phones can come, and how a phone gets in: the one place that knows."""

from monitorlib.server.access import PHONE
from monitorlib.server.entry import Entry
from monitorlib.server.viewer import Viewer
from monitorlib.workspace import Workspace
from tests.visiting import signed_in


def with_phones(workspace: Workspace, port: int) -> Viewer:
    """A server to be started, with phones on offer."""
    return Viewer(workspace, port, entry=Entry.for_this_computer(phones=True))


def phone_page(viewer: Viewer) -> str:
    """What a phone opens."""
    return viewer.phones_address


def place_of(viewer: Viewer) -> str:
    """The server's own address, as it stands in every address of its pages."""
    return viewer.local_place


def phone_headers(viewer: Viewer) -> dict[str, str]:
    """What a phone that was let in sends along."""
    return signed_in(viewer, PHONE)
