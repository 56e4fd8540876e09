"""What was typed and is not kept: how many fields, where they are, and the way on. Nobody closes over it."""

from html import escape

from monitorlib.foundation.texts import Text
from monitorlib.sessions import Topic
from monitorlib.widgets.sheet import slug
from monitorlib.widgets.state import Place, State
from monitorlib.widgets.steps import common
from monitorlib.widgets.steps.card import NOTE
from monitorlib.widgets.steps.explain import OWN_TEXT, WHOM, WOULD_SEE
from monitorlib.widgets.steps.improve import ACTION, WHO
from monitorlib.widgets.steps.improve import EXPECTED as CHANGE
from monitorlib.widgets.steps.last_time import FOLLOW_UP
from monitorlib.widgets.steps.value import ONE_STORY, OVERALL, STORY, VALUATION

ONE = Text(
    "1 veld is nog niet bewaard. Pas de tekst aan of gooi hem weg. Daarna kunt u afsluiten.",
    "1 field is not kept yet. Change the text or throw it away. Then you can close.",
)
MANY = Text(
    "{count} velden zijn nog niet bewaard. Pas de teksten aan of gooi ze weg. Daarna kunt u afsluiten.",
    "{count} fields are not kept yet. Change the texts or throw them away. Then you can close.",
)
GO = Text("Ga naar stap {step}", "Go to step {step}")
DROP = Text("Gooi weg", "Throw away")
LAST = 8
HERE = Text("Een veld op deze bladzijde", "A field on this page")
# the kind of subject and the field → the step where it is typed, and what it is called there
_TYPED = {
    ("action", "follow_up"): (2, FOLLOW_UP),
    ("topic", "note"): (4, NOTE),
    ("topic", "would_see"): (5, WOULD_SEE),
    ("topic", "whom"): (5, WHOM),
    ("explanation", "text"): (5, OWN_TEXT),
    ("meeting", "valuation"): (6, OVERALL),
    ("meeting", "story"): (6, STORY),
    ("topic", "valuation"): (6, VALUATION),
    ("topic", "story"): (6, ONE_STORY),
    ("action", "text"): (7, ACTION),
    ("action", "who"): (7, WHO),
    ("action", "expected"): (7, CHANGE),
}


def draw(state: State) -> str:
    """A panel with each field that is not kept, or nothing."""
    places = state.unkept_here
    if not places:
        return ""
    language = state.language
    told = ONE if len(places) == 1 else MANY.fill(count=len(places))
    items = "".join(f"<li>{_field(state, place)}</li>" for place in places)
    return (
        f'<section class="ml-message ml-unkept" id="ml-unkept" tabindex="-1"><p>{escape(told[language])}</p>'
        f'<ul class="ml-list">{items}</ul></section>'
    )


def words(state: State) -> str:
    """How many fields are not kept, in one sentence."""
    count = len(state.unkept_here)
    return (ONE if count == 1 else MANY.fill(count=count))[state.language]


def _field(state: State, place: Place) -> str:
    language, id = state.language, slug(f"{place.subject}-{place.name}")
    step, label = _TYPED.get((place.subject.partition("/")[0], place.name), (LAST, HERE))
    topic = Topic.of(place.subject)
    about = f" ({state.label_of(topic)})" if topic else ""
    where = {"view": f"{topic.instrument}/{topic.rater}", "leefgebied": topic.leefgebied} if topic else {}
    go = common.button(GO.fill(step=step), language, f"go-{id}", plain=True, kind="step", value=step, **where)
    drop = common.button(
        DROP, language, f"drop-{id}", plain=True, kind="drop", subject=place.subject, field=place.name
    )
    return f"{escape(label[language] + about)} {'' if step == LAST else go}{drop}"
