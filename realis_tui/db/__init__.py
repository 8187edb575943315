"""The data base: tables, engine, guards, journal, search, queries, backups and migrations."""
