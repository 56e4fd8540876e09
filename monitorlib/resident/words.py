"""Every word on the page that is not a score: plain Dutch (B1) and English, short, and never a verdict."""

from monitorlib.foundation.texts import Text

TITLE = Text("Mijn pagina", "My page")
NAME = Text("Naam:", "Name:")
INTRO = (
    Text(
        "Deze pagina is van u. Er staat op wat er over u is ingevuld, en niets van anderen.",
        "This page is yours. It holds what was filled in about you, and nothing of others.",
    ),
    Text(
        "Het is geen rapport. Klopt er iets niet? Zeg het.",
        "It is no report card. Is something wrong? Say so.",
    ),
)
IMPORTANT = Text("Wat u belangrijk vindt", "What matters to you")
IN_ORDER = Text("U zette dit in {when} op volgorde:", "You put these in order in {when}:")
CHOSEN = Text("U koos: {names}.", "You chose: {names}.")
NOT_CHOSEN = Text("U koos niet: {names}.", "You did not choose: {names}.")
CHANGED = Text("Toen en nu", "Then and now")
PICTURES = Text("Uw scores in beeld", "Your scores in pictures")
KEPT = Text("{who} bleef gelijk: {scores}.", "{who}, this stayed the same: {scores}.")
NEARLY = Text("{who} bleef bijna gelijk: {scores}.", "{who}, this nearly stayed the same: {scores}.")
WENT = Text("{who} veranderde: {scores}.", "{who}, this changed: {scores}.")
WAS = Text("{who}, één keer ingevuld: {scores}.", "{who}, filled in once: {scores}.")
FROM_TO = Text("van {first} naar {last}", "from {first} to {last}")
GOALS = Text("Uw doelen", "Your goals")
TALK = Text("Om samen over te praten", "To talk about together")
NOTHING_YET = Text(
    "Er zijn nog geen scores om te laten zien. U kunt wel samen praten.",
    "There are no scores to show yet. You can still talk together.",
)
NO_SCORE = Text("Zonder score: {names}.", "Without a score: {names}.")
NOT_KNOWN = Text(
    "Er is ook iets ingevuld waarvan we de schaal niet meer kennen: {names}.",
    "Something was filled in too of which we do not know the scale any more: {names}.",
)
ALL_THE_SAME = Text(
    "Wat vaker is ingevuld, bleef gelijk of bijna gelijk.",
    "What was filled in more often stayed the same or nearly so.",
)
ONCE = Text("Alles is ingevuld op één dag: {day}.", "All of it was filled in on one day: {day}.")
EACH_ONCE = Text("Elk onderwerp is één keer ingevuld.", "Each subject was filled in once.")

WHO = {
    "professional": Text("Volgens uw begeleider", "According to your worker"),
    "inwoner": Text("Volgens uzelf", "According to yourself"),
    "mantelzorger": Text("Volgens uw mantelzorger", "According to your carer"),
}
WHO_SHORT = {
    "professional": Text("uw begeleider", "your worker"),
    "inwoner": Text("u zelf", "you"),
    "mantelzorger": Text("uw mantelzorger", "your carer"),
}
STOOD = Text("{who} stond {name} {when} op {score}.", "{who}, {name} was at {score} {when}.")
NOW = Text("{When} op {score}.", "{When} it was at {score}.")
ALSO = Text("{who} {when} op {score}.", "{who}, at {score} {when}.")
STAYED = Text("{When} weer.", "{When} again.")
IN = Text("in {when}", "in {when}")
ON = Text("op {when}", "on {when}")
SCORE_IN_WORDS = Text("{score} ({words})", "{score} ({words})")

NOT_PRECISE = Text(
    "We weten niet hoe precies deze scores zijn. Een klein verschil zegt daarom weinig.",
    "We do not know how precise these scores are. So a small difference says little.",
)
BEYOND_NOISE = Text(
    "Dit verschil is groter dan een score vanzelf op en neer gaat.",
    "This difference is larger than a score goes up and down by itself.",
)
WITHIN_NOISE = Text(
    "Zo'n verschil kan er ook zijn zonder dat er iets veranderde. Een score is nooit heel precies.",
    "Such a difference can be there without a change. A score is never very precise.",
)

TIME = Text("Links: {first}. Rechts: {last}.", "Left: {first}. Right: {last}.")
SCALE = Text("{names}: van {low} tot {high}.", "{names}: from {low} to {high}.")
HIGHER = Text("Hoger is beter.", "Higher is better.")
LOWER = Text("Lager is beter.", "Lower is better.")

GOAL = Text("{name}: {score}, zei {who} {when}.", "{name}: {score}, according to {who}, {when}.")
NOT_TOLD = Text("{name}: nog niet ingevuld door {who}.", "{name}: not filled in yet by {who}.")
GAS = Text(
    "Bij een doel betekent 0: gelukt zoals afgesproken. Onder 0 is minder, boven 0 is meer.",
    "For a goal, 0 means: reached as agreed. Below 0 is less, above 0 is more.",
)
GOAL_WORDS = Text(
    "De woorden van uw doel bewaren wij niet. Schrijf ze er zelf bij als u wilt.",
    "We do not keep the words of your goal. Write them here if you like.",
)
ANSWER = Text("{question}? U zei {when}: {score}.", "{question}? You said {when}: {score}.")
NO_ANSWER = Text("{question}? Geen antwoord.", "{question}? No answer.")

ASK_GOAL = Text("{name} is gelukt. Wat hielp daarbij?", "{name} was reached. What helped?")
ASK_APART = Text(
    "Bij {name} koos u een {own} en uw begeleider een {other}. Hoe komt dat?",
    "For {name} you chose {own} and your worker {other}. Why is that?",
)
ASK_TURNED = Text(
    "{name} ging van {first} naar {last}. Wat speelde er? Wat kan nu helpen?",
    "{name} went from {first} to {last}. What was going on? What can help now?",
)
ASK_BETTER = Text(
    "{name} ging van {first} naar {last}. Wat hielp daarbij?",
    "{name} went from {first} to {last}. What helped?",
)
ASK_ONCE = Text(
    "Er is op één dag gemeten. Past dat beeld nog bij nu?", "This is of one day. Does it still fit today?"
)
ASK_SAME = Text(
    "De scores bleven gelijk. Is dat goed zo, of wilt u iets anders?",
    "The scores stayed the same. Is that fine, or would you like something else?",
)
ASK_NOTHING = Text("Wat wilt u hier graag op hebben staan?", "What would you like to see on this page?")
ASK_ALWAYS = (
    Text("Wat is nu het belangrijkste voor u?", "What matters most to you now?"),
    Text("Wat gaat goed en moet zo blijven?", "What goes well and should stay so?"),
    Text("Wie of wat kan u helpen?", "Who or what can help you?"),
)
