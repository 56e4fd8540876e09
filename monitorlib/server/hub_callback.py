"""Where a JupyterHub sends a browser back to, with a word that this server exchanges at the hub."""

from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler

from monitorlib.server.access import OPEN
from monitorlib.server.admission import HUB_SETTING, Guard


class HubCallback(Guard, HubOAuthCallbackHandler):
    """Ends a sign-in at the hub. The state that the browser brings back keeps other websites out."""

    page = OPEN
    takes_words = False  # `code` is the hub's here
    from_anywhere = True  # the organisation's own sign-on may stand between

    @property
    def hub_auth(self) -> HubOAuth:
        """The hub's client of this server."""
        return self.settings[HUB_SETTING].auth

    def get_current_user(self) -> None:
        """Nobody: whoever comes back is asked for anew."""
        return
