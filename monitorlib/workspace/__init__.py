"""A workspace: the folder outside the code that holds one organisation's data, and its settings. Light."""

from monitorlib.workspace.places import (
    PHONES_VARIABLE,
    PRIVATE_FOLDER,
    ROOM_LETTERS,
    WORKSPACE_VARIABLE,
    Workspace,
    made_private,
    open_workspace,
)
from monitorlib.workspace.settings import (
    EXPORT_LIMITS,
    LOWEST_K,
    LOWEST_M,
    LOWEST_MIN_RESIDENTS,
    MARGIN,
    MIN_RESIDENTS,
    TEAM_LIMITS,
    Limits,
    Period,
    Settings,
    calendar_year,
)
from monitorlib.workspace.settings_file import NEW_SETTINGS, SETTINGS_FILE

__all__ = [
    "EXPORT_LIMITS",
    "LOWEST_K",
    "LOWEST_M",
    "LOWEST_MIN_RESIDENTS",
    "Limits",
    "MARGIN",
    "MIN_RESIDENTS",
    "Period",
    "Settings",
    "TEAM_LIMITS",
    "calendar_year",
    "NEW_SETTINGS",
    "SETTINGS_FILE",
    "PHONES_VARIABLE",
    "PRIVATE_FOLDER",
    "ROOM_LETTERS",
    "WORKSPACE_VARIABLE",
    "Workspace",
    "made_private",
    "open_workspace",
]
