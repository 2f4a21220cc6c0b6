"""Forms about the determination, of both sides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseFormSet, formset_factory

from oco import uploads
from oco.form_fields import ChipRadio, DateField, Form, MoneyField
from oco.submissions import new_key
from subsidies.determination.document import BalanceRow, Finances, MoneyLine
from subsidies.determination.requests import NewAnswer
from subsidies.forms import long_text as shorter_text
from subsidies.models import AuditorStatement, Determination, Obligation, ObligationAnswer

MOST_BYTES = 10_000_000
_SIGNED_MONEY = {"min_value": Decimal(-1_000_000_000)}


long_text = partial(shorter_text, max_length=8000, rows=6)


class PdfField(uploads.UploadField):
    """A PDF of at most MOST_BYTES; cleans to its bytes. The file's own name is not looked at."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ".pdf,application/pdf", "class": "w-full"}))
        kwargs.setdefault("error_messages", {"empty": "Dit bestand is leeg.", "required": "Kies een PDF."})
        super().__init__(largest=MOST_BYTES, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if not file:
            return None
        content: bytes = file.read()
        if not uploads.is_pdf(content):
            raise forms.ValidationError("Dit is geen PDF, of hij is niet compleet. Sla het document op als PDF.")
        return content


# --- care side -------------------------------------------------------------------------------------------------------


class ContentForm(Form):
    """The report on content."""

    activities = long_text(
        "Wat hebt u dit jaar gedaan?",
        required=False,
        help_text="Kort: de activiteiten uit de beschikking, en wat mensen eraan hadden. Noem geen namen van cliënten.",
        rows=9,
    )
    differences = long_text(
        "Wat liep anders dan afgesproken, en waardoor?",
        required=False,
        help_text="Alleen nodig als een doel of verplichting niet is gehaald.",
    )


class AnswerForm(Form):
    """What is said of one obligation, and the evidence where it is a file. All of it may wait."""

    met = forms.ChoiceField(
        label="Is dit gedaan?",
        required=False,
        choices=ObligationAnswer.Met.choices,
        widget=ChipRadio,
    )
    text = long_text("Toelichting", required=False, help_text="Of het cijfer, als daarom is gevraagd.", rows=3)
    evidence = PdfField(label="Bewijsstuk (PDF)", required=False, help_text="Hoogstens 10 MB.")

    def __init__(self, *args: Any, obligation: Obligation, known: ObligationAnswer | None, **kwargs: Any) -> None:
        self.obligation, self.known = obligation, known
        initial = {"met": known.met, "text": known.text} if known else {}
        super().__init__(*args, prefix=f"verplichting-{obligation.pk}", initial=initial, **kwargs)
        if obligation.evidence != Obligation.Evidence.FILE:
            del self.fields["evidence"]
        elif known is not None and known.evidence:
            self.fields["evidence"].help_text = "Er is al een bestand. Een ander bestand vervangt het."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("met") and (cleaned.get("text") or cleaned.get("evidence")):
            self.add_error("met", "Kies of dit is gedaan: ja, deels of nee.")
        return cleaned

    def answer(self) -> NewAnswer | None:
        """None where nothing was said yet."""
        data = self.cleaned_data
        if not data["met"]:
            return None
        return NewAnswer(self.obligation, data["met"], data["text"], data.get("evidence"))


class MoneyLineForm(Form):
    """A line of the financial report."""

    named: ClassVar[Mapping[str, str]] = {"name": "de omschrijving", "budgeted": "een bedrag", "realised": "een bedrag"}
    name = forms.CharField(label="Omschrijving", max_length=120)
    budgeted = MoneyField(label="Begroot (euro)")
    realised = MoneyField(label="Werkelijk (euro)")

    def line(self) -> MoneyLine:
        data = self.cleaned_data
        return MoneyLine(data["name"], data["budgeted"], data["realised"])


class BalanceRowForm(Form):
    """A line of the balance sheet."""

    named: ClassVar[Mapping[str, str]] = {"name": "de omschrijving", "opening": "een bedrag", "closing": "een bedrag"}
    name = forms.CharField(label="Omschrijving", max_length=120)
    opening = MoneyField(label="Op 1 januari (euro)")
    closing = MoneyField(label="Op 31 december (euro)")

    def line(self) -> BalanceRow:
        data = self.cleaned_data
        return BalanceRow(data["name"], data["opening"], data["closing"])


class EquityRowForm(BalanceRowForm):
    """Equity may be below zero."""

    opening = MoneyField(label="Op 1 januari (euro)", **_SIGNED_MONEY)
    closing = MoneyField(label="Op 31 december (euro)", **_SIGNED_MONEY)


class OwnNames(BaseFormSet):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Lines of which each has a name of its own."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            name = str(form.cleaned_data.get("name", "")).casefold() if hasattr(form, "cleaned_data") else ""
            if name and not form.cleaned_data.get("DELETE"):
                if name in seen:
                    form.add_error("name", "Deze omschrijving staat er al. Maak er één regel van, of noem hem anders.")
                seen.add(name)


def _lines(form: type[Form], extra: int) -> Any:
    return formset_factory(form, formset=OwnNames, extra=extra, can_delete=True, max_num=40)


IncomeFormSet = _lines(MoneyLineForm, 2)
CostFormSet = _lines(MoneyLineForm, 4)
AssetFormSet = _lines(BalanceRowForm, 3)
EquityFormSet = _lines(EquityRowForm, 1)
LiabilityFormSet = _lines(BalanceRowForm, 2)


class NoteForm(Form):
    note = long_text(
        "Toelichting",
        required=False,
        help_text="Nodig als de kosten meer dan een tiende anders zijn dan begroot.",
        rows=4,
    )


class FinanceForms:
    """The five lists of lines with the note, as one form."""

    def __init__(self, data: Any, finances: Finances) -> None:
        # What was sent stands by itself: the stored lines may have changed since the page was made.
        stored = finances if data is None else Finances()
        self.income = IncomeFormSet(data, prefix="opbrengst", initial=[vars(line) for line in stored.income])
        self.costs = CostFormSet(data, prefix="kosten", initial=[vars(line) for line in stored.costs])
        self.assets = AssetFormSet(data, prefix="bezit", initial=[vars(row) for row in stored.assets])
        self.equity = EquityFormSet(data, prefix="vermogen", initial=[vars(row) for row in stored.equity])
        self.liabilities = LiabilityFormSet(data, prefix="schuld", initial=[vars(row) for row in stored.liabilities])
        self.note = NoteForm(data, initial={"note": stored.note})

    @property
    def all(self) -> tuple[Any, ...]:
        return (self.income, self.costs, self.assets, self.equity, self.liabilities, self.note)

    def valid(self) -> bool:
        checked = [form.is_valid() for form in self.all]  # all of them, so that every error is shown at once
        return all(checked)

    def finances(self) -> Finances:
        """What was filled in; after `valid`."""

        def lines(formset: Any) -> tuple[Any, ...]:
            kept = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
            return tuple(form.line() for form in kept)

        return Finances(
            income=lines(self.income),
            costs=lines(self.costs),
            assets=lines(self.assets),
            equity=lines(self.equity),
            liabilities=lines(self.liabilities),
            note=self.note.cleaned_data["note"],
        )


class StatementForm(Form):
    """The auditor's statement."""

    named: ClassVar[Mapping[str, str]] = {"verdict": "het oordeel", "firm": "het kantoor", "signed_on": "de datum"}
    verdict = forms.ChoiceField(label="Oordeel", choices=AuditorStatement.Verdict.choices, widget=ChipRadio)
    firm = forms.CharField(label="Accountantskantoor", max_length=120)
    signed_on = DateField(label="Getekend op", in_past=True)
    content = PdfField(label="Controleverklaring (PDF)", help_text="Hoogstens 10 MB.")


class SendForm(Form):
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key


# --- municipality side -----------------------------------------------------------------------------------------------


class ReturnForm(Form):
    """Asking to complete the request."""

    prefix = "aanvulling"
    named: ClassVar[Mapping[str, str]] = {"question": "wat er ontbreekt", "answer_by": "een datum"}
    question = long_text("Wat ontbreekt er?", help_text="De ontvanger leest dit.", rows=4)
    answer_by = DateField(label="Aanvullen voor", help_text="Bijvoorbeeld over vier weken.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        if day <= self.today:
            raise forms.ValidationError("Kies een dag na vandaag.")
        return day


class DetermineForm(Form):
    """The decision."""

    prefix = "besluit"
    named: ClassVar[Mapping[str, str]] = {
        "number": "het kenmerk",
        "decided_on": "de datum",
        "amount": "het bedrag",
        "ground": "de grond",
    }
    key = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.CharField(label="Kenmerk", max_length=60)
    decided_on = DateField(label="Besloten op", in_past=True)
    amount = MoneyField(label="Vastgesteld bedrag (euro)")
    ground = forms.ChoiceField(
        label="Grond om lager vast te stellen",
        required=False,
        choices=[("", "niet lager: het hele bedrag"), *Determination.Ground.choices],
        widget=forms.RadioSelect,
    )
    explanation = long_text(
        "Toelichting", required=False, help_text="Komt in de brief. Verplicht als u lager vaststelt.", rows=5
    )

    def __init__(self, *args: Any, granted: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.granted = granted
        self.fields["key"].initial = new_key

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        amount = cleaned.get("amount")
        if amount is None:
            return cleaned
        if amount > self.granted:
            self.add_error("amount", "Dit is meer dan er is verleend. Een hoger bedrag kan niet.")
        elif amount < self.granted:
            if not cleaned.get("ground"):
                self.add_error("ground", "U stelt lager vast. Kies op welke grond.")
            if not cleaned.get("explanation"):
                self.add_error("explanation", "U stelt lager vast. Leg uit waarom.")
        elif cleaned.get("ground"):
            self.add_error("ground", "U stelt het hele bedrag vast. Daar hoort geen grond bij.")
        return cleaned
