"""The alliance as its own people keep it: founding, sections, revisions, comparison."""
