"""What the period before told: an explanation that looks back rests on what was released, and no later row."""

from datetime import date

from monitorlib.disclosure.rules import THREE
from monitorlib.explanations import period_before
from monitorlib.release.checks import Place
from monitorlib.release.forgotten import forgotten_in, place_of_release
from monitorlib.release.keys import releases_of
from monitorlib.release.read import read_release, sealed_files, shown_files, team_folder_name
from monitorlib.released import Content
from monitorlib.workspace import Period, Workspace


def content_before(
    workspace: Workspace, team: str, period: Period, version: int | None = None
) -> Content | None:
    """The newest release of the team's period before this one that is shown; None where there is none.

    `version`: the newest that was made from this version of the data, also when it was taken back since.
    """
    before = period_before(workspace.settings().periods_of(team), period)
    if before is None:
        return None
    folder, releases = workspace.release / team_folder_name(team) / before.id, releases_of(workspace)
    files = shown_files(releases, folder) if version is None else sealed_files(releases, folder)
    if {place_of_release(file) for file in files} & set(forgotten_in(workspace)):
        return None  # the rows behind it are not those that were released
    contents = (read_release(releases, file).content for file in reversed(files))
    wanted = (each for each in contents if _is_about(each, before) and version in (None, each.data_version))
    return next(wanted, None)


def version_before(workspace: Workspace, team: str, period: Period) -> int | None:
    """The version of the data behind what is shown of the period before; None where nothing is.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    team : str
        The team, as the export names it.
    period : Period
        A period of the workspace's settings.

    Returns
    -------
    int or None
        A version of the measurements.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> ml.version_before(demo, "Demo-Oost", period) is None  # nothing was released of 2024
    True
    """
    found = content_before(workspace, team, period)
    return None if found is None else found.data_version


def places_with_three(content: Content | None) -> set[Place]:
    """Where a release hides no class: instrument, rater, leefgebied."""
    views = content.views if content else ()
    return {
        (view.instrument, view.rater, row.leefgebied)
        for view in views
        for row in view.rows
        if tuple(row.counts or ()) == THREE
    }


def _is_about(content: Content, period: Period) -> bool:
    told = content.period
    return (date.fromisoformat(told.start), date.fromisoformat(told.end)) == (period.start, period.end)
