"""Pages of oco: home, explanation, first password, administration."""
