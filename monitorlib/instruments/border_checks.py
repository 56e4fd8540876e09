"""What is wrong with the border of "the same" in a definition: how far two scores may lie apart."""

from collections.abc import Iterator

from monitorlib.instruments.kinds import is_number, wrong_label
from monitorlib.instruments.scale_checks import is_sound
from monitorlib.texts import Text


def border_problems(content: dict) -> Iterator[Text]:
    """The border, and the words that say where it comes from; neither has to be there."""
    border = content.get("unchanged_within", 0)
    if not is_number(border) or border < 0 or border != round(border, 4):
        yield Text(
            "'unchanged_within' moet een getal van 0 of meer zijn, met hoogstens vier decimalen.",
            "'unchanged_within' must be a number of 0 or more, with at most four decimals.",
        )
    elif border:
        yield from _fits(border, content)
    yield from _source(border, content)


def _fits(border: float, content: dict) -> Iterator[Text]:
    """A border must let somebody change, and must make a difference."""
    if content.get("design") == "retrospective":
        yield Text(
            "'unchanged_within' kan niet bij 'retrospective': daar is geen tweede score.",
            "'unchanged_within' cannot go with 'retrospective': there is no second score.",
        )
    scale = content.get("scale")
    if not isinstance(scale, dict) or not is_sound(scale):
        return
    span, step = scale["high"] - scale["low"], scale.get("step", 1)
    if 2 * border >= span:
        yield Text(
            "'unchanged_within' moet kleiner zijn dan de helft van de schaal.",
            "'unchanged_within' must be smaller than half of the scale.",
        )
    elif border < step:
        yield Text(
            "'unchanged_within' is kleiner dan de stap tussen twee scores; dan verandert er niets.",
            "'unchanged_within' is smaller than the step between two scores; then nothing changes.",
        )


def _source(border: object, content: dict) -> Iterator[Text]:
    if "unchanged_source" in content:
        yield from wrong_label("unchanged_source", content["unchanged_source"])
        if border == 0:
            yield Text(
                "'unchanged_source' staat er zonder 'unchanged_within'.",
                "'unchanged_source' stands there without 'unchanged_within'.",
            )
    elif is_number(border) and border > 0:
        yield Text(
            "'unchanged_source' ontbreekt: waar komt de grens vandaan, of wie koos hem vooraf?",
            "'unchanged_source' is missing: where does the border come from, or who chose it beforehand?",
        )
