"""The demo: Zoetermeer with a year and a half of invented work, filed reports and a login per role."""
