"""Routes: what can be asked of the server, by what it is about."""
