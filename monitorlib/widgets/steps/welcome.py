"""Step 1: why we look at figures together, the ground rules, whose data, and what they cannot say."""

from html import escape

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.released import View
from monitorlib.sessions.meetings import WHOM
from monitorlib.widgets.sheet import Sheet
from monitorlib.widgets.state import CLOCK, State
from monitorlib.widgets.steps import common

NAME = Text("Welkom", "Welcome")
LEAD = Text(
    "Vandaag kijken we samen naar onze eigen cijfers. Ze zijn een begin van het gesprek, geen rapportcijfer.",
    "Today we look at our own figures together. They begin a conversation; they are no mark.",
)
PURPOSE = Text("Waarom we dit doen", "Why we do this")
PURPOSES = {
    "inzicht": Text("Inzicht: zien wat er gebeurt.", "Insight: see what happens."),
    "leren": Text("Leren: van elkaar en van de cijfers.", "Learning: from each other and from the figures."),
    "verbeteren": Text("Verbeteren: iets anders gaan doen.", "Improving: start doing something differently."),
    "verantwoorden": Text("Verantwoorden: laten zien wat we doen.", "Accounting: show what we do."),
}
FOR_WHOM = Text("Voor wie", "For whom")
RULES = Text("Onze afspraken", "Our ground rules")
RULE = (
    Text(
        "We praten over het team, niet over één collega.", "We talk about the team, not about one colleague."
    ),
    Text("We noemen geen namen van inwoners.", "We name no residents."),
    Text("Cijfer en ervaring tellen allebei.", "Figure and experience both count."),
    Text("Een tegenvaller is een begin, geen verwijt.", "A setback is a beginning, no reproach."),
)
DATA = Text("Over wie gaan de cijfers?", "Whose figures are these?")
AGE = Text(
    "De metingen zijn van {start} tot en met {end}. De cijfers zijn vrijgegeven op {created}.",
    "The measurements are from {start} to {end}. The figures were released on {created}.",
)
CANNOT = Text("Wat deze cijfers niet zeggen", "What these figures do not say")
LIMITS = (
    Text(
        "Ze zeggen niet waardoor iets veranderde. Daar gaat het gesprek over.",
        "They do not say what made something change. That is what the conversation is for.",
    ),
    Text(
        "Ze gaan over inwoners met twee metingen. Over de anderen weten we het niet.",
        "They are about residents measured twice. About the others we do not know.",
    ),
    Text(
        "Bij kleine aantallen speelt toeval mee. Daarom staat er steeds bij hoe zeker het is.",
        "With small numbers chance plays a part. So each figure tells how sure it is.",
    ),
)
TIME = Text("Hoe lang hebben we?", "How long do we have?")
MINUTES = {"60": Text("60 minuten", "60 minutes"), "90": Text("90 minuten", "90 minutes")}
OTHER_SCREENS = Text("Meekijken op een ander scherm:", "To follow along on another screen:")
ASKED = Text(
    "Vraagt dat scherm om een code? Open dan de link om mee te kijken die bij het starten verscheen.",
    "Does that screen ask for a code? Then open the link to follow along that appeared at the start.",
)
START = Text("Start de tijdbalk", "Start the time bar")
AGAIN = Text("Zet de tijdbalk op nul", "Set the time bar to zero")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """The opening page; it holds how many were measured, and no outcome."""
    language = state.language
    return {
        "lead": common.heading(NAME, LEAD, state),
        "welcome": f'<div class="ml-columns"><section class="ml-card">{_purpose(state)}</section>'
        f'<section class="ml-card">{_list(RULES, RULE, language)}</section></div>',
        "data": f'<section class="ml-card">{_data(state)}</section>',
        "limits": f'<section class="ml-card">{_list(CANNOT, LIMITS, language)}</section>',
        "time": f'<section class="ml-card">{_time(state, sheet)}</section>',
    }


def _purpose(state: State) -> str:
    language = state.language
    known = tuple(PURPOSES[each] for each in state.release.content.purpose if each in PURPOSES)
    who = ", ".join(WHOM[each][language] for each in state.settings.for_whom if each in WHOM)
    told = f"<p><b>{escape(FOR_WHOM[language])}:</b> {escape(who)}.</p>" if who else ""
    return _list(PURPOSE, known, language) + told


def _list(title: Text, lines: tuple[Text, ...], language: str) -> str:
    items = "".join(f"<li>{escape(line[language])}</li>" for line in lines)
    return f'<h3>{escape(title[language])}</h3><ul class="ml-list">{items}</ul>'


def _data(state: State) -> str:
    language, content = state.language, state.release.content
    views = "".join(f"<li>{_measured(view, state)}</li>" for view in content.views)
    age = AGE.fill(
        start=wording.day(content.period.start, language),
        end=wording.day(content.period.end, language),
        created=wording.day(state.release.manifest.created[:10], language),
    )
    missing = common.how_to_get_there(state) if all(map(common.nothing_to_show, content.views)) else ""
    return (
        f'<h3>{escape(DATA[language])}</h3><ul class="ml-list">{views}</ul>'
        f"<p>{escape(age[language])}</p>{missing}"
    )


def _measured(view: View, state: State) -> str:
    told = wording.measured_sentence(view, state.release.content.min_residents, state.language)
    rater = wording.RATERS[view.rater][state.language]
    return f"<b>{escape(view.label[state.language])}</b> ({escape(rater)}): {escape(told)}"


def _time(state: State, sheet: Sheet) -> str:
    chosen = sheet.taps("meeting", "minutes", TIME[state.language], MINUTES, str(state.minutes))
    started = CLOCK in state.notes.meeting
    text = AGAIN if started else START
    start = common.button(text, state.language, "ml-start-clock", plain=started, kind="clock")
    return chosen + start + _other_screens(state.language)


def _other_screens(language: str) -> str:
    """Where other screens find the meeting (server/following.py); the browser knows the whole address."""
    link = '<a href="meekijken" target="_blank" rel="noopener" data-address>meekijken</a>'
    asked = escape(ASKED[language])
    return f'<p class="ml-small">{escape(OTHER_SCREENS[language])} {link}<br>{asked}</p>'
