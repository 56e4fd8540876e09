"""HTML from released numbers: the parts of the meeting's page. Light; every text is escaped."""

from base64 import b64encode
from html import escape
from pathlib import Path

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.released import Content, Release, Row, View
from monitorlib.wording import verdicts

PICTURE = "data:image/svg+xml;base64,"
STYLE_FILE = Path(__file__).parent / "style.css"
TITLE = Text("Teamreflectie", "Team reflection")
TABLE_SUMMARY = Text("Toon dezelfde cijfers als tabel", "Show the same figures as a table")
QUESTIONS = {
    "recognised": Text("Herkennen we dit?", "Do we recognise this?"),
    "note": Text("Wat valt ons op?", "What do we notice?"),
    "agreement": Text("Wat spreken we af?", "What do we agree?"),
}
RECOGNISED = {
    "yes": Text("ja", "yes"),
    "partly": Text("deels", "partly"),
    "no": Text("nee", "no"),
}
HEADS = (
    Text("Leefgebied", "Life domain"),
    Text("Inwoners", "Residents"),
    Text("Aantallen", "Counts"),
    Text("Vooruit min achteruit", "Improved minus deteriorated"),
    Text("Hoe zeker", "How sure"),
)
_SHARE_HEAD = Text("Deel en marge", "Share and margin")
_NO_NUMBER = "–"


def notice(content: Content, language: str) -> str:
    """The sentence that stands above every page of a workspace, e.g. that the data are invented."""
    if content.notice is None:
        return ""
    return f'<p class="ml-notice">{escape(content.notice[language])}</p>'


def headline(content: Content, view: View, language: str) -> str:
    """Whose figures these are: instrument, view, period, and how many residents."""
    start, end = (wording.day(each, language) for each in (content.period.start, content.period.end))
    window = Text(f"van {start} tot en met {end}", f"from {start} to {end}")[language]
    measured = wording.measured_sentence(view, content.min_residents, language)
    return (
        f'<h2 class="ml-view">{escape(view.label[language])}'
        f' <span class="ml-rater">{escape(wording.RATERS[view.rater][language])}</span></h2>'
        f'<p class="ml-lead">{escape(content.team)}, {escape(content.period.label[language])} ({window}). '
        f"{escape(measured)}</p>"
    )


def overview(view: View, language: str) -> str:
    """The verdicts in words, below the picture."""
    items = "".join(f"<li>{escape(line)}</li>" for line in verdicts.verdict_overview(view, language))
    return f'<ul class="ml-verdicts">{items}</ul>' if items else ""


def table(content: Content, view: View, language: str, folded: bool = True) -> str:
    """The same figures as a table, folded away on the screen and open in the report."""
    heads = [head[language] for head in HEADS]
    if view.kind == "answers":
        heads[3] = _SHARE_HEAD[language]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(_table_row(content, view, row, language) for row in view.rows)
    rows = f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    if not folded:
        return rows
    return f'<details class="ml-fold"><summary>{escape(TABLE_SUMMARY[language])}</summary>{rows}</details>'


def _table_row(content: Content, view: View, row: Row, language: str) -> str:
    n = _NO_NUMBER if row.n is None else str(row.n)
    cells = (n, counts_in_words(row, language), _interval(row, language), _verdict(view, row, language))
    written = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return (
        f'<tr data-leefgebied="{escape(row.leefgebied)}"><th scope="row">'
        f"{escape(row.label[language])}</th>{written}</tr>"
    )


def counts_in_words(row: Row, language: str) -> str:
    """The released classes with their counts, "26 vooruit, 34 niet vooruit", and what is said of hidden ones."""
    counts = [f"{count} {wording.CLASSES[name][language]}" for name, count in (row.counts or {}).items()]
    return ", ".join(filter(None, (*counts, wording.few_in_words(row, language)))) or _NO_NUMBER


def _interval(row: Row, language: str) -> str:
    if row.interval is None or row.counts is None:
        return _NO_NUMBER
    signed = "unchanged" in row.counts
    estimate, low, high = (
        wording.percent(each, language, signed)
        for each in (row.interval.estimate, row.interval.low, row.interval.high)
    )
    first = "" if signed or "yes" in row.counts else f"{wording.CLASSES[next(iter(row.counts))][language]}: "
    between = Text("tussen {low} en {high}", "between {low} and {high}").fill(low=low, high=high)[language]
    return f"{first}{estimate} ({between})"


def _verdict(view: View, row: Row, language: str) -> str:
    return _NO_NUMBER if view.kind == "answers" else verdicts.verdict_word(row, language)


def view_name(view: View, language: str) -> str:
    """An instrument and whose view it is, in one line."""
    return f"{view.label[language]} ({wording.RATERS[view.rater][language]})"


def origin(release: Release, language: str) -> str:
    """Where the numbers came from, small: which release, when, of which data."""
    content, manifest = release.content, release.manifest
    created = wording.day(manifest.created[:10], language)
    told = Text(
        f"Vrijgave {manifest.number} van {created}; versie {content.data_version} van de gegevens. "
        "Wat later is geregistreerd, telt hier nog niet mee. "
        f"Van een groep kleiner dan {content.min_residents} inwoners tonen we niets.",
        f"Release {manifest.number} of {created}; version {content.data_version} of the data. "
        "What was registered later does not count here yet. "
        f"Nothing is shown of a group smaller than {content.min_residents} residents.",
    )
    citations = " ".join(sorted({view.citation for view in content.views}))
    lines = filter(None, (told[language], citations, wording.unchanged_sources(content.views, language)))
    return f'<p class="ml-origin">{"<br>".join(map(escape, lines))}</p>'


def running(periods: tuple[tuple[str, str], ...], language: str) -> str:
    """Which periods go on (their name, and the first day on which they may be released as ISO date), small."""
    told = Text(
        "Periode {period} loopt nog; die cijfers komen vanaf {day}.",
        "Period {period} is not complete; its figures come from {day} on.",
    )
    lines = [told.fill(period=name, day=wording.day(day, language))[language] for name, day in periods]
    return f'<p class="ml-origin">{"<br>".join(map(escape, lines))}</p>' if lines else ""


def as_source(svg: str) -> str:
    """A picture as the source of an `<img>`: there no script in it runs, and nothing that it names is fetched."""
    return f"{PICTURE}{b64encode(svg.encode()).decode()}"


def style() -> str:
    """The look of the meeting and of the report: one style sheet."""
    return STYLE_FILE.read_text(encoding="utf-8")
