"""The process that serves the meeting: `python -m monitorlib.server.voila NOTEBOOK --port N --language nl`.

Standalone Voila only: as an extension of a Jupyter server it would execute what a visitor sends. The settings
are those that were measured to hold (docs/architecture.md, "The viewer").
"""

import argparse
import atexit
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from monitorlib.foundation.startup import KERNEL_TRANSPORT
from monitorlib.foundation.texts import Text
from monitorlib.pages import style
from monitorlib.server.entry import handed_entry
from monitorlib.server.forking import warm_process
from monitorlib.server.guard import waiting_script
from monitorlib.server.logs import Poured, speak_without_data
from monitorlib.server.parent import end_when_orphaned
from monitorlib.server.wire import page_scripts, unchanging, without_formulas

SHARE = Path(__file__).parent / "share" / "jupyter"
TEMPLATE = "wijkteam"
PATIENCE_MS = 30_000
LOOK_MS = 2_000  # how often a page that has not come yet looks whether its kernel lives
# Voila loads every installed lab extension otherwise, and some of those fail
WIDGET_EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
WAITING_KERNELS = 1  # a page takes one that is ready; then the next one starts

FULL = Text(
    "Er zijn nu te veel schermen open. Sluit een scherm. Zodra er plaats is, komt de pagina vanzelf.",
    "Too many screens are open now. Close one. The page comes by itself as soon as there is a place.",
)
_PAGE = {
    "ml_title": Text("Teamreflectie", "Team reflection"),
    "ml_wait": Text("De pagina wordt klaargezet…", "The page is being prepared…"),
    "ml_late": Text("Dit duurt te lang. Er is niets verloren.", "This takes too long. Nothing is lost."),
    "ml_reload": Text("Laad de pagina opnieuw", "Reload the page"),
}


# what holds for every meeting, and why
_HELD: dict[str, dict] = {
    "Voila": {
        "port_retries": 0,
        "open_browser": False,
        # by which names and from where it is reached says `access.Access`, before anything else
        "tornado_settings": {"static_immutable_cache": unchanging(WIDGET_EXTENSIONS)},
    },
    "VoilaConfiguration": {
        "template": TEMPLATE,
        "file_allowlist": ["^$"],  # nothing beside the notebook is served
        "show_tracebacks": False,
        "strip_sources": True,
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "http_header_envs": [],
        "extension_allowlist": WIDGET_EXTENSIONS,
        "page_config_hook": without_formulas,
        "multi_kernel_manager_class": "monitorlib.server.kernels.ViewerKernels",
        "preheat_kernel": True,
        "default_pool_size": WAITING_KERNELS,
    },
    "VoilaKernelManager": {"fill_delay": 0},  # ViewerKernels knows when a page waits
    "ViewerKernels": {"kernel_manager_class": "monitorlib.server.forking.ForkedKernel"},
    # a kernel that was restarted has not run the page: one that died is replaced by a new one
    "KernelManager": {"transport": KERNEL_TRANSPORT, "autorestart": False},
    "MappingKernelManager": {"cull_idle_timeout": 1200, "cull_interval": 30, "cull_connected": False},
    "ExecutePreprocessor": {"timeout": 60},
}


def settings(port: int, language: str, bind: str = "127.0.0.1", base_url: str = "/") -> dict:
    """Voila's configuration for one meeting: where it listens, and the path before its addresses."""
    of_this_meeting = {
        "Voila": {"ip": bind, "port": port, "base_url": base_url},
        "VoilaConfiguration": {"resources": _resources(language)},
        "ViewerKernels": {"full": FULL[language]},
    }
    return {section: {**held, **of_this_meeting.get(section, {})} for section, held in _HELD.items()}


def _resources(language: str) -> dict:
    """What our template is filled with."""
    return {
        **{name: text[language] for name, text in _PAGE.items()},
        "ml_language": language,
        "ml_css": style(),
        "ml_scripts": page_scripts().address,
        "ml_waiting": waiting_script(),
        "ml_patience_ms": PATIENCE_MS,
        "ml_look_ms": LOOK_MS,
    }


def main(adapt: Callable[[dict], dict] = lambda configuration: configuration) -> None:
    """Serve until stopped, or until who started it is gone; `adapt` may change the settings."""
    end_when_orphaned()
    entry = handed_entry()  # first: what this process starts inherits its standard input
    chosen = begin()
    from monitorlib.server.application import MeetingServer

    MeetingServer.entry, MeetingServer.language = entry, chosen.language
    configuration = settings(chosen.port, chosen.language, entry.bind, entry.base_url)
    serve(MeetingServer, chosen.notebook, adapt(configuration))


def begin() -> argparse.Namespace:
    """What was asked for, and all that comes before Voila is imported."""
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--language", default="nl")
    parser.add_argument("--log", type=Path, help="where the server and its kernels write what happens")
    chosen = parser.parse_args()
    speak_without_data()
    if chosen.log is not None:
        atexit.register(Poured(chosen.log).finish)
    _allow_many_open_files()
    warm_process()
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(SHARE), os.environ.get("JUPYTER_PATH"))))
    return chosen


def serve(application: type, notebook: str, configuration: dict) -> None:
    """Run one of Voila's applications until it is stopped."""
    from traitlets.config import Config

    application.launch_instance([notebook], config=Config(configuration))


def _allow_many_open_files() -> None:
    """A kernel keeps some ten sockets open; at the usual limit of 1,024 files the server stops near 180 pages."""
    with contextlib.suppress(ImportError):  # Windows has no such limit
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    main()
