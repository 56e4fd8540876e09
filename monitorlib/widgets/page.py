"""The one widget of the meeting: regions of HTML to the browser, taps and texts back.

One widget instead of hundreds: a page of many ipywidgets is slow, and its labels, headings and focus are not
ours (docs/decisions.md, 60). The state of the widget in the browser holds no number; each message holds what is
on the screen now.
"""

from collections.abc import Callable
from pathlib import Path

import anywidget

from monitorlib.widgets.faults import in_words
from monitorlib.widgets.sheet import Screen


class Page(anywidget.AnyWidget):
    """What the browser shows. `listen` is called with each message of the browser, unchecked."""

    _esm = Path(__file__).parent / "page.js"

    def __init__(self, listen: Callable[[dict], None]) -> None:
        super().__init__()
        self._shown: Screen | None = None
        self._listen = listen
        self.on_msg(
            lambda _widget, content, _buffers: self._hear(content if isinstance(content, dict) else {})
        )

    def _hear(self, content: dict) -> None:
        """Hand a message on; a fault of ours is a code on the screen, and the page goes on."""
        try:
            self._listen(content)
        except Exception as error:  # noqa: BLE001, whatever it is: nobody sees a traceback, or nothing at all
            self.send({"kind": "fault", "told": in_words(error)})

    def forget(self) -> None:
        """A browser that says hello (again) has nothing on its screen."""
        self._shown = None

    def show(self, screen: Screen, say: str = "", focus: str = "", turn: int | None = None) -> None:
        """Send what differs from what is on the screen; `say` goes to the live region.

        `turn`: which of the browser's presses on Back or Forward this answers.
        """
        before = self._shown or Screen()
        regions = {name: html for name, html in screen.regions.items() if before.regions.get(name) != html}
        values = {key: text for key, text in screen.values.items() if before.values.get(key) != text}
        gone = [name for name in before.regions if name not in screen.regions]
        self._shown = screen
        if regions or values or gone or say or focus or before.frame != screen.frame:
            self.send(
                {
                    "kind": "patch",
                    "regions": regions,
                    "values": values,
                    "gone": gone,
                    "order": list(screen.regions),
                    "say": say,
                    "focus": focus,
                    **({} if turn is None else {"turn": turn}),
                    **screen.frame,
                }
            )

    def saved(self, key: str, number: int, told: str, refused: bool = False, passing: bool = False) -> None:
        """Tell what became of one text: kept, or refused with the reason. `passing`: gone at the next key."""
        content = {"key": key, "number": number, "told": told, "refused": refused, "passing": passing}
        self.send({"kind": "saved", **content})

    def drop(self, key: str) -> None:
        """Tell that a text that was not kept may go."""
        self.send({"kind": "dropped", "key": key})

    def beat(self) -> None:
        """A word back, so that the browser knows that somebody is there."""
        self.send({"kind": "beat"})
