"""A server to which phones can come, and how a phone gets in: the one place that knows."""

from monitorlib.server.viewer import Viewer
from monitorlib.workspace import PHONES_VARIABLE, Workspace


class PhonesViewer(Viewer):
    """The meeting's server on this computer, with phones on offer."""

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), PHONES_VARIABLE: phone_page(self)}


def with_phones(workspace: Workspace, port: int) -> Viewer:
    """A server to be started."""
    return PhonesViewer(workspace, port)


def phone_page(viewer: Viewer) -> str:
    """What a phone opens."""
    return f"{viewer.address}meedoen"


def place_of(viewer: Viewer) -> str:
    """The server's own address, as it stands in every address of its pages."""
    return viewer.address


def phone_headers(_viewer: Viewer) -> dict[str, str]:
    """What a phone that was let in sends along."""
    return {}
