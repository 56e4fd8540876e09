"""Step 4: the reveal. A row a leefgebied; what surprised first, what goes well beside what disappoints."""

from html import escape
from itertools import chain, zip_longest

from monitorlib import verdicts, wording
from monitorlib.disclosure.few import WITHHELD
from monitorlib.grades import HINTS
from monitorlib.pages import RECOGNISED, table
from monitorlib.released import Row
from monitorlib.texts import Text
from monitorlib.verdicts import MARKS
from monitorlib.widgets.parts import bars
from monitorlib.widgets.sheet import Sheet, slug
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import closeup, common
from monitorlib.widgets.steps.expect import expected

NAME = Text("Herkennen", "Recognise")
LEAD = Text(
    "Dit zijn de cijfers. Herkennen we dit in ons dagelijkse werk?",
    "These are the figures. Do we recognise this in our daily work?",
)
# what an outcome would have been expected as; other outcomes cannot surprise
OUTCOMES = {
    "improved": "more_better",
    "deteriorated": "more_worse",
    "slightly_improved": "more_better",
    "slightly_deteriorated": "more_worse",
    "unchanged": "same",
    "balanced": "same",
    "nearly_all_improved": "more_better",
    "nearly_all_deteriorated": "more_worse",
    "nearly_all_unchanged": "same",
}
DISAPPOINTS = tuple(verdict for verdict, expected in OUTCOMES.items() if expected == "more_worse")
SURPRISE = Text("Anders dan verwacht", "Different than expected")
AS_EXPECTED = Text("Zoals verwacht", "As expected")
EXPECTED = Text("Verwacht: {expected}", "Expected: {expected}")
BALANCE = Text("In het kort", "In short")
GOES_WELL = Text("Wat goed gaat", "What goes well")
STAYED = Text("Wat gelijk bleef (ook dat is een resultaat)", "What stayed the same (that is a result too)")
SETBACK = Text("Wat tegenvalt", "What disappoints")
PERHAPS = Text("Wat misschien veranderde (een aanwijzing)", "What perhaps changed (a hint)")
UNSURE = Text("Wat we niet kunnen zeggen", "What we cannot tell")
HIDDEN = Text("Waar het oordeel niet mag staan", "Where the verdict may not be shown")
COULD = Text(
    "Van deze {n} inwoners konden er {could} nog vooruit. De anderen begonnen op de beste score.",
    "Of these {n} residents {could} could still improve. The others began at the best score.",
)
COULD_NEARLY = Text(
    "Van deze {n} inwoners konden er {could} nog vooruit. De anderen begonnen op de beste score of er vlakbij.",
    "Of these {n} residents {could} could still improve. The others began at the best score or close to it.",
)
QUESTION = Text("Herkennen we dit?", "Do we recognise this?")
NOTE = Text("Wat valt ons op?", "What do we notice?")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """The figures, or a closed door before the reveal."""
    lead = {"lead": common.heading(NAME, LEAD, state.language)}
    if not state.revealed:
        return {**lead, **common.closed_door(state)}
    if common.nothing_to_show(state.view):
        missing = f'<section class="ml-card">{common.how_to_get_there(state)}</section>'
        return {**lead, "missing": missing, "table": _table(state), **closeup.start_scores(state)}
    rows = {f"row/{slug(r.leefgebied)}": _row(state, sheet, r) for r in ordered(state)}
    return {
        **lead,
        "balance": _balance(state),
        **rows,
        "table": _table(state),
        **closeup.draw(state),
        **closeup.start_scores(state),
    }


def surprise(row: Row, kept: str) -> bool | None:
    """Whether a clear outcome differs from what was expected; None where one of both says nothing."""
    outcome = OUTCOMES.get(row.verdict)
    if outcome is None or kept in ("", "no_idea"):
        return None
    return outcome != kept


def ordered(state: State) -> list[Row]:
    """What surprised first, then what is clear, then hints; good and disappointing take turns; the rest last."""
    surprising = [r for r in state.view.rows if surprise(r, state.about(r).get("expected", ""))]
    others = [r for r in state.view.rows if r not in surprising]
    clear = [r for r in others if r.verdict in OUTCOMES]
    hints = [r for r in others if r.verdict in HINTS]
    rest = [r for r in others if r.verdict not in (*OUTCOMES, *HINTS)]
    return [
        *_in_turns(surprising),
        *_in_turns(clear),
        *_in_turns(hints),
        *sorted(rest, key=lambda r: r.n is None),
    ]


def _in_turns(rows: list[Row]) -> list[Row]:
    disappoints = [r for r in rows if r.verdict in (*DISAPPOINTS, HINTS[1])]
    well = [r for r in rows if r not in disappoints]
    return [row for row in chain.from_iterable(zip_longest(well, disappoints)) if row is not None]


