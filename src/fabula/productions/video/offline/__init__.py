"""The offline writer of storyboards: extraction, rules and a few phrases of its own; no model."""
