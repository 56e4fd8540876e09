"""`monitor session` and `monitor progress`: the screens of a meeting, here or for the room's network."""

import signal
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from monitorlib.cli import options
from monitorlib.cli.releasing import release_with_progress, seal_first
from monitorlib.cli.serving import refuse_what_cannot_be_shown
from monitorlib.cli.speaking import Speaker
from monitorlib.cli.wishes import FIRST
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.server.viewer import Viewer

DEFAULT_PORT = 8790


@dataclass(frozen=True)
class _Session:
    """What is asked of `session`."""

    workspace: Path | None = None
    demo: bool = False
    team: str | None = None
    port: int = DEFAULT_PORT
    no_browser: bool = False
    network: bool = False


def session_command(say: Speaker) -> Callable[..., None]:
    """The command `session`."""
    described = {
        "workspace": options.workspace(say),
        "demo": options.option(say, "--demo", _DEMO),
        "team": options.team(say),
        "port": options.port(say),
        "no_browser": options.no_browser(say),
        "network": options.option(say, "--network", _NETWORK),
    }
    return options.taking(_Session, described, partial(_hold, say))


def _hold(say: Speaker, asked: _Session) -> None:
    """The meeting in the browser, until it is stopped; of the demo the rest is released meanwhile."""
    from monitorlib.server.entry import Entry
    from monitorlib.server.viewer import Viewer, refuse_used_port

    chosen = None if asked.demo else _chosen_workspace(asked.workspace, asked.team)
    refuse_used_port(asked.port)  # after what was asked for, and before a demo that takes a minute
    # stopped from outside, the page and what runs behind it end too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    team = asked.team or ""
    with ExitStack() as stack:
        place, rest = (chosen, None) if chosen else _demo_workspace(say, asked.workspace)
        _prepare_log(place)
        _note_opening(place, asked.team, "teamreflectie")
        stack.enter_context(_one_of_those_open(say, place, asked.port))
        entry = Entry.for_the_room() if asked.network else Entry.for_this_computer()
        viewer = stack.enter_context(Viewer(place, asked.port, team, say.language, entry=entry))
        if rest is not None:
            stack.callback(_stop, rest())
        first = f"#{urlencode(vars(FIRST[0]))}" if asked.demo and not team else ""
        _tell_addresses(say, viewer, first, asked.network)
        if not asked.no_browser:
            webbrowser.open(viewer.opening_address + first)
        viewer.wait(say)


def _tell_addresses(say: Speaker, viewer: "Viewer", first: str, network: bool) -> None:
    """Where the meeting is: for who leads it, and for others in the room."""
    from monitorlib.server.entry import room_numbers

    say(_READY, address=viewer.address + first)
    if not network:
        say(_ON_A_SECOND_SCREEN, address=viewer.following_address)
    else:
        if not room_numbers():
            say(_ALONE)
        say(_FOR_THE_ROOM, following=viewer.following_address, phones=viewer.phones_address)
    say(_TO_STOP)


@contextmanager
def _one_of_those_open(say: Speaker, workspace: Workspace, port: int) -> Iterator[None]:
    """Tell which meetings of this workspace are open already, and be one that the next is told of.

    Each holds a file as long as its process lives. No one waits for another: two teams may meet at once.
    """
    from monitorlib.measurements.locks import file_lock, is_held

    mine = workspace.path / f"{_OPEN}{port}.lock"
    for each in sorted(workspace.path.glob(f"{_OPEN}*.lock")):
        if is_held(each):
            say(_ALREADY_OPEN, port=each.stem.removeprefix(_OPEN))
    with ExitStack() as stack:
        with suppress(UserError, OSError):  # whether others are told is no reason to hold up a meeting
            held = ExitStack()
            held.enter_context(file_lock(mine, _ALREADY_OPEN.fill(port=port), patience=1))
            stack.callback(_gone, mine)  # after it is let go: Windows keeps what is open
            stack.enter_context(held)
        yield


