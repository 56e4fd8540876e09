"""The words of the report that are not about results (those are in `wording`)."""

from monitorlib.foundation.texts import Text
from monitorlib.pages import HEADS, RECOGNISED
from monitorlib.reports.elements import Columns
from monitorlib.sessions import meetings as said

# what a team chose, in the words of its page
EXPECTED, KINDS, WHOM, YES_PARTLY_NO = said.EXPECTED, said.KINDS, said.WHOM, RECOGNISED

TITLE = Text("Verslag teamreflectie", "Report of the team reflection")
TEAM_ONLY = Text(
    "Dit verslag is van het team. Deel het niet verder zonder het team te vragen.",
    "This report belongs to the team. Do not pass it on without asking the team.",
)
FOR_ORGANISATION = Text(
    "Dit verslag is voor de organisatie. Notities, verhalen en verklaringen van het team staan er niet in. "
    "Kleine aantallen zijn weggelaten.",
    "This report is for the organisation. Notes, stories and explanations of the team are left out, and so "
    "are small numbers.",
)
NO_MEETING = Text(
    "Over deze periode is nog niets opgeschreven.", "Nothing has been written about this period yet."
)
HELD = Text("De bijeenkomst begon op {day}.", "The meeting began on {day}.")
WHY = Text("Waarom we dit doen", "Why we do this")
WHY_LINE = Text("Doel: {purpose}. Voor wie: {whom}.", "Purpose: {purpose}. For whom: {whom}.")
PURPOSES = {
    "inzicht": Text("inzicht", "insight"),
    "leren": Text("leren", "learning"),
    "verbeteren": Text("verbeteren", "improving"),
    "verantwoorden": Text("verantwoorden", "accounting"),
}
OWN_CARDS = Text("Van onze analist", "From our analyst")
CHOSEN = Text(
    "Dit is de keuze “{values}”. Op het scherm staan ook de andere.",
    "This is the choice “{values}”. The others are on the screen.",
)
FIGURES = Text("Wat de cijfers zeggen", "What the figures say")
FIGURE_COLUMNS = Columns(
    (
        *HEADS[:3],
        Text("Hoe groot, en hoe zeker", "How much, and how sure"),
        Text("In een woord", "In a word"),
    ),
    (21, 12, 23, 28, 16),
)
SEEN = Text("Wat we verwachtten en herkennen", "What we expected and recognise")
SEEN_COLUMNS = Columns(
    (
        Text("Leefgebied", "Life domain"),
        Text("We verwachtten", "We expected"),
        Text("Uitkomst", "Outcome"),
        Text("Herkennen we dit?", "Do we recognise this?"),
        Text("Notitie", "Note"),
    ),
    (21, 16, 17, 14, 32),
)
EXPLAINED = Text("Hoe wij het verklaren", "How we explain it")
EXPLAINED_COLUMNS = Columns(
    (
        Text("Onze verklaring", "Our explanation"),
        Text("Leefgebied", "Life domain"),
        Text("Wat de gegevens erover zeggen", "What the data say about it"),
    ),
    (40, 20, 40),
)
NOT_IN_DATA = Text("niet in deze gegevens te zien", "not to be seen in these data")
NOT_LINKED = Text("nog niet gekoppeld", "not linked yet")
ANSWERS = {
    "supports": Text("de gegevens steunen dit", "the data support this"),
    "contradicts": Text("de gegevens spreken dit tegen", "the data contradict this"),
    "cannot_say": Text("de gegevens kunnen het niet zeggen", "the data cannot say"),
}
VALUED = Text("Wat we ervan vinden", "What we think of it")
WOULD_SEE = Text("Wat we dan in ons werk zouden zien", "What we would then see in our work")
ASKED = Text("Aan wie we het vragen", "Whom we ask")
STORIES = Text("Verhalen bij de cijfers", "Stories beside the figures")
BEFORE = Text("Wat er van de vorige afspraken kwam", "What came of the earlier agreements")
BEFORE_COLUMNS = Columns(
    (
        Text("Afspraak", "Agreement"),
        Text("Leefgebied", "Life domain"),
        Text("Hoe staat het?", "How is it going?"),
        Text("Notitie", "Note"),
    ),
    (34, 20, 16, 30),
)
STATUS = {
    "open": Text("nog niet besproken", "not discussed yet"),
    "going_on": Text("loopt", "going on"),
    "done": Text("gedaan", "done"),
    "dropped": Text("gestopt", "dropped"),
}
AGREED = Text("Wat we gaan doen", "What we will do")
AGREED_COLUMNS = Columns(
    (
        Text("Soort", "Kind"),
        Text("Afspraak", "Agreement"),
        Text("Leefgebied", "Life domain"),
        Text("Wie", "Who"),
        Text("Wanneer", "By when"),
        Text("Wat we hopen te zien", "What we hope to see"),
        Text("Zelf in de hand?", "In our own hands?"),
    ),
    (12, 26, 15, 12, 11, 15, 9),
)
NOTHING_AGREED = Text("Er is niets afgesproken.", "Nothing was agreed.")
NOT_SHARED = Text(
    "Het team koos er niet voor om de afspraken te delen.", "The team did not choose to share its agreements."
)
NEXT_TIME = Text("Volgende keer: {when}", "Next time: {when}")
LIMITS = Text("Wat deze cijfers niet zeggen", "What these figures do not say")
LIMIT_LINES = (
    Text("Ze zeggen niet waardoor iets veranderde.", "They do not say what made something change."),
    Text(
        "Ze gaan over inwoners met twee metingen. Over de anderen weten we het niet.",
        "They are about residents who were measured twice. About the others we do not know.",
    ),
    Text(
        "Bij kleine aantallen speelt toeval mee. Maak er geen ranglijst van.",
        "With small numbers chance plays a part. Do not make a ranking of it.",
    ),
)
OWN_TITLE = Text("Mijn inwoners", "My residents")
OWN_FOR = Text(
    "Dit blad is alleen voor u. Het gaat over de inwoners bij wie u de laatste meting deed.",
    "This page is for you alone. It is about the residents whose last measurement was yours.",
)
OWN_BESIDE = Text(
    "Leg het niet naast dat van een collega. Wie bij wie komt is geen toeval, en de aantallen zijn klein.",
    "Do not lay it beside a colleague's. Who comes to whom is no coincidence, and the numbers are small.",
)
OWN_COLUMNS = Columns(
    FIGURE_COLUMNS.heads[:4], (26, 12, 28, 34)
)  # no verdict: one worker's numbers are for a conversation
OWN_QUESTIONS = Text("Om over na te denken", "To think about")
OWN_QUESTION_LINES = (
    Text("Herkent u dit?", "Do you recognise this?"),
    Text("Welk verhaal hoort erbij?", "Which story goes with it?"),
    Text("Wat neemt u mee naar het team?", "What do you take to the team?"),
)
OWN_UNTOLD = Text("Hierover staat er niets: {names}.", "Nothing is told of: {names}.")
OWN_WHY_UNTOLD = Text(
    "Daar zijn minder dan {minimum} inwoners, of naast de cijfers van het team zou te lezen zijn hoe het bij "
    "collega's ging.",
    "There are fewer than {minimum} residents there, or beside the team's figures it would show how it went with "
    "colleagues.",
)
PAGE_OF = {"nl": ("pagina", "van"), "en": ("page", "of")}  # "pagina 1 van 4"
NOTHING = "–"
