"""Speech: what reads texts aloud, a file for each kind of provider."""
