"""Cars: VIN and plate as the trade writes them."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

from crm_desktop.base import names
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.customers.records import NewVehicle

KINDS = frozenset({"own", "rival", "trade_in"})
_LETTERS = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATES = (
    re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{5}}"),  # ordinary
    re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z](?:[A-HJK][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[A-HJK])"),  # new energy, six signs
    re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4}}[挂学警港澳领试超]"),
    re.compile(r"(?:\d{6}使|使\d{6}|WJ[" + _PROVINCES + r"]?\d{4,5}[A-Z0-9]?)"),
)


def clean_vehicle(new: NewVehicle, *, today: date) -> NewVehicle:
    """A car with every field checked and put in order."""
    if new.kind not in KINDS:
        raise InvalidInput("kind", _("A car is the person's own, a rival's, or one to trade in."))
    car = replace(
        new,
        brand=fields.clean_line("brand", new.brand),
        model=fields.clean_line("model", new.model),
        trim=fields.clean_line("trim", new.trim),
        colour=fields.clean_line("colour", new.colour),
        vin=clean_vin(new.vin),
        plate=clean_plate(new.plate),
        insurer=fields.clean_line("insurer", new.insurer),
        note=fields.clean_text("note", new.note),
        mileage=fields.clean_number("mileage", new.mileage, low=0, high=9_999_999),
        maintenance_km=fields.clean_number("maintenance_km", new.maintenance_km, low=0, high=9_999_999),
        bought_on=fields.clean_day("bought_on", new.bought_on, today=today),
        delivered_on=fields.clean_day("delivered_on", new.delivered_on),
        insurance_until=fields.clean_day("insurance_until", new.insurance_until),
        inspection_until=fields.clean_day("inspection_until", new.inspection_until),
        maintenance_on=fields.clean_day("maintenance_on", new.maintenance_on),
    )
    if not any((car.brand, car.model, car.vin, car.plate, car.note)):
        raise InvalidInput("model", _("Say at least the brand, the model, the plate or the VIN of the car."))
    return car


def clean_vin(typed: str) -> str:
    """A VIN in upper case: 17 signs without I, O and Q."""
    plain = re.sub(r"[\s\-·.]", "", unicodedata.normalize("NFKC", fields.clean_line("vin", typed))).upper()
    if not plain:
        return ""
    if not re.fullmatch(r"[0-9A-Z]+", plain):
        raise InvalidInput("vin", _("A VIN has only letters and digits."))
    if re.search(r"[IOQ]", plain):
        raise InvalidInput("vin", _("A VIN has no I, O or Q. Check whether it is a 1 or a 0."))
    if len(plain) != 17:
        raise InvalidInput("vin", _("A VIN has 17 signs; this one has {n}.").format(n=len(plain)))
    return plain


def vin_warning(vin: str) -> str:
    """A sentence when the VIN's check digit does not fit, else nothing. It is kept all the same."""
    if len(vin) != 17 or any(sign not in _LETTERS and not sign.isdigit() for sign in vin):
        return ""
    total = sum((_LETTERS.get(sign) or int(sign or "0")) * weight for sign, weight in zip(vin, _WEIGHTS, strict=True))
    if vin[8] == "0123456789X"[total % 11]:
        return ""
    return _("The check digit of this VIN does not fit. Compare it with the car's papers.")


def clean_plate(typed: str) -> str:
    """A plate as typed, in upper case."""
    text = unicodedata.normalize("NFKC", fields.clean_line("plate", typed)).upper()
    if len(names.plate_signs(text)) > 12:
        raise InvalidInput("plate", _("This is too long for a plate. Put it in the note."))
    return text


def plate_warning(typed: str) -> str:
    """A sentence when this is no form of a Chinese plate, else nothing. It is kept all the same."""
    plain = names.plate_signs(typed)
    if not plain or any(form.fullmatch(plain) for form in _PLATES):
        return ""
    return _("This does not look like a plate such as 沪A12345 or 沪AD12345. It is kept as typed.")


def shown_plate(plate: str) -> str:
    """京A·D12345: a plate as people read it."""
    plain = names.plate_signs(plate)
    if plain and any(form.fullmatch(plain) for form in _PLATES[:3]):
        return f"{plain[:2]}·{plain[2:]}"
    return plate
