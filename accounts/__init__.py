"""Who acts: users, their roles, their memberships in firms and bodies."""
