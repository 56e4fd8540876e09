"""The report of a meeting: what is told to whom (`parts`, `shared`), as HTML, PDF or a document."""
