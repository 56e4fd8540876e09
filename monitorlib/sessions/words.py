"""The words of what a team chooses: one list for page and report. The codes are those of `fields.WORDS`."""

from monitorlib.foundation.texts import Text

EXPECTED = {
    "more_better": Text("meer vooruit", "more improved"),
    "same": Text("ongeveer gelijk", "about the same"),
    "more_worse": Text("meer achteruit", "more deteriorated"),
    "no_idea": Text("geen idee", "no idea"),
}
KINDS = {
    "more": Text("meer doen", "do more"),
    "less": Text("minder doen", "do less"),
    "different": Text("anders doen", "do differently"),
    "keep": Text("behouden", "keep"),
    "expertise": Text("andere kennis of methode", "other expertise or method"),
}
# for whom the organisation looks at its figures (workspace.toml, voor_wie)
WHOM = {
    "inwoner": Text("de inwoner", "the resident"),
    "professional": Text("de professional", "the professional"),
    "organisatie": Text("de organisatie", "the organisation"),
    "financier": Text("de financier", "the funder"),
}
