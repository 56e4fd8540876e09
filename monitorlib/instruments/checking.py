"""What is wrong with a definition of an instrument: everything at once, whatever the file holds."""

from collections.abc import Callable, Iterator

from monitorlib.instruments.area_checks import leefgebied_problems
from monitorlib.instruments.border_checks import border_problems
from monitorlib.instruments.kinds import (
    A_NAME,
    are_texts,
    is_name,
    is_number,
    is_text,
    unknown_keys,
    wrong_label,
)
from monitorlib.instruments.reliability_checks import reliability_problems
from monitorlib.instruments.scale_checks import missing_problems, scale_problems
from monitorlib.texts import Text

PURPOSES = ("meten", "gesprek")
DESIGNS = ("repeated", "retrospective")
DIRECTIONS = ("higher", "lower", "none")
RATERS = ("professional", "inwoner", "mantelzorger")  # those of tables, which is too heavy to import here
_NEEDED = ("id", "label", "raters", "purpose", "design", "better_is", "scale", "leefgebied", "citation")
_OPTIONAL = ("missing", "sd", "unchanged_within", "unchanged_source", "reliability", "reliability_source")


def problems_of(content: dict) -> list[Text]:
    """Everything that is wrong with the content of a definition, part by part."""
    return [
        *_keys(content),
        *_values(content),
        *scale_problems(content),
        *border_problems(content),
        *reliability_problems(content),
        *leefgebied_problems(content),
        *missing_problems(content),
    ]


def _keys(content: dict) -> Iterator[Text]:
    for name in _NEEDED:
        if name not in content:
            yield Text(f"'{name}' ontbreekt.", f"'{name}' is missing.")
    yield from unknown_keys(content, (*_NEEDED, *_OPTIONAL))


def _values(content: dict) -> Iterator[Text]:
    for name, rule, must in _RULES:
        if name in content and not rule(content[name]):
            yield Text(f"'{name}' moet {must.nl} zijn.", f"'{name}' must be {must.en}.")
    if "label" in content:
        yield from wrong_label("label", content["label"])


def _are_raters(value: object) -> bool:
    return are_texts(value) and set(value) <= set(RATERS) and 0 < len(set(value)) == len(value)


def _one_of(allowed: tuple[str, ...]) -> tuple[Callable[[object], bool], Text]:
    words = ", ".join(allowed)
    return (lambda value: value in allowed), Text(f"een van {words}", f"one of {words}")


_RULES = (
    ("id", is_name, A_NAME),
    ("raters", _are_raters, Text(f"een lijst uit {', '.join(RATERS)}", f"a list out of {', '.join(RATERS)}")),
    ("purpose", *_one_of(PURPOSES)),
    ("design", *_one_of(DESIGNS)),
    ("better_is", *_one_of(DIRECTIONS)),
    ("citation", is_text, Text("een tekst met de bron", "a text with the source")),
    ("sd", lambda value: is_number(value) and value > 0, Text("een getal boven 0", "a number over 0")),
)
