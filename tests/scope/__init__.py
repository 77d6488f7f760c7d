"""Who reaches what: every address, for every role, on rows of one’s own and of others."""
