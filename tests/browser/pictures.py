"""Pictures that tests make of what they see.

`MONITOR_KEEP_PICTURES=1` writes them into docs/pictures; else they are made and thrown away.
"""

import os
from pathlib import Path

from PIL import Image

KEPT = Path(__file__).parent.parent.parent / "docs" / "pictures"
IS_KEPT = bool(os.environ.get("MONITOR_KEEP_PICTURES"))


def picture_folder(away: Path) -> Path:
    """Where the pictures go."""
    return KEPT if IS_KEPT else away


def keep_small(file: Path) -> None:
    """Few colours: a third of the size, and nothing lost to the eye. Half a second, so only where it is kept."""
    if IS_KEPT:
        with Image.open(file) as drawn:
            drawn.convert("RGB").quantize(256).save(file, optimize=True)
