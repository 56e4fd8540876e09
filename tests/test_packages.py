"""pyproject.toml, requirements.lock and environment.yml name the same packages, and no address."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
# the names that differ between the two worlds
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def _wanted() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = project["optional-dependencies"]
    lines = [*project["dependencies"], *more["test"], *more["docs"]]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def _pinned() -> dict[str, list[str]]:
    pins: dict[str, list[str]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", line):
            pins.setdefault(canonicalize_name(found[1]), []).append(found[2])
    return pins


def _conda() -> dict[str, str]:
    """Name → range of each package in environment.yml, read as the plain list that it is."""
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    entries = [line.strip().removeprefix("- ") for line in lines if line.strip().startswith("- ")]
    found = {}
    for entry in entries:
        if match := re.fullmatch(r"([A-Za-z0-9._-]+)\s*([<>=!].*)?", entry):
            name = CONDA_NAMES.get(match[1], match[1])
            found[canonicalize_name(name)] = (match[2] or "").replace(" ", "")
    return found


def test_every_pin_lies_in_the_range_of_pyproject():
    pins = _pinned()
    for name, requirement in _wanted().items():
        assert pins.get(name), f"{name} is not pinned"
        assert all(requirement.specifier.contains(version) for version in pins[name]), name


def test_conda_users_get_the_same_packages_in_the_same_ranges():
    conda = _conda()
    wanted = {name: str(requirement.specifier) for name, requirement in _wanted().items()}
    assert {name: conda.get(name) for name in wanted} == wanted


def test_every_pin_has_a_hash_and_no_file_names_an_address():
    locks = [(ROOT / f"requirements{part}.lock").read_text(encoding="utf-8") for part in ("", "-bench")]
    blocks = [block for lock in locks for block in re.split(r"\n(?=[a-zA-Z])", lock)]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)
    for name in ("requirements.lock", "requirements-bench.lock", "environment.yml", "pyproject.toml"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_floors_that_are_held_for_security():
    """docs/decisions.md, 12: a tool that audits may find nothing because it looked at nothing."""
    floors = {
        "voila": "0.5.6",
        "jupyter-server": "2.21",
        "jupyterlab": "4.6.2",
        "nbconvert": "7.17.1",
        "tornado": "6.5",
        "pyarrow": "14.0.1",
    }
    wanted = _wanted()
    for name, floor in floors.items():
        lowest = min(s.version for s in wanted[name].specifier if s.operator == ">=")
        assert tuple(map(int, lowest.split("."))) >= tuple(map(int, floor.split("."))), name
