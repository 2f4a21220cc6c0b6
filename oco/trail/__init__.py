"""The log: every change (`tables`, `statements`) and every look at a client (`reads`), sealed (`seals`), verified
(`verify`, also by what was filed: `filed`), with a term (`term`). Models: oco/models/trail.py; why it is as it is:
docs/decisions/0045 and 0046."""
