"""What every app stands on: money, locks, audit, refusals, the admin's base; no word of the domain."""
