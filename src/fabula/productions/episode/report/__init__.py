"""The report on an episode: as plain facts, and as a page that a person wants to read."""
