"""The demonstration: a small invented world and stories in YAML, replayed through the real acts."""
