"""What a lower slice asks of a higher one: dotted paths in settings.HOOKS, looked up by name."""

from django.conf import settings
from django.utils.module_loading import import_string


def hooks(name):
    """The functions listed under this name, in order."""
    return [import_string(path) for path in settings.HOOKS[name]]


def hook(name, key):
    """The one function for this key; raises KeyError where nobody registered one."""
    return import_string(settings.HOOKS[name][key])
