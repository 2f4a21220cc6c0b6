"""Filters and tags of every template: Dutch numbers and days, icons, badges, bars. A builtin, so no `load`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms, template
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from oco.dutch import MONTHS, national_phone, write_decimal
from oco.icons import PATHS

register = template.Library()

DASH = "–"
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
DAYS_LONG = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


# --- numbers --------------------------------------------------------------------------------------


@register.filter
def number(value: Any, places: int = 0) -> str:
    """1234 -> "1.234"; with places, 7.5 -> "7,5". Rounds half up. Empty is a dash; text stays (a hidden cell)."""
    if value is None or value == "":
        return DASH
    if isinstance(value, str):
        return value
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    return write_decimal(exact, int(places)).replace("-", "\u2212")


@register.filter
def euro(value: Any, places: int = 2) -> str:
    """1234.5 -> "€ 1.234,50"; `euro:0` leaves the cents out."""
    if value is None or value == "" or isinstance(value, str):
        return number(value)
    return f"€\u00a0{number(value, places)}"


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """A share from 0 to 1: 0.456 -> "46%". Nearly all is not all and nearly none is not none: 0.998 -> "99,8%"."""
    if value is None or value == "" or isinstance(value, str):
        return number(value)
    share = Decimal(str(value)) * 100
    shown = places
    for shown in range(places, places + 3):
        rounded = share.quantize(Decimal(1).scaleb(-shown), ROUND_HALF_UP)
        if (rounded in (0, 100)) == (share in (0, 100)):
            break
    return f"{number(share, shown)}%"


@register.filter
def kilobytes(size: int) -> str:
    """Bytes of a file: 123_456 -> "123 kB"; never 0."""
    return f"{number(max(1, round(size / 1000)))} kB"


@register.filter
def hours(minutes: Any, style: str = "words") -> str:
    """Minutes: 90 -> "1 uur 30 min"; `hours:"clock"` -> "1:30"; `hours:"decimal"` -> "1,5"."""
    if minutes is None or minutes == "" or isinstance(minutes, str):
        return number(minutes)
    whole = int(Decimal(str(minutes)).quantize(Decimal(1), ROUND_HALF_UP))
    sign, whole = ("\u2212", -whole) if whole < 0 else ("", whole)
    full, rest = divmod(whole, 60)
    if style == "clock":
        return f"{sign}{number(full)}:{rest:02d}"
    if style == "decimal":
        return number(Decimal(str(minutes)) / 60, 1)
    parts = [f"{number(full)} uur"] if full else []
    if rest or not full:
        parts.append(f"{rest} min")
    return sign + " ".join(parts).replace(" ", "\u00a0")


@register.filter
def plural(count: int, words: str) -> str:
    """{{ 3|plural:"vraag,vragen" }} -> "3 vragen"."""
    one, many = words.split(",")
    return f"{number(count)} {one if count == 1 else many}"


@register.filter
def phone(value: str | None) -> str:
    """+31793218765 -> "079 321 8765"."""
    return national_phone(value) if value else DASH


# --- days -----------------------------------------------------------------------------------------


def _day(value: date | datetime) -> date:
    """The day in the Netherlands of a date or an aware moment."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def date_nl(value: date | datetime | None, style: str = "") -> str:
    """ "1 maart 2026"; `date_nl:"short"` -> "1-3-2026"; `date_nl:"time"` -> "1 maart 2026, 14:05"."""
    if not value:
        return DASH
    found = _day(value)
    if style == "short":
        return f"{found.day}-{found.month}-{found.year}"
    written = f"{found.day} {MONTHS[found.month - 1]} {found.year}"
    if style == "time" and isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        written += f", {local:%H:%M}"
    return written


@register.filter
def month_nl(value: date | None) -> str:
    """ "maart 2026", of any day in it."""
    return f"{MONTHS[value.month - 1]} {value.year}" if value else DASH


@register.filter
def day(value: date | datetime | None, style: str = "") -> str:
    """ "ma 3 maart", with the year only when it isn't this one; `day:"long"` -> "maandag 3 maart"."""
    if not value:
        return DASH
    found = _day(value)
    names = DAYS_LONG if style == "long" else DAYS
    written = f"{names[found.weekday()]} {found.day} {MONTHS[found.month - 1]}"
    return written if found.year == timezone.localdate().year else f"{written} {found.year}"


@register.filter
def relative_day(value: date | datetime | None, today: date | None = None) -> str:
    """A term seen from `today`: "vandaag", "morgen", "over 3 dagen", "1 dag te laat"."""
    if not value:
        return DASH
    distance = (_day(value) - (today or timezone.localdate())).days
    if distance < 0:
        return f"{-distance} {'dag' if distance == -1 else 'dagen'} te laat"
    return {0: "vandaag", 1: "morgen"}.get(distance, f"over {distance} dagen")


