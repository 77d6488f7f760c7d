"""The outside world: the files that come with the app."""
