"""Files by content hash, served only through a query of their owner."""
