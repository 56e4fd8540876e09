"""A key and a workspace for every test of the intake."""

import pytest

from monitorlib.intake.pseudonymise.pseudonyms import Key
from monitorlib.workspace import Workspace


@pytest.fixture
def key():
    return Key("test", b"k" * 32)


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap")
