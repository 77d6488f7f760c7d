"""Knowledge in pure Python: no ORM, no clock, no user."""
