"""monitorlib: from registered scores to a team meeting.

`import monitorlib as ml` gives the verbs below and imports none of their rooms until a verb is used,
so that a viewer's kernel stays light.
"""

from importlib import import_module
from typing import Any

from monitorlib.foundation.startup import one_thread_for_matrices

one_thread_for_matrices()  # before anything imports numpy

__version__ = "0.2.0"

_VERBS = {
    "read_instrument": "monitorlib.instruments",
    "read_instruments": "monitorlib.instruments",
    "read_export": "monitorlib.intake",
    "to_measurements": "monitorlib.intake",
    "load_caseload": "monitorlib.measurements",
    "load_measurements": "monitorlib.measurements",
    "pair_measurements": "monitorlib.analysis.pairs",
    "pair_since_beginning": "monitorlib.analysis.pairs",
    "describe_scores": "monitorlib.analysis.quality",
    "describe_follow_up": "monitorlib.analysis.quality",
    "within": "monitorlib.analysis.quality",
    "summarise_shifts": "monitorlib.analysis.shifts",
    "summarise_together": "monitorlib.analysis.together",
    "summarise_answers": "monitorlib.analysis.answers",
    "summarise_trends": "monitorlib.analysis.trends",
    "pool_shifts": "monitorlib.analysis.pooled",
    "explain_shifts": "monitorlib.explanations",
    "explain_period": "monitorlib.explanations",
    "explain_team": "monitorlib.explanations",
    "version_before": "monitorlib.release.before",
    "instruments_in": "monitorlib.release.borders",
    "plot_shifts": "monitorlib.figures",
    "plot_waterfall": "monitorlib.figures.waterfall",
    "plot_follow_up": "monitorlib.figures.scores",
    "plot_intervals": "monitorlib.figures.intervals",
    "plot_start_and_end": "monitorlib.figures.scores",
    "readable": "monitorlib.figures.tables",
    "assemble_release": "monitorlib.release.assemble",
    "propose_release": "monitorlib.release.proposals",
    "release_table": "monitorlib.release.tables",
    "release_picture": "monitorlib.release.card_pictures",
    "release_card": "monitorlib.release.cards",
    "class_colours": "monitorlib.release.card_pictures",
    "released_figures": "monitorlib.release.told_figures",
    "run_notebook": "monitorlib.runs",
    "open_workspace": "monitorlib.workspace",
    "measurement_version": "monitorlib.measurements",
}

__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"module 'monitorlib' has no verb '{name}'")
    return getattr(import_module(_VERBS[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
