"""The shape of what people tell about themselves, their firms, and the roles in them."""
