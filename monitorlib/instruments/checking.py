"""What is wrong with a definition of an instrument: everything at once, whatever the file holds."""

from collections.abc import Callable, Iterator

from monitorlib.foundation.texts import Text
from monitorlib.instruments.kinds import (
    A_NAME,
    are_texts,
    bare,
    is_name,
    is_number,
    is_text,
    shared_names,
    unknown_keys,
    words_of,
    wrong_label,
)
from monitorlib.instruments.scale_checks import (
    border_problems,
    missing_problems,
    reliability_problems,
    scale_problems,
)

_KEYS = ("code", "label", "aliases")
# what is proven of a release is proven of so many words beside each other (disclosure.coarse.FAMILY)
MOST_LEEFGEBIEDEN = 25
_ABSENT = object()


def leefgebied_problems(content: dict) -> Iterator[Text]:
    """Codes, labels and aliases, and every name that two leefgebieden share."""
    areas = content.get("leefgebied", _ABSENT)
    if areas is _ABSENT:
        return
    if not isinstance(areas, list) or not areas or not all(isinstance(area, dict) for area in areas):
        yield Text(
            "'leefgebied' moet een of meer keer als [[leefgebied]] staan.",
            "'leefgebied' must stand one or more times as [[leefgebied]].",
        )
        return
    if len(areas) > MOST_LEEFGEBIEDEN:
        yield Text(
            f"een instrument heeft hoogstens {MOST_LEEFGEBIEDEN} leefgebieden, en dit heeft er {len(areas)}; "
            "maak er twee instrumenten van.",
            f"an instrument has at most {MOST_LEEFGEBIEDEN} life domains, and this one has {len(areas)}; "
            "make it two instruments.",
        )
    codes = [area.get("code") for area in areas]
    if not all(map(is_name, codes)) or len(set(codes)) < len(codes):
        yield Text(
            f"elk leefgebied heeft een eigen 'code' nodig: {A_NAME.nl}.",
            f"each leefgebied needs a 'code' of its own: {A_NAME.en}.",
        )
    for place, area in enumerate(areas, 1):
        yield from _leefgebied(area, area["code"] if is_name(area.get("code")) else place)
    yield from shared_names("leefgebied", codes, map(_names, areas))


def _leefgebied(area: dict, name: object) -> Iterator[Text]:
    if "label" in area:
        yield from wrong_label(f"leefgebied {name}", area["label"])
    else:
        yield Text(f"'leefgebied {name}': 'label' ontbreekt.", f"'leefgebied {name}': 'label' is missing.")
    if not are_texts(area.get("aliases", [])):
        yield Text(
            f"'leefgebied {name}': 'aliases' moet een lijst van teksten zijn.",
            f"'leefgebied {name}': 'aliases' must be a list of texts.",
        )
    yield from unknown_keys(area, _KEYS, f"leefgebied {name}:")


def _names(area: dict) -> set[str]:
    aliases = area.get("aliases", [])
    return {
        *words_of(area.get("label")),
        *(bare(name) for name in [area.get("code"), *(aliases if isinstance(aliases, list) else [])]),
    } - {""}


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
