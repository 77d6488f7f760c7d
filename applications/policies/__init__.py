"""What is possible now, and if not, why: one module for each act on an application."""
