"""Premises: what a person can do with spaces, their occupants and the hosting agreements."""
