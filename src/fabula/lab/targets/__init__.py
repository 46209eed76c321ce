"""What the documents demand: tables of targets, one file a system, and the judge."""
