"""One row of a source as an `Incoming` person; whatever does not fit a field goes into the note."""

from dataclasses import replace

from crm_desktop.base import ids
from crm_desktop.features.contacts import rules
from crm_desktop.import_export import values
from crm_desktop.import_export.addresses import put_addresses
from crm_desktop.import_export.fields import Column, Field, Mapping
from crm_desktop.import_export.person import Incoming
from crm_desktop.import_export.person_name import compose_name
from crm_desktop.import_export.row_reader import Lists, RowReader
from crm_desktop.import_export.source import SourceRow


def person_of(row: SourceRow, columns: Mapping, lists: Lists, *, as_customer: bool) -> Incoming:
    """Everything one row says about a person."""
    ours = any(ids.is_id(row.values.get(header, "").strip()) for header in columns.ids)
    reading = RowReader(columns, lists, as_customer=as_customer, ours=ours)
    plain = columns.plain
    for header, text in row.values.items():
        if header in plain:
            reading.take(plain[header], text, plain[header].label)
            continue
        column = columns.by_header.get(header) or Column(header, Field.NOTE_LINE)
        if column.field is Field.ID and ids.is_id(text.strip()):
            reading.made.id = text.strip()
        elif column.field is Field.ID:
            reading.made.keep(header, text.strip())
        elif header in columns.label_headers:
            _keep_lone_label(reading, row, columns, header)
        elif column.field is not Field.SKIP:
            said = row.values.get(column.label_header, "") if column.label_header else ""
            reading.take(column, text, said.lstrip("* ").strip() or column.label)
    _finish(reading, row)
    return reading.made


def _keep_lone_label(reading: RowReader, row: SourceRow, columns: Mapping, header: str) -> None:
    """`Phone 3 - Type` without a `Phone 3 - Value` still says something."""
    spoken_of = (column.header for column in columns.columns if column.label_header == header)
    if not any(row.values.get(name) for name in spoken_of) and row.values[header].strip("* "):
        reading.made.keep(header, row.values[header])


def _finish(reading: RowReader, row: SourceRow) -> None:
    made = reading.made
    put_addresses(made, reading.pieces)
    if reading.lunar and made.contact.get("birthday"):
        made.contact["birthday"] = values.birthday(made.contact["birthday"], lunar=True) or made.contact["birthday"]
    if made.touch_note and made.touch_at is None:
        made.keep(made.headers["touch_note"], made.touch_note)
        made.touch_note = ""
    if made.follow_purpose and made.follow_on is None:
        made.keep(made.headers["follow_purpose"], made.follow_purpose)
        made.follow_purpose = ""
    _same_as_phone(made)
    made.photos = row.photos
    for sentence in row.lost:
        made.notes.append(sentence)
    compose_name(made, reading.name_cells, row)


def _same_as_phone(made: Incoming) -> None:
    """ "WeChat: same as the phone" means the phone's number."""
    if all(way.kind != "wechat" for way in made.ways):
        return
    number = next((way for way in made.ways if way.kind == "phone" and way.normal), None)
    for place, way in enumerate(made.ways):
        if number and way.kind == "wechat" and not way.normal and "同" in way.value:
            value = number.value.replace(" ", "")
            made.ways[place] = replace(way, value=value, normal=rules.normal_way("wechat", value))
