"""What is wrong with the scale of a definition, the words of its scores and its codes for no score."""

from collections.abc import Iterator

from monitorlib.instruments.kinds import (
    are_texts,
    as_number,
    is_number,
    shared_names,
    unknown_keys,
    words_of,
    wrong_label,
)
from monitorlib.texts import Text

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
