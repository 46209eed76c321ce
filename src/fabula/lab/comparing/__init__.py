"""What is beside what: two revisions, a run and its baseline, a commit and the one before."""
