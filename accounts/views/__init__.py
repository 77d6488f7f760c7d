"""Public pages of the app: the firms that a person acts for."""
