"""The steps from one shape of the tables to the next, which nobody changes once they are out."""
