"""Pictures: one file a provider, and what several of them share."""
