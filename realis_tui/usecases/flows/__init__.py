"""What crosses pillars: a company entered from a file, an exit that releases its spaces."""
