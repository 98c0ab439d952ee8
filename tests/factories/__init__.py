"""Factories: plain functions that only make what the portal itself could make."""
