"""What `monitor` alone tells: the way from an export to a meeting, and in which order the commands are listed."""

from monitorlib.foundation.texts import Text

TITLE = Text(
    "Van registratie naar teamgesprek, in vijf stappen:",
    "From registration to a team meeting, in five steps:",
)
STEPS = (
    ("monitor key new ~/sleutels/team.key", Text("1  sleutel", "1  key")),
    ("monitor inspect export.csv", Text("2  bekijken", "2  look")),
    (
        "monitor import export.csv --workspace ~/team --key ~/sleutels/team.key",
        Text("3  importeren", "3  import"),
    ),
    ("monitor publish --workspace ~/team --all", Text("4  publiceren", "4  publish")),
    ("monitor session --workspace ~/team", Text("5  gesprek", "5  meeting")),
)
DEMO = Text(
    "Eerst proberen, met verzonnen gegevens:  monitor session --demo",
    "To try it first, with invented data:  monitor session --demo",
)
MORE = Text(
    "Alle opdrachten: monitor --help. Uitleg van één: monitor import --help. In het Engels: --lang en.",
    "All commands: monitor --help. One explained: monitor import --help. In Dutch: --lang nl.",
)
# the headings of `monitor --help`, and the commands under each in the order in which somebody needs them
PANELS = (
    (
        Text("Van export naar gesprek", "From an export to a meeting"),
        ("key", "inspect", "import", "publish", "session"),
    ),
    (
        Text("Rond het gesprek", "Around the meeting"),
        ("progress", "report", "export", "caseload", "resident"),
    ),
    (Text("Nakijken en terugdraaien", "Checking and taking back"), ("verify", "withdraw", "undo")),
    (Text("Voor analisten", "For analysts"), ("lab", "new-notebook")),
    (Text("Beheer", "Administration"), ("serve", "backup", "restore", "audit")),
)
# where a command stands that none of these names
REST = Text("Verder", "More")


def order(name: str) -> int:
    """Where a command is listed; one that is not named comes behind all others, as it was registered."""
    named = [each for _, names in PANELS for each in names]
    return named.index(name) if name in named else len(named)


def heading(name: str) -> Text:
    """Above which commands it stands."""
    return next((heading for heading, names in PANELS if name in names), REST)


def epilog(language: str) -> str:
    """What stands under the explanation of a command."""
    return Text("In het Engels: --lang en", "In Dutch: --lang nl")[language]


def story(language: str) -> list[str]:
    """The lines of `monitor` alone."""
    width = max(len(word[language]) for _, word in STEPS)
    steps = [f"  {word[language]:<{width}}  {line}" for line, word in STEPS]
    return [TITLE[language], "", *steps, "", DEMO[language], MORE[language]]
