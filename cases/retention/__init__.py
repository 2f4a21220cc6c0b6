"""Keeping no longer than needed: terms, holds, the monthly proposal, two approvals, carrying out, the certificate."""
