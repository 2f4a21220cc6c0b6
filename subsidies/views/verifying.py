"""Both sides: is this report one that was filed? For everybody who has it, without signing in."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from subsidies import verification
from subsidies.forms import VerifyForm

PAGE = "subsidies/verify.html"


@login_not_required
@csrf_exempt  # reading the token would take the file in; verify_with_token checks it with the handler in place
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """A code that was scanned stands in the address and is only filled in: looking up is a press on the button."""
    request.upload_handlers = [verification.HashingHandler()]
    return verify_with_token(request)


@csrf_protect
def verify_with_token(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        code = verification.cleaned(request.GET.get("code", ""))[:64].upper()
        return render(request, PAGE, {"form": VerifyForm(initial={"code": code}), "asked": False})
    if not ratelimit.consume(request, app="oco", action="verify", config=settings.RATE_LIMITS):
        too_many: HttpResponse = ratelimit.respond_429(request)
        return too_many
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "asked": False})
    by_code = verification.by_code(form.cleaned_data["code"]) if form.cleaned_data["code"] else None
    file = form.cleaned_data["file"]
    by_file = verification.by_digest(file.digest) if file else None
    context = {
        "form": VerifyForm(initial={"code": form.cleaned_data["code"]}),
        "asked": True,
        "found": by_file or by_code,
        "by_file": by_file,
        "file_sent": bool(file),
        # A code of one report with the bytes of another
        "disagree": by_file is not None
        and bool(form.cleaned_data["code"])
        and (by_code is None or by_code.report != by_file.report),
    }
    return render(request, PAGE, context)
