"""What stands at a meeting's addresses on a server that shows the progress: that there is none, and what is."""

from http import HTTPStatus

from jupyter_server.utils import url_path_join

from monitorlib.server.access import FOLLOWING, PHONE
from monitorlib.server.admission import PAGE_HEADERS, OwnHandler
from monitorlib.server.entry import FOLLOWING_PATH, PHONES_PATH
from monitorlib.server.login_page import no_meeting_page


class NoMeeting(OwnHandler):
    """Says so to whoever may look along."""

    page = FOLLOWING

    def get(self) -> None:
        """Nothing to follow."""
        self.set_status(HTTPStatus.NOT_FOUND)
        for name, value in PAGE_HEADERS.items():
            self.set_header(name, value)
        self.finish(no_meeting_page(self.words, self.access.entry.base_url))


class NoQuestion(NoMeeting):
    """The same for phones."""

    page = PHONE


def no_meeting_addresses(base: str) -> list[tuple]:
    """In the place of those of screens that look along and of phones."""
    found = {FOLLOWING_PATH: NoMeeting, PHONES_PATH: NoQuestion}
    return [(url_path_join(base, path), handler) for path, handler in found.items()]
