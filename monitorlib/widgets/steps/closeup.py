"""One leefgebied looked at closely: other views beside each other, groups, the course, other teams, the wijk."""

from functools import cache
from html import escape

from monitorlib import wording
from monitorlib.disclosure.rules import export_profile
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instruments
from monitorlib.pages import view_name
from monitorlib.release.beside import FEWEST_OTHERS, funnel_of
from monitorlib.released import Release, Row, View
from monitorlib.widgets.parts import bars
from monitorlib.widgets.parts.funnel import TITLE as FUNNEL
from monitorlib.widgets.parts.funnel import funnel
from monitorlib.widgets.parts.runchart import points, run_chart
from monitorlib.widgets.sheet import slug
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common

TITLE = Text("Van dichtbij", "A closer look")
SIDES = Text("Verschillende blikken naast elkaar", "Different views beside each other")
SIDES_LEAD = Text(
    "Inwoner en professional zien niet altijd hetzelfde. We tellen hun antwoorden nooit bij elkaar op.",
    "Resident and professional do not always see the same. Their answers are never added up.",
)
ONLY = Text(
    "Dit leefgebied is vanuit één blik gemeten.",
    "This life domain was measured from one view.",
)
SAID = Text("Wat inwoners zelf zeggen", "What residents say themselves")
BLOCKS = Text("Per groep", "By group")
DETAILS = Text("Technische details", "Technical details")
P_CLASS = Text(
    "p-waarde na correctie voor het aantal leefgebieden: {p}.",
    "p-value, corrected for the number of life domains: {p}.",
)
NOT = Text("niet onder .05", "not under .05")
NO_OTHERS = Text(
    "Hier is te weinig over te laten zien. Daarvoor zijn de groepen van ons team en van {n} andere teams nodig, "
    "en groot genoeg.",
    "Too little can be shown here. It needs our team and {n} other teams, with groups that are large enough.",
)
START = Text("Wat speelt er bij de start?", "What plays at the start?")
START_LEAD = Text(
    "De eerste scores van alle inwoners, ook van wie nog geen tweede meting heeft. Bovenaan staan de leefgebieden "
    "met de meeste lage scores.",
    "The first scores of all residents, also of those without a second measurement yet. The life domains with "
    "most low scores come first.",
)
START_HIDDEN = Text(
    "Niet te tonen zonder iets over één inwoner te vertellen: {labels}.",
    "Cannot be shown without telling about one resident: {labels}.",
)
SCORE = Text("score {name}: {count}", "score {name}: {count}")
WHOLE = Text("(samen {n} inwoners)", "({n} residents together)")


def fold(state: State, row: Row) -> str:
    """Everything there is of one leefgebied, folded away below its card."""
    return (
        f'<details class="ml-card ml-fold ml-closer" id="closer-{slug(row.leefgebied)}" '
        f'data-close="{escape(row.leefgebied)}"><summary>{escape(TITLE[state.language])}</summary>'
        f"{_look(state, row)}</details>"
    )


def _look(state: State, row: Row) -> str:
    charts = run_chart(
        points(state.releases.values(), state.view, row.leefgebied, state.language),
        f"run-{slug(row.leefgebied)}",
        state.language,
    )
    return "".join(
        (
            _blocks(state, row),
            _sides(state, row),
            charts,
            _beside(state, row),
            _details(state, row),
        )
    )


def _story(state: State, view: View, row: Row) -> str:
    told = common.sentence(state, view, row)
    small = wording.interval_sentence(row, state.language)
    return (
        f"<h6>{escape(row.label[state.language])}</h6>{bars.bar(row, told, state.language)}"
        f'<p class="ml-sentence">{escape(told)}</p><p class="ml-small">{escape(small)}</p>'
    )


def _blocks(state: State, row: Row) -> str:
    """The groups that were chosen before the outcomes were seen, or why there are none here."""
    if not row.blocks:
        why = wording.why_no_groups(row, state.view.kind, state.release.content.blocks_by, state.language)
        return (
            f'<h4>{escape(BLOCKS[state.language])}</h4><p class="ml-small">{escape(why)}</p>' if why else ""
        )
    labels = {block.code: block.label[state.language] for block in state.view.blocks}
    rows = "".join(
        f"<dt>{escape(labels.get(code, code))}</dt><dd>{_block(row, counts, labels.get(code, code), state)}</dd>"
        for code, counts in row.blocks.items()
    )
    return f'<h4>{escape(BLOCKS[state.language])}</h4><dl class="ml-blocks">{rows}</dl>'


def _block(row: Row, counts: dict[str, int], label: str, state: State) -> str:
    told = ", ".join(f"{n} {wording.CLASSES[name][state.language]}" for name, n in counts.items())
    part = Row(row.leefgebied, row.label, sum(counts.values()), counts, None, None, None, row.verdict)
    return bars.bar(part, f"{label}: {told}", state.language)


