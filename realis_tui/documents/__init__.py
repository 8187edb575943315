"""What leaves as a file: Excel and CSV, written whole or not at all."""
