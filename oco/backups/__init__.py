"""Backups: everything in the database at one moment as one file, and the way back with every table compared."""
