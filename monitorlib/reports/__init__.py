"""The report of a meeting: what is told to whom (`team_report`, `own`, `shared`), as HTML, PDF or a document."""

# here, where nothing else is loaded, as every command line names them
REPORT_FORMATS = ("html", "pdf", "docx")
AUDIENCES = ("team", "organisation")
