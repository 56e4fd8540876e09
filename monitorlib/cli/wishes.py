"""Which releases of the demo are made before its page opens; the others follow while it is open."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """One release to make."""

    team: str
    period: str


FIRST = (Wish("Demo-Oost", "2025"), Wish("San Diego", "maand-0-6"))
