"""What surprised beside what the team expected, with which leefgebied to begin, and the answer of all together."""

from dataclasses import dataclass
from html import escape
from itertools import chain, zip_longest

from monitorlib.disclosure.coarse import WITHHELD
from monitorlib.evidence.grades import HINTS
from monitorlib.evidence.mean_net import LEVEL, Area, shrunken
from monitorlib.foundation.texts import Text
from monitorlib.release.words import all_together, shown_of, tested_rows
from monitorlib.released import Row, View
from monitorlib.widgets.parts import bars
from monitorlib.widgets.sheet import send
from monitorlib.widgets.state import RECOGNISE, State
from monitorlib.wording import verdicts

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
WELL = tuple(verdict for verdict, expected in OUTCOMES.items() if expected == "more_better")
DISAPPOINTS = tuple(verdict for verdict, expected in OUTCOMES.items() if expected == "more_worse")


@dataclass(frozen=True)
class Reason:
    """Why to begin with a leefgebied: short, and in a sentence after its name."""

    short: Text
    sentence: Text


OTHERWISE = Reason(
    Text("anders dan verwacht", "different than expected"),
    Text("hier ging het anders dan jullie verwachtten.", "here it went differently than you expected."),
)
MOST = {
    "more_better": Reason(
        Text("het meest vooruit", "gained most"),
        Text(
            "hier ging het het meest vooruit, en dat is zelden toeval.",
            "here most was gained, and that is rarely chance.",
        ),
    ),
    "more_worse": Reason(
        Text("het meest achteruit", "lost most"),
        Text(
            "hier ging het het meest achteruit, en dat is zelden toeval.",
            "here most was lost, and that is rarely chance.",
        ),
    ),
}
PERHAPS = Reason(
    Text("misschien veranderd", "perhaps changed"),
    Text(
        "hier veranderde misschien iets; het kan nog toeval zijn.",
        "here something perhaps changed; it may be chance.",
    ),
)


def surprise(row: Row, kept: str) -> bool | None:
    """Whether a clear outcome differs from what was expected; None where one of both says nothing."""
    outcome = OUTCOMES.get(row.verdict)
    if outcome is None or kept in ("", "no_idea"):
        return None
    return outcome != kept


def begin_with(state: State) -> tuple[Row, Reason] | None:
    """The leefgebied to begin with and why, the first in `ordered`; None where nothing says where to begin."""
    row = next(iter(ordered(state)), None)
    if row is None:
        return None
    if surprise(row, state.about(row).get("expected", "")):
        return row, OTHERWISE
    why = PERHAPS if row.verdict in HINTS else MOST.get(OUTCOMES.get(row.verdict, ""))
    return (row, why) if why else None


def ordered(state: State) -> list[Row]:
    """What surprised, what clearly changed, hints, what stayed the same, the rest; good and bad take turns.

    Within each of these what moved most comes first, with chance taken off (begin_here).
    """
    far = moved(state.view)
    rows = sorted(state.view.rows, key=lambda row: -abs(far.get(row.leefgebied, 0.0)))
    surprising = [r for r in rows if surprise(r, state.about(r).get("expected", ""))]
    others = [r for r in rows if r not in surprising]
    clear = [r for r in others if r.verdict in (*WELL, *DISAPPOINTS)]
    same = [r for r in others if OUTCOMES.get(r.verdict) == "same"]
    hints = [r for r in others if r.verdict in HINTS]
    rest = [r for r in state.view.rows if r not in surprising and r.verdict not in (*OUTCOMES, *HINTS)]
    return [
        *_in_turns(surprising),
        *_in_turns(clear),
        *_in_turns(hints),
        *same,
        *sorted(rest, key=lambda r: r.n is None),
    ]


def moved(view: View) -> dict[str, float]:
    """How far each leefgebied that is tested moved, with chance taken off; by its code."""
    rows = tested_rows(view) if view.kind == "shifts" else []
    shown = shown_of(rows)
    areas = [Area.of(each.fitting()) if each.known else None for each in shown]
    return {row.leefgebied: far for row, far in zip(rows, shrunken(areas), strict=True)}


def _in_turns(rows: list[Row]) -> list[Row]:
    well = [r for r in rows if r.verdict in (*WELL, HINTS[0])]
    disappoints = [r for r in rows if r.verdict in (*DISAPPOINTS, HINTS[1])]
    same = [r for r in rows if r not in well and r not in disappoints]
    return [row for row in chain(*zip_longest(well, disappoints), same) if row is not None]


BEGIN = Text("Begin hier", "Begin here")
SHORT = {
    WITHHELD: verdicts.WORDS[WITHHELD],
    LEVEL: Text("evenveel voor- als achteruit", "as many up as down"),
}


def band(state: State) -> str:
    """Both on one line; only what there is, and nothing of answers to a question."""
    if state.view.kind != "shifts":
        return ""
    told = "".join(filter(None, (_together(state), _begin(state))))
    return f'<p class="ml-together">{told}</p>' if told else ""


def in_words(state: State) -> str:
    """The answer in a sentence, to stand below the figure; empty where there is none."""
    found = all_together(state.view, state.release.content.margin) if state.view.kind == "shifts" else None
    if found is None:
        return ""
    language = state.language
    return f"{verdicts.TOGETHER[language]}: {_small(verdicts.together_sentence(found, language))}"


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _together(state: State) -> str:
    found, language = all_together(state.view, state.release.content.margin), state.language
    if found is None:
        return ""
    told = verdicts.together_sentence(found, language)
    grade = "clear" if found.word in OUTCOMES else "open"
    word = (SHORT.get(found.word) or verdicts.WORDS[found.word])[language]
    mark = verdicts.MARKS.get(found.word, "")
    mark = f'<span aria-hidden="true">{mark}</span> ' if mark else ""
    drawn = bars.small_interval(found.low, found.high, told) if found.word != WITHHELD else ""
    return (
        f'<span class="ml-said" data-together="{found.word}"><b>{escape(verdicts.TOGETHER[language])}:</b> '
        f'<span class="ml-verdict" data-grade="{grade}">{mark}{escape(word)}</span> {drawn}</span>'
    )


def _begin(state: State) -> str:
    found, language = begin_with(state), state.language
    if found is None:
        return ""
    row, why = found
    tap = send(kind="step", value=RECOGNISE, leefgebied=row.leefgebied)
    said = f'title="{escape(why.sentence[language], quote=True)}"'
    name = escape(row.label[language])
    return (
        f'<span class="ml-said" data-begin="{escape(row.leefgebied)}"><b>{escape(BEGIN[language])}:</b> '
        f'<button type="button" class="ml-begin-here" id="ml-begin" {said} {tap}>{name}</button> '
        f'<span class="ml-why">({escape(why.short[language])})</span></span>'
    )
