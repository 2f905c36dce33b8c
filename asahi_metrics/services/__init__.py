"""What the program does: every page, command and test goes through these."""
