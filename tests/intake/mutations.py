"""Damage done to real exports: bytes lost, doubled or changed, lines cut, swapped or glued, two files spliced.

What is damaged and how follows from a number, so that a failure can be made again.
"""

import random
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
DEMO = HERE.parent.parent / "data"
_SIGNS = (
    b'"',
    b"'",
    b";",
    b",",
    b"\t",
    b"|",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xc3\xab",
    b"#N/A",
    b"=1",
    b"99",
)


def sources() -> list[Path]:
    """The exports that are damaged: those of the demo and of people, cut short where they are long."""
    places = (DEMO / "demo", DEMO / "reference", HERE / "cases", HERE / "real")
    files = (path for place in places for path in sorted(place.iterdir()))
    return [path for path in files if path.suffix not in (".toml", ".md")]


def whole(path: Path) -> bytes:
    """The bytes of an export; of a long text file the first lines, so that ten thousand can be read."""
    data = path.read_bytes()
    if path.suffix == ".csv" and len(data) > 8000:
        return data[: data.rfind(b"\n", 0, 8000) + 1]
    return data


def mutated(number: int) -> tuple[str, bytes]:
    """Damaged export `number`: the suffix that it keeps, and its bytes."""
    draw = random.Random(number)
    path = draw.choice(_SOURCES)
    data = whole(path)
    for _ in range(draw.choice((1, 1, 2, 5))):
        data = draw.choice(_DAMAGE)(draw, data)
    return path.suffix, data


def _span(draw: random.Random, data: bytes) -> tuple[int, int]:
    start = draw.randrange(len(data) + 1)
    return start, min(len(data), start + draw.choice((1, 1, 3, 20, 200)))


def _lose(draw: random.Random, data: bytes) -> bytes:
    start, end = _span(draw, data)
    return data[:start] + data[end:]


def _double(draw: random.Random, data: bytes) -> bytes:
    start, end = _span(draw, data)
    return data[:end] + data[start:end] + data[end:]


def _change(draw: random.Random, data: bytes) -> bytes:
    start, end = _span(draw, data)
    return data[:start] + bytes(draw.randrange(256) for _ in range(min(end - start, 3))) + data[end:]


def _insert(draw: random.Random, data: bytes) -> bytes:
    start = draw.randrange(len(data) + 1)
    return data[:start] + draw.choice(_SIGNS) + data[start:]


def _cut(draw: random.Random, data: bytes) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _shuffle(draw: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _glue(draw: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at = draw.randrange(len(lines))
    return b"\n".join(lines[:at]) + b"\n".join(lines[at:])


def _splice(draw: random.Random, data: bytes) -> bytes:
    return data + whole(draw.choice(_SOURCES))[: draw.randrange(2000)]


_DAMAGE: tuple[Callable, ...] = (_lose, _double, _change, _insert, _insert, _cut, _shuffle, _glue, _splice)
_SOURCES = sources()
