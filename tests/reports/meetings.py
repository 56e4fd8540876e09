"""A meeting as a team may have held it, and its material for a report."""

from dataclasses import replace
from datetime import date

from monitorlib.figures import plot_shifts
from monitorlib.foundation.texts import Text
from monitorlib.released import Check, Figure
from monitorlib.reports.team_report import Material
from monitorlib.sessions import MEETING, SessionLog, Topic, new_action, new_explanation
from tests.releases import a_content, a_release, a_row, a_view

MONEY, HOME, WORK = (
    Topic("zrm-2017", "professional", code) for code in ("financien", "huisvesting", "werk_opleiding")
)
DROPOUT = Check(
    "dropout", Text("Uitval", "Dropout"), "supports", "weak", True, 0.1, *(Text("a", "a") for _ in range(3))
)
VIEW = a_view(
    a_row("financien", checks=(DROPOUT,), could_improve=52),
    a_row("huisvesting", counts={"improved": 4, "unchanged": 52, "deteriorated": 4}, verdict="unchanged"),
    a_row("werk_opleiding", counts=None, n=None, verdict="too_few"),
)


def a_material(folder, share="") -> Material:
    """Two meetings: what was agreed in spring comes back in autumn. `share` is what the team chose."""
    log = SessionLog(folder / "sessions.sqlite")
    spring = log.open_meeting("Team Test", "2024", date(2025, 3, 3))
    earlier = new_action()
    log.write_all(spring.id, earlier, {"text": "Inloop op dinsdag", "topic": HOME.subject, "kind": "more"})
    log.close(spring.id, date(2025, 3, 3))
    autumn = log.open_meeting("Team Test", "2025", date(2026, 2, 2))
    log.write_all(autumn.id, earlier, {"status": "going_on", "follow_up": "Vijf keer gedaan"})
    log.write_all(
        autumn.id, MEETING, {"valuation": "Trots op geld", "appointment": "in juni", "set_share": share}
    )
    log.write_all(
        autumn.id,
        MONEY.subject,
        {"expected": "same", "recognised": "partly", "note": "Veel <nieuwe> mensen", "story": "Een verhaal"},
    )
    log.write_all(autumn.id, MONEY.subject, {"would_see": "Minder deurwaarders", "whom": "de bewonersgroep"})
    why = new_explanation()
    log.write_all(
        autumn.id, why, {"text": "Wie stopte, had schulden", "check": "dropout", "topic": MONEY.subject}
    )
    action = {
        "kind": "different",
        "text": "Spreekuur met schuldhulp",
        "who": "teamleider",
        "by_when": "2026-05-01",
        "topic": MONEY.subject,
        "expected": "meer vooruit bij Financiën",
        "in_our_hands": "yes",
    }
    log.write_all(autumn.id, new_action(), action)
    held = log.meetings("Team Test")[0]
    notes, before = log.read(held.id), log.earlier_actions(held)
    log.let_go()
    picture = plot_shifts(VIEW, 10)
    drawn = Figure(VIEW.instrument, VIEW.rater, "nl", "a.svg", "hash", picture.alt_text)
    release = replace(a_release(a_content(VIEW)), figures=(drawn,))
    return Material(release, ("inwoner", "professional"), {"a.svg": picture.svg}, held, notes, before)
