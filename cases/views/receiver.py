"""Pages for the receiver of a handover, who has no account: the token in the address is the key.

Mail programs open links by themselves, so a GET shows nothing of anybody and writes nothing; what may be told is
shown after a button was pressed.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cases import handover, links, told
from cases.forms.referral import AnswerForm
from cases.models import OneTimeLink, Referral
from cases.views.answers import said_at
from cases.views.by_link import by_link

for_a_receiver = by_link("receiver/refused.html")


def _sender(link: OneTimeLink) -> str:
    return link.question.provider.name if link.question.provider else link.question.front_door.name


@for_a_receiver
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """First a button; then what may be told, with the form to answer."""
    link = links.find(token, purpose=OneTimeLink.Purpose.HANDOVER, now=timezone.now())
    assert link.referral is not None  # by constraint
    answers = "antwoord" in request.POST
    if not answers and "bekijken" not in request.POST:
        return render(request, "receiver/closed.html", {"sender": _sender(link), "link": link})
    form = AnswerForm(request.POST if answers else None)
    if answers and form.is_valid():
        answer = Referral.Answer(form.cleaned_data["answer"])
        address = ""
        with said_at(form, day_field="note"):
            address = handover.answer(link=link, answer=answer, note=form.cleaned_data["note"], now=timezone.now())
        if form.is_valid():
            mailed = bool(address) and handover.mail_done_link(referral=link.referral, address=address)
            context = {"sender": _sender(link), "answer": answer, "address": address, "mailed": mailed}
            return render(request, "receiver/answered.html", context)
    links.opened(link, now=timezone.now())
    context = {
        "sender": _sender(link),
        "reference": link.question.number,
        "parts": told.told(link.referral, told.allowed(link.referral, link)),
        "form": form,
        "link": link,
    }
    return render(request, "receiver/handover.html", context)


@for_a_receiver
def done(request: HttpRequest, token: str) -> HttpResponse:
    """Reports that it is done; tells nothing but the reference."""
    link = links.find(token, purpose=OneTimeLink.Purpose.HANDOVER_DONE, now=timezone.now())
    context = {"sender": _sender(link), "reference": link.question.number, "reported": False}
    if "afgerond" in request.POST:
        handover.report_done(link=link, now=timezone.now())
        context["reported"] = True
    return render(request, "receiver/done.html", context)
