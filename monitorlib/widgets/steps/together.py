"""Step 4: the answer of all leefgebieden together, and with which one to begin; one line on top of the figure."""

from html import escape

from monitorlib.disclosure.few import WITHHELD
from monitorlib.evidence.mean_net import LEVEL
from monitorlib.foundation.texts import Text
from monitorlib.release.words import all_together
from monitorlib.widgets.agenda import RECOGNISE
from monitorlib.widgets.parts import bars
from monitorlib.widgets.sheet import send
from monitorlib.widgets.state import State
from monitorlib.widgets.steps.surprises import OUTCOMES, begin_with
from monitorlib.wording import verdicts

BEGIN = Text("Begin hier", "Begin here")
SHORT = {
    WITHHELD: Text("mag hier niet staan", "may not be shown"),
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
