"""Pictures of the meeting made of HTML and SVG: from released numbers, each with its words and its table."""
