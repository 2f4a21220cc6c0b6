"""What `script/test --walls` breaks is still there to be broken, and the tests that must notice too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.walls_broken.breaks import BREAKS, Break
from tests.walls_broken.guards import GUARDS

PROJECT = Path(__file__).resolve().parents[1]
ALL = (*BREAKS, *GUARDS)


@pytest.mark.parametrize("each", [each for each in ALL if each.file], ids=lambda each: each.wall)
def test_the_words_of_a_wall_stand_there_once_and_the_broken_file_can_be_read(each: Break) -> None:
    text = (PROJECT / each.file).read_text(encoding="utf-8")
    assert text.count(each.old) == 1
    broken = text.replace(each.old, each.new)
    assert broken != text
    ast.parse(broken)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.wall)
def test_the_test_that_is_meant_for_a_wall_exists(each: Break) -> None:
    file, _, name = each.test.partition("::")
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not name or name.partition("[")[0] in there


def test_a_wall_has_one_name_and_one_way_to_break_it() -> None:
    assert len({each.wall for each in ALL}) == len(ALL)
    assert all(bool(each.file) != bool(each.sql) for each in ALL)
