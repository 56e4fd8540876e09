"""One guard around every address of the server, Voila's own and Jupyter's too.

A request that another site caused is refused, every answer has the protecting headers, and a fault is a code: on
the screen, and in the log with where it happened, never with what stood in the data.
"""

import inspect
import logging
import secrets
from http import HTTPStatus

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.web import HTTPError, RequestHandler

from monitorlib.bounded_log import where_it_went_wrong
from monitorlib.server.headers import protecting
from monitorlib.server.waiting import busy_script

INLINE_SETTING = "monitor_inline_scripts"  # of tornado's application: the inline scripts that pages may run
ELSEWHERE = "elsewhere"  # the reason of a refusal: another site asked
LOG = logging.getLogger("monitorlib.server")


def guarded(addresses: list[tuple]) -> list[tuple]:
    """The same addresses, each handler under the guard."""
    return [(address, _guarded(handler), *rest) for address, handler, *rest in addresses]


def _guarded(handler: type[RequestHandler]) -> type[RequestHandler]:
    guard = Guarded if issubclass(handler, JupyterHandler) else GuardedFiles
    return type(handler.__name__, (guard, handler), {"__module__": handler.__module__})


class Guarded:
    """What is added to a handler of Jupyter's kind."""

    fault = ""  # the code of what went wrong here

    def set_default_headers(self) -> None:
        """Those of the handler, and ours."""
        super().set_default_headers()
        for name, value in protecting(self.request, self.settings.get(INLINE_SETTING, ())).items():
            self.set_header(name, value)

    async def prepare(self) -> None:
        """Refuse what another site caused, before anything is read or begun."""
        if self.request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise HTTPError(HTTPStatus.FORBIDDEN, reason=ELSEWHERE)
        prepared = super().prepare()
        if inspect.isawaitable(prepared):
            await prepared

    def log_exception(self, kind, error, trace) -> None:
        """A line without data: of a refusal its number, of a fault its code and place."""
        asked = f"{self.request.method} {self.request.path}"
        if isinstance(error, HTTPError):
            LOG.warning("%d %s", error.status_code, asked)
        else:
            self.fault = secrets.token_hex(3)
            LOG.error("code %s %s %s", self.fault, asked, where_it_went_wrong(error))

    def write_error(self, status_code: int, **kwargs) -> None:
        """The page that says in words that it cannot be shown, or for a script the number alone."""
        if isinstance(self, APIHandler):
            self.set_header("Content-Type", "application/json")
            self.finish({"message": HTTPStatus(status_code).phrase, "reason": None, "code": self.fault})
            return
        error = kwargs.get("exc_info", (None, None))[1]
        page = self.settings["voila_jinja2_env"].get_template("error.html")
        elsewhere = getattr(error, "reason", "") == ELSEWHERE
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        told = {"code": self.fault, "elsewhere": elsewhere, "script": busy_script()}
        self.finish(page.render(status_code=status_code, **told))


class GuardedFiles(Guarded):
    """What is added to a handler that serves files, which has no guard of the host by itself."""

    log = LOG

    async def prepare(self) -> None:
        """Another name for this computer is somebody else's page."""
        if not JupyterHandler.check_host(self):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        await super().prepare()
