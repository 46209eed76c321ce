"""What each scene shows: the options that it has, and the ones that do best together."""
