"""What people type about accounts, payments and tranches; shapes only, whether it may be done is asked of the policies."""
