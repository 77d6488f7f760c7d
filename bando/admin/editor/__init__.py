"""The editor of a call in preparation: thirteen sections, one mechanism."""
