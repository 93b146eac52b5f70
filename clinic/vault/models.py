import uuid
from functools import cache

from django.db import models
from django.db.models.base import ModelState

from . import holders
from .classes import amber, green
from .fields import PlaintextRefused, SealedField


class HolderKey(models.Model):
    """One holder's data key, wrapped by the key ring. Deleting the row erases everything sealed for that holder."""

    holder_id = models.UUIDField(primary_key=True, editable=False)
    ring_key = green(models.CharField(max_length=40))
    wrapped = amber("useless without the key ring, which is not in the database", models.BinaryField())
    made_at = amber(
        "when a person or volunteer was first written down", models.DateTimeField(auto_now_add=True)
    )


class SealedQuerySet(models.QuerySet):
    """Refuses what would hand out ciphertext in place of values."""

    def values(self, *fields, **expressions):
        self._refuse_sealed(fields)
        return super().values(*fields, **expressions)

    def values_list(self, *fields, **options):
        self._refuse_sealed(fields)
        return super().values_list(*fields, **options)

    def _refuse_sealed(self, fields):
        sealed = {field.name for field in self.model._meta.concrete_fields if isinstance(field, SealedField)}
        asked = sealed if not fields else sealed.intersection(map(str, fields))
        if asked:
            raise PlaintextRefused(f"Sealed fields open only on their instance: {', '.join(sorted(asked))}.")


class SealedModel(models.Model):
    """A row with sealed fields: its key is made before insert, and `holder_id` says whose data key seals it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder_id = amber("random id: whose key seals this row", models.UUIDField(editable=False, db_index=True))

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        """A whole row goes into the instance at once: `__init__` sets each field by itself, which a page with three
        hundred events feels."""
        names = _names(cls)
        if len(values) == len(names):
            instance = cls.__new__(cls)
            instance.__dict__.update(zip(names, values, strict=True))
            instance._state = ModelState()
            instance._state.adding, instance._state.db = False, db
        else:
            instance = super().from_db(db, field_names, values)
        holders.want(instance.__dict__.get("holder_id"))
        return instance


@cache
def _names(model):
    return tuple(field.attname for field in model._meta.concrete_fields)
