"""What is possible now with accounts, payments and tranches: each function gives the reason why not, or nothing."""
