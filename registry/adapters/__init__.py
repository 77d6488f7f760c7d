"""The outside world: check digits as the library knows them."""
