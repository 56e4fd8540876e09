"""A profile as lines of TOML."""

from collections.abc import Mapping as Words
from dataclasses import fields


def profile_lines(profile) -> list[str]:
    """A profile as lines of TOML, without what it leaves open."""
    told = profile_parts(profile)
    plain_ones = {name: value for name, value in told.items() if not isinstance(value, Words)}
    lines = [f"{name} = {toml_value(value)}" for name, value in plain_ones.items()]
    for name in [name for name in told if name not in plain_ones]:
        lines += ["", f"[{name}]"]
        lines += [f"{toml_value(key)} = {toml_value(value)}" for key, value in told[name].items()]
    return lines


def profile_parts(profile) -> dict[str, object]:
    """What a profile tells, by key, in the order of a file: single values first."""
    told = {part.name: getattr(profile, part.name) for part in fields(profile)}
    told = {name: value for name, value in told.items() if value not in (None, False) and value != {}}
    return dict(sorted(told.items(), key=lambda part: isinstance(part[1], Words)))


def toml_value(value: object) -> str:
    """A text, number, truth or list of them as TOML spells it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str):
        return _quoted(value)
    return "[" + ", ".join(toml_value(item) for item in value) + "]"


def _quoted(text: str) -> str:
    """A TOML string of one line."""
    special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(special.get(c, c if c.isprintable() else f"\\u{ord(c):04x}") for c in text) + '"'
