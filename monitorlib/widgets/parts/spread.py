"""How many phones gave each answer: one stacked bar, a part an answer that was given, with its number.

Worse is hatched and "no idea" is open, so colour is never the only key.
"""

from html import escape

from monitorlib.sessions import Round

LOOKS = {"more_better": "better", "yes": "better", "more_worse": "worse", "no": "worse", "no_idea": "open"}


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
    told = escape(round.in_words(subject, language), quote=True)
    return f'<div class="ml-said-bar" role="img" aria-label="{told}">{parts}</div>'
