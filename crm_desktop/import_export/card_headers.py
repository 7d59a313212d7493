"""What the lines of a vCard mean."""

from crm_desktop.import_export.fields import Column, Field

_NAMES = {
    "FN": Field.NAME,
    "N.family": Field.FAMILY_NAME,
    "N.given": Field.GIVEN_NAME,
    "N.additional": Field.MIDDLE_NAME,
    "N.prefix": Field.NAME_PREFIX,
    "N.suffix": Field.NAME_SUFFIX,
    "NICKNAME": Field.NICKNAME,
    "TEL": Field.PHONE,
    "EMAIL": Field.EMAIL,
    "URL": Field.WEB,
    "IMPP": Field.OTHER_WAY,
    "X-QQ": Field.QQ,
    "X-TENCENT-QQ": Field.QQ,
    "X-WECHAT": Field.WECHAT,
    "X-WEIXIN": Field.WECHAT,
    "X-WECHAT-ID": Field.WECHAT,
    "X-MS-IMADDRESS": Field.OTHER_WAY,
    "X-AIM": Field.OTHER_WAY,
    "X-ICQ": Field.OTHER_WAY,
    "X-MSN": Field.OTHER_WAY,
    "X-JABBER": Field.OTHER_WAY,
    "X-SKYPE": Field.OTHER_WAY,
    "X-SKYPE-USERNAME": Field.OTHER_WAY,
    "X-YAHOO": Field.OTHER_WAY,
    "X-GOOGLE-TALK": Field.OTHER_WAY,
    "X-SOCIALPROFILE": Field.OTHER_WAY,
    "ADR": Field.ADDRESS,
    "ORG": Field.COMPANY,
    "TITLE": Field.JOB,
    "ROLE": Field.JOB,
    "BDAY": Field.BIRTHDAY,
    "NOTE": Field.NOTE,
    "CATEGORIES": Field.TAG,
    "X-GROUP-MEMBERSHIP": Field.TAG,
    "GENDER": Field.GENDER,
    "X-GENDER": Field.GENDER,
    "SEX": Field.GENDER,
    "UID": Field.NOTE_LINE,
    # Written by our own export.
    "X-CRM-ID": Field.ID,
    "X-CRM-LEVEL": Field.LEVEL,
    "X-CRM-STATUS": Field.STATUS,
    "X-CRM-MODEL": Field.MODEL,
    "X-CRM-SOURCE": Field.SOURCE,
    "X-CRM-BIRTHDAY": Field.BIRTHDAY,
    "X-CRM-ESTATE": Field.ESTATE,
    "X-CRM-PLATE": Field.PLATE,
    "X-CRM-VIN": Field.VIN,
    "X-CRM-DO-NOT-CONTACT": Field.DO_NOT_CONTACT,
    "X-CRM-PREFERENCES": Field.PREFERENCES,
    "X-CRM-FAMILY": Field.FAMILY,
}
_LABELS = {
    "CELL": "mobile",
    "IPHONE": "mobile",
    "WORK": "work",
    "HOME": "home",
    "FAX": "fax",
    "PAGER": "pager",
    "MAIN": "main",
    "CAR": "car",
    "OTHER": "other",
}


def card_column(header: str) -> Column:
    """The meaning of "TEL WORK FAX 2": a phone with the label "work fax"."""
    name, *rest = header.split()
    if rest and rest[-1].isdigit():
        rest = rest[:-1]
    label = " ".join(_LABELS.get(word, word.lower() if word.isupper() else word) for word in rest)
    field = _NAMES.get(name, Field.NOTE_LINE)
    if field is Field.OTHER_WAY:
        label = " ".join(
            filter(None, [name.removeprefix("X-").replace("MS-IMADDRESS", "IM").replace("IMPP", "").lower(), label])
        )
    return Column(header, field, label=label)
