"""Where a page is in the meeting: at a step, a leefgebied, an address, or along with the leading screen."""

from datetime import UTC, datetime

from monitorlib.sessions import MEETING, SessionLog
from monitorlib.sessions.leading import LEAD, nobody
from monitorlib.widgets.state import (
    LOOK,
    RECOGNISE,
    STEPS,
    State,
    kept_step,
    look_at_team,
    look_at_view,
    read_notes,
)

HEARD_SECONDS = 30


def place_of(state: State) -> dict[str, str]:
    """What the address of the page says: enough to come back here, also by Back and Forward."""
    found = {"team": state.team.team, "language": state.language}
    if state.release:
        found["period"] = state.release.content.period.id
    if state.meeting:
        found |= {"meeting": state.meeting.id, "step": str(state.step)}
    if state.opened:
        view = f"{state.view.instrument}/{state.view.rater}/{state.view.kind}"
        found |= {"view": view, "leefgebied": state.leefgebied}
    return found


def step_in(place: dict) -> int | None:
    """The step that an address names."""
    step = str(place.get("step", ""))
    return int(step) if step in map(str, range(1, STEPS + 1)) else None


def go_to_place(state: State, log: SessionLog, place: dict) -> None:
    """Open what an address names: a team, a period, and a step of the meeting that still goes on."""
    names = [team.team for team in state.teams]
    number = names.index(place.get("team")) if place.get("team") in names else 0
    look_at_team(state, log, number, str(place.get("period", "")))
    step = step_in(place)
    if state.meeting is not None and place.get("meeting") == state.meeting.id and step is not None:
        state.step = step
        turn_to(state, step, place)


def turn_to(state: State, step: int, asked: dict) -> None:
    """Look at the view and the leefgebied that are asked for with a step, where these are on offer.

    Only step 4 shows a leefgebied on the whole screen.
    """
    wanted = str(asked.get("view") or "")
    for view in state.release.content.views:
        if wanted and f"{view.instrument}/{view.rater}/{view.kind}/".startswith(f"{wanted}/"):
            look_at_view(state, view)
            break
    offered = asked.get("leefgebied") in [row.leefgebied for row in state.view.rows]
    state.opened = step == RECOGNISE and offered
    if offered:
        state.leefgebied = asked["leefgebied"]


def keep_where(state: State, log: SessionLog, moved: bool) -> None:
    """Keep where the leading screen is; who first walks on leads."""
    look = f"{state.view.instrument}/{state.view.rater}|{state.leefgebied}" if state.opened else ""
    where = {LEAD: f"{state.screen}|{now()}", LOOK: look}
    if moved:
        where |= {"step": str(state.step), "step_started": now()}
    log.write_all(state.meeting.id, MEETING, where, state.screen)


def lead(state: State, log: SessionLog) -> None:
    """Lead the meeting from this screen."""
    log.write(state.meeting.id, MEETING, LEAD, f"{state.screen}|{now()}", state.screen)


def let_go(state: State, log: SessionLog) -> str:
    """Before going to another meeting: this screen leads the one it leaves no more. That meeting, or ""."""
    if state.meeting is None or state.meeting.closed:
        return ""
    read_notes(state, log)
    if state.notes.meeting.get(LEAD, "").partition("|")[0] != state.screen:
        return ""
    log.write(state.meeting.id, MEETING, LEAD, nobody(now()), state.screen)
    return state.meeting.id


def stay_leader(state: State, log: SessionLog) -> bool:
    """Say again that the screen that leads is still there, each time that a while has passed; whether it did."""
    screen, _, heard = state.notes.meeting.get(LEAD, "").partition("|")
    if state.meeting is None or not state.leads or screen != state.screen:
        return False
    age = (datetime.now(UTC) - datetime.fromisoformat(heard)).total_seconds()
    if (
        0 <= age < HEARD_SECONDS
    ):  # one below zero: a clock was set back, and the moment that is kept never comes
        return False
    lead(state, log)
    return True


def go_along(state: State) -> None:
    """Be where the leading screen is; nothing changes on the screen that leads itself."""
    state.follows = state.meeting is not None and not state.leads
    if state.follows:
        view, _, leefgebied = state.notes.meeting.get(LOOK, "").partition("|")
        state.step = kept_step(state.notes)
        turn_to(state, state.step, {"view": view, "leefgebied": leefgebied} if view else {})


def now() -> str:
    """This moment, as the log keeps it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
