from io import BytesIO

import pytest
from PIL import Image

from cases.casefile import services as casefile
from tests.scan.filling import small_pdf


@pytest.fixture
def rosas_case(rosa, ana):
    return casefile.open_case(rosa, by=ana)


@pytest.fixture
def photo():
    """A small JPEG, as a phone makes it."""
    return picture("JPEG")


@pytest.fixture
def pdf():
    return small_pdf("Notice to Appear")


def picture(kind, size=(8, 8)):
    file = BytesIO()
    Image.new("RGB", size, "white").save(file, kind)
    return file.getvalue()
