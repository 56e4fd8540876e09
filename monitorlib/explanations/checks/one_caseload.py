"""Does the caseload of one worker carry the shift? Never shown by name: workers are not compared."""

import numpy as np
import pandas as pd

from monitorlib.explanations.contrasts import Contrast, find_contrast, group_contrast
from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import Explanation, Finding, in_words, told
from monitorlib.foundation.texts import Text

NO_WORKERS = Text(
    "Er zijn geen twee medewerkers met vijf inwoners of meer, of de medewerker is niet geregistreerd.",
    "There are no two workers with five residents or more, or the worker was not registered.",
)
WORDS = Text(
    "{group} ({n} inwoners) veranderde {more} vergeleken met de andere {rest}, bij gelijke startscore.",
    "{group} ({n} residents) changed by {more} compared with the other {rest}, start score alike.",
)
QUESTION = Text(
    "Is er iets bijzonders aan één caseload, zonder namen te noemen?",
    "Is there something special about one caseload, without naming anybody?",
)
ONE = Text("De inwoners van één medewerker", "The residents of one worker")


def find(family: Family) -> list[Finding]:
    """Each worker's residents (of the last measurement) against the rest; the largest difference, tested so.

    Remains: the mean shift without that caseload.
    """
    return find_contrast(family, _caseloads(family.followed.people["worker_id"]), NO_WORKERS, WORDS, QUESTION)


def _caseloads(worker: pd.Series) -> list[Contrast]:
    known, names = worker.notna().to_numpy(), in_words(worker)
    return [group_contrast(ONE, known & (names == name), known) for name in np.unique(names[known])]


EXPLANATION = Explanation(
    "one_caseload",
    Text("De caseload van één collega", "One colleague's caseload"),
    QUESTION,
    Text(
        "Een andere caseload is geen betere of slechtere medewerker: wie welke inwoners krijgt, is geen toeval.",
        "Another caseload is no better or worse worker: who gets which residents is no coincidence.",
    ),
    told(
        "De inwoners van één medewerker veranderden duidelijk anders dan de rest.",
        "The residents of one worker clearly changed otherwise than the rest.",
        "Geen enkele caseload week veel af van de rest.",
        "No caseload differed much from the rest.",
        "Of één caseload het verschil maakt, is met deze gegevens niet te zeggen.",
        "Whether one caseload makes the difference cannot be said from these data.",
    ),
    find,
    of_now=True,
)
