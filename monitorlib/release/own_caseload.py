"""One worker's own residents, for that worker alone: never on the screen, never beside a colleague.

The worker also sees the team's release, and team minus own is what colleagues did. So a leefgebied stands on the
page only where that difference could itself be shown (`disclosure.audit.stands_beside`), is of two colleagues or
more, and where nothing is fixed by all releases of the team together. One page a worker and period: a second one
would tell who came in between.
"""

import json
from dataclasses import replace

import pandas as pd

import monitorlib
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.disclosure.audit import MIN_OWN, own_profile, stands_beside
from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import Profile, choose_table
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instruments
from monitorlib.measurements import load_caseload, release_lock
from monitorlib.release.blocks import cells_of
from monitorlib.release.borders import as_released
from monitorlib.release.combined import fixed_beside, page_file
from monitorlib.release.door import refuse_people
from monitorlib.release.files import now, with_checksum, write_new
from monitorlib.release.history import all_releases
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, released_teams, team_folder_name, whole
from monitorlib.release.sealing import nothing_of, refuse_unsealed
from monitorlib.release.settling import refuse_forgotten
from monitorlib.release.views import interval_of
from monitorlib.release.windows import days_of
from monitorlib.released import SCHEMA, Content, Manifest, Release, Row, View, to_json
from monitorlib.workspace import Workspace, made_private

FEWEST_COLLEAGUES = 2  # of one colleague the difference would be a report card


def own_caseload(workspace: Workspace, team: str, period: str | None, worker: str) -> Release:
    """The page of a worker (a pseudonym) of a team about a period (the latest without a wish).

    Made from the data of the team's newest release; a page that was made before comes back as it is.
    UserError: nothing released, blocks in that period, no residents, or nothing that may be told.
    """
    refuse_unsealed(workspace, team)
    with release_lock(workspace):
        shown = _newest(workspace, team, period)
        file = page_file(workspace, team, shown.content.period.id, worker)
        if file.is_file():
            return whole(file)
        before = all_releases(workspace)
        refuse_forgotten(workspace, shown.content, before)
        contents = [past.content for past in before]
        _refuse_blocks(shown.content, contents)
        content, compared = _audited(workspace, _page(workspace, shown.content, worker), worker, contents)
        refuse_people(workspace, content, [json.dumps(to_json(content), ensure_ascii=False)])
        audit = ("own caseload", "rules", f"combined with {compared} releases", "canary")
        manifest = Manifest(1, now(), monitorlib.__version__, shown.manifest.notebooks, audit)
        release = Release(SCHEMA, content, (), manifest)
        made_private(file.parent, parents=True)
        write_new(file, with_checksum(release))
        return release


def _newest(workspace: Workspace, team: str, period: str | None) -> Release:
    folder = workspace.release / team_folder_name(team)
    releases = newest_releases(releases_of(workspace), folder) if folder.is_dir() else []
    for release in releases:
        if period in (None, release.content.period.id):
            return release
    teams = [each.team for each in released_teams(releases_of(workspace))]
    if team not in teams:
        raise nothing_of(workspace, team, teams)
    known = ", ".join(release.content.period.id for release in releases) or "–"
    raise UserError(
        Text(
            f"Van {team} is over deze periode niets vrijgegeven.",
            f"Nothing has been released of {team} for this period.",
        ),
        Text(
            f"Wel: {known}. Geef eerst vrij met: monitor publish.",
            f"Released: {known}. First release with: monitor publish.",
        ),
    )


def _refuse_blocks(content: Content, contents: list[Content]) -> None:
    if any(
        other.blocks_by
        for other in contents
        if (other.team, days_of(other)) == (content.team, days_of(content))
    ):
        raise UserError(
            Text(
                f"{content.team}, {content.period.id}: het team is in blokken verdeeld. Daarnaast kan geen "
                "eigen caseload getoond worden.",
                f"{content.team}, {content.period.id}: the team is parted into blocks. Beside those no own "
                "caseload can be shown.",
            ),
            Text(
                "Kies vooraf: blokken, of eigen caseloads (docs/privacy.md).",
                "Choose beforehand: blocks, or own caseloads (docs/privacy.md).",
            ),
        )


