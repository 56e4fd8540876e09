"""The tools that people export from: how such a file is known, and what is known of its columns.

One TOML file a tool, in `tools/`. A tool's columns are patterns in small letters (`*` for anything, `^` for the
first column); those that a file does not have are left alone. Standard library only.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "tools"


@dataclass(frozen=True)
class Tool:
    """What a survey tool or research database adds to every export.

    Parameters
    ----------
    marks : sets of columns; where all of one set are there, the file is an export of this tool.
    columns : field to the columns that surely hold it; `ignored` are numbers of answers and the like.
    fallback : field to the columns that hold it where no other column does, the best one first.
    missing : reason to the tool's codes.
    mind : column to the values of rows that may not be meant to count; told, never left out.
    no_day : patterns (regular expressions) of what a column of dates holds where there is no day.
    one_record : what stands in one row of a client holds for all of them.
    join : the columns on which sheets or files are joined.
    """

    id: str
    label: str
    marks: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fallback: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    no_day: tuple[str, ...] = ()
    one_record: bool = False
    join: Mapping[str, str] = field(default_factory=dict)

    def made(self, columns: Sequence[str]) -> bool:
        """Whether a file with these columns is an export of this tool."""
        return any(all(any(_found(mark, columns)) for mark in group) for group in self.marks)

    def known_columns(self, columns: Sequence[str]) -> dict[str, str]:
        """Column to field, for the columns of the file that the tool surely knows."""
        told = dict.fromkeys(self._standing_in(columns), "ignored")
        for its_field, patterns in self.columns.items():
            told |= {name: its_field for pattern in patterns for name in _found(pattern, columns)}
        return told

    def standing_in(self, its_field: str, columns: Sequence[str]) -> Iterator[str]:
        """The columns that may hold a field where no other does, the best one first."""
        for pattern in self.fallback.get(its_field, ()):
            yield from _found(pattern, columns)

    def _standing_in(self, columns: Sequence[str]) -> Iterator[str]:
        """All columns that may stand in, but for a pattern that takes any first column."""
        for patterns in self.fallback.values():
            for pattern in patterns:
                yield from _found(pattern, columns) if pattern != "^*" else ()


def _found(pattern: str, columns: Sequence[str]) -> Iterable[str]:
    looked_at = columns[:1] if pattern.startswith("^") else columns
    return (
        name for name in looked_at if fnmatchcase(_bare(name), pattern.removeprefix("^").replace("[", "[[]"))
    )


def _bare(name: str) -> str:
    return " ".join(name.replace("\xa0", " ").casefold().split())


@cache
def tools() -> dict[str, Tool]:
    """All tools by id, which is the name to use: `--profile redcap`."""
    return {path.stem: _tool(path) for path in sorted(SHIPPED.glob("*.toml"))}


def tool_of(columns: Sequence[str], named: str | None = None) -> Tool | None:
    """The tool that is named, or else the one whose columns these are; None where none is."""
    if named is not None:
        return tools()[named]
    return next((tool for tool in tools().values() if tool.made(columns)), None)


@cache
def marking_names() -> frozenset[str]:
    """The column names by which tools are known, in small letters: they help to find a header."""
    marks = (mark for tool in tools().values() for group in tool.marks for mark in group)
    return frozenset(mark.removeprefix("^").rstrip("*") for mark in marks)


def _tool(path: Path) -> Tool:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    tables = {
        name: {key: tuple(values) for key, values in content.pop(name, {}).items()}
        for name in ("columns", "fallback", "missing", "mind")
    }
    marks = tuple(tuple(group) for group in content.pop("marks"))
    return Tool(path.stem, marks=marks, no_day=tuple(content.pop("no_day", ())), **content, **tables)
