"""A document becomes a narrated film."""
