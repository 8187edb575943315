"""Rules as pure functions and frozen values: no data base, no screen, no clock."""
