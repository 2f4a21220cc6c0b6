"""Addresses: one list per process, with Dutch paths and English names."""
