"""Charts and maps: a frame goes in, a figure comes out."""
