"""The ground's forms: what people type about units, roles, the calendar and themselves."""
