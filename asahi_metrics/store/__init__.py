"""The database: tables, revisions, records and the observations counted from them."""
