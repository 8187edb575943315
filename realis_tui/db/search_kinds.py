"""The kinds of things the search knows, by the names that the index, the command line and the screens share."""

COMPANY, PERSON, SPACE, ROOM, BOOKING = "entreprise", "personne", "local", "salle", "reservation"
KINDS = (COMPANY, PERSON, SPACE, ROOM, BOOKING)
BOOKING_MARK = "zzreservation"
"""A word of every booking's entry, that nobody types."""
