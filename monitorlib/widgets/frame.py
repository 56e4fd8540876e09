"""What stands around the step: choices, stepper, time bar, messages, the way on."""

from html import escape

from monitorlib import pages, wording
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.widgets import state as agenda
from monitorlib.widgets.sheet import Screen, Sheet, send
from monitorlib.widgets.state import CLOCK, State
from monitorlib.widgets.steps import STEPS, common, own_cards, phones
from monitorlib.widgets.steps import common as leading
from monitorlib.widgets.walking import place_of

TITLE = Text("Teamreflectie", "Team reflection")
LABELS = {
    "team": Text("Team", "Team"),
    "period": Text("Periode", "Period"),
    "view": Text("Instrument", "Instrument"),
}
CHOICES = Text("Keuzes", "Choices")
STEPPER = Text("Stappen van de bijeenkomst", "Steps of the meeting")
STEP_OF = Text("Stap {number} van {count}: {name}", "Step {number} of {count}: {name}")
BACK = Text("Terug", "Back")
NEXT = Text("Verder: {name}", "Next: {name}")
SWITCH = {"nl": "In English", "en": "In het Nederlands"}
CLOCK_NAME = Text("Tijd", "Time")
CLOCK_TEXT = Text("{minute} / {minutes} min", "{minute} / {minutes} min")
CLOCK_WINDOW = Text("Deze stap: minuut {begin} tot {end}", "This step: minute {begin} to {end}")
CONNECTION = {
    "lost": Text(
        "De verbinding is weg. Wat u typte, staat nog hier.",
        "The connection is gone. What you typed is still here.",
    ),
    "reload": Text("Laad de pagina opnieuw", "Reload the page"),
}


def draw(state: State) -> Screen:
    """Everything that is on the screen now. Pure: the same state gives the same screen."""
    meeting = state.meeting.id if state.meeting else ""
    sheet = Sheet(meeting, state.language)
    if state.problem or state.release is None or state.view is None:
        problem = f'<p class="ml-message" role="alert">{escape(state.problem)}</p>'
        return Screen({"choices": _choices(state), "problem": problem}, {}, _frame(state))
    step = STEPS[state.step - 1]
    first = state.step == 1  # the choices stand open where a meeting begins, and are folded away after that
    regions = {"bar": _bar(state, "" if first else _folded(state)), "notice": _notice(state)}
    regions["leading"] = leading.draw(state)
    regions |= phones.elsewhere(state)
    if first:
        regions["choices"] = _choices(state)
    if state.release.outdated:
        regions["outdated"] = common.paragraph(wording.OUTDATED, state.language, "ml-message")
    regions |= {f"{step.code}/{name}": html for name, html in step.draw(state, sheet).items() if html}
    regions |= own_cards.draw(state, step.code)
    regions["way"] = _way(state)
    if state.step == 1:  # on the other steps it stands with the choices, and on the report itself
        regions["origin"] = _origin(state)
    return Screen(regions, sheet.values, _frame(state))


def alone(message: str, language: str) -> Screen:
    """A page with nothing but one message, where there is no team to show."""
    frame = _framed(language, TITLE[language], {}, 0)
    return Screen({"problem": f'<p class="ml-message" role="alert">{escape(message)}</p>'}, {}, frame)


def step_words(state: State) -> str:
    """The step, said in the live region."""
    name = STEPS[state.step - 1].name
    return STEP_OF.fill(number=state.step, count=len(STEPS), name=name)[state.language]


def _frame(state: State) -> dict:
    title = f"{TITLE[state.language]} – {state.team.team}"
    return _framed(state.language, title, place_of(state), state.notes.revision)


def _framed(language: str, title: str, place: dict, revision: int) -> dict:
    return {
        "language": language,
        "title": title,
        "heading": TITLE[language],
        "place": place,
        "revision": revision,
        "words": {name: text[language] for name, text in CONNECTION.items()},
    }


def _origin(state: State) -> str:
    """Where the figures came from, and which periods are still to come."""
    to_come = tuple((period.label[state.language], day) for period, day in state.running)
    return pages.origin(state.release, state.language) + pages.running(to_come, state.language)


def _notice(state: State) -> str:
    return pages.notice(state.release.content, state.language) if state.release else ""


