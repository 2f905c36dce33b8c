"""One module for each step; Alembic finds them here and puts them in their order."""
