"""All that is kept about one client: for the client who asks to see it, and for removing it.

`parts` names every model, by subject in `person`, `question`, `others`, `results`, `keeping` and `hidden`; `part` says
what an entry is. `gathering` makes one dossier of it with `looks`, and `files` has the worker make it a file.
"""
