"""What all our own addresses have in common."""

from jupyter_server.base.handlers import JupyterHandler
from tornado.websocket import WebSocketHandler

from monitorlib.server.access import MEETING
from monitorlib.server.admission import Guard


class OwnHandler(Guard, JupyterHandler):
    """An address of ours, behind the guard; `page` is what somebody must be allowed to open."""

    page = MEETING


class OwnSocket(JupyterHandler, WebSocketHandler):
    """A connection of ours; the server puts the guard of connections before it (`admission.admitted`)."""

    page = MEETING
