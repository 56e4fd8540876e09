"""What a release takes from other teams: which of their releases it names, and what it says beside them."""

from dataclasses import replace

from monitorlib.release.beside import FEWEST_OTHERS, referenced, references_to
from monitorlib.release.door import others_profile
from monitorlib.release.elsewhere import with_elsewhere
from monitorlib.release.keys import releases_of
from monitorlib.release.seal import Releases
from monitorlib.released import Content, Reference, Release
from monitorlib.workspace import Workspace


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
