"""Who exists: Chambers, provinces, firms, and the identifiers that name them."""
