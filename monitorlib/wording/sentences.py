"""Sentences about results, from released numbers only: plain Dutch (B1) and English.

With `verdicts` the only place with sentences about results. Light: standard library and Babel's number formats.
"""

from collections.abc import Iterable

from monitorlib.disclosure.rules import DETERIORATED_OR_NOT, IMPROVED_OR_NOT, THREE
from monitorlib.foundation.texts import Text
from monitorlib.released import Interval, Row, View
from monitorlib.wording.classes import CLASSES
from monitorlib.wording.numbers import percent, points, signed_number
from monitorlib.wording.verdicts import TOO_FEW, nearly_all

_THREE_SENTENCE = Text(
    "Van {n} inwoners gingen er {improved} vooruit, bleven er {unchanged} gelijk en gingen er {deteriorated} "
    "achteruit.",
    "Of {n} residents, {improved} improved, {unchanged} stayed the same and {deteriorated} deteriorated.",
)
_TWO_SENTENCES = {
    IMPROVED_OR_NOT: Text(
        "Van {n} inwoners gingen er {improved} vooruit en {not_improved} niet.",
        "Of {n} residents, {improved} improved and {not_improved} did not.",
    ),
    DETERIORATED_OR_NOT: Text(
        "Van {n} inwoners gingen er {deteriorated} achteruit en {not_deteriorated} niet.",
        "Of {n} residents, {deteriorated} deteriorated and {not_deteriorated} did not.",
    ),
}
_ANSWER_SENTENCES = {
    ("yes", "partly", "no"): Text(
        "Van {n} inwoners zeiden er {yes} ja, {partly} een beetje en {no} nee.",
        "Of {n} residents, {yes} said yes, {partly} a little and {no} no.",
    ),
    ("yes", "not_yes"): Text(
        "Van {n} inwoners zeiden er {yes} ja; {not_yes} zeiden een beetje of nee.",
        "Of {n} residents, {yes} said yes; {not_yes} said a little or no.",
    ),
    ("no", "not_no"): Text(
        "Van {n} inwoners zeiden er {no} nee; {not_no} zeiden ja of een beetje.",
        "Of {n} residents, {no} said no; {not_no} said yes or a little.",
    ),
}
_ONLY_N = Text(
    "{n} inwoners zijn twee keer gemeten. De aantallen tonen we niet: dan zou te zien zijn om wie het gaat.",
    "{n} residents were measured twice. The counts are not shown: they would show who it is about.",
)
_ONLY_N_ANSWERS = Text(
    "{n} inwoners gaven antwoord. De aantallen tonen we niet: er zou te zien zijn om wie het gaat.",
    "{n} residents answered. The counts are not shown: they would show who it is about.",
)
# what is said where only n is shown, and where nearly everybody did the same
_FEW_SENTENCES = {
    ("not_improved",): Text(
        "Van de {n} inwoners gingen er hoogstens {most} niet vooruit.",
        "Of the {n} residents at most {most} did not improve.",
    ),
    ("not_deteriorated",): Text(
        "Van de {n} inwoners gingen er hoogstens {most} niet achteruit.",
        "Of the {n} residents at most {most} did not deteriorate.",
    ),
    ("improved", "deteriorated"): Text(
        "Van de {n} inwoners gingen er hoogstens {most} vooruit en hoogstens {most} achteruit.",
        "Of the {n} residents at most {most} improved and at most {most} deteriorated.",
    ),
    ("not_yes",): Text(
        "Van de {n} inwoners zeiden er hoogstens {most} een beetje of nee.",
        "Of the {n} residents at most {most} said a little or no.",
    ),
    ("not_no",): Text(
        "Van de {n} inwoners zeiden er hoogstens {most} ja of een beetje.",
        "Of the {n} residents at most {most} said yes or a little.",
    ),
    ("yes", "no"): Text(
        "Van de {n} inwoners zeiden er hoogstens {most} ja en hoogstens {most} nee.",
        "Of the {n} residents at most {most} said yes and at most {most} said no.",
    ),
}
_LEADS = {
    ("not_improved",): Text("Bijna iedereen ging vooruit", "Nearly everybody improved"),
    ("not_deteriorated",): Text("Bijna iedereen ging achteruit", "Nearly everybody deteriorated"),
    ("improved", "deteriorated"): Text("Bijna iedereen bleef gelijk", "Nearly everybody stayed the same"),
    ("not_yes",): Text("Bijna iedereen zei ja", "Nearly everybody said yes"),
    ("not_no",): Text("Bijna iedereen zei nee", "Nearly everybody said no"),
    ("yes", "no"): Text("Bijna iedereen zei een beetje", "Nearly everybody said a little"),
}
# what is said beside two classes
_BESIDE_TWO = {
    "improved": Text("Hoogstens {most} van hen {went} vooruit.", "At most {most} of them improved."),
    "unchanged": Text("Hoogstens {most} van hen {stayed} gelijk.", "At most {most} of them stayed the same."),
    "deteriorated": Text(
        "Hoogstens {most} van hen {went} achteruit.", "At most {most} of them deteriorated."
    ),
    "yes": Text("Hoogstens {most} van hen {said} ja.", "At most {most} of them said yes."),
    "partly": Text("Hoogstens {most} van hen {said} een beetje.", "At most {most} of them said a little."),
    "no": Text("Hoogstens {most} van hen {said} nee.", "At most {most} of them said no."),
}
_SINGULAR = {"went": "ging", "stayed": "bleef", "said": "zei"}
_PLURAL = {"went": "gingen", "stayed": "bleven", "said": "zeiden"}
_TOO_FEW_ANSWERS = Text(
    "Er zijn minder dan {minimum} antwoorden. Daarom tonen we hier geen cijfers.",
    "There are fewer than {minimum} answers. So no figures are shown here.",
)
OUTDATED = Text(
    "Deze cijfers zijn vrijgegeven door een oudere versie van de werkbank. De aantallen kloppen; verklaringen "
    "staan er niet meer bij. Vraag de databeheerder om het team opnieuw vrij te geven.",
    "These figures were released by an older version of the workbench. The counts are right; explanations are "
    "left out. Ask the data manager to release the team again.",
)


