"""Of the set-up file: who may sign in, and with which roles."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from oco import invitations
from oco.models import Organisation, User
from oco.models.people import Role
from subsidies.set_up.block import Block, Result, SetUpError, known


def user_from(
    block: Block, organisations: dict[str, Organisation], by: User | None, today: date, result: Result
) -> None:
    email, name = block.text("email").strip().lower(), block.text("naam")
    roles = [
        (known(organisations, row.text("bij"), row), Role(row.choice("rol", Role))) for row in block.blocks("rollen")
    ]
    if not roles:
        raise SetUpError(f"{block.place}: geef {email} ten minste één rol.")
    sides = {invitations.side_of(organisation) for organisation, _ in roles}
    if len(sides) > 1:
        raise SetUpError(f"{block.place}: {email} kan niet bij een gemeente en bij een aanbieder horen.")
    for organisation, role in roles:
        if role not in invitations.roles_at(organisation):
            raise SetUpError(f"{block.place}: de rol {role.label} bestaat niet bij {organisation.name}.")
    try:
        validate_email(email)
    except ValidationError:
        raise SetUpError(f"{block.place}: ‘{email}’ is geen e-mailadres.") from None
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, side=sides.pop(), is_active=False)
        result.new_users.append(user)
    elif user.side not in sides:
        raise SetUpError(f"{block.place}: {email} hoort al bij de andere kant.")
    result.count(User, user in result.new_users)
    for organisation, role in roles:
        invitations.give_role(user=user, organisation=organisation, role=role, by=by, since=today)
    block.done()
