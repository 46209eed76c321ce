"""Text: what answers typed tasks, a file for each kind of provider."""
