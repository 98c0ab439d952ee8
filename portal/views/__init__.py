"""The ground's pages: units, people, calendar, messages, files."""
