"""Who may open which pages. On this computer alone (127.0.0.1) everybody may, as long as nothing else is asked."""

from tornado.httputil import HTTPServerRequest

MEETING = "meeting"  # the meeting's page, and all that it is made of
FOLLOWING = "following"  # the meeting on a screen that only looks, without a kernel
PHONE = "phone"  # the page on which somebody in the room answers


class Access:
    """What a request may open."""

    def allows(self, request: HTTPServerRequest, page: str) -> bool:
        """Whether this request may open `page`: MEETING, FOLLOWING or PHONE."""
        return True
