"""Import of an existing register: a workbook, or a zip with a csv file for each sheet. Three sheets are always there;
what the others are stands in `parts`.

`columns` says what may stand in the file, `sheets` reads it, `cells` understands single values, `check` finds every
error, `plan` lays the file beside what is known, `write` saves it in one transaction, `lines` recognises hour lines,
`preview` is what people see, `register` holds the acts. The format is described in docs/import-format.md.
"""