def _choices(state: State) -> str:
    language = state.language
    teams = {str(number): team.team for number, team in enumerate(state.teams)}
    chosen = str(state.teams.index(state.team))
    parts = _choice(state, "team", teams, chosen)
    if state.release and state.view:
        periods = {id: r.content.period.label[language] for id, r in state.releases.items()}
        parts += _choice(state, "period", periods, state.release.content.period.id)
        views = {
            f"{v.instrument}/{v.rater}/{v.kind}": pages.view_name(v, language)
            for v in state.release.content.views
        }
        view = state.view
        parts += _choice(state, "view", views, f"{view.instrument}/{view.rater}/{view.kind}")
    other = next(each for each in LANGUAGES if each != language)
    switch = (
        f'<button type="button" class="ml-button ml-plain ml-language" id="ml-language" lang="{other}" '
        f"{send(kind='language', value=other)}>{SWITCH[language]}</button>"
    )
    return (
        f'<div class="ml-choices" role="group" aria-label="{escape(CHOICES[language])}">{parts}{switch}</div>'
    )


def _choice(state: State, what: str, options: dict[str, str], chosen: str) -> str:
    inner = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options.items()
    )
    return (
        f'<p class="ml-field ml-choice"><label for="c-{what}">{escape(LABELS[what][state.language])}</label>'
        f'<select id="c-{what}" data-choose="{what}">{inner}</select></p>'
    )


def _bar(state: State, folded: str) -> str:
    """One slim bar that stays in sight: the steps, the time, and the choices folded away."""
    items = "".join(_step_button(state, number) for number in range(1, len(STEPS) + 1))
    steps = f'<nav class="ml-stepper" aria-label="{escape(STEPPER[state.language])}"><ol>{items}</ol></nav>'
    return f'<div class="ml-slim">{steps}{_clock(state)}{folded}</div>'


def _folded(state: State) -> str:
    summary = f"<summary>{escape(CHOICES[state.language])}</summary>"
    panel = f'<div class="ml-panel">{_choices(state)}{_origin(state)}</div>'
    return f'<details class="ml-settings" id="ml-settings" data-closes>{summary}{panel}</details>'


def _step_button(state: State, number: int) -> str:
    current = ' aria-current="step"' if number == state.step else ""
    return (
        f'<li><button type="button" id="ml-step-{number}"{current} {send(kind="step", value=number)}>'
        f"<b>{number}</b> <span>{escape(STEPS[number - 1].name[state.language])}</span></button></li>"
    )


def _clock(state: State) -> str:
    """The time bar: empty until it was started; the browser moves it."""
    start = state.notes.meeting.get(CLOCK, "")
    if not start:
        return ""
    minutes = state.minutes
    begin, end = agenda.window(state.step, minutes)
    told = CLOCK_TEXT.fill(minute="{minute}", minutes=minutes)[state.language]
    name = CLOCK_NAME[state.language]
    planned = CLOCK_WINDOW.fill(begin=begin, end=end)[state.language]
    return (
        f'<div class="ml-clock" data-start="{escape(start)}" data-minutes="{minutes}" title="{escape(planned)}" '
        f'data-words="{escape(told)}" role="group" aria-label="{escape(name)}: {escape(planned)}">'
        f'<div class="ml-clock-bar" aria-hidden="true">'
        f'{_window(begin, end, minutes, state.step)}<span class="ml-clock-now"></span></div>'
        f'<span class="ml-clock-text"></span></div>'
    )


def _window(begin: int, end: int, minutes: int, step: int) -> str:
    """The part of the bar that is planned for this step; in Verklaren its quarter and its three quarters."""
    parts = [(begin, end, "")]
    if step == agenda.EXPLAIN:
        doubt, _suppose = agenda.halves(minutes)
        parts = [(begin, begin + doubt, " ml-doubt"), (begin + doubt, end, "")]
    return "".join(
        f'<span class="ml-clock-step{name}" '
        f'style="left:{100 * a / minutes:.1f}%;width:{100 * (b - a) / minutes:.1f}%"></span>'
        for a, b, name in parts
    )


def _way(state: State) -> str:
    language, back, on = state.language, "", ""
    if state.step > 1:
        back = common.button(BACK, language, "ml-back", plain=True, kind="step", value=state.step - 1)
    if state.step < len(STEPS):
        told = NEXT.fill(name=STEPS[state.step].name)
        on = common.button(told, language, "ml-next", kind="step", value=state.step + 1)
    return f'<div class="ml-way">{back}{on}</div>'
