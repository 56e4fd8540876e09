"""A workspace and its key."""

import pytest

from monitorlib.workspace import Workspace
from tests.resident.people import a_key


@pytest.fixture
def place(tmp_path):
    """An empty workspace, the file of its key, and the key."""
    file, key = a_key(tmp_path)
    return Workspace.create(tmp_path / "werkmap", 'organisatie = "Test"\n'), file, key
