"""Pages of the firm's accounts."""
