"""The page of a worker's own caseload as parts, the same for every format."""

from collections.abc import Iterator

from monitorlib.pages import view_name
from monitorlib.released import Release, View
from monitorlib.reports import words as w
from monitorlib.reports.elements import Heading, Paragraph, Part
from monitorlib.reports.team_report import figure_row, origin, same_means


def own_parts(release: Release, language: str) -> tuple[Part, ...]:
    """The page, top to bottom; it names nobody, also not whose it is."""
    content = release.content
    parts: list[Part] = [
        Heading(f"{w.OWN_TITLE[language]} – {content.team}, {content.period.label[language]}", 1)
    ]
    if content.notice is not None:
        parts.append(Paragraph(content.notice[language]))
    parts += [Paragraph(line[language]) for line in (w.OWN_FOR, w.OWN_BESIDE)]
    for view in content.views:
        parts += _view(view, content.min_residents, language)
    parts += [
        Heading(w.OWN_QUESTIONS[language]),
        *(Paragraph(line[language]) for line in w.OWN_QUESTION_LINES),
    ]
    parts += [Heading(w.LIMITS[language]), *(Paragraph(line[language]) for line in w.LIMIT_LINES)]
    return (*parts, Paragraph(origin(release, language), small=True))


def _view(view: View, minimum: int, language: str) -> Iterator[Part]:
    told = [row for row in view.rows if row.n is not None]
    untold = [row.label[language] for row in view.rows if row.n is None]
    yield Heading(view_name(view, language))
    if told:
        yield from same_means(view, language)
        rows = tuple(figure_row(view, row, minimum, language)[: len(w.OWN_COLUMNS.heads)] for row in told)
        yield w.OWN_COLUMNS.table(rows, language, tuple(row.leefgebied for row in told))
    if untold:
        yield Paragraph(w.OWN_UNTOLD.fill(names=", ".join(untold))[language])
        yield Paragraph(w.OWN_WHY_UNTOLD.fill(minimum=minimum)[language], small=True)