@register.filter
def ago(value: date | datetime | None, today: date | None = None) -> str:
    """Something done, seen from `today`: "vandaag", "gisteren", "5 dagen geleden", "3 weken geleden"."""
    if not value:
        return DASH
    distance = ((today or timezone.localdate()) - _day(value)).days
    if distance < 0:
        return relative_day(value, today)
    if distance < 2:
        return ("vandaag", "gisteren")[distance]
    if distance < 21:
        return f"{distance} dagen geleden"
    if distance < 63:
        return f"{distance // 7} weken geleden"
    return date_nl(value)


# --- pieces of the page ---------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of `oco.icons.PATHS`, in the colour and size of the text beside it. Raises KeyError when unknown."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        PATHS[name],
    )


@register.simple_tag
def badge(text: str, kind: str = "", icon_name: str = "") -> SafeString:
    """A small label. Kinds: brand, ok, warn, danger, info."""
    return format_html(
        '<span class="badge{}">{}{}</span>',
        f" badge-{kind}" if kind else "",
        icon(icon_name) if icon_name else "",
        text,
    )


@register.simple_tag
def term_badge(due: date | datetime | None, today: date | None = None, soon: int = 3) -> SafeString:
    """A term as a badge: red with a warning sign when late, yellow within `soon` days, grey otherwise."""
    if not due:
        return mark_safe("")
    distance = (_day(due) - (today or timezone.localdate())).days
    words = relative_day(due, today)
    if distance < 0:
        return badge(words, "danger", "alert")
    return badge(words, "warn", "clock") if distance <= soon else badge(words)


@register.filter
def inline_svg(drawing: str, name: str) -> SafeString:
    """A drawing made by one of our libraries (the QR code), set into the page: a policy without `data:`
    refuses it as a picture. Never for anything that a user sent."""
    body = drawing[drawing.index("<svg") :].removeprefix("<svg")
    return format_html('<svg role="img" aria-label="{}"{}', name, mark_safe(body))


@dataclass(frozen=True)
class Bar:
    """A bar of 100 wide: `width` filled, `mark` the place of the guideline when the bar goes beyond it."""

    text: str
    width: str
    mark: str
    kind: str


def bar_of(value: float, limit: float, text: str, warn_from: float) -> Bar:
    """`value` against `limit`; yellow from `warn_from` (same unit), red above the limit."""
    scale = max(value, limit, 1)
    kind = "danger" if value > limit else "warn" if value >= warn_from else ""
    mark = f"{100 * limit / scale:.1f}" if value > limit else ""
    return Bar(text, f"{100 * max(value, 0) / scale:.1f}", mark, kind)


@register.inclusion_tag("components/_meter.html")
def hours_meter(minutes: int, guideline: int | None, nudge: int | None = None) -> dict[str, Bar]:
    """Minutes used against the guideline in minutes: "6:30 van 10 uur". `nudge` is where yellow begins."""
    if not guideline:
        return {"bar": Bar(hours(minutes), "0", "", "")}
    text = f"{hours(minutes, 'clock')} van {hours(guideline)}"
    return {"bar": bar_of(minutes, guideline, text, guideline * 0.8 if nudge is None else nudge)}


@register.inclusion_tag("components/_meter.html")
def meter(value: float, limit: float, text: str) -> dict[str, Bar]:
    """Progress towards something good (a target, an import): never yellow or red."""
    whole = max(float(limit), 1.0)
    return {"bar": Bar(text, f"{100 * min(max(float(value), 0.0), whole) / whole:.1f}", "", "")}


# --- forms ----------------------------------------------------------------------------------------


@register.filter
def control_kind(field: BoundField) -> str:
    """`checkbox` for a single box, `choices` for a group, `control` for the rest."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "choices" if isinstance(widget, forms.RadioSelect) else "control"


@dataclass(frozen=True)
class Mistake:
    """One line of the summary; `anchor` is the id of the control, empty for the form as a whole."""

    text: str
    anchor: str


def mistakes_of(form: BaseForm) -> list[Mistake]:
    """All errors of a bound form, the form's own first, then in the order of the fields."""
    if not form.is_bound:
        return []
    found = [Mistake(str(error), "") for error in form.non_field_errors()]
    for field in form:
        anchor = "" if field.is_hidden else _anchor(field)
        found += [Mistake(str(error), anchor) for error in field.errors]
    return found


def _anchor(field: BoundField) -> str:
    """A group has no control of its own name; its first choice has index 0."""
    base = str(field.auto_id or "")
    return f"{base}_0" if isinstance(field.field.widget, forms.RadioSelect) else (field.id_for_label or base)


@register.inclusion_tag("components/_error_summary.html")
def error_summary(*sources: Any) -> dict[str, list[Mistake]]:
    """The summary of one or more forms, formsets and lists of forms; nothing when all is well."""
    items: list[Mistake] = []
    for source in sources:
        if isinstance(source, BaseFormSet):
            items += [Mistake(str(error), "") for error in source.non_form_errors()] if source.is_bound else []
            for form in source.forms:
                items += mistakes_of(form)
        elif isinstance(source, BaseForm):
            items += mistakes_of(source)
        elif isinstance(source, list | tuple):
            items += error_summary(*source)["items"]
    return {"items": items}
