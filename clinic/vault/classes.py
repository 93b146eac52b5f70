"""Red, amber, green: what a stolen dump would tell, said beside every field.

Red tells who somebody is or what they lived through: it is sealed (`fields.py`), and the field's type says so.
Amber stays readable because the program needs it; the reason is written down. Green tells nobody anything.
Keys and arrows between rows are random UUIDs: amber by their nature ("which rows belong together").
"""

from typing import NamedTuple

TIES = "random id: tells only which rows belong together"


class DataClass(NamedTuple):
    colour: str
    why: str = ""


RED = DataClass("red")


def amber(why, field):
    field.data_class = DataClass("amber", why)
    return field


def green(field):
    field.data_class = DataClass("green")
    return field


def data_class_of(field):
    """The field's declared class; ids and foreign keys are amber; None where nobody declared it."""
    declared = getattr(field, "data_class", None)
    if declared is None and (field.primary_key or field.is_relation):
        return DataClass("amber", TIES)
    return declared
