from django.apps import AppConfig
from django.core import checks


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self):
        from cases.documents.checks import copies_can_be_kept

        checks.register(copies_can_be_kept)
