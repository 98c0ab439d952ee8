"""Invented data of realistic size for a first look and for benchmarks; the people in it are role accounts."""
