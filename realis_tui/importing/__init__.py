"""What comes in from a file: Excel and CSV read as people really write them, row by row, into the use cases."""
