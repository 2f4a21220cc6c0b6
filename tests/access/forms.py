"""The forms of a page as a browser knows them: where they go, and what each of their fields can send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django import forms as django_forms


@dataclass
class Field:
    name: str
    kind: str  # text, hidden, select, radio, checkbox, date, …
    values: list[str] = field(default_factory=list)  # what can be chosen, or what stands in it
    chosen: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, today: date) -> dict[str, Any]:
        """As somebody would send it who fills in every field that is empty."""
        data: dict[str, Any] = {}
        for found in self.fields.values():
            real = [value for value in found.values if value]
            if found.kind == "file" or found.name == "csrfmiddlewaretoken":
                continue
            if found.kind == "checkbox":
                data[found.name] = found.chosen or real[:1]
            elif found.kind in ("select", "radio"):
                chosen = [value for value in found.chosen if value]
                if chosen or real:
                    data[found.name] = (chosen or real)[0]
            elif found.kind == "submit":
                data.setdefault(found.name, found.values[0] if found.values else "")
            elif real or found.kind == "hidden":
                data[found.name] = real[0] if real else ""
            else:
                data[found.name] = _typed(found, today)
        return data


def _typed(found: Field, today: date) -> str:
    match found.kind:
        case "date":
            return today.isoformat()
        case "email":
            return "iemand@voorbeeld.example"
        case "tel":
            return "079 321 87 65"
        case "number":
            return "1"
        case "time":
            return "10:00"
    if any(word in found.name for word in ("_on", "date", "day", "due", "until", "_by")):
        return f"{today:%d-%m-%Y}"
    if any(word in found.name for word in ("minutes", "amount", "hours", "number", "count")):
        return "10"
    return "Tekst"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.select: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.open = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.open)
        if self.open is None or ("name" not in given and tag != "option"):
            return
        if tag == "option" and self.select is not None:
            self.select.values.append(given.get("value", ""))
            if "selected" in given:
                self.select.chosen.append(given.get("value", ""))
        elif tag == "select":
            self.select = self._field(given["name"], "select")
        elif tag == "textarea":
            self.area = self._field(given["name"], "textarea")
        elif tag in ("input", "button"):
            kind = given.get("type", "text" if tag == "input" else "submit")
            found = self._field(given["name"], kind)
            if kind != "submit" or not found.values:
                found.values.append(given.get("value", "on" if kind == "checkbox" else ""))
            if "checked" in given:
                found.chosen.append(found.values[-1])

    def _field(self, name: str, kind: str) -> Field:
        assert self.open is not None
        return self.open.fields.setdefault(name, Field(name, kind))

    def handle_data(self, data: str) -> None:
        if self.area is not None and data.strip():
            self.area.values.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_in(html: str) -> list[PageForm]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def all_forms(context: Any) -> Iterator[django_forms.BaseForm]:
    """The forms that a page was made with."""

    def below(value: Any, depth: int = 0) -> Iterator[django_forms.BaseForm]:
        if isinstance(value, django_forms.BaseForm):
            yield value
        elif isinstance(value, django_forms.BaseFormSet):
            yield from value.forms
        elif isinstance(value, Mapping) and depth < 2:
            for part in value.values():
                yield from below(part, depth + 1)
        elif isinstance(value, list | tuple) and depth < 2:
            for part in value:
                yield from below(part, depth + 1)

    seen = set[int]()
    for layer in context or ():
        for part in layer if isinstance(layer, list) else [layer]:
            for form in below(dict(part.flatten()) if hasattr(part, "flatten") else part):
                if id(form) not in seen:
                    seen.add(id(form))
                    yield form


def bound_forms(context: Any) -> Iterator[django_forms.BaseForm]:
    return (form for form in all_forms(context) if form.is_bound)


def fields_of_models(context: Any) -> set[str]:
    """Names of the fields of the page's forms that take a key of a model, whatever can be chosen in them now."""
    return {
        form.add_prefix(name)
        for form in all_forms(context)
        for name, field in form.fields.items()
        if isinstance(field, django_forms.ModelChoiceField)
    }
