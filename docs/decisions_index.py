"""The decisions by subject: a page of the site, made of docs/decisions.md and what stands here.

A decision stays on its line in decisions.md; here it gets its subjects, and its successor where a later one took
its place. tests/test_docs.py asks that every decision stands under a subject.
"""

import re
from pathlib import Path

SUBJECTS: dict[str, tuple[int, ...]] = {
    "The walls, the release and its seal": (1, 2, 3, 6, 8, 14, 35, 36, 81, 87, 112, 123, 124, 145, 146, 151),
    "Disclosure control: what may be shown, and beside what": (
        *(30, 31, 32, 33, 34, 37, 43, 45, 46, 47, 64, 65, 73, 76, 77, 82, 102, 107, 148),
    ),
    "Statistics, grades and words": (5, 7, 19, 85, 98, 99, 100, 101, 127, 128, 150, 152),
    "Explanations": (40, 41, 42, 43, 44, 65, 92, 93, 94, 108, 153),
    "Import: what an export tells and what is asked": (17, 22, 66, 70, 72, 74, 78, 79, 80, 83, 86, 138),
    "Instruments": (67, 68, 69, 70, 71, 82),
    "The meeting: page, notes, phones": (
        *(4, 15, 50, 51, 52, 54, 60, 62, 63, 89, 90, 91, 95, 99, 113, 114, 136, 143, 144),
    ),
    "Reports and pictures": (10, 15, 55, 97, 109, 147, 152),
    "The server: start, speed, access, protection": (
        *(9, 11, 16, 23, 61, 63, 96, 115, 116, 117, 118, 119, 120, 121, 122, 136, 137),
    ),
    "Runs and notebooks": (
        *(2, 104, 105, 106, 107, 108, 109, 125, 126, 132, 133, 134, 142, 145, 146, 151, 153, 154),
    ),
    "A resident's own page, and forgetting": (110, 111, 112, 155),
    "Data that come along": (18, 103),
    "Packages, rooms, tests, commands, documentation": (
        *(4, 12, 13, 20, 53, 75, 88, 129, 130, 131, 135, 139, 141, 149),
    ),
}
# what was decided first, and the decision that now rules
REPLACED: dict[int, int] = {7: 85, 37: 64}
# still rules, but a part of it was decided anew
NARROWED: dict[int, tuple[int, ...]] = {12: (88,), 31: (76,), 42: (92,), 47: (73,), 60: (95,), 96: (121,)}

_DECISION = re.compile(r"^(\d+)\. \*\*(.+?)\*\*", re.MULTILINE)


def titles(file: Path) -> dict[int, str]:
    """Each decision's first sentence, by its number."""
    return {int(number): title for number, title in _DECISION.findall(file.read_text(encoding="utf-8"))}


def as_page(file: Path) -> str:
    """The index as a page; each line leads to decisions.md."""
    known = titles(file)
    lines = [
        "# Decisions by subject",
        "",
        "Why things are as they are. The whole text of each stands in [Decisions](../docs/decisions.md) under its "
        "number.",
    ]
    for subject, numbers in SUBJECTS.items():
        lines += ["", f"## {subject}", "", "| | decision | status |", "|---|---|---|"]
        lines += [f"| {n} | {known[n]} | {_status(n, known)} |" for n in numbers if n in known]
    return "\n".join(lines) + "\n"


def _status(number: int, known: dict[int, str]) -> str:
    if number in REPLACED:
        return f"superseded by {REPLACED[number]}"
    narrowed = [str(each) for each in NARROWED.get(number, ()) if each in known]
    return f"holds, with {', '.join(narrowed)}" if narrowed else "holds"
