import os

import pytest

from clinic.launch import made


@pytest.fixture
def places(tmp_path):
    """(stamp, source, what was made from it), noted as made."""
    source, product = tmp_path / "locale/es.po", tmp_path / "locale/es.mo"
    source.parent.mkdir()
    source.write_text("hello")
    product.write_text("hola")
    made.note(tmp_path / "stamp", [source.parent])
    return tmp_path / "stamp", source, product


def test_nothing_is_made_again_while_nothing_changed(places):
    stamp, source, _product = places

    assert made.is_current(stamp, [source.parent])


def test_change_of_the_source_is_seen(places):
    stamp, source, _product = places

    os.utime(source, (1, 1))

    assert not made.is_current(stamp, [source.parent])


def test_loss_of_what_was_made_is_seen(places):
    stamp, source, product = places

    product.unlink()

    assert not made.is_current(stamp, [source.parent])


def test_before_the_first_time_nothing_is_current(tmp_path):
    assert not made.is_current(tmp_path / "stamp", [tmp_path])
