"""The shared desk: how long a session lasts, locking and taking turns, registered computers, PINs."""
