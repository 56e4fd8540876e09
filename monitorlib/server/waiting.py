"""The one script that stands in the page itself: it works also where nothing else of the page has come."""

from functools import cache
from pathlib import Path


@cache
def waiting_script() -> str:
    """Its text, which the page's policy names by its hash."""
    return (Path(__file__).parent / "waiting.js").read_text(encoding="utf-8")
