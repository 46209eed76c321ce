"""What can be measured of an episode: by counting, on the clock, and blind."""
