"""One file a check, each with an EXPLANATION; a new file here is a new check."""
