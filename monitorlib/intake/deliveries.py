"""The files of one delivery together: what they contradict each other on is refused in each."""

from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.intake.reading import Intake
from monitorlib.intake.rejects import counted_rules, listed, together
from monitorlib.intake.repeats import judge_repeats
from monitorlib.measurements import stacked


def without_contradictions(intakes: list[Intake]) -> list[Intake]:
    """Refuse what two files of one delivery contradict each other on."""
    if len(intakes) < 2:
        return intakes
    judged = judge_repeats(delivered(intakes))["contradicted"].to_numpy()
    if not judged.any():
        return intakes
    ends = np.cumsum([len(intake.measurements) for intake in intakes])[:-1]
    return [
        _refuse(intake, wrong) if wrong.any() else intake
        for intake, wrong in zip(intakes, np.split(judged, ends), strict=True)
    ]


def delivered(intakes: list[Intake]) -> pd.DataFrame:
    """The measurements of all files below each other."""
    return stacked([intake.measurements for intake in intakes if intake.attributes is None])


def _refuse(intake: Intake, wrong: np.ndarray) -> Intake:
    """Take measurements out of an intake, with the count of the report still adding up."""
    kept, out, report = intake.measurements[~wrong], intake.measurements[wrong], intake.report
    added = listed(report.file, "contradiction", out.index, out["leefgebied"], [""] * len(out))
    rejects = together([intake.rejects, added])
    lost = report.used - kept.index.nunique()
    report = replace(
        report,
        used=report.used - lost,
        refused=report.refused + lost,
        measurements=len(kept),
        missing=int(kept["missing"].notna().sum()),
        residents=kept["resident_id"].nunique(),
        rejects=len(rejects),
        rules=counted_rules(rejects),
    )
    return Intake(kept, rejects, report)
