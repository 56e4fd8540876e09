"""The scripts that stand in a page itself: they work also where nothing else of the page has come."""

from functools import cache
from pathlib import Path


@cache
def waiting_script() -> str:
    """Of the meeting's page: while it is made, and when it has lost its kernel."""
    return _read("waiting.js")


@cache
def busy_script() -> str:
    """Of the page that says that there is no place."""
    return _read("busy.js")


def inline_scripts() -> tuple[str, ...]:
    """All of them, which a page's policy names by their hashes."""
    return waiting_script(), busy_script()


def _read(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
