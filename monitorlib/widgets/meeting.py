"""The meeting's page: eight steps on one widget. Reads releases and the session log only."""

import os

from IPython.display import display

from monitorlib.release.seal import handed_releases
from monitorlib.widgets.conversation import Conversation
from monitorlib.widgets.faults import tell_faults_in_words
from monitorlib.widgets.page import Page
from monitorlib.workspace import open_workspace

TEAM_VARIABLE = "MONITOR_TEAM"
LANGUAGE_VARIABLE = "MONITOR_LANGUAGE"


def meeting() -> None:
    """Show the meeting of the workspace that MONITOR_WORKSPACE names; of one team where MONITOR_TEAM is set."""
    workspace = open_workspace()
    language = os.environ.get(LANGUAGE_VARIABLE, "nl")
    tell_faults_in_words(workspace.path / "logs" / "viewer.log", language)
    wanted = os.environ.get(TEAM_VARIABLE, "")
    display(Page(Conversation(workspace, handed_releases(workspace), wanted, language)))
