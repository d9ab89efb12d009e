"""Verbs on sweeps (集中清查): groups and their forces, venues to be visited, sign-ons and reports."""
