"""The pages of directives and programmes: each fetches through the door, asks one rule, answers."""
