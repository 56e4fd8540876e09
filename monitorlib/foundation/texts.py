"""Words for people: every text exists in Dutch and in English, side by side.

A text that lacks one of the two languages cannot be made, so nothing can be forgotten
(docs/decisions.md, 4). Standard library only: the viewer's kernel imports this room.
"""

import os
import re
import shlex
from dataclasses import dataclass

LANGUAGES = ("nl", "en")
DEFAULT_LANGUAGE = "nl"


@dataclass(frozen=True)
class Text:
    """One text in plain Dutch (B1) and in English; both may hold the same `{names}`."""

    nl: str
    en: str

    def __getitem__(self, language: str) -> str:
        """The text in `language`; an unknown language is our bug, so it raises KeyError."""
        if language not in LANGUAGES:
            raise KeyError(language)
        return getattr(self, language)

    def fill(self, **values: object) -> "Text":
        """The same text with its `{names}` filled in; a value that is a Text keeps its language."""
        return Text(*(_fill(self[language], language, values) for language in LANGUAGES))


def counted(n: int, one: Text, several: Text, **more: object) -> Text:
    """A number with its words, `{n}` filled in: the first text where it is 1, else the second."""
    return (one if n == 1 else several).fill(n=n, **more)


def as_typed(value: object, windows: bool = os.name == "nt") -> str:
    """A path or a name as it must be typed in a command: between quotes where the shell would part or change it.

    In the terminals of Windows only double quotes hold a path together, and the backslashes before one count.
    """
    text = str(value)
    if not windows:
        return shlex.quote(text)
    if _PLAIN_ON_WINDOWS.fullmatch(text):
        return text
    return '"' + re.sub(r'(\\*)("|\Z)', _closed_on_windows, text) + '"'


_PLAIN_ON_WINDOWS = re.compile(r"[\w@+=:.,/\\-]+")


def _closed_on_windows(end: re.Match[str]) -> str:
    return 2 * end[1] + ('\\"' if end[2] else "")


def _fill(template: str, language: str, values: dict[str, object]) -> str:
    spoken = {name: v[language] if isinstance(v, Text) else v for name, v in values.items()}
    return template.format(**spoken)
