"""Asking a server of ours without a browser, as somebody who is signed in."""

import re

from monitorlib.server.access import MEETING, Access
from monitorlib.server.viewer import Viewer


def signed_in(viewer: Viewer, right: str = MEETING) -> dict[str, str]:
    """The headers of a browser that has this right; MEETING, FOLLOWING or PHONE."""
    port = int(re.search(r":([0-9]+)/", viewer.local_place)[1])
    access = Access(viewer.entry, port)
    return {"Cookie": f"{access.cookie_name(right)}={access.sign(right)}"}