def _page(workspace: Workspace, team: Content, worker: str) -> Content:
    """The page before what other releases tell is asked."""
    measurements = load_caseload(workspace, team.team, version=team.data_version)
    instruments = as_released(read_instruments(workspace.instruments), team)
    pairs = pair_measurements(measurements, team.period.start, team.period.end, instruments=instruments)
    pairs = pairs[(pairs["team"] == team.team) & pairs["change"].notna()]
    if worker not in set(pairs["worker_id"].dropna()):
        raise UserError(
            Text(
                f"{team.team}, {team.period.id}: van deze medewerker zijn er geen inwoners met twee metingen.",
                f"{team.team}, {team.period.id}: of this worker there are no residents with two measurements.",
            ),
            Text(
                "Kijk of de code en de sleutel kloppen; de code staat in het registratiesysteem.",
                "See whether the code and the key are right; the code is in the registration system.",
            ),
        )
    profile = own_profile(team.min_residents, team.k, team.m)
    views = (_view(view, pairs, worker, profile) for view in team.views if view.kind == "shifts")
    return replace(
        team,
        audience="worker",
        views=tuple(views),
        cards=(),
        min_residents=profile.min_residents,
        m=profile.m,
        reason="",
    )


def _view(view: View, pairs: pd.DataFrame, worker: str, profile: Profile) -> View:
    own = pairs[(pairs["instrument"] == view.instrument) & (pairs["rater"] == view.rater)]
    rows = tuple(_row(row, own[own["leefgebied"] == row.leefgebied], worker, profile) for row in view.rows)
    return replace(view, n_measured=None, n_again=None, rows=rows, blocks=(), scale=None, cohesion=None)


def _row(row: Row, pairs: pd.DataFrame, worker: str, profile: Profile) -> Row:
    own = pairs[pairs["worker_id"] == worker]
    cells = cells_of(own, pd.Series("", index=own.index)).get("", (0, 0, 0))
    counts = choose_table([cells], profile).counts
    colleagues = pairs["worker_id"].dropna().nunique() - 1
    if colleagues < FEWEST_COLLEAGUES or not stands_beside(counts, row.counts, profile):
        return _untold(row)
    n = len(own)
    return Row(row.leefgebied, row.label, n, counts, interval_of(counts, n), None, None, "not_tested")


def _untold(row: Row) -> Row:
    return Row(row.leefgebied, row.label, None, None, None, None, None, "too_few")


def _audited(
    workspace: Workspace, page: Content, worker: str, contents: list[Content]
) -> tuple[Content, int]:
    """The page without the leefgebieden that would fix a small count beside any release."""
    profile = own_profile(page.min_residents, page.k, page.m)
    found, compared = fixed_beside(workspace, page, worker, contents, profile)
    fixed = {place[1:] for place in found}
    views = tuple(
        replace(
            view,
            rows=tuple(
                _untold(row) if (view.instrument, view.rater, row.leefgebied) in fixed else row
                for row in view.rows
            ),
        )
        for view in page.views
    )
    page = replace(page, views=views)
    problems = broken_rules(to_json(page), profile)
    if not problems and all(row.n is None for view in views for row in view.rows):
        problems = [_NOTHING_LEFT.fill(team=page.team, period=page.period.id, least=MIN_OWN)]
    if problems:
        raise UserError(problems, Text("Er is geen blad gemaakt.", "No page was made."))
    return page, compared


_NOTHING_LEFT = Text(
    "{team}, {period}: van deze eigen caseload valt niets te tonen. Er zijn minder dan {least} inwoners, of "
    "naast de cijfers van het team zouden die van collega's te lezen zijn.",
    "{team}, {period}: of this own caseload nothing can be shown. There are fewer than {least} residents, or "
    "beside the team's figures those of colleagues could be read off.",
)
