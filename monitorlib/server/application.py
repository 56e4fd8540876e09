"""Voila's application with three things more: a guard before every address, answers that are compressed, and a
page's scripts as one.

Our use of the insides of Voila's application stands in this one class.
"""

from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.utils import url_path_join
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.log import access_log
from tornado.web import ErrorHandler, RequestHandler, authenticated
from voila.app import Voila
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler

from monitorlib.server.access import ANY, MEETING, Access
from monitorlib.server.admission import ACCESS_SETTING, HUB_SETTING, LANGUAGE_SETTING, Guard, admitted
from monitorlib.server.entry import Entry
from monitorlib.server.following import following_addresses, following_settings
from monitorlib.server.handlers import OwnHandler, OwnSocket
from monitorlib.server.hub import CALLBACK, Hub
from monitorlib.server.login import Login, Logout
from monitorlib.server.phones import phone_handlers
from monitorlib.server.wire import FOREVER, page_scripts

# what is installed and the same on every computer; /voila/files/ is not among them
INSTALLED = (MultiStaticFileHandler, TemplateStaticFileHandler, FileFindHandler, ThemesHandler)
UNWELL = 500  # answers from here on are logged


class MeetingServer(Voila):
    """The server of the meeting."""

    entry = (
        Entry()
    )  # how somebody gets in; set by the process's main, out of reach of Voila's settings and logs
    language = "nl"

    def init_settings(self) -> dict:
        """Voila's settings; tornado looks at the compression only when it begins."""
        return {
            **super().init_settings(),
            "compress_response": True,
            "log_function": log_without_query,
            "default_handler_class": admitted(ErrorHandler, MEETING),
            "default_handler_args": {"status_code": 404},
            **following_settings(),
            ACCESS_SETTING: Access(self.entry, self.port),
            LANGUAGE_SETTING: self.language,
            **({HUB_SETTING: Hub(self.entry.hub)} if self.entry.hub else {}),
        }

    def init_handlers(self) -> list:
        """Voila's addresses and our own, each behind the guard."""
        # Voila's own page to sign in stands behind ours, which has its address, and is never reached
        every = [*self.own_addresses(), *super().init_handlers()]
        return [(place, admitted(handler, needed(handler)), *rest) for place, handler, *rest in every]

    def own_addresses(self) -> list:
        """The addresses of our own."""
        own = {page_scripts().address: PageScripts, "login": Login, "logout": Logout}
        if self.entry.hub:
            from monitorlib.server.hub_callback import HubCallback  # only then there is a jupyterhub

            own[CALLBACK] = HubCallback
        places = [(url_path_join(self.server_url, address), handler) for address, handler in own.items()]
        return [*places, *phone_handlers(self.server_url), *following_addresses(self.server_url)]


def needed(handler: type[RequestHandler]) -> str:
    """What somebody must be allowed to open to reach a handler: the meeting, where nothing else was said."""
    if issubclass(handler, (OwnHandler, OwnSocket, Guard)):
        return handler.page
    return ANY if issubclass(handler, INSTALLED) else MEETING


def log_without_query(handler: RequestHandler) -> None:
    """Tornado's line for an answer that went wrong, without what stands behind the question mark."""
    if handler.get_status() >= UNWELL:
        request = handler.request
        access_log.error("%d %s %s", handler.get_status(), request.method, request.path)


class PageScripts(OwnHandler):
    """The joined scripts."""

    page = ANY

    @authenticated
    def get(self) -> None:
        """Send them, compressed beforehand."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", FOREVER)
        compressed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        if compressed:
            self.set_header("Content-Encoding", "gzip")
        self.finish(page_scripts().body(compressed))
