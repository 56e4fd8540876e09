"""Intake: any registration system's export, as it is, without an identity coming in.

Bytes become strings (sources), columns become fields (mapping), strings become scores and dates, numbers
become pseudonyms; what cannot be used is listed. Its rooms are imported when a verb is used.
"""

from importlib import import_module
from typing import Any

_VERBS = {
    "Export": "sources",
    "ImportReport": "reports",
    "Inspection": "reports",
    "Intake": "reading",
    "Key": "pseudonyms",
    "Profile": "profiles",
    "header_mark": "profiles",
    "import_files": "importing",
    "inspect_file": "inspecting",
    "is_field": "profile_rules",
    "new_key": "pseudonyms",
    "profile_for": "profiles",
    "read_export": "sources",
    "read_key": "pseudonyms",
    "read_profile": "profiles",
    "to_measurements": "reading",
    "write_profile": "profiles",
}

__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"module 'monitorlib.intake' has no verb '{name}'")
    return getattr(import_module(f"monitorlib.intake.{_VERBS[name]}"), name)
