"""What people fill in on pages of the reports app: boxes cleaned and checked, never stored from here."""
