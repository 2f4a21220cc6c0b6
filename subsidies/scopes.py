"""Which filed reports a user may see. `Report` stands in `reporting`, which doesn't know roles of the grant."""

from __future__ import annotations

from django.db.models import Q

from oco.access import Permission, access_of
from oco.models import Organisation, User
from reporting.models import Report, ReportQuerySet


def reports_for_user(user: User) -> ReportQuerySet:
    """Reports that the user's organisation filed, and for a municipality's user those filed to it that came through the
    gate."""
    access = access_of(user)
    return Report.objects.filter(
        Q(organisation_id__in=access.organisation_ids(Permission.FILE_REPORTS))
        | Q(
            municipality__organisations__in=access.organisation_ids(Permission.READ_RELEASED),
            municipality__organisations__kind=Organisation.Kind.MUNICIPALITY,
            gate__passed=True,
        )
    ).distinct()
