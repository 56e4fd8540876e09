"""Words for people: every text exists in Dutch and in English, side by side.

A text that lacks one of the two languages cannot be made, so nothing can be forgotten
(docs/decisions.md, 4). Standard library only: the viewer's kernel imports this room.
"""

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


def _fill(template: str, language: str, values: dict[str, object]) -> str:
    spoken = {name: v[language] if isinstance(v, Text) else v for name, v in values.items()}
    return template.format(**spoken)
