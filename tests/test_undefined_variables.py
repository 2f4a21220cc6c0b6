"""A template variable that nobody defined fails a test (tests/conftest.py)."""

from pathlib import Path

import pytest
from django.template import Context, Origin, Template, engines
from django.template.backends.django import DjangoTemplates

from tests.conftest import PROJECT


def template(text: str, file: Path) -> Template:
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    return Template(text, origin=Origin(str(file)), engine=backend.engine)


def show(text: str, file: Path = PROJECT / "templates" / "proef.html") -> str:
    return template(text, file).render(Context({"known": "ja", "empty": ""}))


def test_an_undefined_variable_fails_with_its_name() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"templates/proef.html shows \{\{ wie \}\}, which is not defined"):
        show("{{ known }} {{ wie }}")


def test_an_undefined_attribute_fails_with_its_name() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"\{\{ known.naam \}\}"):
        show("{{ known.naam }}")


def test_the_filter_default_says_what_to_show_instead() -> None:
    assert show("{{ wie|default:'niemand' }}, {{ empty }}, {{ known }}") == "niemand, , ja"


def test_templates_of_libraries_may_count_on_empty() -> None:
    assert show("[{{ wie }}]", PROJECT / ".venv" / "lib" / "crispy" / "field.html") == "[]"
    assert show("[{{ wie }}]", Path("/usr/lib/elsewhere.html")) == "[]"
