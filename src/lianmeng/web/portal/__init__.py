"""The public door: register of titles, notices, open calls."""
