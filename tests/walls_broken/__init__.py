"""Each wall broken on purpose in a copy of the project: the test meant for it has to fail (script/test --walls)."""
