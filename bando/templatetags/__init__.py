"""What the templates of calls say with."""
