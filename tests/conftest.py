"""What every test stands on: nothing of the user's own, no data but demo data, the demo imported once."""

import tomllib

import pytest
from hypothesis import settings

from monitorlib.cli.demo import DATA, prepare_demo
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.workspace import Workspace

settings.register_profile("monitor", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("monitor")

# what the tests look at: a planted shift, a group that is too small, and real people
RELEASED = (
    Wish("Demo-Oost", "2024"),
    Wish("Demo-Oost", "2025"),
    Wish("Demo-Eiland", "2024"),
    Wish("San Diego", "maand-0-6"),
)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks at the groups
def pytest_collection_modifyitems(items):
    """With several workers, one takes every test that needs the released demo: it is made, and served, once."""
    for item in items:
        if "released_demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("released demo"))


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_user(tmp_path_factory):
    """Keys and workspaces of the person who runs the tests are out of reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        for name in ("MONITOR_WORKSPACE", "MONITOR_TEAM", "MONITOR_LANGUAGE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def demo(_no_settings_of_the_user, tmp_path_factory) -> Workspace:
    """The demo workspace with every export imported by the ordinary command; read only."""
    return prepare_demo(tmp_path_factory.mktemp("demo") / "werkmap")


@pytest.fixture(scope="session")
def released_demo(demo) -> Workspace:
    """The demo workspace with RELEASED run through the four notebooks and the door; read only."""
    publish_all(demo, list(RELEASED), jobs=2, done=lambda _wish: None)
    return demo


@pytest.fixture(scope="session")
def truth() -> dict:
    """What the generator planted."""
    return tomllib.loads((DATA / "demo" / "truth.toml").read_text(encoding="utf-8"))
