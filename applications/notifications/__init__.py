"""What is told to whom when something happened: one module for each side of the procedure."""
