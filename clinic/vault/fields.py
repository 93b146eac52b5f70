"""Model fields whose values PostgreSQL never sees. Migrations name this module: its path is frozen.

A value is sealed in `pre_save` and opened when the attribute is read, because only the instance knows its row and its
holder. Anything that would go around that (update, look-ups, values, serialisers) raises.
"""

import datetime
import json

from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext

from . import crypto, holders
from .classes import RED, DataClass
from .own_keys import own_key


class PlaintextRefused(TypeError):
    """Somebody tried to write or compare a sealed field without an instance. Use save() on the row."""


class NoHolder(ValueError):
    """`holder_id` must be set before a row with sealed fields is saved."""


class ErasedText(str):
    """Stands where a text was whose key has been erased."""

    __slots__ = ()


class Sealed:
    """Ciphertext on its way between a row and the database. It has no readable form."""

    __slots__ = ("blob",)

    def __init__(self, blob):
        self.blob = bytes(blob)

    def __repr__(self):
        return "<sealed>"

    def __str__(self):
        raise PlaintextRefused("A sealed value opens only on its instance.")


class SealedAttribute(DeferredAttribute):
    """Opens on reading, remembers what was opened, and lets an unchanged value keep its ciphertext."""

    def __init__(self, field):
        super().__init__(field)
        self.attname = field.attname

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            value = instance.__dict__[self.attname]
        except KeyError:
            value = super().__get__(instance, owner)
        if type(value) is not Sealed:
            return value
        opened = self.field.open_for(instance, value)
        instance.__dict__[self.field.attname] = opened
        instance.__dict__[self.field.kept_name] = (value, opened)
        return opened

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


def _bound(label, pk, name, holder_id):
    return f"v1|{label}|{name}|{pk}|{holder_id}"


class SealedField(models.Field):
    data_class = RED
    descriptor_class = SealedAttribute
    empty_strings_allowed = False
    when_erased = None

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self):
        return "BinaryField"

    def get_default(self):
        if not self.has_default():
            return self.empty()
        return self.default() if callable(self.default) else self.default

    def empty(self):
        return None

    @property
    def kept_name(self):
        return f"_{self.attname}_kept"

    def bound_to(self, instance):
        return _bound(instance._meta.label, instance.pk, self.name, instance.holder_id)

    def open_for(self, instance, sealed):
        try:
            open_one = holders.opener_of(instance.holder_id)
        except holders.Erased:
            return self.when_erased
        named = (instance._meta.label, str(instance.pk), self.name, instance.holder_id)
        try:
            plain = open_one(sealed.blob, _bound(*named))
        except crypto.SealBroken:
            holders.broken().add(named)
            raise
        holders.opened().add(named)
        return self.from_plain(plain)

    def pre_save(self, instance, add):
        value = instance.__dict__.get(self.attname)
        if isinstance(value, Sealed):
            return value
        kept = instance.__dict__.get(self.kept_name)
        if kept and kept[1] == value:
            return kept[0]
        if instance.holder_id is None:
            raise NoHolder(f"{instance._meta.label} needs holder_id before {self.name} can be sealed.")
        key = holders.key_of(instance.holder_id)
        sealed = Sealed(crypto.seal(key, self.to_plain(value), self.bound_to(instance)))
        instance.__dict__[self.kept_name] = (sealed, value)
        return sealed

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def get_prep_value(self, value):
        if value is None or isinstance(value, Sealed):
            return value
        raise PlaintextRefused(f"{self.name} is sealed: change it on the row and save() it.")

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(value.blob)

    def get_lookup(self, lookup_name):
        return None

    def get_transform(self, lookup_name):
        return None

    def value_to_string(self, obj):
        raise PlaintextRefused(f"{self.name} is sealed and is not serialised.")

    def formfield(self, **kwargs):
        return None


class SealedTextField(SealedField):
    def empty(self):
        return ""

    @property
    def when_erased(self):
        return ErasedText(gettext("Erased"))

    def to_plain(self, value):
        return str(value or "").encode()

    def from_plain(self, plain):
        return plain.decode()


class SealedDateField(SealedField):
    """A date of the story (birth, entry, arrest), or None."""

    def to_plain(self, value):
        return value.isoformat().encode() if value else b""

    def from_plain(self, plain):
        return datetime.date.fromisoformat(plain.decode()) if plain else None


class SealedJSONField(SealedField):
    """Small structured answers: what json can say."""

    def empty(self):
        return {}

    @property
    def when_erased(self):
        return {}

    def to_plain(self, value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    def from_plain(self, plain):
        return json.loads(plain)


class BlindIndexField(models.BinaryField):
    """A keyed fingerprint of a sealed field of the same row, for equality alone. Only for numbers nobody can guess by name.

    `normalise` is a function named by the model that turns the text into the one form that is compared; an empty
    result leaves the column null.
    """

    data_class = DataClass("amber", "keyed fingerprint: shows only that two rows hold the same number")

    def __init__(self, source="", label="", **kwargs):
        self.source, self.label = source, label
        kwargs.update(null=True, editable=False, db_index=True)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "editable", "db_index"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "source": self.source, "label": self.label}

    def pre_save(self, instance, add):
        value = blind_index(self.label, getattr(instance, self.source))
        setattr(instance, self.attname, value)
        return value


def as_sealed(instance, name):
    """The sealed bytes of a field as they lie in the row, without opening it. A value saved unchanged keeps its seal:
    equal bytes mean that nothing changed; bytes that differ may still hold the same value."""
    value = instance.__dict__[name]
    return (value if isinstance(value, Sealed) else instance.__dict__[f"_{name}_kept"][0]).blob


def blind_index(label, text):
    """The fingerprint to look a number up by: digits only; None where there are none."""
    digits = "".join(sign for sign in str(text) if sign.isdigit())
    return crypto.blind_index(own_key(f"index:{label}"), digits) if digits else None
