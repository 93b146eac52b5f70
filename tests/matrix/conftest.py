import pytest
from django.test import override_settings

from tests.conftest import _empty_tables, signed_in

from .fields import WAYS
from .planted import Garden, plant_everywhere
from .world import World


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Everybody the matrix asks about, every sealed field filled with a value of its own, everybody signed in."""
    with django_db_blocker.unblock():
        made = World()
        made.garden = Garden()
        plant_everywhere(made.garden, WAYS)
        made.cookies = {who: _cookies(made, who, user) for who, user in made.users.items()}
        with override_settings(
            TABLE_PASS_IDLE=3600
        ):  # the whole matrix takes longer than a laptop is left alone
            yield made
        _empty_tables(None)


def _cookies(world, who, user):
    more = {"table_pass": str(world.table_pass.pk)} if who == "pass" else {}
    return {name: morsel.value for name, morsel in signed_in(user, **more).cookies.items()}
