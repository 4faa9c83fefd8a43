"""Each component of the look on one page, for those who build pages."""