def _sides(state: State, row: Row) -> str:
    """The same leefgebied from other views, and what residents said in one question; never averaged."""
    language = state.language
    same = other_views(state.release, state.view, row)
    said = [view for view in state.release.content.views if view.kind in ("answers", "goals")]
    told = "".join(_side(state, view, each) for view, each in [(state.view, row), *same])
    sides = (
        f'<p class="ml-small">{escape(SIDES_LEAD[language])}</p><div class="ml-columns">{told}</div>'
        if same
        else f'<p class="ml-small">{escape(ONLY[language])}</p>'
    )
    answers = "".join(
        _side(state, view, each) for view in said if view is not state.view for each in view.rows
    )
    if answers:
        answers = f'<h4>{escape(SAID[language])}</h4><div class="ml-columns">{answers}</div>'
    return f"<h4>{escape(SIDES[language])}</h4>{sides}{answers}"


def other_views(release: Release, shown: View, row: Row) -> list[tuple[View, Row]]:
    """The other views of the same kind that hold this leefgebied, also under another name (geld, financiën)."""
    names = _names(shown.instrument, row.leefgebied)
    return [
        (view, each)
        for view in release.content.views
        for each in view.rows
        if view is not shown and view.kind == shown.kind and names & _names(view.instrument, each.leefgebied)
    ]


@cache
def _names(instrument: str, code: str) -> frozenset[str]:
    """What a leefgebied is called: its code, and the labels and aliases that a shipped instrument gives it."""
    known = _shipped().get(instrument)
    found = [each for each in known.leefgebieden if each.code == code] if known else []
    names = [code, *(name for each in found for name in (*each.aliases, each.label.nl))]
    return frozenset(name.casefold() for name in names)


@cache
def _shipped():
    return read_instruments()


def _side(state: State, view: View, row: Row) -> str:
    name = escape(view_name(view, state.language))
    same = wording.unchanged_sentence(view, state.language)
    told = f'<p class="ml-small">{escape(same)}</p>' if same else ""
    return f'<div class="ml-side"><h5>{name}</h5>{_story(state, view, row)}{told}</div>'


def _beside(state: State, row: Row) -> str:
    """The other teams, where the workspace chose to show them."""
    if not state.settings.other_teams:
        return ""
    limits, minimum = state.settings.export_limits, state.release.content.min_residents
    drawn = funnel_of(row, state.view, state.others, export_profile(minimum, limits.k, limits.m))
    if drawn is None:
        told = NO_OTHERS.fill(n=FEWEST_OTHERS)[state.language]
        return f"<h4>{escape(FUNNEL[state.language])}</h4><p class='ml-small'>{escape(told)}</p>"
    return funnel(drawn, f"funnel-{slug(row.leefgebied)}", state.language)


def _details(state: State, row: Row) -> str:
    language = state.language
    lines = [wording.mean_sentence(row, language)]
    if row.p_class is not None:
        lines.append(P_CLASS.fill(p=NOT if row.p_class == "not" else row.p_class)[language])
    told = " ".join(filter(None, lines))
    if not told:
        return ""
    return (
        f'<details class="ml-fold ml-technical" id="tech-{slug(row.leefgebied)}">'
        f"<summary>{escape(DETAILS[language])}</summary><p>{escape(told)}</p></details>"
    )


def start_scores(state: State) -> str:
    """The scores at the start: which questions play in the wijk, the leefgebied with most low scores first."""
    view, language = state.view, state.language
    told = sorted((row for row in view.rows if row.start), key=lambda row: -_low_share(view, row))
    if not told:
        return ""
    items = "".join(
        f'<tr data-start="{escape(row.leefgebied)}"><th scope="row">{escape(row.label[language])}</th>'
        f"<td>{_start(row, language)}</td></tr>"
        for row in told
    )
    hidden = ", ".join(row.label[language] for row in view.rows if not row.start)
    rest = START_HIDDEN.fill(labels=hidden)[language] if hidden else ""
    return (
        f'<details class="ml-fold" id="ml-start"><summary>{escape(START[language])}</summary>'
        f'<section class="ml-card"><p>{escape(START_LEAD[language])}</p>'
        f'<table class="ml-table ml-start"><tbody>{items}</tbody></table><p class="ml-small">{escape(rest)}</p>'
        "</section></details>"
    )


def _low_share(view: View, row: Row) -> float:
    """The part of the residents in the worst third of the scale; every merge of scores keeps that border."""
    worst, best = (int(end) for end in view.scale)
    third = round((abs(best - worst) + 1) / 3)
    way = 1 if best > worst else -1
    low = {worst + way * step for step in range(third)}
    inside = sum(count for name, count in row.start.items() if int(name.split("-")[0]) in low)
    return inside / sum(row.start.values())


def _start(row: Row, language: str) -> str:
    told = ", ".join(SCORE.fill(name=name, count=count)[language] for name, count in row.start.items())
    n = WHOLE.fill(n=sum(row.start.values()))[language]
    return f'{bars.start(row.start, told)}<p class="ml-small">{escape(told)} {escape(n)}</p>'
