"""What is wrong with the reliability in a definition: a number that was published, and where."""

from collections.abc import Iterator

from monitorlib.instruments.kinds import is_number, wrong_label
from monitorlib.texts import Text


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
