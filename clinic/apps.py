from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self):
        from celery.signals import task_postrun, task_prerun
        from django.contrib.auth.signals import user_logged_in

        from clinic.people.second_factor import remember_card
        from clinic.security.grants import grant_to_app

        post_migrate.connect(grant_to_app, sender=self)
        task_prerun.connect(_forget_keys)
        task_postrun.connect(_forget_keys)
        user_logged_in.connect(remember_card)


def _forget_keys(**kwargs):
    from clinic.vault.holders import forget

    forget()
