"""What is wrong with the leefgebieden of a definition."""

from collections.abc import Iterator

from monitorlib.instruments.kinds import (
    A_NAME,
    are_texts,
    bare,
    is_name,
    shared_names,
    unknown_keys,
    words_of,
    wrong_label,
)
from monitorlib.texts import Text

_KEYS = ("code", "label", "aliases")
# what is proven of a release is proven of so many words beside each other (disclosure.few.FAMILY)
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