def row_sentence(row: Row, kind: str, min_residents: int, language: str) -> str:
    """How many, in one sentence: what was counted, or why nothing can be shown."""
    if row.n is None:
        too_few = _TOO_FEW_ANSWERS if kind == "answers" else TOO_FEW
        return too_few.fill(minimum=min_residents)[language]
    if row.counts is None and row.few is None:
        return (_ONLY_N_ANSWERS if kind == "answers" else _ONLY_N).fill(n=row.n)[language]
    if row.counts is None:
        return _few_sentence(row, language)
    told = _counts_sentence(tuple(row.counts)).fill(n=row.n, **row.counts)[language]
    return " ".join((told, *(_beside_two(name, most, language) for name, most in (row.few or {}).items())))


def _few_sentence(row: Row, language: str) -> str:
    names = tuple(row.few)
    told = _FEW_SENTENCES[names].fill(n=row.n, most=row.few[names[0]])[language]
    if not nearly_all(row):
        return told
    return f"{_LEADS[names][language]}: {told[0].lower()}{told[1:]}"


def _beside_two(name: str, most: int, language: str) -> str:
    return _BESIDE_TWO[name].fill(most=most, **(_SINGULAR if most == 1 else _PLURAL))[language]


def _counts_sentence(classes: tuple[str, ...]) -> Text:
    if classes == THREE:
        return _THREE_SENTENCE
    return {**_TWO_SENTENCES, **_ANSWER_SENTENCES}[classes]


def why_two_classes(row: Row, language: str) -> str:
    """Why two classes are shown where three were counted; empty where they are not."""
    return _MERGED[language] if row.counts is not None and len(row.counts) == 2 else ""


_MERGED = Text(
    "Een heel klein aantal tellen we samen met een ander. Zo blijft iedereen onherkenbaar.",
    "A very small number is counted together with another. So nobody can be recognised.",
)


def why_no_groups(row: Row, kind: str, blocks_by: str | None, language: str) -> str:
    """Why a team that is parted into blocks sees only the whole here; empty where it sees blocks or no counts."""
    parted = blocks_by is not None and kind == "shifts"  # answers are never parted
    return _NO_GROUPS[language] if parted and row.counts is not None and not row.blocks else ""


_NO_GROUPS = Text(
    "Hier tonen we alleen het hele team: de aantallen per groep zijn zo klein dat te zien zou zijn om wie het "
    "gaat.",
    "Here only the whole team is shown: by group the numbers are so small that they would show who it is about.",
)


def interval_sentence(row: Row, language: str) -> str:
    """The interval in words; empty where no counts are shown."""
    if row.interval is None or row.counts is None:
        return ""
    if tuple(row.counts) == THREE:
        shape = Text(
            "Vooruit min achteruit: {estimate}. Waarschijnlijk tussen {low} en {high}.",
            "Improved minus deteriorated: {estimate}. Probably between {low} and {high}.",
        )
        return shape.fill(**_spoken(row.interval, language, signed=True))[language]
    first = CLASSES[next(iter(row.counts))]
    shape = Text(
        "Deel {first}: {estimate}. Waarschijnlijk tussen {low} en {high}.",
        "Share {first}: {estimate}. Probably between {low} and {high}.",
    )
    return shape.fill(first=first, **_spoken(row.interval, language, signed=False))[language]


