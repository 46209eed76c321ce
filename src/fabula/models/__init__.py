"""Models: what answers tasks and reads texts aloud, each provider in a file of its own."""
