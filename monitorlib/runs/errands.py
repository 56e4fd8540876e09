"""What a worker of a cluster is sent out for, and whether it is the same there as here.

An errand holds a team, a period, paths and versions: no row, no key, nothing of the environment. A proposal that
was made by another version, by other notebooks or of another workspace would be released under the hash of ours,
so a worker looks for itself, before anything runs.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import monitorlib
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.runs import cluster_words as words
from monitorlib.runs.notebook import How
from monitorlib.runs.team import notebooks_hash
from monitorlib.workspace import Workspace
from monitorlib.workspace.notebooks import NOTEBOOKS

PYTHON, CODE = "python", "code"
# what figures rest on, and what runs the notebooks; pictures and seals are made where the door is
MATTERS = ("numpy", "pandas", "scipy", "pyarrow", "deltalake", "papermill", "nbformat", "ipython")
_IS_CODE = {".py", ".toml"}
_SHIPPED = "shipped"  # of an installation: notebooks (held by their own hash) and the demo


@dataclass(frozen=True)
class Errand:
    """One team and period, and what it was sent with.

    `notebooks`: their paths, of the package's own the name alone. `seen_as`: a file in the workspace that is there
    as long as whoever publishes. `versions`: `present_versions` of who publishes.
    """

    workspace: str
    team: str
    period: str
    notebooks: tuple[str, ...]
    made_of: str
    how: dict[str, float | str]
    seen_as: str
    versions: dict[str, str]

    def as_text(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self))

    @staticmethod
    def of(text: str) -> "Errand":
        """As it arrived."""
        values = json.loads(text)
        return Errand(**{**values, "notebooks": tuple(values["notebooks"])})

    def files(self) -> list[Path]:
        """The notebooks, where they are on this computer."""
        return [file if file.is_absolute() else NOTEBOOKS / file for file in map(Path, self.notebooks)]

    def engine(self) -> How:
        """How they are run."""
        return How(**self.how)  # type: ignore[arg-type]  # JSON made by `errand_for` from a How


def errand_for(workspace: Workspace, notebooks: Sequence[Path], how: How, seen_as: Path) -> Errand:
    """What all errands of a run share; team and period are still to be filled in."""
    return Errand(
        workspace=str(workspace.path.absolute()),
        team="",
        period="",
        notebooks=tuple(
            each.name if each.parent == NOTEBOOKS else str(each.absolute()) for each in notebooks
        ),
        made_of=notebooks_hash(notebooks),
        how=asdict(how),
        seen_as=seen_as.name,
        versions=present_versions(),
    )


@cache
def present_versions() -> dict[str, str]:
    """The versions of Python and of the packages that matter, and a hash of our own code, in this process."""
    python = ".".join(map(str, sys.version_info[:2]))
    packages = {name: _version(name) for name in MATTERS}
    return {PYTHON: python, "monitorlib": monitorlib.__version__, **packages, CODE: _hash_of_code()}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"


def _hash_of_code() -> str:
    """The SHA-256 of the package's files: a copy that somebody works on has the version of before."""
    package, digest = Path(monitorlib.__file__).parent, hashlib.sha256()
    for file in sorted(package.rglob("*")):
        inside = file.relative_to(package)
        if file.suffix in _IS_CODE and inside.parts[0] != _SHIPPED:
            digest.update(f"{inside.as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def what_differs(errand: Errand) -> list[Text]:
    """Why this computer cannot do an errand: other versions, other notebooks, no such workspace."""
    other = list(other_versions(errand.versions, present_versions()))
    if other:
        return other
    workspace = Workspace(Path(errand.workspace))
    if not (workspace.runs / errand.seen_as).is_file():
        return [words.NOT_SEEN.fill(path=errand.workspace)]
    try:
        same = notebooks_hash(errand.files()) == errand.made_of
    except UserError as error:
        return list(error.problems)
    return [] if same else [words.OTHER_NOTEBOOKS]


def other_versions(wanted: dict[str, str], there: dict[str, str]) -> Iterator[Text]:
    """Each version that is another one; of our own code only where its version is the same."""
    other = [name for name in wanted if there.get(name) != wanted[name]]
    for name in other:
        if name != CODE:
            yield words.OTHER_VERSION.fill(name=name, there=there.get(name, "–"), here=wanted[name])
    if other == [CODE]:
        yield words.OTHER_CODE.fill(version=wanted["monitorlib"])
