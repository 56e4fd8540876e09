"""What stands on one screen, and what is sent so that it shows something else. No widget and no kernel."""

from collections.abc import Callable

from monitorlib.widgets.sheet import Screen


class Showing:
    """One browser's screen. Whoever carries the messages to it (a widget, a connection) sets `send`."""

    send: Callable[[dict], None]

    def __init__(self) -> None:
        self._shown: Screen | None = None

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
