"""Documents in; slides, sound and film out: pure functions over bytes and files."""
