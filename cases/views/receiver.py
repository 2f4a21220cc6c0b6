"""Pages for the receiver of a handover, who has no account: the token in the address is the key.

Mail programs open links by themselves, so a GET shows nothing of anybody and writes nothing; what may be told is
shown after a button was pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cases import handover, links, told
from cases.forms.referral import AnswerForm
from cases.models import OneTimeLink, Referral
from cases.views.answers import said_at

View = Callable[[HttpRequest, str], HttpResponse]


def for_a_receiver(view: View) -> View:
    """No sign-in, nothing kept by browser or search engine, and the address goes nowhere as a referrer.

    With that policy a browser sends "Origin: null" along with a form, which the CSRF check refuses. It isn't
    needed: nothing here looks at who is signed in, and another site can't send the form without the token.
    A link that doesn't work answers the same for a token that never was.
    """

    @csrf_exempt
    @login_not_required
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except links.LinkRefused as reason:
            response = render(request, "receiver/refused.html", {"reason": str(reason)}, status=410)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


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
