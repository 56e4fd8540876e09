"""The verdict of a leefgebied in a mark, a word and a sentence: plain Dutch (B1) and English. Standard library
only.
"""

from math import ceil, floor

from monitorlib.disclosure.coarse import NEARLY_ALL, WITHHELD, is_tested
from monitorlib.disclosure.rules import THREE
from monitorlib.evidence.grades import HINTS, UNCERTAIN, needed
from monitorlib.evidence.mean_net import MeanNet
from monitorlib.foundation.texts import Text
from monitorlib.released import Row, View

WORDS = {
    "improved": Text("duidelijk vooruit", "clearly improved"),
    "deteriorated": Text("duidelijk achteruit", "clearly deteriorated"),
    "slightly_improved": Text("een klein beetje vooruit", "slightly improved"),
    "slightly_deteriorated": Text("een klein beetje achteruit", "slightly deteriorated"),
    "hint_improved": Text("misschien vooruit", "perhaps improved"),
    "hint_deteriorated": Text("misschien achteruit", "perhaps deteriorated"),
    "unchanged": Text("gelijk gebleven", "stayed the same"),
    "balanced": Text("evenveel vooruit als achteruit", "as many improved as deteriorated"),
    "nearly_all_improved": Text("bijna iedereen vooruit", "nearly everybody improved"),
    "nearly_all_unchanged": Text("bijna iedereen gelijk", "nearly everybody the same"),
    "nearly_all_deteriorated": Text("bijna iedereen achteruit", "nearly everybody deteriorated"),
    "uncertain": Text("niet te zeggen", "cannot tell"),
    "withheld": Text("oordeel mag hier niet staan", "verdict may not be shown here"),
    "too_few": Text("te weinig inwoners", "too few residents"),
    "not_tested": Text("niet getoetst", "not tested"),
}
# so that grades are told apart without colour and without reading: full is clear, open is perhaps
MARKS = {
    "improved": "▲",
    "deteriorated": "▼",
    "slightly_improved": "▴",
    "slightly_deteriorated": "▾",
    "hint_improved": "△",
    "hint_deteriorated": "▽",
    "unchanged": "=",
    "balanced": "=",
    "nearly_all_improved": "▲",
    "nearly_all_unchanged": "=",
    "nearly_all_deteriorated": "▼",
    "uncertain": "?",
}
_MOST_WORDS = {
    "nearly_all_improved": Text("de meesten vooruit", "most improved"),
    "nearly_all_unchanged": Text("de meesten gelijk", "most the same"),
    "nearly_all_deteriorated": Text("de meesten achteruit", "most deteriorated"),
}
NEARLY_ALL_FROM = 0.8  # a share of the residents; from half on they are "most"
TOO_FEW = Text(
    "Er zijn minder dan {minimum} inwoners twee keer gemeten. Daarom tonen we hier geen cijfers.",
    "Fewer than {minimum} residents were measured twice. So no figures are shown here.",
)
_EXACT_HIDDEN = Text(
    "De precieze aantallen tonen we niet: dan zou te zien zijn om wie het gaat.",
    "The exact counts are not shown: they would show who it is about.",
)
SENTENCES = {
    "improved": Text(
        "Dit is een duidelijke verbetering: door toeval alleen ziet u dit zelden.",
        "This is a clear improvement: chance alone rarely shows this.",
    ),
    "deteriorated": Text(
        "Dit is een duidelijke achteruitgang: door toeval alleen ziet u dit zelden.",
        "This is a clear deterioration: chance alone rarely shows this.",
    ),
    "slightly_improved": Text(
        "Er gingen meer inwoners vooruit dan achteruit. Dat is geen toeval, maar het verschil is klein.",
        "More residents improved than deteriorated. That is not chance, but the difference is small.",
    ),
    "slightly_deteriorated": Text(
        "Er gingen meer inwoners achteruit dan vooruit. Dat is geen toeval, maar het verschil is klein.",
        "More residents deteriorated than improved. That is not chance, but the difference is small.",
    ),
    "hint_improved": Text(
        "Dit is een aanwijzing, geen zekerheid: het kan nog toeval zijn. "
        "Van elke tien keer dat we ‘duidelijk’ of ‘misschien’ zeggen, is er gemiddeld hoogstens één toeval.",
        "This is a hint and not a certainty: it may still be chance. "
        "Of every ten times that we say “clearly” or “perhaps” one at most is chance, on average.",
    ),
    "unchanged": Text(
        "De meeste inwoners bleven gelijk. Er gingen ongeveer evenveel vooruit als achteruit.",
        "Most residents stayed the same. About as many improved as deteriorated.",
    ),
    "balanced": Text(
        "Veel inwoners veranderden. Er gingen ongeveer evenveel vooruit als achteruit.",
        "Many residents changed. About as many improved as deteriorated.",
    ),
    "uncertain": Text(
        "Of er echt iets veranderde, kunnen we met deze cijfers niet zeggen.",
        "These figures cannot tell whether something really changed.",
    ),
    "too_few": TOO_FEW,
    "not_tested": Text(
        "Dit instrument is voor het gesprek; we toetsen er niets mee.",
        "This instrument is for the conversation; nothing is tested with it.",
    ),
    **dict.fromkeys(NEARLY_ALL.values(), _EXACT_HIDDEN),
    "withheld": Text(
        "Of dit toeval kan zijn, mag hier niet staan: dan zou te zien zijn hoe het met een enkele inwoner ging.",
        "Whether this can be chance may not be shown here: it would show how a single resident did.",
    ),
}
SENTENCES["hint_deteriorated"] = SENTENCES["hint_improved"]

