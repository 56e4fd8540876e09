"""What the door asks of a proposal before it lets anything out. It does not trust the notebook.

1. The package itself, on the same version of the data, comes to exactly the same content.
2. Every row keeps the rules of what may leave.
3. Its period shares no day with another release of the team.
4. With no earlier release of the period do the figures differ by a handful of residents.
"""

from pathlib import Path

from monitorlib.disclosure.audit import compare_cohorts
from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import team_profile
from monitorlib.errors import UserError
from monitorlib.release.assemble import outcomes_behind, team_content
from monitorlib.release.proposals import NOTHING
from monitorlib.release.read import read_release, release_files
from monitorlib.released import Content, Release, to_json
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

AUDITS = ("recomputed", "rules", "overlap", "difference")


def ask(workspace: Workspace, folder: Path, content: Content, earlier: list[Release]) -> None:
    """Raise a UserError when anything stands in the way; `folder` holds all releases of the team."""
    _refuse_other_figures(workspace, content)
    _refuse_broken_rules(content)
    _refuse_overlap(folder, content)
    for release in earlier:
        _refuse_small_difference(workspace, release.content, content)


def recomputed(workspace: Workspace, content: Content) -> Content:
    """The content that the package comes to by itself, from the same version of the data."""
    period = workspace.settings().period(content.period.id, content.team)
    return team_content(workspace, content.team, period, content.data_version, content.seed)


def _refuse_other_figures(workspace: Workspace, content: Content) -> None:
    own = recomputed(workspace, content)
    if own == content:
        return
    views = {(view.instrument, view.rater): view for view in own.views}
    odd = [v.instrument for v in content.views if views.get((v.instrument, v.rater)) != v]
    where = ", ".join(sorted(set(odd))) or Text("de instellingen", "the settings")
    told = Text(
        "{team}, {period}: het voorstel is anders dan wat de werkbank zelf uitrekent ({where}).",
        "{team}, {period}: the proposal differs from what the workbench computes itself ({where}).",
    )
    raise UserError(told.fill(team=content.team, period=content.period.id, where=where), NOTHING)


def _refuse_broken_rules(content: Content) -> None:
    problems = broken_rules(to_json(content), team_profile(content.min_residents, content.k, content.m))
    if problems:
        raise UserError(problems, NOTHING)


def _refuse_overlap(folder: Path, content: Content) -> None:
    """Two windows that share days would let a reader subtract one from the other."""
    for period_folder in folder.glob("*/"):
        for file in release_files(period_folder)[-1:]:
            other = read_release(file).content.period
            same_window = (other.start, other.end) == (content.period.start, content.period.end)
            shares_days = other.start <= content.period.end and content.period.start <= other.end
            if shares_days and not (same_window and other.id == content.period.id):
                told = Text(
                    "{team}: periode {period} overlapt met vrijgave {other}; samen kunnen die inwoners "
                    "zichtbaar maken.",
                    "{team}: period {period} overlaps release {other}; together they may expose residents.",
                )
                raise UserError(
                    told.fill(team=content.team, period=content.period.id, other=other.id),
                    Text("Kies perioden die niet overlappen.", "Choose periods that do not overlap."),
                )


def _refuse_small_difference(workspace: Workspace, earlier: Content, content: Content) -> None:
    if earlier.data_version == content.data_version:
        return  # recomputed from the same data with the same steps: the same people, the same outcomes
    before, after = (outcomes_behind(workspace, each) for each in (earlier, content))
    tables = compare_cohorts(before, after, team_profile(content.min_residents, content.k, content.m))
    if tables:
        told = Text(
            "{team}, {period}, {table}: de groep is te weinig veranderd. Opnieuw vrijgeven zou zichtbaar "
            "maken wie erbij kwam, wegging of verbeterd werd.",
            "{team}, {period}, {table}: the group changed too little. Releasing again would expose who came, "
            "left or was corrected.",
        )
        labels = {
            (view.instrument, view.rater, row.leefgebied): row.label
            for view in (*earlier.views, *content.views)
            for row in view.rows
        }
        raise UserError(
            [told.fill(team=content.team, period=content.period.id, table=labels[table]) for table in tables],
            Text(
                "De vorige vrijgave blijft staan. Probeer het als er meer metingen bij zijn.",
                "The earlier release stays. Try again when more measurements have come in.",
            ),
        )
