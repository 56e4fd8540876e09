"""pyproject.toml, requirements.lock and environment.yml name the same packages, and no address."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

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


def _advisories(kind: str = "advisory") -> list[dict]:
    return tomllib.loads((ROOT / "docs" / "advisories.toml").read_text(encoding="utf-8"))[kind]


def test_no_floor_and_no_pin_lets_in_a_version_with_a_known_advisory():
    """docs/decisions.md, 12 and 124: a tool that audits may find nothing because it looked at nothing."""
    wanted, pins = _wanted(), _pinned()
    for told in _advisories():
        name, fixed = told["package"], Version(told["fixed"])
        assert pins.get(name), f"{name} is not pinned"
        assert all(Version(version) >= fixed for version in pins[name]), told["ids"]
        if name in wanted:
            floors = [Version(s.version) for s in wanted[name].specifier if s.operator == ">="]
            assert floors and max(floors) >= fixed, told["ids"]


def test_an_advisory_would_be_seen():
    """The control: the version just below what is fixed is not in the range of anything we ask for."""
    asked = [told for told in _advisories() if told["package"] in _wanted()]
    assert {told["package"] for told in asked} >= {
        "tornado",
        "jupyter-server",
        "jupyterlab",
        "nbconvert",
        "lxml",
    }
    below = {"6.5.8": "6.5.7", "2.21.0": "2.20.0", "4.6.2": "4.6.1", "7.17.1": "7.17.0", "6.1.0": "6.0.2"}
    for told in asked:
        if told["fixed"] in below:
            assert not _wanted()[told["package"]].specifier.contains(below[told["fixed"]]), told["ids"]


def test_each_advisory_says_what_it_is_and_where_that_was_read():
    for told in (*_advisories(), *_advisories("open")):
        assert all(
            re.fullmatch(r"(GHSA-\w{4}-\w{4}-\w{4}|CVE-\d{4}-\d+|PYSEC-\d{4}-\d+)", i) for i in told["ids"]
        )
        assert told["ids"] and told["what"]
        assert (
            all(re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", source) for source in told["source"]) and told["source"]
        )


def test_what_is_not_repaired_yet_is_a_setting_that_we_do_not_use():
    """`allow_origin_pat` of jupyter_server (docs/advisories.toml, open)."""
    users = [
        file for file in (ROOT / "monitorlib").rglob("*.py") if "allow_origin_pat" in file.read_text("utf-8")
    ]
    assert users == []


def test_the_oldest_versions_of_before_there_was_a_table_are_not_let_in():
    """docs/decisions.md, 12."""
    floors = {"voila": "0.5.6", "pyarrow": "14.0.1"}
    for name, floor in floors.items():
        lowest = min(Version(s.version) for s in _wanted()[name].specifier if s.operator == ">=")
        assert lowest >= Version(floor), name
