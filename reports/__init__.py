"""What is shown to others: one table, three renderers, runs that can be repeated."""
