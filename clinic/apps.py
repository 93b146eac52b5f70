import gc

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self):
        from allauth.account.signals import user_logged_in as came_through_allauth
        from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
        from anymail.signals import tracking
        from celery.signals import task_postrun, task_prerun
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
        from django.core import checks

        from clinic.days.at_the_table import end_with_session
        from clinic.outbox.checks import mail_reports_are_heard
        from clinic.outbox.reports import mail_was_tracked
        from clinic.people import browsers, sessions
        from clinic.people.roll import write_missing
        from clinic.people.second_factor import factor_changed, remember_card
        from clinic.people.ways import write_missing_indexes
        from clinic.security import sign_ins
        from clinic.security.grants import prepare_database
        from clinic.security.middleware import note_signed_out

        checks.register(mail_reports_are_heard)
        post_migrate.connect(prepare_database, sender=self)
        post_migrate.connect(write_missing, sender=self)
        post_migrate.connect(write_missing_indexes, sender=self)
        task_prerun.connect(_forget_keys)
        task_postrun.connect(_forget_keys)
        user_logged_in.connect(remember_card)
        user_logged_in.connect(sessions.begin)
        user_logged_in.connect(sign_ins.signed_in)
        user_logged_out.connect(end_with_session)
        user_logged_out.connect(sign_ins.signed_out)
        user_logged_out.connect(note_signed_out)
        user_login_failed.connect(sign_ins.not_signed_in)
        came_through_allauth.connect(browsers.meet)
        tracking.connect(mail_was_tracked)
        for changed in (authenticator_added, authenticator_removed, authenticator_reset):
            changed.connect(factor_changed)
        _keep_what_is_loaded()


def _keep_what_is_loaded():
    """Nobody need look through all the modules for rubbish while a page is made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _forget_keys(**kwargs):
    from clinic.vault.holders import forget

    forget()
