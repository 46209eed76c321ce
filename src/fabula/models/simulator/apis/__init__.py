"""What is said, shown and heard, in the wire formats of the roles; a file for each."""
