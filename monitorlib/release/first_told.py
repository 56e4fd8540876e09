"""How far leefgebieden move together is told once of the residents of a period, and stays what it was told to be.

Two classes of nearly the same residents could tell of the few who came between; what is told once and repeated
tells nothing more. So a period keeps the class of its first release (decision 98).
"""

from dataclasses import replace

from monitorlib.release.combined import compared_with, window
from monitorlib.release.history import Past
from monitorlib.released import Content, View
from monitorlib.workspace import Workspace


def as_first_told(workspace: Workspace, content: Content, before: list[Past]) -> Content:
    """The content with the cohesion that the team's first release of this window told, view by view.

    Where none told it, its own; and none where earlier releases, of the team or of another that had its residents,
    told of other data: withdrawn ones count too.
    """
    kept = _kept(content, before)
    new = [view for view in content.views if view.cohesion is not None and _place(view) not in kept]
    if new and compared_with(workspace, content, before):
        kept |= {_place(view): None for view in new}
    views = (replace(view, cohesion=kept.get(_place(view), view.cohesion)) for view in content.views)
    return replace(content, views=tuple(views))


def _kept(content: Content, before: list[Past]) -> dict[tuple[str, str], float | None]:
    """The cohesion that was told first, by instrument and rater."""
    own = (past.content for past in before if past.content.team == content.team)
    told = [view for each in own if window(each) == window(content) for view in each.views]
    return {_place(view): view.cohesion for view in reversed(told) if view.cohesion is not None}


def _place(view: View) -> tuple[str, str]:
    return view.instrument, view.rater
