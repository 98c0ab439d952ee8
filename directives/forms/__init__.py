"""Forms of the papers: what a person may type, and how it becomes the plain values that the rules take."""
