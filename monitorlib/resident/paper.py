"""The page as PDF, in letters of 18 points, tagged for a screen reader."""

from monitorlib.reports.embedded import own_pictures, refuse_without_pango


def pdf_page(html: str) -> bytes:
    """The page as a tagged PDF: language, title and the words of every picture are in it."""
    refuse_without_pango()
    from weasyprint import HTML

    return HTML(string=html, url_fetcher=own_pictures()).write_pdf(pdf_tags=True)
