"""What crosses pillars: a company entered from a file, two cards made one, an exit that releases its spaces."""
