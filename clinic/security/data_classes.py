"""The fields that libraries bring, declared as ours are (`clinic.vault.classes`): label.field -> (colour, why)."""

from django.apps import apps

from clinic.vault.classes import TIES, DataClass, data_class_of

SESSION = "random key of a session; the cookie is signed, so the key alone opens nothing"

LIBRARIES = {
    "account.EmailAddress.email": ("amber", "staff sign-in address; allauth looks people up by it"),
    "account.EmailAddress.verified": ("green", ""),
    "account.EmailAddress.primary": ("green", ""),
    "account.EmailConfirmation.created": ("amber", "when an address was confirmed"),
    "account.EmailConfirmation.sent": ("amber", "when an address was confirmed"),
    "account.EmailConfirmation.key": ("amber", "unused: addresses are confirmed by the invitation"),
    "auth.Group.name": ("green", ""),
    "auth.Permission.name": ("green", ""),
    "auth.Permission.codename": ("green", ""),
    "contenttypes.ContentType.app_label": ("green", ""),
    "contenttypes.ContentType.model": ("green", ""),
    "mfa.Authenticator.type": ("amber", "which second factor somebody has"),
    "mfa.Authenticator.data": ("amber", "secrets sealed by our MFA adapter; public keys of passkeys"),
    "mfa.Authenticator.created_at": ("amber", "when a factor was added"),
    "mfa.Authenticator.last_used_at": ("amber", "when somebody signed in"),
    "sessions.Session.session_data": ("amber", "sealed with the clinic's own key"),
    "sessions.Session.expire_date": ("amber", "when somebody was signed in"),
    "usersessions.UserSession.created_at": ("amber", "when somebody signed in"),
    "usersessions.UserSession.ip": ("amber", "where a volunteer signed in from, shown to themselves"),
    "usersessions.UserSession.last_seen_at": ("amber", "when somebody was signed in"),
    "usersessions.UserSession.session_key": ("amber", SESSION),
    "usersessions.UserSession.user_agent": ("amber", "which browser, shown to themselves"),
    "usersessions.UserSession.data": ("amber", "nothing of ours"),
}


def colour_of(field):
    """DataClass of any model field, ours or a library's; None where nobody declared it."""
    name = f"{field.model._meta.label}.{field.name}"
    if name in LIBRARIES:
        return DataClass(*LIBRARIES[name])
    return data_class_of(field)


def as_table():
    """Every model with its fields by colour, as docs/data_classes.md has it: [line, …]."""
    yield "| model | red: sealed | amber: readable, and why | green |"
    yield "|---|---|---|---|"
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
        colours = {"red": [], "amber": [], "green": []}
        for field in model._meta.concrete_fields:
            found = colour_of(field)
            why = f" ({found.why})" if found.why and found.why != TIES else ""
            colours[found.colour].append(f"{field.name}{why}")
        cells = " | ".join("; ".join(names) for names in colours.values())
        yield f"| {model._meta.label} | {cells} |"
