"""Comedy without a model: parses what an outline says, and plays it by the craft of a room."""
