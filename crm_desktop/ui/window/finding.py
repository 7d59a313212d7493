"""What the search box finds: pages and actions at once, people and scripts from the profile."""

from crm_desktop.base.i18n import _
from crm_desktop.ui import navigation
from crm_desktop.ui.actions import ACTIONS
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.window.palette import Found


def _fits(text: str, *names: str) -> bool:
    wanted = text.casefold().split()
    known = " ".join(names).casefold()
    return all(word in known for word in wanted)


def pages(text: str, limit: int) -> list[Found]:
    """Pages by name; pinyin and English too."""
    return [
        Found(Row("", entry.text(), _("Open this page"), entry.keys, sign=entry.icon), "page", entry.name)
        for entry in navigation.entries()
        if _fits(text, entry.text(), entry.name, entry.words)
    ][:limit]


def actions(text: str, limit: int) -> list[Found]:
    """Commands by name; pinyin and English too."""
    found = []
    for one in ACTIONS:
        if one.name != "search" and _fits(text, one.text(), one.name.replace("_", " "), one.words):
            row = Row("", one.text(), _("Do this"), one.shortcut, sign=one.icon)
            found.append(Found(row, "action", one.name))
    return found[:limit]


def people(services: Services, text: str, limit: int) -> list[Found]:
    """People and notes about them; on the read lane."""
    from crm_desktop.ui.window import found_people

    return services.store.read(found_people.find, text, limit)


def scripts(services: Services, text: str, limit: int) -> list[Found]:
    """Scripts by title or words; on the read lane."""
    from crm_desktop.ui.window import found_people

    return services.store.read(found_people.find_scripts, text, limit)
