"""Files that leave the program: figures in, bytes out."""
