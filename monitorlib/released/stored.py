"""A release as JSON: written, read strictly, and brought up from an older schema.

A field that is not named in `content`, or a value of another type, is refused, so nothing can travel along unseen
(docs/architecture.md).
"""

import types
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from monitorlib.foundation.texts import Text
from monitorlib.released.content import MAY_LEAVE, OUTDATED, REWORDED, Reference


def to_json(value: Any) -> Any:
    """A dataclass of this module as plain JSON values.

    `dataclasses.asdict` gives the same and copies every text and number on the way (Python 3.11), which takes most
    of its time.
    """
    kind = type(value)
    if is_dataclass(kind):
        return {name: to_json(getattr(value, name)) for name in _names_of(kind)}
    if kind is dict:
        return {key: to_json(item) for key, item in value.items()}
    if kind in (tuple, list):
        return kind(to_json(item) for item in value)
    return value


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def from_json(kind: type, content: Any, where: str = "release") -> Any:
    """Plain JSON values as `kind`; ValueError names the first place that does not fit, never its value."""
    if is_dataclass(kind):
        return _read_fields(kind, content, where)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if content is None:
            return None
        return from_json(next(a for a in arguments if a is not type(None)), content, where)
    if origin is tuple and isinstance(content, list | tuple) and arguments[-1] is not Ellipsis:
        if len(content) != len(arguments):
            raise ValueError(f"{where}: expected {len(arguments)} values")
        pairs = zip(arguments, content, strict=True)
        return tuple(from_json(each, item, f"{where}[{i}]") for i, (each, item) in enumerate(pairs))
    if origin is tuple and isinstance(content, list | tuple):
        with suppress(TypeError, ValueError, AttributeError):  # what is wrong is told below, with its place
            if arguments[0] in _SHARED:
                return tuple(_shared(arguments[0], *item, *item.values()) for item in content)
        return tuple(from_json(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(content))
    if origin is dict and isinstance(content, dict):
        return {str(key): from_json(arguments[1], item, f"{where}.{key}") for key, item in content.items()}
    if kind is float and type(content) in (int, float):
        return float(content)
    if type(content) is kind:
        return content
    raise ValueError(f"{where}: expected {getattr(kind, '__name__', kind)}")


def upgraded(release: dict[str, Any]) -> dict[str, Any]:
    """JSON values of an older schema as those of this one; what was not told then is None.

    One step a schema: whoever adds a field raises SCHEMA and adds a step, or no release on disk is read any more.
    Until schema 5 there were no cards of own notebooks, and nothing was told of several leefgebieden at once.
    Until schema 4 every difference counted as a change, and words could rest on rows; they follow from what is
    shown, so whoever reads works them out anew (release/words.py, decision 85). Of schemas 2 and 3 what rested on
    other teams' rows is not read: `expected`, `spread`, and every explanation, as their flags were counted
    together (decision 73). Of schema 2 nobody asked whether a release may leave the room: the first of a period
    may.
    """
    if release.get("schema") in (2, 3):
        release = _without_others(release)
    if release.get("schema") == 4:
        release = _with_every_difference(release)
    if release.get("schema") == 5:
        release = _with_no_cards(release)
    return release


_EVERY_DIFFERENCE = {"unchanged_within": 0.0, "unchanged_source": None}
_NOTHING_TOGETHER = {"cohesion": None}


def _with_every_difference(release: dict[str, Any]) -> dict[str, Any]:
    """JSON values of schema 4 as those of schema 5."""
    manifest = release["manifest"]
    manifest = {**manifest, "audit": [*manifest["audit"], REWORDED]}
    return _with_each_view({**release, "manifest": manifest}, 5, _EVERY_DIFFERENCE)


def _with_no_cards(release: dict[str, Any]) -> dict[str, Any]:
    """JSON values of schema 5 as those of schema 6; as they are where they hold what schema 5 had not."""
    if "cards" in release["content"] or "card_pictures" in release:
        return release
    content = {**release["content"], "cards": []}
    return _with_each_view({**release, "content": content, "card_pictures": []}, 6, _NOTHING_TOGETHER)


def _with_each_view(release: dict[str, Any], schema: int, more: dict[str, Any]) -> dict[str, Any]:
    """The release under another schema, in which each view has more fields."""
    content = release["content"]
    views = [view | more for view in content["views"]]
    return {**release, "schema": schema, "content": {**content, "views": views}}


def _without_others(release: dict[str, Any]) -> dict[str, Any]:
    """JSON values of schema 2 or 3 as those of schema 4."""
    views = [_upgraded_view(view) for view in release["content"]["views"]]
    content = {name: value for name, value in release["content"].items() if name != "funnels"}
    content = {**content, "before_version": None}
    manifest = release["manifest"]
    leaves = [MAY_LEAVE] if release["schema"] == 2 and manifest["number"] == 1 else []
    manifest = {**manifest, "audit": [*manifest["audit"], *leaves, OUTDATED], "references": []}
    return {**release, "schema": 4, "content": {**content, "views": views}, "manifest": manifest}


def _upgraded_view(view: dict[str, Any]) -> dict[str, Any]:
    return {"scale": None} | view | {"rows": [_upgraded_row(row) for row in view["rows"]]}


def _upgraded_row(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in _GONE}
    return {"start": None, "few": None} | kept | {"checks": []}


_GONE = ("expected", "spread")


def _read_fields(kind: type, content: Any, where: str) -> Any:
    if not isinstance(content, dict):
        raise ValueError(f"{where}: expected an object")
    if kind in _SHARED:
        with suppress(TypeError, ValueError):  # as above
            return _shared(kind, *content, *content.values())
    return _of_fields(kind, content, where)


_SHARED = (Reference, Text)


@lru_cache(maxsize=131_072, typed=True)  # 1 is no True
def _shared(kind: type, *names_and_values: Any) -> Any:
    """One object for a reference or a text that thousands of releases hold; asked for millions of times."""
    n = len(names_and_values) // 2
    return _of_fields(kind, dict(zip(names_and_values[:n], names_and_values[n:], strict=True)), "")


def _of_fields(kind: type, content: dict[str, Any], where: str) -> Any:
    hints = _hints_of(kind)
    if content.keys() != hints.keys():
        odd = ", ".join(sorted(content.keys() ^ hints.keys()))
        raise ValueError(f"{where}: missing or unknown field: {odd}")
    return kind(**{name: from_json(hint, content[name], f"{where}.{name}") for name, hint in hints.items()})


@cache
def _hints_of(kind: type) -> dict[str, Any]:
    """The type of each field: looked up once, as a release has thousands of values."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
