"""What classes, raters and strengths are called, and what is said of hidden ones in a few words."""

from monitorlib.foundation.texts import Text
from monitorlib.released import Row

CLASSES = {
    "improved": Text("vooruit", "improved"),
    "unchanged": Text("gelijk", "unchanged"),
    "deteriorated": Text("achteruit", "deteriorated"),
    "not_improved": Text("niet vooruit", "not improved"),
    "not_deteriorated": Text("niet achteruit", "not deteriorated"),
    "yes": Text("ja", "yes"),
    "partly": Text("een beetje", "a little"),
    "no": Text("nee", "no"),
    "not_yes": Text("een beetje of nee", "a little or no"),
    "not_no": Text("ja of een beetje", "yes or a little"),
}
RATERS = {
    "professional": Text("blik van de professional", "professional's view"),
    "inwoner": Text("blik van de inwoner", "resident's view"),
    "mantelzorger": Text("blik van de mantelzorger", "informal carer's view"),
}
# how strongly a figure supports or contradicts an explanation
STRENGTHS = {
    "weak": Text("zwak", "weak"),
    "moderate": Text("matig", "moderate"),
    "strong": Text("sterk", "strong"),
}
AT_MOST = Text("hoogstens {n} {words}", "at most {n} {words}")


def few_in_words(row: Row, language: str) -> str:
    """What is said of hidden classes, short: "hoogstens 2 achteruit"; empty where nothing is said."""
    told = (row.few or {}).items()
    return ", ".join(AT_MOST.fill(n=most, words=CLASSES[name])[language] for name, most in told)
