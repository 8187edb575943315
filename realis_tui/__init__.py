"""realis: the working tool of the REALIS incubator and of YESS Académie, in the terminal."""

__version__ = "0.1.0"
