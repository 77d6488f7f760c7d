"""Eligibility: facts, kinds of rule with their judges, and the engine that asks them."""
