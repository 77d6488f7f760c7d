"""How pages draw the tables of reports."""
