"""Intake: any registration system's export, as it is, without an identity coming in.

Six stages, each a folder, each resting only on those before it: what is known beforehand (`know`), bytes to a
table of text (`read`), columns to fields (`recognise`), numbers to pseudonyms (`pseudonymise`), what is missing,
unsure or wrong (`check`), one new version of the table (`store`). They are imported when a verb is used.
"""

from importlib import import_module
from typing import Any

_VERBS = {
    "Export": "read.sources",
    "ImportReport": "check.reports",
    "Inspection": "check.reports",
    "Intake": "check.one_export",
    "Key": "pseudonymise.pseudonyms",
    "Profile": "know.profiles",
    "header_mark": "know.profiles",
    "import_files": "store.importing",
    "inspect_file": "check.inspecting",
    "is_field": "know.profile_rules",
    "new_key": "pseudonymise.pseudonyms",
    "profile_for": "know.profiles",
    "read_export": "read.sources",
    "read_key": "pseudonymise.pseudonyms",
    "read_profile": "know.profiles",
    "to_measurements": "check.one_export",
    "write_profile": "know.profiles",
}

__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"module 'monitorlib.intake' has no verb '{name}'")
    return getattr(import_module(f"monitorlib.intake.{_VERBS[name]}"), name)
