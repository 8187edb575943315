"""The planning of the rooms: a day of all rooms, a week of one, a week of all, drawn by lines."""
