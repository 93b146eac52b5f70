from datetime import date

from clinic.resources.catalogue import helps, public_resources, public_rights, resources, rights
from tests.data_files import said_after_all, untranslated


def test_every_resource_and_right_is_said_in_both():
    everything = [*resources().values(), *rights().values()]

    assert untranslated(everything) == []
    assert said_after_all(everything) == []


def test_each_helps_with_something_we_have_words_for():
    for language in ("en", "es"):
        assert {help for one in resources().values() for help in one.help} <= set(helps(language))


def test_what_nobody_checked_is_not_public():
    assert [one.id for one in public_resources()] == ["court-line"]


def test_a_day_of_checking_makes_a_resource_public():
    checks = {"nyc-hotline": date(2026, 11, 20)}

    assert [one.id for one in public_resources(checks, help="free-lawyers")] == ["nyc-hotline"]


def test_only_rights_a_lawyer_has_read_are_public():
    assert [one.id for one in public_rights()] == ["silent"]
    assert [one.id for one in public_rights({"notario": date(2026, 11, 20)})] == ["silent", "notario"]
