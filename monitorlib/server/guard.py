"""One guard around every address of the server, Voila's own and Jupyter's too.

Every answer has the protecting headers, and a fault is a code: on the screen, and in the log with where it
happened, never with what stood in the data. Who may open what stands behind it (`server.admission`). The two
scripts that stand in a page itself work also where nothing else of the page has come.
"""

import logging
import secrets
from base64 import b64encode
from functools import cache, lru_cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from re import fullmatch

from jinja2 import Environment
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError, RequestHandler

from monitorlib.foundation.logs import where_it_went_wrong


@cache
def waiting_script() -> str:
    """Of the meeting's page: while it is made, and when it has lost its kernel."""
    return _read("waiting.js")


@cache
def busy_script() -> str:
    """Of the page that says that there is no place."""
    return _read("busy.js")


def inline_scripts() -> tuple[str, ...]:
    """All of them, which a page's policy names by their hashes."""
    return waiting_script(), busy_script()


def _read(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def protecting(request: HTTPServerRequest, scripts: tuple[str, ...] = ()) -> dict[str, str]:
    """The headers of one answer; `scripts` are the sources of the inline scripts that its page may run."""
    return {**ALWAYS, "Content-Security-Policy": content_policy(request.host, scripts)}


def content_policy(host: str, scripts: tuple[str, ...]) -> str:
    """Everything from this server, nothing from elsewhere, no inline script but these.

    `blob:` is how anywidget begins the page's own script. A style may stand in the page: what Voila's front end
    is drawn with does.
    """
    own = (
        f" ws://{host} wss://{host}" if fullmatch(r"[0-9A-Za-z.:\[\]-]+", host) else ""
    )  # 'self' lacks these in Safari
    inline = "".join(
        f" 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' blob:{inline}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": f"'self'{own}",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


INLINE_SETTING = "monitor_inline_scripts"  # of tornado's application: the inline scripts that pages may run
LOG = logging.getLogger("monitorlib.server")


def guarded(handler: type[RequestHandler]) -> type[RequestHandler]:
    """The handler under the guard."""
    guard = Guarded if issubclass(handler, JupyterHandler) else GuardedFiles
    return type(handler.__name__, (guard, handler), {"__module__": handler.__module__})


class Guarded:
    """What is added to a handler of Jupyter's kind.

    The handler may have `own_headers`, which stand in the place of ours, and may be `unlogged`: then no line tells
    that it was asked.
    """

    fault = ""  # the code of what went wrong here
    logged = False  # whether a line in the log tells of it

    def set_default_headers(self) -> None:
        """Those of the handler, and ours."""
        super().set_default_headers()
        ours = protecting(self.request, self.settings.get(INLINE_SETTING, ()))
        for name, value in {**ours, **getattr(self, "own_headers", {})}.items():
            self.set_header(name, value)

    def options(self, *_path: str) -> None:
        """What a page elsewhere may ask here: nothing. Jupyter's own handlers say yes."""
        raise HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)

    def log_exception(self, kind, error, trace) -> None:
        """A line without data: of a refusal its number, of a fault its code and place."""
        asked = f"{self.request.method} {self.request.path}"
        if isinstance(error, HTTPError):
            if not getattr(self, "unlogged", False):
                self.logged = True
                LOG.warning("%d %s", error.status_code, asked)
        else:
            self.fault, self.logged = secrets.token_hex(3), True
            LOG.error("code %s %s %s", self.fault, asked, where_it_went_wrong(error))

    def write_error(self, status_code: int, **kwargs) -> None:
        """The page that says in words that it cannot be shown, or for a script the number alone."""
        if isinstance(self, APIHandler):
            self.set_header("Content-Type", "application/json")
            self.finish({"message": HTTPStatus(status_code).phrase, "reason": None, "code": self.fault})
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        base_url = self.settings.get("base_url", "/")
        self.finish(_error_page(self.settings["voila_jinja2_env"], status_code, self.fault, base_url))


class GuardedFiles(Guarded):
    """What is added to a handler that serves files."""

    log = LOG


@lru_cache(maxsize=16)  # without a code it is the same for everybody, and a crowd asks for it at once
def _error_page(templates: Environment, status_code: int, code: str, base_url: str) -> str:
    page = templates.get_template("error.html")
    return page.render(status_code=status_code, code=code, script=busy_script(), base_url=base_url)
