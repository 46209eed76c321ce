"""What the studio can make: one recipe a kind of work, none knowing another."""
