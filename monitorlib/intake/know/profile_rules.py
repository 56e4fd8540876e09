"""What may stand in a profile: its keys, the form of each, and what is wrong with one, all at once."""

from collections.abc import Iterator
from collections.abc import Mapping as Words
from datetime import date

from monitorlib.foundation.errors import meant
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.questions import FILL_IN, is_open
from monitorlib.intake.know.tools import tools
from monitorlib.tables import MISSING_REASONS

_KINDS = {
    "header": str,
    "tool": str,
    "instrument": str,
    "source": str,
    "partial": bool,
    "sheet": str,
    "team": str,
    "team_was": str,
    "wijk": str,
    "rater": str,
    "date": str,
    "client": (str, list),
    "pattern": str,
    "refused": (int, float),
    "columns": dict,
    "dates": dict,
    "moments": dict,
    "missing": dict,
    "labels": dict,
    "leefgebieden": dict,
    "join": dict,
    "postcode_wijk": dict,
}
KEYS = tuple(_KINDS)
JOIN_KEYS = ("key", "parent")
_PLAIN_FIELDS = (
    *("client", "household", "team", "wijk", "worker", "rater", "instrument", "leefgebied"),
    *("score", "goal_result", "date", "moment", "ignored", "age_band", "postcode"),
)
FIELDS = (*_PLAIN_FIELDS, "date@start", "kenmerk:naam", "score:zrm-2017/financien")  # as a message shows them
DATE_FORMS = (  # or a strptime format
    "day-month",
    "month-day",
    "swapped",
    "excel-1900",
    "excel-1904",
    "spss",
    "stata",
    "unix",
    "unix-ms",
)
CONSTANTS = ("team", "wijk", "rater", "date")
ROW = "row"  # `client = "row"`: each row is a person


def profile_problems(content: Words[str, object]) -> Iterator[Text]:
    """What is wrong with the content of a profile, or with a part of one."""
    sound = {}
    for name, value in content.items():
        if name not in _KINDS:
            hint = meant(name, KEYS)
            yield Text(f"'{name}' is onbekend; {hint.nl}", f"'{name}' is unknown; {hint.en}")
        elif not isinstance(value, _KINDS[name]) or (isinstance(value, bool) and name != "partial"):
            yield Text(f"'{name}' heeft een andere vorm.", f"'{name}' has another form.")
        else:
            sound[name] = value
    for part, rule, nl, en in _RULES:
        for name, value in sound.get(part, {}).items():
            if not rule(name, value):
                hint = _hint(part, name, value)
                yield Text(f"[{part}] '{name}': {nl}{hint.nl}", f"[{part}] '{name}': {en}{hint.en}")
    yield from _wrong_values(sound)
    yield from _not_filled_in(sound)


def _hint(part: str, name: str, value: object) -> Text:
    """The known word that was meant by one of `_RULES` that is not known, or the end of the sentence."""
    word, known = {
        "columns": (value, FIELDS),
        "dates": (value, (*DATE_FORMS, "%m/%d/%Y")),
        "missing": (name, MISSING_REASONS),
        "join": (name, JOIN_KEYS),
    }.get(part, ("", ()))
    if not known or not isinstance(word, str) or word in known:
        return Text(".", ".")
    hint = meant(word, known)
    return Text(f"; {hint.nl}", f"; {hint.en}")


def _not_filled_in(sound: dict) -> Iterator[Text]:
    """A word of a draft that only the person knows is not yet one."""
    for name, value in sound.items():
        if any(
            is_open(word) for part in _parts(value) for word in (part if isinstance(part, list) else [part])
        ):
            yield Text(f"'{name}' is nog niet ingevuld.", f"'{name}' has not been filled in yet.")


def _parts(value: object) -> list:
    return [*value, *value.values()] if isinstance(value, dict) else [value]


_RULES = (  # part, what each entry must be, and the words when it is not
    ("columns", lambda _, f: isinstance(f, str) and is_field(f), "onbekend veld", "unknown field"),
    ("dates", lambda _, form: is_date_form(form), "onbekende datumvorm", "unknown form of a date"),
    ("moments", lambda _, v: isinstance(v, str), "geen dag of kolom", "no day or column"),
    (
        "missing",
        lambda reason, v: reason in MISSING_REASONS and _are_texts(v),
        "onbekende reden",
        "unknown reason",
    ),
    ("labels", lambda _, v: _is_number(v), "geen score", "no score"),
    ("leefgebieden", lambda _, v: isinstance(v, str) and bool(v), "geen leefgebied", "no leefgebied"),
    ("join", lambda name, v: name in JOIN_KEYS and isinstance(v, str), "geen kolom", "no column"),
    ("postcode_wijk", lambda _, v: isinstance(v, str), "geen wijk", "no wijk"),
)


def _wrong_values(sound: dict) -> Iterator[Text]:
    if not _are_texts(sound.get("client", [])) and not isinstance(sound.get("client"), str):
        yield Text("'client' noemt geen kolommen.", "'client' names no columns.")
    if "date" in sound and not (is_day(sound["date"]) or sound["date"] == FILL_IN):
        yield Text("'date' is geen dag zoals 2025-03-01.", "'date' is no day such as 2025-03-01.")
    if sound.get("tool", next(iter(tools()))) not in tools():
        known = ", ".join(tools())
        yield Text(f"'tool' is onbekend (wel: {known}).", f"'tool' is unknown (these are: {known}).")
    if not 0 <= sound.get("refused", 0) <= 1:
        yield Text("'refused' ligt niet tussen 0 en 1.", "'refused' does not lie between 0 and 1.")
    if "{leefgebied}" not in sound.get("pattern", "{leefgebied}"):
        yield Text("'pattern' heeft geen {leefgebied}.", "'pattern' has no {leefgebied}.")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_day(text: str) -> bool:
    """Whether a text is a day as a profile writes it: 2025-03-01."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_date_form(form: object) -> bool:
    """Whether a word names the form of a column of dates: one of DATE_FORMS, or a strptime format."""
    return isinstance(form, str) and (form in DATE_FORMS or form.count("%") >= 3)


def is_field(text: str) -> bool:
    """Whether a word names a field; see fields.Guess."""
    head, _, rest = text.partition(":")
    if head == "score" and rest:
        return rest.count("/") == 1
    if head == "kenmerk":
        return rest.isidentifier()
    return text in _PLAIN_FIELDS or text.startswith("date@")
