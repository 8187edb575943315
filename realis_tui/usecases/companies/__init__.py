"""Companies: what a person can do with them, their people, agreements, figures and follow-up."""
