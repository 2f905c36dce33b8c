"""Models, errors, the Japanese calendar, words in both languages, and the catalogue."""
