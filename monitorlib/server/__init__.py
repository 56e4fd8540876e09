"""Serving the meeting: Voila as a process of its own, locked down. All of Voila that we use stands here."""