def mean_sentence(row: Row, language: str) -> str:
    """The mean shift in scale points, in the direction of the resident; empty where it is not shown.

    Where it goes the other way than most who changed, that is said: a few large changes weigh in it.
    """
    if row.mean_shift is None:
        return ""
    if row.verdict == "not_tested":
        return _MEAN.fill(mean=signed_number(row.mean_shift, language))[language]
    side = (row.mean_shift > 0) - (row.mean_shift < 0)
    told = _MEANS[side].fill(mean=signed_number(abs(row.mean_shift), language)[1:])[language]
    net = row.interval.estimate if row.interval else 0.0
    return f"{told} {_OTHER_WAY[language]}" if side * net < 0 else told


_MEAN = Text("Gemiddeld {mean} punt op de schaal.", "On average {mean} points on the scale.")
_MEANS = {
    1: Text(
        "Gemiddeld ging de score {mean} punt de goede kant op.",
        "On average the score went {mean} points the right way.",
    ),
    0: Text("Gemiddeld veranderde de score niet.", "On average the score did not change."),
    -1: Text(
        "Gemiddeld ging de score {mean} punt de verkeerde kant op.",
        "On average the score went {mean} points the wrong way.",
    ),
}
_OTHER_WAY = Text(
    "Dat is een andere kant dan bij de meeste inwoners die veranderden: enkele grote verschillen tellen "
    "zwaar mee.",
    "That is another way than most residents who changed: a few large differences weigh in it.",
)


def measured_sentence(view: View, min_residents: int, language: str) -> str:
    """Whose data these are: how many residents were measured, and how many again."""
    if view.kind == "answers":
        shape = Text(
            "De vraag kijkt terug en is één keer gesteld.", "The question looks back and was asked once."
        )
        return shape[language]
    if view.n_again is None:
        return TOO_FEW.fill(minimum=min_residents)[language]
    if view.n_measured is None:
        shape = Text(
            "{again} inwoners zijn in deze periode twee keer of vaker gemeten.",
            "{again} residents were measured twice or more in this period.",
        )
        return shape.fill(again=view.n_again)[language]
    shape = Text(
        "In deze periode zijn {measured} inwoners gemeten, {again} van hen twee keer of vaker. "
        "Over die {again} gaan de cijfers; per leefgebied kan er een score ontbreken.",
        "In this period {measured} residents were measured, {again} of them twice or more. "
        "The figures are about those {again}; at a life domain a score may be missing.",
    )
    return shape.fill(measured=view.n_measured, again=view.n_again)[language]


def unchanged_sentence(view: View, language: str) -> str:
    """What "the same" means, where that is more than equal scores; else empty."""
    if not view.unchanged_within:
        return ""
    shape = _SAME_ONE if view.unchanged_within == 1 else _SAME
    return shape.fill(points=points(view.unchanged_within))[language]


_SAME = Text(
    "Gelijk: niet meer dan {points} punten verschil.", "The same: a difference of at most {points} points."
)
_SAME_ONE = Text("Gelijk: niet meer dan 1 punt verschil.", "The same: a difference of at most 1 point.")


def another_border(then: View | None, now: View | None, language: str) -> str:
    """That "the same" meant something else then, where two figures of one leefgebied stand side by side."""
    if then is None or now is None or then.unchanged_within == now.unchanged_within:
        return ""
    return _OTHER_MEANING[language]


_OTHER_MEANING = Text(
    "Let op: gelijk betekent hier iets anders dan toen.",
    "Mind: the same means something else here than then.",
)


def unchanged_sources(views: Iterable[View], language: str) -> str:
    """Where each border of "the same" comes from, an instrument a sentence; empty where there is none."""
    shape = Text("Grens voor gelijk bij {label}: {source}", "Border of the same for {label}: {source}")
    told = {
        shape.fill(label=view.label, source=view.unchanged_source)[language]
        for view in views
        if view.unchanged_source is not None
    }
    return " ".join(sorted(told))


def _spoken(interval: Interval, language: str, signed: bool) -> dict[str, str]:
    told = {name: percent(getattr(interval, name), language, signed) for name in ("estimate", "low", "high")}
    if signed and interval.low > 0 and round(interval.low, 2) == 0:
        told["low"] = _ABOVE_ZERO[language]
    if signed and interval.high < 0 and round(interval.high, 2) == 0:
        told["high"] = _BELOW_ZERO[language]
    return told


_ABOVE_ZERO = Text("iets boven 0%", "just above 0%")
_BELOW_ZERO = Text("iets onder 0%", "just below 0%")
