"""Could chance alone have done this?"""

from monitorlib.evidence.grades import ALPHA, LEVEL_WORDS
from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import TOO_FEW, Explanation, Finding, points, told
from monitorlib.foundation.texts import Text

WORDS = Text(
    "Gemiddeld {shift} punt. Toeval geeft bij {n} inwoners zo'n verschil of meer in {p} van de 100 teams.",
    "On average {shift} points. Chance gives {n} residents such a difference or more in {p} of 100 teams.",
)


def find(family: Family) -> list[Finding]:
    """The test of SHIFTS, adjusted over the leefgebieden; never flagged: chance is the starting point.

    A small p contradicts chance. A large one does not prove it: `supports` only where the shift lies within
    the margin.
    """
    return [_finding(shift) for shift in family.shifts]


def _finding(shift: dict) -> Finding:
    if shift["verdict"] == "too_few":
        return Finding(TOO_FEW)
    if shift["p_adjusted"] <= ALPHA:
        answer = "contradicts"
    else:
        answer = "supports" if shift["verdict"] in LEVEL_WORDS else "cannot_say"
    p = (
        f"{100 * shift['p_adjusted']:.0f}"
        if shift["p_adjusted"] >= 0.01
        else Text("minder dan 1", "less than 1")
    )
    return Finding(
        WORDS.fill(shift=points(shift["mean_shift"]), n=shift["n_pairs"], p=p),
        answer=answer,
        estimate=shift["net_improved"],
        unit="share",
        low=shift["net_low"],
        high=shift["net_high"],
        p_value=shift["p_value"],
        p_family=shift["p_adjusted"],
        eligible=False,
        n=shift["n_pairs"],
    )


EXPLANATION = Explanation(
    "chance",
    Text("Toeval", "Chance"),
    Text(
        "Herkennen jullie dit verschil, of kan het toeval zijn?",
        "Do you recognise this, or may it be chance?",
    ),
    Text(
        "Een verschil dat geen toeval is, is nog geen gevolg van jullie werk.",
        "What is no chance is not yet your doing.",
    ),
    told(
        "Er is geen verschil van belang; wat er is, past bij toeval.",
        "There is no difference that matters; what there is fits chance.",
        "Zo'n groot verschil geeft toeval alleen zelden.",
        "Chance alone rarely gives so large a difference.",
        "Toeval kan dit verschil verklaren, maar zeker is dat niet.",
        "Chance may explain this difference, but that is not certain.",
    ),
    find,
    own_family=True,
    of_now=True,
)
