"""Which pages take words, and how the scan says something there. A page that takes a POST and is not in here, nor was met by
the walk, fails the test: so a new form cannot be forgotten."""

import inspect

from django.urls import URLResolver, get_resolver

BY_HAND = {  # `evening.py` fills these itself: they come in an order, or close after a few wrong words
    "account_login", "account_signup", "account_reauthenticate", "account_email", "account_change_password",
    "account_set_password", "account_reset_password", "account_reset_password_from_key",
    "account_confirm_login_code", "account_confirm_email", "mfa_authenticate", "mfa_activate_totp",
    "card", "language", "sign_in_link", "invite", "invitation", "table_passes", "table_pass", "pass_pin",
    "cases:holding",
}  # fmt: skip
TAKES_NO_WORDS = {
    "welcome_back": "one tap",
    "taking": "one tap",
    "task_done": "one tap",
    "cases:begin": "one tap",
    "cases:opening": "one of three answers",
    "cases:slips_given": "one tap",
    "cases:card_for": "one box",
    "cases:card_end": "one tap",
    "cases:rule_review": "one tap",
    "cases:event_removal": "one tap",
    "cases:event_fact": "yes, no or unknown, in the address",
    "cases:facts": "yes, no or unknown, in the address",
    "cases:change_told": "one tap",
    "cases:access": "a volunteer, and for how long",
    "cases:access_end": "one tap",
    "cases:erasing": "one box",
    "cases:hold_lifted": "one tap",
    "cases:taken_home": "one tap",
    "cases:my_taken_home": "one tap",
    "cases:answer_removal": "one tap",
    "cases:paper_removal": "one tap",
    "cases:copy_removal": "one tap",
    "cases:plan_reading": "one tap",
    "cases:suggestion": "an entry of the catalogue, in the address",
    "cases:plan_item_done": "one tap",
    "cases:plan_item_reopening": "one tap",
    "cases:plan_item_removal": "one tap",
    "cases:lawyers_words": "one tap",
    "cases:handouts": "a language, and one box",
    "cases:handout_told": "one tap",
    "accompaniment:can_go": "boxes and a list",
    "accompaniment:company": "one tap",
    "accompaniment:ask": "a volunteer's id",
    "accompaniment:ask_answer": "yes or no",
    "accompaniment:ask_withdrawal": "one tap",
    "accompaniment:confirmation": "one tap",
    "accompaniment:tap": "one of the day's buttons",
    "accompaniment:undo": "one tap",
    "accompaniment:call": "whom, and one of the results",
    "accompaniment:alarm_end": "one tap",
    "accompaniment:family_call": "whom, and one of the results",
    "accompaniment:told_family": "one tap",
    "accompaniment:again": "one tap",
    "shared_laptop": "one tap",
    "member": "boxes",
    "deactivation": "one tap",
    "everybodys_sessions": "one tap",
    "members_sessions": "one tap",
    "invite_again": "one tap",
    "withdraw_invitation": "one tap",
    "night_leads": "a list",
    "lead_end": "one tap",
    "pass_end": "one tap",
    "pass_hiding": "one tap",
    "pass_seen": "one tap",
    "mfa_login_webauthn": "needs a passkey's own device",
    "account_logout": "one tap",
    "account_email_verification_sent": "a page to read",
    "mfa_reauthenticate": "a code, looked at by the same form as mfa_authenticate",
    "mfa_deactivate_totp": "one tap",
    "mfa_generate_recovery_codes": "one tap",
    "mfa_add_webauthn": "needs a passkey's own device; what it keeps is declared in data_classes.py",
    "mfa_edit_webauthn": "the same",
    "mfa_remove_webauthn": "one tap",
    "mfa_reauthenticate_webauthn": "needs a passkey's own device",
    "usersessions_list": "one tap",
}
SECTIONS_WITHOUT_WORDS = {"language", "here"}
NEVER_TAKEN = {"cases:section arrival", "cases:section history"}  # dates alone: nothing of ours to plant


def posts(resolver=None, name=""):
    """Names of every pattern that takes a POST."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from posts(entry, f"{name}{entry.namespace}:" if entry.namespace else name)
        elif _takes_posts(entry.callback):
            yield f"{name}{entry.name}"


def _takes_posts(view):
    if hasattr(view, "view_class"):
        return hasattr(view.view_class, "post")
    allowed = inspect.getclosurevars(inspect.unwrap(view, stop=_says_methods)).nonlocals.get(
        "request_method_list"
    )
    return allowed is None or "POST" in allowed


def _says_methods(view):
    return "request_method_list" in inspect.getclosurevars(view).nonlocals
