"""All leefgebieden on one screen: in short, and one figure with one axis; a tap opens a leefgebied."""

from html import escape

from monitorlib import wording
from monitorlib.disclosure.coarse import WITHHELD
from monitorlib.evidence.grades import HINTS
from monitorlib.foundation.texts import Text
from monitorlib.released import Row
from monitorlib.widgets.parts import bars
from monitorlib.widgets.sheet import send, slug
from monitorlib.widgets.state import RECOGNISE, State
from monitorlib.widgets.steps import common, phones_said, surprises
from monitorlib.widgets.steps.expect import EXPECTED_HEAD, words_for
from monitorlib.widgets.steps.surprises import DISAPPOINTS, OUTCOMES, ordered, surprise
from monitorlib.wording import verdicts
from monitorlib.wording.stacking import reach, stacked
from monitorlib.wording.verdicts import MARKS

CAPTION = Text("Alle leefgebieden van ons team in één beeld", "All life domains of our team in one picture")
HOW_SURE = Text("Hoe zeker", "How sure")
DIFFERENT = Text("anders dan verwacht", "different than expected")
AS_EXPECTED = Text("zoals verwacht", "as expected")
TALKED = Text("besproken", "talked about")
NOT_SHOWN = Text("aantallen mogen hier niet staan", "counts may not be shown here")
TAP = Text(
    "Tik op een leefgebied voor de cijfers en het gesprek. Elke balk: alle inwoners met twee metingen.",
    "Tap a life domain for its figures and the talk. Each bar: all residents with two measurements.",
)
TAP_ANSWERS = Text(
    "Tik op een leefgebied voor de cijfers en het gesprek. Elke balk: alle inwoners die antwoord gaven.",
    "Tap a life domain for its figures and the talk. Each bar: all residents who answered.",
)
MERGED = Text(
    "Gestippeld: twee groepen samen geteld, omdat één ervan heel klein is.",
    "Dotted: two groups counted together, as one of them is very small.",
)
IN_SHORT = Text("In het kort", "In short")
GOES_WELL = Text("Wat goed gaat", "What goes well")
STAYED = Text("Gelijk gebleven (ook een resultaat)", "Stayed the same (a result too)")
SETBACK = Text("Wat tegenvalt", "What disappoints")
PERHAPS = Text("Misschien veranderd (een aanwijzing)", "Perhaps changed (a hint)")
UNSURE = Text("Niet te zeggen", "Cannot be told")
HIDDEN = Text("Waar het oordeel niet mag staan", "Where the verdict may not be shown")
NOTHING_CLEAR = Text(
    "Een duidelijke verandering zien we nog niet. Dat wil niet zeggen dat alles gelijk bleef: een groep is vaak "
    "te klein om het zeker te weten. Wat zien jullie zelf?",
    "No clear change can be seen yet. That does not mean that all stayed the same: a group is often too small to "
    "be sure. What do you see yourselves?",
)
SOME = Text("{n} leefgebieden", "{n} life domains")
SHORT = {
    WITHHELD: Text("mag hier niet staan", "may not be shown"),
    "balanced": Text("evenveel voor- als achteruit", "as many up as down"),
}
MOST_NAMED = 3  # of what asks for no talk first, the names stand in the figure; more only make the story long
MANY_KINDS = 3  # with more kinds of answers than this, so many names would push the figure off the screen


def draw(state: State) -> dict[str, str]:
    """The story and the figure."""
    return {"balance": _story(state), "look": _figure(state)}


def measured(state: State) -> str:
    """Whose data these are, and what "the same" means."""
    view, language = state.view, state.language
    told = wording.measured_sentence(view, state.release.content.min_residents, language)
    return " ".join(filter(None, (told, wording.unchanged_sentence(view, language))))


# --- the story


def _story(state: State) -> str:
    """What goes well, what disappoints, what stayed, what is a hint, what cannot be told; only what there is."""
    if state.view.kind != "shifts":
        return ""
    language = state.language
    verdicts_seen = {row.verdict for row in state.view.rows}
    told = _kinds(verdicts_seen)
    first = "" if verdicts_seen & {*OUTCOMES, *HINTS} else f"{escape(NOTHING_CLEAR[language])} "
    # where one word holds for all, the sentence that nothing is clear has said it
    parts = [_part(state, *each) for each in told if not (first and verdicts_seen.issubset(each[1]))]
    return (
        f'<section class="ml-story-short">{surprises.band(state)}<h3 class="ml-away">{IN_SHORT[language]}</h3>'
        f"<p>{first}{' '.join(filter(None, parts))}</p></section>"
    )


def _kinds(seen: set[str]) -> list[tuple[Text, tuple[str, ...], int | None]]:
    """What the story tells: a title, its verdicts, and how many names it may hold (None: all)."""
    kinds = (
        (GOES_WELL, _as("more_better")),
        (SETBACK, DISAPPOINTS),
        (STAYED, _as("same")),
        (PERHAPS, HINTS),
        (UNSURE, ("uncertain", "too_few", "not_tested")),
        (HIDDEN, (WITHHELD,)),
    )
    there = [(title, words) for title, words in kinds if seen & {*words}]
    most = MOST_NAMED if len(there) <= MANY_KINDS else 1
    return [(title, words, None if title in (GOES_WELL, SETBACK) else most) for title, words in there]