def _gone(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


_OPEN = ".monitor-session-"
_ALREADY_OPEN = Text(
    "Er staat al een gesprek van deze werkmap open, op poort {port}.",
    "A meeting of this workspace is open already, at port {port}.",
)


def _prepare_log(workspace: Workspace) -> None:
    """Bring the tables of the session log up to date here, so that no viewer's kernel has to."""
    from monitorlib.sessions import SessionLog

    SessionLog(workspace.session_log).let_go()


def _note_opening(workspace: Workspace, team: str | None, page: str) -> None:
    """By the process that starts the screen: its kernels do not come at the trail."""
    from monitorlib import trail

    trail.note(workspace, trail.OPENED, team=team or "", page=page)


def _chosen_workspace(workspace: Path | None, team: str | None) -> Workspace:
    """The workspace of which something can be shown; a UserError says what to do first."""
    if workspace is None:
        raise UserError(
            Text("Kies een werkmap: --workspace MAP.", "Choose a workspace: --workspace DIR."),
            Text("Of bekijk de demo: --demo.", "Or see the demo: --demo."),
        )
    place = Workspace.open(workspace)
    refuse_what_cannot_be_shown(place, () if team is None else (team,))
    return place


def _demo_workspace(say: Speaker, workspace: Path | None):
    """The demo workspace with its first teams released, and how to start releasing the rest."""
    from monitorlib.release.read import release_files, team_folder_name

    path = workspace or demo_path()
    place = Workspace(path)
    ready = all(release_files(place.release / team_folder_name(w.team) / w.period) for w in FIRST)
    if not ready:
        say(Text("De demo wordt klaargezet (een minuut)…", "The demo is being prepared (a minute)…"))
        from monitorlib.cli.demo import prepare_demo
        from monitorlib.cli.publishing import to_do

        place = prepare_demo(path)
        release_with_progress(say, place, to_do(place, list(FIRST)), jobs=len(FIRST))
    seal_first(say, place)
    return place, lambda: _publish_rest(place)


def demo_path() -> Path:
    """Where the demo is kept: beside its data in a checkout, with this user's own data for an installation."""
    from platformdirs import user_data_path

    from monitorlib.foundation.files import is_checkout, shipped

    return shipped("data") / "workspace" if is_checkout() else user_data_path("monitorlib") / "demo"


def _publish_rest(workspace: Workspace) -> subprocess.Popen:
    """Release what is left in a process of its own, one team at a time, so that the page stays quick."""
    command = [sys.executable, "-m", "monitorlib.cli", "publish", "--all", "--jobs", "1"]
    log = workspace.path / "logs" / "publish.log"
    with log.open("ab") as output:
        return subprocess.Popen(
            [*command, "--workspace", str(workspace.path)], stdout=output, stderr=subprocess.STDOUT
        )


def _stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait()


def progress_command(say: Speaker) -> Callable[..., None]:
    """The command `progress`."""

    def progress(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str | None, options.team(say)] = None,
        port: Annotated[int, options.port(say)] = DEFAULT_PORT + 1,
        no_browser: Annotated[bool, options.no_browser(say)] = False,
    ) -> None:
        from monitorlib.server.viewer import Viewer, refuse_used_port

        place = _chosen_workspace(workspace, team)
        refuse_used_port(port)
        _prepare_log(place)
        _note_opening(place, team, "voortgang")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with Viewer(place, port, team or "", say.language, notebook="voortgang") as viewer:
            say(
                Text("De voortgang staat klaar op {address}", "The progress is ready at {address}"),
                address=viewer.address,
            )
            say(_TO_STOP)
            if not no_browser:
                webbrowser.open(viewer.opening_address)
            viewer.wait(say)

    return progress


_DEMO = Text("De demo, met verzonnen gegevens.", "The demo, with invented data.")
_READY = Text("De teamreflectie staat klaar op {address}", "The team reflection is ready at {address}")
_ON_A_SECOND_SCREEN = Text(
    "Meekijken op een tweede scherm van deze computer: {address}\n"
    "Met telefoons of andere computers erbij: start met --network.",
    "To follow along on a second screen of this computer: {address}\n"
    "With phones or other computers: start with --network.",
)
_TO_STOP = Text("Stoppen: Ctrl-C.", "To stop: Ctrl-C.")
_NETWORK = Text(
    "Open het gesprek voor het netwerk van deze ruimte, ook voor telefoons.",
    "Open the meeting to this room's network, for phones too.",
)
_ALONE = Text(
    "Deze computer heeft geen netwerk. Alleen deze computer zelf kan de pagina openen.",
    "This computer has no network. Only this computer itself can open the page.",
)
_FOR_THE_ROOM = Text(
    "Alleen meekijken: {following}\n"
    "Telefoons: {phones}\n"
    "De eerste link is voor de gespreksleider: geef die niet door. Het netwerk van de ruimte is niet versleuteld: "
    "gebruik een netwerk dat u vertrouwt.",
    "To follow along only: {following}\n"
    "Phones: {phones}\n"
    "The first link is for the facilitator: do not pass it on. The room's network is not encrypted: use one that "
    "you trust.",
)
