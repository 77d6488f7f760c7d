"""What is possible now: why a person cannot come, act or go, in words."""
