"""The meanings of columns in the user's words, for the list in the import wizard."""

from collections.abc import Sequence

from crm_desktop.base.i18n import _
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export.fields import Column, Field


def field_label(field: Field) -> str:
    """How the wizard calls a meaning."""
    return _person(field) or _archive(field) or _car(field) or field.value


def column_label(column: Column, own: Sequence[CustomField]) -> str:
    """How the wizard calls what a column becomes; one of the shop's own fields by its name."""
    named = (field.label for field in own if column.field is Field.OWN and field.code == column.own)
    return next(named, field_label(column.field))


def field_choices(own: Sequence[CustomField]) -> list[tuple[str, str]]:
    """Every meaning a user may choose, in the order of the list: the shop's own fields come last."""
    hidden = {Field.ADDRESS_PART, Field.CUSTOM, Field.OWN}
    listed = [(field.value, field_label(field)) for field in Field if field not in hidden]
    return listed + [(f"{Field.OWN}:{field.code}", field.label) for field in own]


def _person(field: Field) -> str:
    labels = {
        Field.NOTE_LINE: _("Keep in the note"),
        Field.SKIP: _("Leave out"),
        Field.ID: _("Record number (ID)"),
        Field.NAME: _("Name"),
        Field.FAMILY_NAME: _("Family name"),
        Field.GIVEN_NAME: _("Given name"),
        Field.MIDDLE_NAME: _("Middle name"),
        Field.NAME_PREFIX: _("Form of address"),
        Field.NAME_SUFFIX: _("Name suffix"),
        Field.NICKNAME: _("Nickname"),
        Field.PHONE: _("Phone"),
        Field.WECHAT: _("WeChat"),
        Field.EMAIL: _("E-mail"),
        Field.QQ: _("QQ"),
        Field.WEB: _("Website"),
        Field.OTHER_WAY: _("Other way to reach"),
        Field.CUSTOM: _("Custom field"),
        Field.OWN: _("Custom field"),
        Field.GENDER: _("Gender"),
        Field.BIRTHDAY: _("Birthday"),
        Field.LUNAR_BIRTHDAY: _("Lunar birthday"),
        Field.COMPANY: _("Company"),
        Field.JOB: _("Job"),
        Field.ESTATE: _("Housing estate"),
        Field.ADDRESS: _("Address"),
        Field.ADDRESS_PART: _("Part of the address"),
        Field.SOURCE: _("Source"),
        Field.TAG: _("Tags"),
        Field.NOTE: _("Note"),
        Field.PREFERENCES: _("Contact preferences"),
        Field.FAMILY: _("Family"),
        Field.MET_ON: _("Met on"),
        Field.DO_NOT_CONTACT: _("Do not contact"),
    }
    return labels.get(field, "")


def _archive(field: Field) -> str:
    labels = {
        Field.LEVEL: _("Intent level"),
        Field.STATUS: _("Status"),
        Field.TIER: _("Value tier"),
        Field.OPENED_ON: _("Archive opened on"),
        Field.DECISION_MAKER: _("Decision maker"),
        Field.MODEL: _("Model of interest"),
        Field.COLOUR: _("Colour"),
        Field.USE: _("Use of the car"),
        Field.BUDGET: _("Budget"),
        Field.PAYMENT: _("Payment"),
        Field.TRADE_IN: _("Trade-in"),
        Field.RIVAL: _("Rival car"),
        Field.CONCERNS: _("Concerns"),
        Field.QUOTE: _("Quote"),
        Field.EXPECTED_ON: _("Expected purchase on"),
        Field.ORDERED_ON: _("Ordered on"),
        Field.DELIVERED_ON: _("Delivered on"),
        Field.FOLLOW_ON: _("Next follow-up on"),
        Field.FOLLOW_PURPOSE: _("Purpose of the next follow-up"),
        Field.TOUCH_ON: _("Last touch on"),
        Field.TOUCH_NOTE: _("Last touch"),
    }
    return labels.get(field, "")


def _car(field: Field) -> str:
    labels = {
        Field.PLATE: _("Plate"),
        Field.VIN: _("VIN"),
        Field.OWN_CAR: _("Own car"),
        Field.BRAND: _("Brand of the car"),
        Field.BOUGHT_ON: _("Car bought on"),
        Field.MILEAGE: _("Mileage"),
        Field.INSURER: _("Insurer"),
        Field.INSURANCE_UNTIL: _("Insurance until"),
        Field.INSPECTION_UNTIL: _("Inspection until"),
        Field.MAINTENANCE_ON: _("Next maintenance on"),
    }
    return labels.get(field, "")
