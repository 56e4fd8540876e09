"""Releasing: what notebook 4 proposed is asked at the door, drawn and written, or nothing is.

A release is never changed: a new one gets the next number beside the old, and names the releases of other teams
that stand beside it. One that is taken back is kept, not shown, and still counted in every later audit, as
somebody may have seen it.
"""

import hashlib
import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import monitorlib
from monitorlib import trail
from monitorlib.figures import plot_shifts
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import write_aside
from monitorlib.foundation.texts import LANGUAGES
from monitorlib.measurements import release_lock
from monitorlib.release import door
from monitorlib.release.beforehand import Beforehand
from monitorlib.release.beside import FEWEST_OTHERS
from monitorlib.release.borders import note_borders
from monitorlib.release.card_room import Drawn, make_cards
from monitorlib.release.combined import as_first_told
from monitorlib.release.door import others_profile
from monitorlib.release.elsewhere import with_elsewhere
from monitorlib.release.files import now, with_checksum, write_new
from monitorlib.release.history import all_releases, note_release
from monitorlib.release.keys import releases_of, signing_key
from monitorlib.release.look import releasing
from monitorlib.release.proposals import read_proposal
from monitorlib.release.read import (
    TEAM_FILE,
    name_in,
    newest_releases,
    read_figure,
    read_release,
    released_teams,
    team_folder_name,
)
from monitorlib.release.references import referenced, references_to
from monitorlib.release.seal import Releases, read_seal
from monitorlib.release.sealing import seal_period
from monitorlib.release.windows import Window
from monitorlib.released import (
    SCHEMA,
    Card,
    CardPicture,
    Content,
    Figure,
    Manifest,
    Reference,
    Release,
    to_json,
)
from monitorlib.workspace import Limits, Workspace
from monitorlib.workspace.notebooks import leaving_cards


def beside_others(
    workspace: Workspace, content: Content, earlier: Release | None
) -> tuple[Content, tuple[Reference, ...]]:
    """The content beside the other teams, and the releases of theirs that were looked at.

    Where the release before told the same of the own team, it keeps its references: what other teams did since
    changes no page by itself.
    """
    kept = (
        earlier is not None
        and enough(earlier.manifest.references)
        and alone(workspace, earlier.content) == content
    )
    releases = releases_of(workspace)
    references = earlier.manifest.references if earlier and kept else references_to(releases, content)
    others = referenced(releases, references, taken_back=kept)
    return with_elsewhere(content, others, others_profile(workspace, content)), references


def alone(workspace: Workspace, content: Content) -> Content:
    """The content as it is without other teams: what a notebook proposes."""
    return with_elsewhere(replace(content, cards=()), (), others_profile(workspace, content))


def others_came(releases: Releases, release: Release) -> bool:
    """Whether there are enough other teams to stand beside now, where there were not at the time."""
    return not enough(release.manifest.references) and enough(references_to(releases, release.content))


def enough(references: tuple[Reference, ...]) -> bool:
    """Whether this many teams may be told of together."""
    return len({reference.team for reference in references}) >= FEWEST_OTHERS


_Kept = TypeVar("_Kept", Figure, CardPicture)


def publish(
    workspace: Workspace,
    team: str,
    period: str,
    notebooks: str,
    proposal: Content | None = None,
    beforehand: Beforehand | None = None,
) -> Path:
    """Release the proposal of a team and period; returns the new file, or the last one when nothing changed.

    `notebooks` is the hash of the notebooks that made the proposal; `proposal` is what a run came back with, else
    the one that lies there is read; `beforehand` what the package itself came to before. A UserError tells why
    nothing could be released; see `door`. Pictures that went missing are drawn again.
    """
    proposal = proposal or read_proposal(workspace, team, period)
    cards = make_cards(leaving_cards(workspace), proposal)
    told, place = [each.card for each in cards], (workspace.release, team_folder_name(team))
    with release_lock(workspace) as undisturbed, releasing(*place, undisturbed):
        return _released(workspace, proposal, notebooks, told, _drawn(cards), beforehand)


def came_early(workspace: Workspace, windows: Container[Window] | None = None) -> list[Release]:
    """What is shown of teams that were released before there were others to stand beside, and now there are.

    `windows`: at least those about one of these, in which others came just now. Where a run was stopped before it
    came here, the rest waits for the next about the same days, or for a plan of everything (`is_current`).
    """
    releases = releases_of(workspace)
    return [
        release
        for team in released_teams(releases)
        for release in _shown(releases, team.folder, windows)
        if not release.outdated and others_came(releases, release)
    ]


def _shown(releases: Releases, team_folder: Path, windows: Container[Window] | None) -> list[Release]:
    """What is shown of a team: nothing where its releases are refused."""
    try:
        return newest_releases(releases, team_folder, windows=windows)
    except UserError:
        return []


def renew(workspace: Workspace, release: Release) -> Path:
    """Release once more what was released, from the same data, beside the other teams of now.

    Its cards stay: they rest on the figures of the team alone.
    """
    folder = workspace.release / team_folder_name(release.content.team)
    pictures = [(each, read_figure(folder, release, each.file)) for each in release.card_pictures]
    content, made_by = alone(workspace, release.content), release.manifest.notebooks
    with release_lock(workspace) as undisturbed, releasing(workspace.release, folder.name, undisturbed):
        return _released(workspace, content, made_by, release.content.cards, pictures)


