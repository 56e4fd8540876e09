"""What the door asks of a proposal before it lets anything out. It does not trust the notebook.

0. The period is over, and its registration had time to come in (`settling`); what counts as "the same" is what it
   was when the period was first released (`borders`), and nobody whom a release of it counted was forgotten since
   (`forgotten`).
1. The package itself, on the same version of the data, comes to exactly the same content, from rows of the team
   alone; rows of its period before only as they were released. It works that out in a process in which no notebook
   ran: before the notebooks began (`beforehand`), or here.
2. Every row keeps the rules of what may leave, also beside what other teams released.
3. Its period shares no day with another release of the team, or of a team that had its residents.
4. Together with everything released before, of teams that share residents by way of each other too, no group
   becomes visible that could not itself be shown; beside the page of an own caseload no small count either.
5. No pseudonym stands in the file or in a picture.
6. (Told, not refused:) may it leave the room, beside what left before? Else outsiders keep seeing the older one.
"""

from dataclasses import replace

from monitorlib.disclosure.audit import own_profile, people_in
from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import Profile, export_profile, team_profile
from monitorlib.explanations import period_before
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements import people_of_caseload
from monitorlib.release.assemble import team_content
from monitorlib.release.beforehand import Beforehand
from monitorlib.release.borders import refuse_two_borders
from monitorlib.release.combined import (
    about_the_same,
    as_first_told,
    beside,
    exposed,
    fixed_beside,
    own_pages,
    share_days,
    shares_residents,
)
from monitorlib.release.elsewhere import with_elsewhere
from monitorlib.release.history import Past, all_releases
from monitorlib.release.keys import releases_of
from monitorlib.release.proposals import NOTHING
from monitorlib.release.read import team_folder_name
from monitorlib.release.references import referenced
from monitorlib.release.settling import WaitingError, refuse_forgotten, refuse_running
from monitorlib.release.windows import days_of
from monitorlib.released import MAY_LEAVE, Content, Release, to_json
from monitorlib.workspace import Workspace


def ask(
    workspace: Workspace,
    content: Content,
    told: Content,
    before: list[Past],
    beforehand: Beforehand | None = None,
) -> tuple[str, ...]:
    """Raise a UserError when anything stands in the way; returns what was asked, for the manifest.

    `content` is the proposal, in which what is told once is what was told first; `told` the same beside the other
    teams, as it would leave; `before` holds every release of the workspace. `beforehand`: what the package came to
    before the notebooks began, if that is known.
    """
    refuse_running(workspace, content.team, workspace.settings().period(content.period.id, content.team))
    refuse_two_borders(content, before)
    refuse_forgotten(workspace, content, before)
    _refuse_other_figures(workspace, content, before, beforehand)
    _refuse_unreleased_before(workspace, content, before)
    _refuse_broken_rules(told)
    _refuse_overlap(workspace, content, before)
    compared = _refuse_exposing(workspace, content, before)
    _refuse_beside_own_pages(workspace, content, before)
    asked = ("recomputed", "rules", "overlap", f"combined with {compared} releases", "canary")
    return (*asked, MAY_LEAVE) if _may_leave(workspace, content, before) else asked


def _may_leave(workspace: Workspace, content: Content, before: list[Past]) -> bool:
    """Whether readers outside the team, who keep what left before, see no group below the export profile."""
    profile = others_profile(workspace, content)
    left = [past for past in about_the_same(content, before) if past.release.may_leave]
    return not exposed(workspace, content, left, profile)[0]


def others_profile(workspace: Workspace, content: Content) -> Profile:
    """The profile under which other teams, and all others outside the team, are told anything."""
    limits = workspace.settings().export_limits
    return export_profile(content.min_residents, limits.k, limits.m)


def refuse_people(workspace: Workspace, content: Content, texts: list[str]) -> None:
    """Raise a UserError when a pseudonym of the team stands in anything that would leave."""
    if people_in("\n".join(texts), people(workspace, content)):
        raise UserError(
            Text(
                f"{content.team}, {content.period.id}: er staat een pseudoniem in wat naar buiten zou gaan.",
                f"{content.team}, {content.period.id}: a pseudonym stands in what would leave.",
            ),
            NOTHING,
        )


def people(workspace: Workspace, content: Content) -> set[str]:
    """The pseudonyms of residents and workers whom the team ever measured."""
    return people_of_caseload(workspace, content.team, content.data_version)


def recomputed(workspace: Workspace, content: Content) -> Content:
    """The content that the package comes to by itself, from the same version of the data."""
    period = workspace.settings().period(content.period.id, content.team)
    return team_content(
        workspace, content.team, period, content.data_version, content.seed, content.before_version
    )


