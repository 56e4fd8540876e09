"""How many phones gave each answer: in words, and as one stacked bar with a part an answer that was given.

Worse is hatched and "no idea" is open, so colour is never the only key.
"""

from html import escape

from monitorlib.sessions import Round
from monitorlib.texts import Text

LOOKS = {"more_better": "better", "yes": "better", "more_worse": "worse", "no": "worse", "no_idea": "open"}
GIVEN = Text("{count} {word}", "{count} {word}")


def words(round: Round, subject: str, language: str) -> str:
    """ "7 meer vooruit, 3 ongeveer gelijk"; empty where the spread may not be shown."""
    spread = round.spread(subject) or {}
    texts = dict(round.asked.words)
    told = (GIVEN.fill(count=n, word=texts[word])[language] for word, n in spread.items() if n)
    return ", ".join(told)


def bar(round: Round, subject: str, language: str) -> str:
    """The bar; empty where the spread may not be shown."""
    spread = round.spread(subject)
    if not spread:
        return ""
    parts = "".join(
        f'<span class="ml-said-part ml-said-{LOOKS.get(word, "same")}" style="flex-grow:{n}">'
        f"<b>{n}</b></span>"
        for word, n in spread.items()
        if n
    )
    told = escape(words(round, subject, language), quote=True)
    return f'<div class="ml-said-bar" role="img" aria-label="{told}">{parts}</div>'