def _released(
    workspace: Workspace,
    content: Content,
    notebooks: str,
    cards: Iterable[Card] = (),
    card_pictures: Iterable[tuple[CardPicture, str]] = (),
    beforehand: Beforehand | None = None,
) -> Path:
    signing_key(workspace)  # one that is not right is told before anything is written
    folder, period = workspace.release / team_folder_name(content.team), content.period.id
    before = all_releases(workspace)
    earlier = [past for past in before if past.place == (folder.name, period)]
    last = earlier[-1] if earlier and earlier[-1].noted else None
    content = as_first_told(workspace, content, before)
    told, references = beside_others(workspace, content, None if last is None else last.release)
    told = replace(told, cards=tuple(cards))
    audit = door.ask(workspace, content, told, before, beforehand)
    pictures, own = tuple(_draw(told)), tuple(card_pictures)
    door.refuse_people(workspace, told, [_spelled(told), *(svg for _figure, svg in (*pictures, *own))])
    figures, beside_cards = (
        tuple(_keep(folder / period, *picture) for picture in each) for each in (pictures, own)
    )
    number = earlier[-1].release.manifest.number + 1 if earlier else 1
    manifest = Manifest(number, now(), monitorlib.__version__, notebooks, audit, references)
    _name_team(folder, told.team)
    note_borders(workspace, told)
    release = Release(SCHEMA, told, figures, manifest, beside_cards)
    if last and _same(last.release, release):
        file = last.file
    else:
        trail.note(workspace, trail.RELEASED, team=told.team, period=period, number=number)
        file = _write(folder, release)
        _note_or_take_back(workspace, file)
    seal_period(workspace, file.parent)  # from here on it is shown
    return file


def is_current(workspace: Workspace, team: str, period: str, data_version: int, notebooks: str) -> bool:
    """Whether the newest release is whole and of these data, this code, these notebooks and these settings."""
    folder, releases = workspace.release / team_folder_name(team), releases_of(workspace)
    if name_in(folder) != team:
        return False
    try:
        newest = read_seal(releases, folder / period).numbers[-1]
        release = read_release(releases, folder / period / f"{newest}.json")
        for file in (each.file for group in (release.figures, release.card_pictures) for each in group):
            read_figure(folder, release, file)
    except UserError:
        return False  # releasing again mends it, or tells why it cannot
    if release.outdated or release.reworded or others_came(releases, release):
        return False
    settings, content = workspace.settings(), release.content
    chosen = settings.period(period, team)
    return (
        (content.data_version, release.manifest.code, release.manifest.notebooks)
        == (data_version, monitorlib.__version__, notebooks)
        and (content.organisation, content.purpose, content.notice)
        == (settings.organisation, settings.purpose, settings.notice)
        and (content.min_residents, content.margin) == (settings.min_residents, settings.margin)
        and Limits(content.k, content.m, content.reason) == settings.team_limits
        and content.blocks_by == settings.blocks_of(team)
        and content.period.label == chosen.label
        and (content.period.start, content.period.end) == (chosen.start.isoformat(), chosen.end.isoformat())
    )


def _same(one: Release, other: Release) -> bool:
    """Whether both tell the same and were made in the same way; what the door asked may differ."""
    return not (one.outdated or one.reworded) and _told(one) == _told(other)


def _told(release: Release) -> tuple[Any, ...]:
    manifest = release.manifest
    made = release.content, release.figures, release.card_pictures
    return *made, manifest.code, manifest.notebooks, manifest.references


def _write(folder: Path, release: Release) -> Path:
    file = folder / release.content.period.id / f"{release.manifest.number}.json"
    write_new(file, with_checksum(release))
    return file


def _note_or_take_back(workspace: Workspace, file: Path) -> None:
    """Where a release cannot be noted it goes again: nobody has seen it, as it has no seal."""
    try:
        note_release(workspace, file)
    except OSError:
        file.unlink(missing_ok=True)
        raise


def _spelled(content: Content) -> str:
    return json.dumps(to_json(content), ensure_ascii=False)


def _name_team(folder: Path, team: str) -> None:
    write_aside(folder / TEAM_FILE, json.dumps({"team": team}, ensure_ascii=False).encode())


def _draw(content: Content) -> Iterator[tuple[Figure, str]]:
    """The pictures and their SVG, under names that hold their hash: an older release keeps its own."""
    for view in content.views:
        for language in LANGUAGES:
            picture = plot_shifts(view, content.min_residents, language)
            sha256 = hashlib.sha256(picture.svg.encode()).hexdigest()
            name = f"{view.instrument}-{view.rater}-{language}-{sha256[:12]}.svg"
            figure = Figure(view.instrument, view.rater, language, name, sha256, picture.alt_text)
            yield figure, picture.svg


def _drawn(cards: list[Drawn]) -> Iterator[tuple[CardPicture, str]]:
    """The pictures of cards, under names that hold their hash."""
    for drawn in cards:
        for (variant, language), (svg, alt) in drawn.pictures.items():
            sha256 = hashlib.sha256(svg.encode()).hexdigest()
            name = f"kaart-{drawn.card.name}-{language}-{sha256[:12]}.svg"
            yield CardPicture(drawn.card.name, variant, language, name, sha256, alt), svg


def _keep(target: Path, figure: _Kept, svg: str) -> _Kept:
    write_aside(target / figure.file, svg.encode())
    return figure
