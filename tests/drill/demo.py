"""The demo, committed, and every form that its pages show to anybody."""

import logging

from django.core.management import call_command
from django.test.utils import setup_test_environment

from clinic.vault import holders
from tests.fuzz import collecting


def forms():
    """[Asked, …] of every role."""
    return [asked for _browser, found, _pages in everything() for asked in found]


def everything():
    """[(browser, [Asked, …], [address of a page or paper, …]), …]."""
    logging.disable()
    setup_test_environment()
    call_command("demo_people", verbosity=0)
    holders.forget()
    return [(browser, *collecting.collect(role, browser)) for role, browser in collecting.browsers().items()]
