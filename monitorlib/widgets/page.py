"""The one widget of the meeting: regions of HTML to the browser, taps and texts back.

One widget instead of hundreds: a page of many ipywidgets is slow, and its labels, headings and focus are not
ours (docs/decisions.md, 60). The state of the widget in the browser holds no number; each message holds what is
on the screen now.
"""

from typing import TYPE_CHECKING

import anywidget

from monitorlib.widgets.faults import in_words
from monitorlib.widgets.script import SCRIPT

if TYPE_CHECKING:
    from monitorlib.widgets.conversation import Conversation


class Page(anywidget.AnyWidget):
    """Carries a conversation's messages to a browser by way of its kernel, and the browser's back."""

    _esm = SCRIPT

    def __init__(self, conversation: "Conversation") -> None:
        super().__init__()
        conversation.browser.send = self.send
        conversation.failed = self._tell
        self._listen = conversation.listen
        self.on_msg(
            lambda _widget, content, _buffers: self._hear(content if isinstance(content, dict) else {})
        )

    def _hear(self, content: dict) -> None:
        """Hand a message on; a fault of ours is a code on the screen, and the page goes on."""
        try:
            self._listen(content)
        except Exception as error:  # noqa: BLE001, whatever it is: nobody sees a traceback, or nothing at all
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        self.send({"kind": "fault", "told": in_words(error)})
