"""Addresses of the care side. Period codes are as `2018`, `2018-H1` and `2018-Q1`."""

from django.urls import path

from subsidies.urls.both import decision_patterns
from subsidies.views import (
    approval,
    care,
    determination_care,
    filing,
    grants,
    known,
    money,
    people,
    quality,
    round_care,
    sharing,
    verifying,
    versions,
)

_ACCOUNT = "rapporten/<slug:municipality>/<slug:organisation>/"
_PERIOD = f"{_ACCOUNT}<str:code>/"
_MONEY = "subsidie/beschikking/<int:pk>/geld/<slug:provider>/"
_VERSION = f"{_PERIOD}versie-<int:number>/"
_DETERMINATION = "vaststelling/<slug:municipality>/<slug:organisation>/<int:year>/"
_SENT = f"{_DETERMINATION}aanvraag-<int:number>/"

urlpatterns = [
    path("kwaliteit/", quality.overview, name="quality"),
    path("kwaliteit/<slug:key>/", quality.kind, name="quality_kind"),
    path("kwaliteit/<slug:key>/<int:pk>/", quality.mend, name="quality_mend"),
    path("rapporten/", care.reports, name="reports"),
    path(_ACCOUNT, care.reports, name="reports_of"),
    path(f"{_ACCOUNT}afspraken/", sharing.agreements, name="report_agreements"),
    path(f"{_ACCOUNT}jaarkalender/", round_care.calendar, name="report_calendar"),
    path(f"{_ACCOUNT}jaarkalender/<int:year>/", round_care.calendar, name="report_calendar_of_year"),
    path(f"{_ACCOUNT}rolverdeling/", round_care.roles, name="report_roles"),
    path(_PERIOD, care.report, name="report"),
    path(f"{_PERIOD}ons-deel/<slug:provider>/", round_care.part, name="report_part"),
    path(f"{_PERIOD}ruilen/", round_care.swap, name="report_swap"),
    path(f"{_PERIOD}indienen/", filing.file, name="report_file"),
    path(f"{_PERIOD}goedkeuren/", approval.decide, name="report_approve"),
    path(f"{_PERIOD}intrekken/", approval.withdraw, name="report_withdraw"),
    path(f"{_PERIOD}corrigeren/", filing.correct, name="report_correct"),
    path(f"{_PERIOD}nakijken/<slug:key>/", filing.point, name="report_point"),
    path(_VERSION, versions.version, name="report_version"),
    path(f"{_VERSION}agenda/", round_care.talk, name="report_agenda"),
    path(f"{_VERSION}bestanden/", versions.file_state, name="report_files"),
    path(f"{_VERSION}bestanden/opnieuw/", versions.make_files, name="report_files_again"),
    path(f"{_VERSION}meer-verbergen/", versions.hide_more, name="report_hide_more"),
    path(f"{_VERSION}rapport.<str:file_format>", versions.download, name="report_download"),
    path(f"{_VERSION}eigen-cijfers/<slug:provider>/", versions.own_figures, name="report_own_figures"),
    path("unieke-inwoners/", people.for_care, name="unique_people"),
    path(f"{_VERSION}nu/", known.known, name="report_known"),
    path(f"{_VERSION}nu/<slug:level>/<slug:indicator>/<slug:reason>/", known.records, name="report_known_records"),
    path("controleren/", verifying.verify, name="verify"),
    path("subsidie/", grants.grants, name="grants"),
    path("subsidie/<int:year>/", grants.grants, name="grants_of_year"),
    *decision_patterns,
    path(_MONEY, money.money, name="money"),
    path(f"{_MONEY}kosten/", money.cost_write, name="cost_write"),
    path(f"{_MONEY}kosten/importeren/", money.cost_import, name="cost_import"),
    path(f"{_MONEY}kosten/meesturen/", money.costs_hand_in, name="costs_hand_in"),
    path("subsidie/kosten/voorbeeld.csv", money.cost_template, name="cost_template"),
    path("subsidie/kosten-import/<uuid:pk>/", money.cost_import_status, name="cost_import_status"),
    path("subsidie/kosten-import/<uuid:pk>/akkoord/", money.cost_import_confirm, name="cost_import_confirm"),
    path("subsidie/kosten-import/<uuid:pk>/annuleren/", money.cost_import_cancel, name="cost_import_cancel"),
    path("subsidie/declareren/<int:pk>/<str:code>/", money.claim_send, name="claim_send"),
    path("subsidie/declaratie/<int:pk>/", money.claim, name="claim"),
    path(_DETERMINATION, determination_care.overview, name="determination"),
    path(f"{_DETERMINATION}inhoud/", determination_care.content, name="determination_content"),
    path(f"{_DETERMINATION}cijfers/", determination_care.finances, name="determination_finances"),
    path(f"{_DETERMINATION}controleverklaring/", determination_care.statement, name="determination_statement"),
    path(f"{_DETERMINATION}versturen/", determination_care.send, name="determination_send"),
    path(f"{_DETERMINATION}brief.pdf", determination_care.letter, name="determination_letter"),
    path(_SENT, determination_care.sent, name="determination_sent"),
    path(f"{_SENT}bestanden/opnieuw/", determination_care.files_again, name="determination_files_again"),
    path(f"{_SENT}<slug:kind>-<int:place>/", determination_care.file, name="determination_file"),
]
