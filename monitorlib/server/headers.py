"""What every answer tells the browser: from where a page may load what, and that nobody may frame or read it."""

from base64 import b64encode
from hashlib import sha256
from re import fullmatch

from tornado.httputil import HTTPServerRequest

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