def _as(expected: str) -> tuple[str, ...]:
    return tuple(verdict for verdict, outcome in OUTCOMES.items() if outcome == expected)


def _part(state: State, title: Text, words: tuple[str, ...], most: int | None) -> str:
    """The leefgebieden with these verdicts behind a title; a number where there are more than `most`."""
    language = state.language
    names = [row.label[language].rstrip("?.") for row in state.view.rows if row.verdict in words]
    told = ", ".join(names)
    if most is not None and len(names) > most:
        told = SOME.fill(n=len(names))[language]
    return f'<span class="ml-said"><b>{escape(title[language])}:</b> {escape(told)}.</span>'


# --- the figure


def _figure(state: State) -> str:
    view, language = state.view, state.language
    rows = ordered(state)
    far = reach(rows)
    expected = any(_expected(state, row) for row in rows)
    body = "".join(_row(state, row, far, expected) for row in rows)
    dotted = MERGED[language] if any(part.merged for row in rows for part in stacked(row)) else ""
    how_to = (TAP_ANSWERS if view.kind == "answers" else TAP)[language]
    told = " ".join(
        filter(
            None,
            (surprises.in_words(state), how_to, dotted, verdicts.of_hints(view, language), measured(state)),
        )
    )
    return (
        f'<section class="ml-card ml-look-card"><table class="ml-look"><caption class="ml-away">'
        f"{escape(CAPTION[language])}</caption>{_head(state, far, expected)}<tbody>{body}</tbody></table>"
        f'<p class="ml-small">{escape(told)}</p></section>'
    )


def _head(state: State, far: float, expected: bool) -> str:
    language = state.language
    sides = " ".join(text[language] for text in bars.sides(state.view.kind))
    heads = f'<th scope="col">{escape(common.LEEFGEBIED[language])}</th>'
    heads += f'<th scope="col"><span class="ml-away">{escape(sides)}</span>'
    heads += f"{bars.axis(state.view.kind, far, language)}</th>"
    if state.view.kind == "shifts":
        heads += f'<th scope="col">{escape(HOW_SURE[language])}</th>'
    if expected:
        heads += f'<th scope="col">{escape(EXPECTED_HEAD[language])}</th>'
    return f"<thead><tr>{heads}</tr></thead>"


def _row(state: State, row: Row, far: float, expected: bool) -> str:
    language, kept = state.language, state.about(row)
    talked = ""
    if kept.get("recognised") or kept.get("note"):
        talked = (
            f' <span class="ml-talked"><span aria-hidden="true">✓</span>'
            f'<span class="ml-away">({escape(TALKED[language])})</span></span>'
        )
    tap = send(kind="step", value=RECOGNISE, leefgebied=row.leefgebied)
    cells = (
        f'<th scope="row"><button type="button" class="ml-open" id="open-{slug(row.leefgebied)}" {tap}>'
        f'{escape(row.label[language])}</button>{talked}</th><td class="ml-look-bar">{_bar(state, row, far)}</td>'
    )
    if state.view.kind == "shifts":
        word = verdict(row, language, SHORT.get(row.verdict))
        cells += f'<td class="ml-look-word">{word}</td>'
    if expected:
        cells += f'<td class="ml-look-expected">{_expected(state, row)}</td>'
    code = escape(row.leefgebied)
    return f'<tr class="ml-look-row" data-look="{code}" data-verdict="{row.verdict}">{cells}</tr>'


def _bar(state: State, row: Row, far: float) -> str:
    told = common.sentence(state, state.view, row)
    drawn = bars.bar(row, told, state.language, far, words=False)
    if drawn or row.n is None:  # "too few residents" stands under how sure
        return drawn
    return f'<span class="ml-small">{escape(NOT_SHOWN[state.language])}</span>'


def verdict(row: Row, language: str, instead: Text | None = None) -> str:
    """The word with its mark: full where it is clear, open where it is a hint, so that colour is not needed.

    `instead`: a shorter word for it.
    """
    grade = "hint" if row.verdict in HINTS else "clear" if row.verdict in OUTCOMES else "open"
    mark = f'<span aria-hidden="true">{MARKS.get(row.verdict, "")}</span> ' if row.verdict in MARKS else ""
    word = escape(instead[language] if instead else verdicts.verdict_word(row, language))
    return f'<span class="ml-verdict" data-grade="{grade}">{mark}{word}</span>'


def _expected(state: State, row: Row) -> str:
    """What was expected, and a mark where it turned out otherwise; empty where nothing was filled in."""
    kept = state.about(row).get("expected", "")
    words = words_for(state.view.kind)
    if kept not in words:
        return ""
    differs = surprise(row, kept)
    share = phones_said.share(state, row, kept)
    told = escape(words[kept][state.language]) + (
        f' <span class="ml-share">({escape(share)})</span>' if share else ""
    )
    if differs is None:
        return told
    mark, say = ("≠", DIFFERENT) if differs else ("✓", AS_EXPECTED)
    look = "ml-surprise" if differs else "ml-as-expected"
    said = f'<span class="ml-away">({escape(say[state.language])})</span>'
    return f'<span class="{look}"><span aria-hidden="true">{mark}</span> {told} {said}</span>'
