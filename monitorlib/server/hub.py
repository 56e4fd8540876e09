"""A JupyterHub says who somebody is: our viewer as the application of one user.

The hub starts `python -m monitorlib.server.hub` with words in the environment; this process hands them to the
server on its standard input, as kernels inherit an environment. Which teams may be looked at the hub says too,
when it starts the process (spawning.py): that limits what the server reads, whatever its page asks. Wants
`jupyterhub`.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from monitorlib.foundation.texts import Text
from monitorlib.release.seal import SEAL_VARIABLE, TEAMS_VARIABLE, handed_teams
from monitorlib.server.entry import Entry
from monitorlib.workspace import WORKSPACE_VARIABLE, Workspace

LANGUAGE_VARIABLE = "MONITOR_LANGUAGE"
NO_TEAMS = Text(
    f"De hub noemde geen teams: {TEAMS_VARIABLE} is leeg.",
    f"The hub named no teams: {TEAMS_VARIABLE} is empty.",
)
ASK_AGAIN_SECONDS = 30  # so long an answer of the hub holds: whoever loses a right is out after it
CALLBACK = "oauth_callback"
_WORDS = {
    "token": "JUPYTERHUB_API_TOKEN",
    "api": "JUPYTERHUB_API_URL",
    "client": "JUPYTERHUB_CLIENT_ID",
    "prefix": "JUPYTERHUB_SERVICE_PREFIX",
    "hub": "JUPYTERHUB_BASE_URL",
    "scopes": "JUPYTERHUB_OAUTH_ACCESS_SCOPES",
}


def main() -> None:
    """Serve the meeting to whom the hub lets in, until the hub stops it."""
    from monitorlib.server.viewer import Viewer

    for number in (signal.SIGTERM, signal.SIGINT):  # the hub begins with the second
        signal.signal(number, lambda *_: sys.exit(0))
    told, teams = dict(os.environ), handed_teams()
    if not teams:
        sys.exit(NO_TEAMS[told.get(LANGUAGE_VARIABLE, "nl")])
    port = urlsplit(told["JUPYTERHUB_SERVICE_URL"]).port
    seal = bytes.fromhex(told.get(SEAL_VARIABLE, "")) or None
    place = Workspace(Path(told[WORKSPACE_VARIABLE]))
    language = told.get(LANGUAGE_VARIABLE, "nl")
    with Viewer(place, port, language=language, entry=entry_of(told), teams=teams, seal=seal) as viewer:
        viewer.wait()


def entry_of(told: Mapping[str, str]) -> Entry:
    """How somebody gets in, by what a hub told this process."""
    public = urlsplit(told.get("JUPYTERHUB_PUBLIC_URL", "")).hostname
    where = urlsplit(told["JUPYTERHUB_SERVICE_URL"]).hostname or "127.0.0.1"
    words = {name: told[variable] for name, variable in _WORDS.items()}
    return Entry(bind=where, hosts=(public,) if public else (where,), hub=words)


class Hub:
    """The hub that says who somebody is."""

    def __init__(self, words: Mapping[str, str]) -> None:
        from jupyterhub.services.auth import HubOAuth

        self.auth = HubOAuth(
            api_token=words["token"],
            api_url=words["api"],
            oauth_client_id=words["client"],
            base_url=words["prefix"],
            hub_prefix=f"{words['hub'].rstrip('/')}/hub/",
            oauth_redirect_uri=f"{words['prefix']}{CALLBACK}",
            access_scopes=set(json.loads(words["scopes"])),
            cache_max_age=ASK_AGAIN_SECONDS,
            # a chain of redirects that begins at the organisation's own sign-on brings no strict cookie along
            cookie_options={"samesite": "Lax"},
        )

    async def identify(self, handler) -> None:
        """Ask the hub who this is and note the right that follows; send a browser that nobody knows to the hub."""
        from monitorlib.server.access import MEETING, SignIn

        handler.request.monitor_sign_ins = []
        user = await self.user_of(handler)
        if user is None:
            self._send_to_hub(handler)
        elif self.auth.check_scopes(self.auth.access_scopes, user):
            handler.request.monitor_sign_ins = [SignIn(MEETING, int(time.time()), user["name"])]

    async def user_of(self, handler) -> dict | None:
        """Who this is by the cookie of this server; no token in an address or header counts."""
        cookie = handler.get_secure_cookie(self.auth.cookie_name)
        if not cookie:
            return None
        session = self.auth.get_session_id(handler)
        return await self.auth.user_for_token(
            cookie.decode("ascii", "replace"), session_id=session, sync=False
        )

    def _send_to_hub(self, handler) -> None:
        from jupyterhub import __version__
        from tornado.httputil import url_concat

        if not handler.shows_a_page:
            return  # refused, with one line
        handler.set_header("X-JupyterHub-Version", __version__)
        verifier, challenge, method = self.auth.generate_pkce_code_challenge()
        state = self.auth.set_state_cookie(handler, next_url=handler.request.uri, code_verifier=verifier)
        asked = {"state": state, "code_challenge": challenge, "code_challenge_method": method}
        handler.redirect(url_concat(self.auth.login_url, asked))


if __name__ == "__main__":
    main()
