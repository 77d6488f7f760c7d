"""What the firm types, section by section."""
