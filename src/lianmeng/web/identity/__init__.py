"""Who is signed in, and in which of their capacities they act."""
