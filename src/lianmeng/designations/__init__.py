"""The title of a pilot and its term (articles 10, 17). Whether it is in force follows from its dates."""
