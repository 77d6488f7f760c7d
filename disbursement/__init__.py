"""What was spent and paid: accounts, invoices, payouts, regional tranches."""
