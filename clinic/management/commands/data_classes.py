from django.conf import settings
from django.core.management.base import BaseCommand

from clinic.security.data_classes import as_table

PAGE = settings.ROOT / "docs" / "data_classes.md"
HEAD = """# What each column tells

Made by `manage.py data_classes` from the declarations beside the fields; a test refuses a page that is not up to date.
Red is sealed before PostgreSQL sees it. Amber is readable by whoever has the database; random ids that only tie rows
together stand without a reason. Green tells nobody anything. What amber adds up to: [security.md](security.md).

"""


def page():
    return HEAD + "\n".join(as_table()) + "\n"


class Command(BaseCommand):
    help = "Writes docs/data_classes.md: every model's fields, red, amber with the reason, or green."

    def handle(self, **options):
        PAGE.write_text(page())
        self.stdout.write(f"{PAGE} is written.")
