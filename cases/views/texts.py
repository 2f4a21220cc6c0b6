"""What stood there before: the texts of a question and the identity of a client, for who leads the team."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases import former, rights
from cases.forms.rights import NoteForm
from cases.models import Client, Contact, HelpQuestion
from cases.views.answers import said_at
from oco.access import Permission, actor, provider_ids, require

Record = former.Record


@require_safe
@require(Permission.LEAD_TEAM)
def of_question(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    led = provider_ids(user, Permission.LEAD_TEAM)
    questions = HelpQuestion.objects.for_user(user).filter(provider_id__in=led).select_related("client")
    question = get_object_or_404(questions, pk=pk)
    lines = list(question.contacts.filter(provider_id__in=led).select_related("supporter").order_by("-on", "-pk"))
    before = former.texts_of(Record.CONTACT, [line.pk for line in lines])
    context = {
        "question": question,
        "before": former.texts_of(Record.QUESTION, [pk]).get(pk, []),
        "lines": [(line, before.get(line.pk, [])) for line in lines],
    }
    return render(request, "rights/texts.html", context)


@require_safe
@require(Permission.LEAD_TEAM)
def of_client(request: HttpRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(Client.objects.for_user(actor(request)), pk=pk)
    before = former.texts_of(Record.CLIENT, [pk]).get(pk, [])
    return render(request, "rights/client_texts.html", {"client": client, "before": before})


@require_http_methods(["GET", "POST"])
@require(Permission.LEAD_TEAM)
def correct_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a contact alone, also of a question that is closed."""
    user = actor(request)
    led = provider_ids(user, Permission.LEAD_TEAM)
    contacts = Contact.objects.for_user(user).filter(provider_id__in=led).select_related("question__client")
    contact = get_object_or_404(contacts, pk=pk)
    form = NoteForm(request.POST or None, initial={"note": contact.note, "version": contact.version})
    current: Contact | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with said_at(form) as trial:
            rights.correct_note(contact=contact, note=data["note"], by=user, version=data["version"])
        if form.is_valid():
            messages.success(request, "De tekst is gewijzigd. De oude tekst is bewaard.")
            return redirect("question_texts", contact.question_id)
        current = trial.current if isinstance(trial.current, Contact) else None
    return render(request, "rights/note.html", {"contact": contact, "form": form, "current": current})
