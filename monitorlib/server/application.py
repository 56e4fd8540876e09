"""Voila's application with what it lacks: who may open what, one guard around every address, messages that are
checked, limits, and answers that are compressed, with a page's scripts as one.

Our use of the insides of Voila's application stands in this one class.
"""

import logging
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.web import Application, ErrorHandler, HTTPError, RequestHandler, authenticated
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import AllowListFileHandler, MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from monitorlib.server.access import ANY, MEETING, OPEN, Access, of_our_page
from monitorlib.server.admission import (
    ACCESS_SETTING,
    HUB_SETTING,
    LANGUAGE_SETTING,
    Guard,
    OwnHandler,
    OwnSocket,
    admitted,
)
from monitorlib.server.entry import Entry
from monitorlib.server.following import following_addresses, following_settings
from monitorlib.server.guard import INLINE_SETTING, LOG, guarded, inline_scripts
from monitorlib.server.hub import CALLBACK, Hub
from monitorlib.server.login import Login, Logout
from monitorlib.server.logs import OneLine
from monitorlib.server.messages import CHOICES_SETTING, LONGEST, MeetingLine, MeetingSocket
from monitorlib.server.no_meeting import no_meeting_addresses
from monitorlib.server.phones import phone_handlers
from monitorlib.server.pulse import ALIVE
from monitorlib.server.wire import FOREVER, NO_FORMULAS, page_scripts

OF_ORDINARY_WIDGETS = {"voortgang"}  # pages on which something is chosen in a list of ipywidgets
MOST_BODY = 64 * 1024  # bytes of a request; the longest that we take is an answer of a phone
LIMITS = {
    "max_body_size": MOST_BODY,
    "max_buffer_size": 16 * MOST_BODY,
    "max_header_size": 16 * 1024,
    "idle_connection_timeout": 120.0,  # also for who begins a request and never ends it
    "body_timeout": 30.0,
}


# what is installed and the same on every computer; /voila/files/ is not among them
INSTALLED = (MultiStaticFileHandler, TemplateStaticFileHandler, FileFindHandler, ThemesHandler)
UNWELL = 500  # answers from here on are logged


class MeetingServer(Voila):
    """The server of the meeting."""

    entry = (
        Entry()
    )  # how somebody gets in; set by the process's main, out of reach of Voila's settings and logs
    language = "nl"
    _log_formatter_cls = OneLine

    @property
    def shows_progress(self) -> bool:
        """Whether its page is not that of a meeting."""
        return Path(self.notebook_path).stem in OF_ORDINARY_WIDGETS

    def init_settings(self) -> dict:
        """Voila's settings; tornado looks at the compression only when it begins."""
        return {
            **super().init_settings(),
            "compress_response": True,
            "log_function": _tell_faults,
            "kernel_websocket_connection_class": MeetingLine,
            "websocket_max_message_size": 4 * LONGEST,
            "serve_traceback": False,
            "default_handler_class": _behind_both(ErrorHandler),
            "default_handler_args": {"status_code": 404},
            **following_settings(),
            ACCESS_SETTING: Access(self.entry, self.port),
            LANGUAGE_SETTING: self.language,
            INLINE_SETTING: inline_scripts(),
            CHOICES_SETTING: self.shows_progress,
            **({HUB_SETTING: Hub(self.entry.hub)} if self.entry.hub else {}),
        }

    def init_handlers(self) -> list:
        """Voila's addresses that a page needs and our own, each behind who may open it and the guard."""
        # Voila's own page to sign in stands behind ours, which has its address, and is never reached
        voilas = [
            (place, _INSTEAD.get(handler, handler), *rest)
            for place, handler, *rest in super().init_handlers()
        ]
        every = [*self.own_addresses(), *(address for address in voilas if address[1] is not None)]
        return [(place, _behind_both(handler), *rest) for place, handler, *rest in every]

    def own_addresses(self) -> list:
        """The addresses of our own."""
        own = {
            page_scripts().address: PageScripts,
            NO_FORMULAS: NoFormulas,
            ALIVE: Alive,
            "login": Login,
            "logout": Logout,
        }
        if self.entry.hub:
            from monitorlib.server.hub_callback import HubCallback  # only then there is a jupyterhub

            own[CALLBACK] = HubCallback
        places = [(url_path_join(self.server_url, address), handler) for address, handler in own.items()]
        if self.shows_progress:
            return [*places, *no_meeting_addresses(self.server_url)]
        return [*places, *phone_handlers(self.server_url), *following_addresses(self.server_url)]

    def listen(self) -> None:
        """Listen, with a limit on what one request may hold."""
        self.app.listen = partial(Application.listen, self.app, **LIMITS)
        super().listen()


