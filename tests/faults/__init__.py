"""What happens when parts of the system die: on real processes, each test with the fault itself."""
