"""How people get in: invitations, registration of organisations, who holds what."""
