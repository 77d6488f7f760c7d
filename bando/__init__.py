"""What was promised: the call, its rules, its money, its acts."""
