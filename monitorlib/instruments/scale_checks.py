"""What is wrong with the scale of a definition: its scores, its border of "the same", its reliability."""

from collections.abc import Iterator

from monitorlib.foundation.texts import Text
from monitorlib.instruments.kinds import (
    are_texts,
    as_number,
    is_number,
    shared_names,
    unknown_keys,
    words_of,
    wrong_label,
)

MISSING_REASONS = ("not_applicable", "unknown", "not_filled_in")
FINEST = 1e-4  # the smallest step; a finer scale is a line (0)
_KEYS = ("low", "high", "step", "labels")


def scale_problems(content: dict) -> Iterator[Text]:
    """The ends, the step and the words of the scores; nothing where the whole scale is absent."""
    if "scale" not in content:
        return
    scale = content["scale"]
    if not _is_span(scale):
        yield Text(
            "'scale' heeft een 'low' en een hogere 'high' nodig.",
            "'scale' needs a 'low' and a higher 'high'.",
        )
    elif not _is_step(scale.get("step", 1), scale["high"] - scale["low"]):
        yield Text(
            "'scale': 'step' moet passen tussen 'low' en 'high', of 0 zijn (een lijn).",
            "'scale': 'step' must fit between 'low' and 'high', or be 0 (a line).",
        )
    if isinstance(scale, dict):
        yield from unknown_keys(scale, _KEYS, "[scale]")
        yield from _score_labels(scale)


def _is_span(scale: object) -> bool:
    ends = [scale.get(end) for end in ("low", "high")] if isinstance(scale, dict) else [None]
    return all(map(is_number, ends)) and ends[0] < ends[1]


def _is_step(step: object, span: float) -> bool:
    return is_number(step) and (step == 0 or (step >= FINEST and _is_whole(span / step)))


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def is_score(number: float, scale: dict) -> bool:
    """Whether a number is a score of a sound scale: between its ends and on a step."""
    low, high, step = scale["low"], scale["high"], scale.get("step", 1)
    return low <= number <= high and (step == 0 or _is_whole((number - low) / step))


def _score_labels(scale: dict) -> Iterator[Text]:
    labels = scale.get("labels", {})
    if not isinstance(labels, dict):
        yield Text("'scale.labels' moet een tabel zijn.", "'scale.labels' must be a table.")
        return
    for score, label in labels.items():
        yield from wrong_label(f"scale.labels {score}", label)
        if is_sound(scale) and (as_number(score) is None or not is_score(as_number(score), scale)):
            yield Text(
                f"'scale.labels {score}' is geen score van de schaal.",
                f"'scale.labels {score}' is no score of the scale.",
            )
    if len({as_number(score) for score in labels}) < len(labels):
        yield Text("'scale.labels' noemt een score twee keer.", "'scale.labels' names a score twice.")
    yield from shared_names("scale.labels", labels, map(words_of, labels.values()))


def is_sound(scale: dict) -> bool:
    """Whether ends and step of a scale are as they must be."""
    return _is_span(scale) and _is_step(scale.get("step", 1), scale["high"] - scale["low"])


def missing_problems(content: dict) -> Iterator[Text]:
    """The codes for no score: each under one known reason, and none that is a score too."""
    missing = content.get("missing", {})
    if not isinstance(missing, dict):
        yield Text("'missing' moet een tabel zijn.", "'missing' must be a table.")
        return
    for reason, codes in missing.items():
        if reason not in MISSING_REASONS:
            known = ", ".join(MISSING_REASONS)
            yield Text(
                f"[missing] '{reason}' is onbekend; bekend zijn: {known}.",
                f"[missing] '{reason}' is unknown; known are: {known}.",
            )
        if not are_texts(codes):
            yield Text(
                f'[missing] \'{reason}\' moet een lijst van teksten zijn, zoals ["9", "onbekend"].',
                f'[missing] \'{reason}\' must be a list of texts, such as ["9", "unknown"].',
            )
    yield from _codes(content, {reason: codes for reason, codes in missing.items() if are_texts(codes)})


def _codes(content: dict, missing: dict[str, list[str]]) -> Iterator[Text]:
    plain = [" ".join(code.casefold().split()) for codes in missing.values() for code in dict.fromkeys(codes)]
    for code in sorted({code for code in plain if plain.count(code) > 1}):
        yield Text(f"[missing] '{code}' staat er twee keer.", f"[missing] '{code}' stands there twice.")
    scale = content.get("scale")
    if not isinstance(scale, dict) or not is_sound(scale):
        return
    for code in dict.fromkeys(plain):
        if as_number(code) is not None and is_score(as_number(code), scale):
            yield Text(
                f"[missing] '{code}' is ook een score van de schaal.",
                f"[missing] '{code}' is a score of the scale too.",
            )


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


def reliability_problems(content: dict) -> Iterator[Text]:
    """The test-retest reliability of one score and its source: both or neither."""
    if "reliability" in content:
        value = content["reliability"]
        if not is_number(value) or not 0 < value < 1:
            yield Text(
                "'reliability' moet een getal tussen 0 en 1 zijn.", "'reliability' must lie between 0 and 1."
            )
        if "reliability_source" not in content:
            yield Text(
                "'reliability_source' ontbreekt: waar staat deze betrouwbaarheid, en bij wie is ze gemeten?",
                "'reliability_source' is missing: where was this reliability published, and of whom?",
            )
    if "reliability_source" in content:
        yield from wrong_label("reliability_source", content["reliability_source"])
        if "reliability" not in content:
            yield Text(
                "'reliability_source' staat er zonder 'reliability'.",
                "'reliability_source' stands there without 'reliability'.",
            )
