"""What one screen holds, the fields on it, and what is sent so that it shows something else. No widget, no kernel.

A value never stands in the HTML, so a text that changes (also on another screen) redraws no region.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from monitorlib.foundation.texts import Text

# a note may hold an enter, a browser sends no more than this of one
CHARACTERS = 200_000


@dataclass
class Screen:
    """Regions of HTML in their order, the texts of the fields by key, and what frames the page."""

    regions: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    frame: dict = field(default_factory=dict)


def slug(text: str) -> str:
    """Part of an element's id."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text)


def send(**content: object) -> str:
    """The attribute of a button that sends this message."""
    return f'data-send="{escape(json.dumps(content, ensure_ascii=False), quote=True)}"'


class Sheet:
    """Makes the fields of one screen and collects their values: `subject` and `field` as in the session log."""

    def __init__(self, meeting: str, language: str) -> None:
        self.meeting, self.language = meeting, language
        self.values: dict[str, str] = {}

    def note(self, subject: str, name: str, label: Text, value: str, rows: int = 2, hint: Text | None = None):
        """A text of several lines."""
        return self._text("textarea", subject, name, label, value, f'rows="{rows}"', hint)

    def line(self, subject: str, name: str, label: Text, value: str, hint: Text | None = None) -> str:
        """A text of one line."""
        return self._text("input", subject, name, label, value, 'type="text" autocomplete="off"', hint)

    def day(self, subject: str, name: str, label: Text, value: str) -> str:
        """A date."""
        return self._text("input", subject, name, label, value, 'type="date"', None)

    def pick(self, subject: str, name: str, label: Text, options: dict[str, str], value: str) -> str:
        """One of several, in a list."""
        key, id = self._place(subject, name, value)
        inner = "".join(f'<option value="{escape(v)}">{escape(text)}</option>' for v, text in options.items())
        return (
            f'<p class="ml-field"><label for="{id}">{escape(label[self.language])}</label>'
            f'<select id="{id}" {self._marks(key, subject, name)}>{inner}</select></p>'
        )

    def taps(
        self,
        subject: str,
        name: str,
        question: str,
        words: dict[str, Text],
        value: str,
        beside: dict[str, str] | None = None,
    ) -> str:
        """One of a few, by a tap; `question` is read out with it. `beside`: HTML that stands with a word."""
        key, id = self._place(subject, name, value)
        options = "".join(
            f'<label class="ml-tap"><input type="radio" name="{id}" id="{id}-{slug(word)}" value="{escape(word)}" '
            f"{self._marks(key, subject, name)}><span>{escape(text[self.language])}"
            f"{(beside or {}).get(word, '')}</span></label>"
            for word, text in words.items()
        )
        return (
            f'<fieldset class="ml-taps"><legend>{escape(question)}</legend>'
            f'<div class="ml-options">{options}</div>{_told(key)}</fieldset>'
        )

    def _text(self, tag: str, subject: str, name: str, label: Text, value: str, more: str, hint: Text | None):
        key, id = self._place(subject, name, value)
        end = "</textarea>" if tag == "textarea" else ""
        hinted = f'<span class="ml-hint" id="{id}-hint">{escape(hint[self.language])}</span>' if hint else ""
        described = f' aria-describedby="{id}-hint"' if hint else ""
        return (
            f'<div class="ml-field"><label for="{id}">{escape(label[self.language])}</label>{hinted}'
            f'<{tag} id="{id}" {more} placeholder=" " maxlength="{CHARACTERS}"{described} '
            f"{self._marks(key, subject, name)}>{end}"
            f"{_told(key)}</div>"
        )

    def _place(self, subject: str, name: str, value: str) -> tuple[str, str]:
        key = f"{self.meeting}|{subject}|{name}"
        self.values[key] = value
        return key, "f-" + slug(key)

    def _marks(self, key: str, subject: str, name: str) -> str:
        return (
            f'data-key="{escape(key)}" data-meeting="{self.meeting}" data-subject="{escape(subject)}" '
            f'data-field="{escape(name)}"'
        )


def _told(key: str) -> str:
    return f'<span class="ml-told-here" role="status" data-told="{escape(key)}"></span>'


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