def _balance(state: State) -> str:
    """What goes well, what disappoints, what stayed, what is a hint, what cannot be told; only what there is."""
    if state.view.kind != "shifts":
        return f'<p class="ml-lead">{escape(_measured(state))}</p>'
    parts = (
        (GOES_WELL, _as("more_better")),
        (SETBACK, DISAPPOINTS),
        (STAYED, _as("same")),
        (PERHAPS, HINTS),
        (UNSURE, ("uncertain", "too_few", "not_tested")),
        (HIDDEN, (WITHHELD,)),
    )
    columns = "".join(_part(state, title, words) for title, words in parts)
    hints = verdicts.of_hints(state.view, state.language)
    told = f'<p class="ml-small">{escape(hints)}</p>' if hints else ""
    return (
        f'<p class="ml-lead">{escape(_measured(state))}</p><h3 class="ml-away">{BALANCE[state.language]}</h3>'
        f'<div class="ml-balance">{columns}</div>{told}'
    )


def _as(expected: str) -> tuple[str, ...]:
    return tuple(verdict for verdict, outcome in OUTCOMES.items() if outcome == expected)


def _measured(state: State) -> str:
    """Whose data these are, and what "the same" means."""
    view, language = state.view, state.language
    measured = wording.measured_sentence(view, state.release.content.min_residents, language)
    return " ".join(filter(None, (measured, wording.unchanged_sentence(view, language))))


def _part(state: State, title: Text, words: tuple[str, ...]) -> str:
    """The leefgebieden with these verdicts under a title; nothing where there are none."""
    language = state.language
    names = ", ".join(r.label[language] for r in state.view.rows if r.verdict in words)
    return f"<div><h4>{escape(title[language])}</h4><p>{escape(names)}</p></div>" if names else ""


def _row(state: State, sheet: Sheet, row: Row) -> str:
    language, subject, kept = state.language, state.topic(row).subject, state.about(row)
    told = common.sentence(state, state.view, row)
    return (
        f'<article class="ml-card ml-row" data-leefgebied="{escape(row.leefgebied)}" data-verdict="{row.verdict}">'
        f'<div class="ml-row-head"><h3>{escape(row.label[language])}</h3>{_tags(state, row)}</div>'
        f'{bars.bar(row, told, language)}<p class="ml-sentence">{escape(told)}</p>{_sure(state, row)}'
        f'<div class="ml-row-talk">'
        f"{sheet.taps(subject, 'recognised', QUESTION[language], RECOGNISED, kept.get('recognised', ''))}"
        f"{sheet.note(subject, 'note', NOTE, kept.get('note', ''), rows=1)}</div></article>"
    )


def _tags(state: State, row: Row) -> str:
    language = state.language
    tags = [f'<span class="ml-tag">{escape(EXPECTED.fill(expected=expected(state, row))[language])}</span>']
    differs = surprise(row, state.about(row).get("expected", ""))
    if differs is not None:
        name = "ml-tag ml-surprise" if differs else "ml-tag"
        tags.append(f'<span class="{name}">{escape((SURPRISE if differs else AS_EXPECTED)[language])}</span>')
    if state.view.kind == "shifts":
        tags.insert(0, _verdict(row, language))
    return f'<p class="ml-tags">{"".join(tags)}</p>'


def _verdict(row: Row, language: str) -> str:
    """The word with its mark: full where it is clear, open where it is a hint, so that colour is not needed."""
    grade = "hint" if row.verdict in HINTS else "clear" if row.verdict in OUTCOMES else "open"
    mark = f'<span aria-hidden="true">{MARKS.get(row.verdict, "")}</span> ' if row.verdict in MARKS else ""
    word = escape(verdicts.verdict_word(row, language))
    return f'<span class="ml-tag ml-verdict" data-grade="{grade}">{mark}{word}</span>'


def _sure(state: State, row: Row) -> str:
    """How sure: the verdict in a sentence, the interval as a band and in words, who could improve."""
    language = state.language
    minimum = state.release.content.min_residents
    verdict = verdicts.verdict_sentence(row, minimum, language) if state.view.kind == "shifts" else ""
    could = ""
    if row.could_improve is not None and row.n:
        told_of = COULD_NEARLY if state.view.unchanged_within else COULD
        could = told_of.fill(n=row.n, could=row.could_improve)[language]
    seen = verdicts.could_be_seen(row, state.view, language)
    small = " ".join(filter(None, (seen, wording.interval_sentence(row, language), could)))
    told = f"<p>{escape(verdict)}</p>" if verdict else ""
    words = f'<div>{told}<p class="ml-small">{escape(small)}</p></div>'
    return f'<div class="ml-sure">{words}{bars.interval(row)}</div>'


def _table(state: State) -> str:
    content, view, language = state.release.content, state.view, state.language
    return table(content, view, language).replace(
        '<details class="ml-fold"', '<details class="ml-fold" id="ml-same"'
    )
