"""Column names with a group or a section before them: "groep_algemeen/Team", "Zelfredzaamheid [Team]"."""

import re
from collections import Counter
from collections.abc import Iterable

_GROUPED = (
    re.compile(r"(?P<group>.+)/(?P<name>[^/]+)"),
    re.compile(r"(?P<group>.+?)\s*\[(?P<name>[^\]]*[a-zA-Z][^\]]*)\]"),
    re.compile(r"(?P<group>.+?)\s*(?::|\s[-–—|>]|\.\.)\s*(?P<name>.+)"),
)


def without_groups(columns: Iterable[str]) -> dict[str, str]:
    """Each column's name without its group; a group is what at least two columns have before a name."""
    split = {column: _split(column) for column in columns}
    counts = Counter(group for group, _ in split.values() if group)
    paths = {group for group in counts if "_" in group}
    return {
        column: name if group and (counts[group] > 1 or group in paths) else column
        for column, (group, name) in split.items()
    }


def _split(column: str) -> tuple[str, str]:
    for form in _GROUPED:
        if match := form.fullmatch(column):
            return match["group"].strip(), match["name"].strip()
    return "", column