_COULD_BE_SEEN = Text(
    "Er veranderden {changed} inwoners. Om iets te kunnen zeggen, hadden er minstens {needed} van hen "
    "dezelfde kant op moeten gaan.",
    "{changed} residents changed. To tell anything, at least {needed} of them would have had to go the same way.",
)
_TOO_FEW_CHANGED = Text(
    "Er veranderden {changed} inwoners. Dat is te weinig om iets te kunnen zeggen, ook als zij allemaal "
    "dezelfde kant op gaan.",
    "{changed} residents changed. That is too few to tell anything, even if all of them go the same way.",
)
_OF_HINTS = Text(
    "Ook als er nergens iets veranderde, ziet u bij één op de tien teams toch een aanwijzing.",
    "Even where nothing changed anywhere, one in ten teams sees a hint.",
)


def nearly_all(row: Row) -> bool:
    """Whether what is said of the row is of at least NEARLY_ALL_FROM of its residents."""
    return row.n - sum(row.few.values()) >= NEARLY_ALL_FROM * row.n


def verdict_word(row: Row, language: str) -> str:
    """The verdict in a word; "nearly everybody" only where it is."""
    if row.verdict in _MOST_WORDS and row.few and row.n and not nearly_all(row):
        return _MOST_WORDS[row.verdict][language]
    return WORDS[row.verdict][language]


def verdict_sentence(row: Row, min_residents: int, language: str) -> str:
    """How sure, in one plain sentence; empty where the sentence on the counts already said there is too little."""
    return "" if row.n is None else SENTENCES[row.verdict].fill(minimum=min_residents)[language]


def could_be_seen(row: Row, view: View, language: str) -> str:
    """Beside "cannot tell": what these residents would have had to do to be a hint; empty elsewhere."""
    if row.verdict != UNCERTAIN or tuple(row.counts or ()) != THREE:
        return ""
    tests = sum(each.n is not None and is_tested(each.verdict) for each in view.rows)
    changed = row.counts["improved"] + row.counts["deteriorated"]
    least = needed(changed, row.n, tests)
    shape = _TOO_FEW_CHANGED if least is None else _COULD_BE_SEEN
    return shape.fill(changed=changed, needed=least)[language]


def of_hints(view: View, language: str) -> str:
    """How often chance alone gives a hint; empty for a view without hints."""
    return _OF_HINTS[language] if any(row.verdict in HINTS for row in view.rows) else ""


TOGETHER = Text("Alle leefgebieden samen", "All life domains together")
_PER_HUNDRED = {
    1: Text(
        "Per leefgebied gingen van elke 100 inwoners waarschijnlijk {low} tot {high} meer vooruit "
        "dan achteruit.",
        "Of every 100 residents probably {low} to {high} more improved than deteriorated, per life domain.",
    ),
    -1: Text(
        "Per leefgebied gingen van elke 100 inwoners waarschijnlijk {low} tot {high} meer achteruit "
        "dan vooruit.",
        "Of every 100 residents probably {low} to {high} more deteriorated than improved, per life domain.",
    ),
    0: Text(
        "Per leefgebied kan het van elke 100 inwoners liggen tussen {low} meer achteruit en {high} meer vooruit.",
        "Per life domain it may lie, of every 100 residents, between {low} more worse and {high} more better.",
    ),
}


_ABOVE_ZERO = Text("iets boven 0", "just above 0")


def together_sentence(found: MeanNet, language: str) -> str:
    """The answer of all leefgebieden together in numbers: of every hundred residents, rounded outward.

    Where the word may not be told, why not.
    """
    if found.word == WITHHELD:
        return SENTENCES[WITHHELD][language]
    side = (found.low > 0) - (found.high < 0)
    near, far = (found.low, found.high) if side >= 0 else (-found.high, -found.low)
    low, high = floor(100 * near) if side else ceil(-100 * near), ceil(100 * far)
    least = _ABOVE_ZERO[language] if side and low == 0 else max(low, 0)
    return _PER_HUNDRED[side].fill(low=least, high=max(high, 0))[language]


def verdict_overview(view: View, language: str) -> list[str]:
    """Each verdict with the leefgebieden that got it, for someone who would rather not read numbers."""
    lines = []
    for verdict in WORDS:
        rows = [row for row in view.rows if row.verdict == verdict]
        for told in dict.fromkeys(verdict_word(row, language) for row in rows):
            areas = [row.label[language] for row in rows if verdict_word(row, language) == told]
            lines.append(f"{told[0].upper()}{told[1:]}: {', '.join(areas)}.")
    return lines if view.kind == "shifts" else []
