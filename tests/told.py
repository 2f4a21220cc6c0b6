"""What a test counted, said below the results: the fixture `tell` of tests/conftest.py."""

from collections.abc import Callable

Tell = Callable[[str], None]
TOLD = "told"  # the name of the property of a test
