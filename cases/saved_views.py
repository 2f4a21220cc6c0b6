"""Views that somebody saves of a list, of their owner alone: saving, renaming, opening with one, removing."""

from __future__ import annotations

from cases.acts import Refused, act
from cases.models import SavedView
from oco import audit
from oco.models import User

MOST_VIEWS = 20  # of one list; more chips than this nobody reads

List = SavedView.List


def of(user: User, of_list: List) -> list[SavedView]:
    """The user's views of this list, by name."""
    return list(SavedView.objects.for_user(user).filter(list=of_list))


def save(*, of_list: List, name: str, query: str, is_default: bool, by: User) -> SavedView:
    """Saves a view under a name; the same name once more takes the place of the former. `query`: codes only.

    Raises Refused.
    """
    with act():
        User.objects.select_for_update().get(pk=by.pk)  # two tabs that save at once
        mine = SavedView.objects.for_user(by).filter(list=of_list)
        view = mine.filter(name=name).first() or SavedView(owner=by, list=of_list, name=name)
        if view.pk is None and mine.count() >= MOST_VIEWS:
            raise Refused(f"U hebt al {MOST_VIEWS} weergaven van deze lijst. Verwijder er eerst een.", field="name")
        view.query = query
        _open_with(view, is_default)
        view.save()
        audit.record("view saved", by=by, on=view, list=of_list.value)
    return view


def change(*, view: SavedView, name: str, is_default: bool, by: User) -> SavedView:
    """Renames a view, and says whether the list opens with it. Raises Refused."""
    with act():
        if SavedView.objects.for_user(by).filter(list=view.list, name=name).exclude(pk=view.pk).exists():
            raise Refused("U hebt al een weergave met deze naam.", field="name")
        view.name = name
        _open_with(view, is_default)
        view.save(update_fields=["name", "is_default"])
        audit.record("view changed", by=by, on=view, list=view.list)
    return view


def remove(*, view: SavedView, by: User) -> None:
    """Removes a view. The list itself stays as it is."""
    with act():
        audit.record("view removed", by=by, on=view, list=view.list)
        view.delete()


def _open_with(view: SavedView, is_default: bool) -> None:
    if is_default:
        SavedView.objects.filter(owner_id=view.owner_id, list=view.list).exclude(pk=view.pk).update(is_default=False)
    view.is_default = is_default