def rebuilt(workspace: Workspace, release: Release) -> Content:
    """What a release told, from its version of the data and the releases of other teams that it names.

    Its cards are kept: that they follow from the rest is asked of them by themselves (disclosure.cards).

    UserError: a release of the workspace is missing or not what it was.
    """
    of_window = about_the_same(release.content, all_releases(workspace))
    before = [past for past in of_window if _came_before(past.release, release)]
    alone = as_first_told(workspace, recomputed(workspace, release.content), before)
    others = referenced(releases_of(workspace), release.manifest.references, taken_back=True)
    told = with_elsewhere(alone, others, others_profile(workspace, alone))
    return replace(told, cards=release.content.cards)


def _came_before(other: Release, release: Release) -> bool:
    if (other.content.team, other.content.period.id) == (release.content.team, release.content.period.id):
        return other.manifest.number < release.manifest.number
    return other.manifest.created <= release.manifest.created


def _refuse_other_figures(
    workspace: Workspace, content: Content, before: list[Past], beforehand: Beforehand | None
) -> None:
    if beforehand is not None and beforehand.is_of(workspace, content):
        own = beforehand.content
    else:
        own = recomputed(workspace, content)
    own = as_first_told(workspace, own, before)
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


def _refuse_unreleased_before(workspace: Workspace, content: Content, before: list[Past]) -> None:
    """An explanation may look back on rows of the period before only as they were released."""
    if content.before_version is None:
        return
    period = workspace.settings().period(content.period.id, content.team)
    earlier = period_before(workspace.settings().periods_of(content.team), period)
    told = {
        past.content.data_version
        for past in before
        if earlier and past.place == (team_folder_name(content.team), earlier.id)
    }
    if content.before_version not in told:
        words = Text(
            "{team}, {period}: het voorstel kijkt terug op cijfers die nooit zijn vrijgegeven.",
            "{team}, {period}: the proposal looks back on figures that were never released.",
        )
        raise UserError(words.fill(team=content.team, period=content.period.id), NOTHING)


def _refuse_broken_rules(content: Content) -> None:
    problems = broken_rules(to_json(content), team_profile(content.min_residents, content.k, content.m))
    if problems:
        raise UserError(problems, NOTHING)


def _refuse_overlap(workspace: Workspace, content: Content, before: list[Past]) -> None:
    """Two windows that share days would let a reader subtract one from the other."""
    days, folder = days_of(content), team_folder_name(content.team)
    for past in before:
        own = past.place[0] == folder
        twice = own and past.window == days and past.place[1] != content.period.id
        if not (twice or share_days(days, past.window)):
            continue
        other = past.content
        if own or shares_residents(workspace, content, other):
            told = Text(
                "{team}: periode {period} overlapt met vrijgave {other}; samen kunnen die inwoners "
                "zichtbaar maken.",
                "{team}: period {period} overlaps release {other}; together they may expose residents.",
            )
            where = other.period.id if own else f"{other.team}, {other.period.id}"
            raise UserError(
                told.fill(team=content.team, period=content.period.id, other=where),
                Text("Kies perioden die niet overlappen.", "Choose periods that do not overlap."),
            )


def _refuse_beside_own_pages(workspace: Workspace, content: Content, before: list[Past]) -> None:
    """A worker keeps the page of the own caseload, and sees this release too."""
    contents = [content, *(past.content for past in about_the_same(content, before))]
    for worker, page in beside(workspace, content, own_pages(workspace)):
        profile = own_profile(page.min_residents, page.k, page.m)
        blocked = page.team == content.team and content.blocks_by is not None
        if blocked or fixed_beside(workspace, page, worker, contents, profile)[0]:
            told = Text(
                "{team}, {period}: naast een blad van een eigen caseload zou een klein aantal te lezen zijn.",
                "{team}, {period}: beside the page of an own caseload a small number could be read off.",
            )
            raise WaitingError(
                told.fill(team=content.team, period=content.period.id),
                Text(
                    "De vorige vrijgave blijft staan. Blokken kunnen naast zo'n blad niet.",
                    "The earlier release stays. Blocks are not possible beside such a page.",
                ),
            )


def _refuse_exposing(workspace: Workspace, content: Content, before: list[Past]) -> int:
    profile = team_profile(content.min_residents, content.k, content.m)
    tables, compared = exposed(workspace, content, before, profile)
    if not tables:
        return compared
    told = Text(
        "{team}, {period}, {table}: de groep is te weinig veranderd. Opnieuw vrijgeven zou zichtbaar "
        "maken wie erbij kwam, wegging of verbeterd werd.",
        "{team}, {period}, {table}: the group changed too little. Releasing again would expose who came, "
        "left or was corrected.",
    )
    labels = {
        (view.instrument, view.rater, row.leefgebied): row.label
        for each in (*(past.content for past in about_the_same(content, before)), content)
        for view in each.views
        for row in view.rows
    }
    raise WaitingError(
        [
            told.fill(team=content.team, period=content.period.id, table=labels[place])
            for place in sorted({(table[1], table[2], table[3]) for table in tables})
        ],
        Text(
            "De vorige vrijgave blijft staan. Probeer het als er meer metingen bij zijn.",
            "The earlier release stays. Try again when more measurements have come in.",
        ),
    )