def needed(handler: type[RequestHandler]) -> str:
    """What somebody must be allowed to open to reach a handler: the meeting, where nothing else was said."""
    if issubclass(handler, (OwnHandler, OwnSocket, Guard)):
        return handler.page
    return ANY if issubclass(handler, INSTALLED) else MEETING


def _behind_both(handler: type[RequestHandler]) -> type[RequestHandler]:
    return guarded(admitted(handler, needed(handler)))


def _tell_faults(handler: RequestHandler) -> None:
    """A line for an answer that went wrong and was not told yet; never what was asked beside the path."""
    if handler.get_status() >= UNWELL and not getattr(handler, "logged", False):
        LOG.log(logging.WARNING, "%d %s", handler.get_status(), handler.request.path)


class Alive(OwnHandler):
    """Tells whoever started the server that its loop goes round, and nothing else."""

    page = OPEN

    @allow_unauthenticated
    def get(self) -> None:
        """No content."""
        self.set_status(204)
        self.finish()


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


class NoFormulas(OwnHandler):
    """An empty script in the place of MathJax."""

    @authenticated
    def get(self) -> None:
        """Send it, once a browser."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", FOREVER)
        self.finish("// none")


class MeetingPage(TornadoVoilaHandler):
    """The meeting, for whoever there is a place for."""

    async def prepare(self) -> None:
        """A page for which there is no place costs next to nothing: a crowd is told so before all else."""
        asks_for_another = any(self.path_args) or any(self.path_kwargs.values())
        if asks_for_another or self._has_place():
            await super().prepare()
            return
        self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
        self.write_error(HTTPStatus.SERVICE_UNAVAILABLE)

    def _has_place(self) -> bool:
        with suppress(HTTPError), self.kernel_manager.place():
            return True
        return False

    async def get(self, path: str = "") -> None:
        """The page; there is no other below it, and nothing about it can be asked for in the address."""
        if path:
            raise HTTPError(404)
        self.request.arguments.clear()
        await self.kernel_manager.ready_for(self.notebook_path)
        await super().get()

    @authenticated
    def head(self, path: str = "") -> None:
        """Whether there is a place; nothing begins."""
        if path:
            raise HTTPError(404)
        with self.kernel_manager.place():
            self.finish()


class PageKernel(KernelHandler):
    """Whether a page's kernel lives; nobody stops one by its address."""

    async def delete(self, kernel_id: str) -> None:
        """Refused."""
        raise HTTPError(405)


class Goodbye(VoilaShutdownKernelHandler):
    """A page that goes takes its kernel along."""

    def check_xsrf_cookie(self) -> None:
        """Our page alone: a browser names where this kind of content comes from, and asks before it sends it
        elsewhere."""
        kind = self.request.headers.get("Content-Type", "").split(";")[0].strip()
        if kind != "application/json" or not of_our_page(self.request):
            raise HTTPError(403)

    @authenticated
    async def post(self, kernel_id: str) -> None:
        """Let it end, when it is there."""
        if kernel_id not in self.kernel_manager:
            raise HTTPError(404)
        self.kernel_manager.attendance.leave(kernel_id)
        self.set_status(204)
        self.finish()


# None: no page of ours needs it
_INSTEAD = {
    TornadoVoilaHandler: MeetingPage,
    VoilaKernelWebsocketHandler: MeetingSocket,
    KernelHandler: PageKernel,
    VoilaShutdownKernelHandler: Goodbye,
    RequestInfoSocketHandler: None,
    AllowListFileHandler: None,
}
