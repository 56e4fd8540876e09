"""Could chance alone have done this?"""

import pandas as pd

from monitorlib.explanations.finding import Finding, too_few

QUESTION = "Herkennen jullie dit verschil, ook als het toeval zou zijn?"
ALPHA = 0.05


def check(shift: dict, pairs: pd.DataFrame) -> Finding:
    """Supports chance where the shift is no larger than chance gives among this many leefgebieden.

    The p-value is the one of SHIFTS, adjusted over the leefgebieden of the team (max-T). A small p contradicts
    chance; a large one does not prove it, so the answer is then `cannot_say`, unless the shift lies within the
    margin (`no_relevant_shift`).
    """
    if shift["verdict"] == "too_few":
        return too_few(QUESTION)
    figures = {
        "estimate": shift["net_improved"],
        "unit": "share",
        "low": shift["net_low"],
        "high": shift["net_high"],
        "p_value": shift["p_value"],
        "p_adjusted": shift["p_adjusted"],
    }
    if shift["p_adjusted"] <= ALPHA:
        sentence = "Zo'n groot verschil geeft toeval alleen zelden."
        return Finding(False, "contradicts", sentence, QUESTION, **figures)
    if shift["verdict"] == "no_relevant_shift":
        sentence = "Er is geen verschil van belang; wat er is, past bij toeval."
        return Finding(False, "supports", sentence, QUESTION, **figures)
    sentence = "Toeval kan dit verschil verklaren, maar zeker is dat niet."
    return Finding(False, "cannot_say", sentence, QUESTION, **figures)
