import pytest

from cases.casefile import services as casefile


@pytest.fixture
def rosas_case(rosa, ana):
    return casefile.open_case(rosa, by=ana)
