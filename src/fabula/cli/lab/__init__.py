"""`fabula lab`: one file a command; `flags` is all that is imported before one of them runs."""
