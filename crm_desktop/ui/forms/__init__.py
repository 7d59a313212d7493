"""Record fields that save themselves: label, input, the error under it, and a tick once the write is confirmed.

A field commits on Enter, when the focus leaves it, and 600 ms after typing stops; never while text is being composed.
What was typed stays typed when it is refused. `Form.flush()` commits what is open, before the page or window goes.
"""

from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.pick_fields import CheckField, ChoiceField, FlagsField, StarsField
from crm_desktop.ui.forms.reading import clear_errors, read_all, told_by_field
from crm_desktop.ui.forms.text_fields import LineField, MoneyField, NumberField, ParsedField, TextField

__all__ = [
    "CheckField", "ChoiceField", "Field", "FlagsField", "Form", "LineField", "MoneyField", "NumberField", "ParsedField",
    "StarsField", "TextField", "clear_errors", "read_all", "told_by_field",
]  # fmt: skip
