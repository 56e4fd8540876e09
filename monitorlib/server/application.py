"""Voila's application with two things more: answers are compressed, and a page's scripts come as one.

Our use of the insides of Voila's application stands in this one class.
"""

from jupyter_server.utils import url_path_join
from tornado.web import authenticated
from voila.app import Voila

from monitorlib.server.access import Access
from monitorlib.server.following import following_addresses, following_settings
from monitorlib.server.handlers import ACCESS_SETTING, OwnHandler
from monitorlib.server.wire import FOREVER, page_scripts


class MeetingServer(Voila):
    """The server of the meeting."""

    def init_settings(self) -> dict:
        """Voila's settings; tornado looks at the compression only when it begins."""
        ours = {"compress_response": True, ACCESS_SETTING: Access(), **following_settings()}
        return {**super().init_settings(), **ours}

    def init_handlers(self) -> list:
        """Voila's addresses, and our own before them."""
        scripts = (url_path_join(self.server_url, page_scripts().address), PageScripts)
        return [scripts, *following_addresses(self.server_url), *super().init_handlers()]


class PageScripts(OwnHandler):
    """The joined scripts."""

    @authenticated
    def get(self) -> None:
        """Send them, compressed beforehand."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", FOREVER)
        compressed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        if compressed:
            self.set_header("Content-Encoding", "gzip")
        self.finish(page_scripts().body(compressed))
