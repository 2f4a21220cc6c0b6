"""What this program is made of: the locked packages, their licences, a bill of materials, and known vulnerabilities.

A tool for builders; nothing of it runs in the program itself. `policy.toml` holds what people decided.
"""
