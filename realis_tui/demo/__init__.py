"""The fictitious data set: made from a seed through the use cases, as the team would have entered it over the years."""
