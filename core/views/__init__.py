"""Pages that belong to no part of the domain."""
