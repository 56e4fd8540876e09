"""What all our own addresses have in common."""

from http import HTTPStatus

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from monitorlib.server.access import MEETING, Access

ACCESS_SETTING = "monitor_access"  # of tornado's application: the Access of this server


class OwnHandler(JupyterHandler):
    """An address of ours, under Jupyter's guard of the host; `page` is what somebody must be allowed to open."""

    page = MEETING

    async def prepare(self) -> None:
        """Refuse who may not open this, before anything is read."""
        await super().prepare()
        access: Access = self.settings[ACCESS_SETTING]
        if not access.allows(self.request, self.page):
            raise HTTPError(HTTPStatus.FORBIDDEN)
