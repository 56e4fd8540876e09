"""Where the page's script stands: one script, whoever carries its messages."""

from pathlib import Path

SCRIPT = Path(__file__).parent / "page.js"
