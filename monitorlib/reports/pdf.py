"""The report as PDF, by WeasyPrint. It reads nothing but the page that it is given."""

from monitorlib.reports.embedded import own_pictures, refuse_without_pango
from monitorlib.reports.page import END

# points; the first at which the last page is no scrap
SIZES = (10, 9.5, 10.5)
SCRAP = 0.25  # of a page


def pdf_report(html: str) -> bytes:
    """The page as a tagged PDF file: a screen reader can follow it, pictures included."""
    return laid_out(html).write_pdf(pdf_tags=True)


def laid_out(html: str):
    """The page on A4 (a WeasyPrint document), in letters a little smaller where that saves a scrap of a page."""
    refuse_without_pango()
    from weasyprint import CSS, HTML

    page, first = HTML(string=html, url_fetcher=own_pictures()), None
    for size in SIZES:
        style = CSS(string=f"@media print {{ html {{ font-size: {size}pt !important }} }}")
        document = page.render(stylesheets=[style])
        first = first or document
        if len(document.pages) == 1 or last_page_share(document) >= SCRAP:
            return document
    return first


def last_page_share(document) -> float:
    """How far down its last page a report ends, 0 to 1."""
    last = document.pages[-1]
    return last.anchors[END][1] / last.height if END in last.anchors else 1.0
