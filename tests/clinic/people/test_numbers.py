import pytest

from clinic.people.numbers import UnreadableNumber, read_a_number, read_phone, shown_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A000-000-042", "A000-000-042"),
        ("a 000 000 042", "A000-000-042"),
        ("A# 42000042", "A042-000-042"),
        ("2000042", "A002-000-042"),
        ("Alien Number: A000000042", "A000-000-042"),
        ("  ", ""),
    ],
)
def test_an_a_number_is_read_as_people_write_it(typed, kept):
    assert read_a_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [("123456", "This has 6 digits."), ("0000000421", "This has 10 digits."), ("hello", "the letter A")],
)
def test_an_a_number_that_cannot_be_one_says_how_to_mend_it(typed, said):
    with pytest.raises(UnreadableNumber, match=said):
        read_a_number(typed)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("(212) 555-0142", "+12125550142", "212-555-0142"),
        ("1 212 555 0142", "+12125550142", "212-555-0142"),
        ("+52 55 1234 5678", "+525512345678", "+52 55 1234 5678"),
        ("", "", ""),
    ],
)
def test_a_phone_is_kept_with_its_country_and_shown_as_people_write_it(typed, kept, shown):
    assert (read_phone(typed), shown_phone(kept)) == (kept, shown)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("555-0142", "This has 7 digits. A number here has 10"),
        ("212-555-014", "This has 9 digits."),
        ("+52 55", "does not look whole"),
        ("call me", "could not read this phone number"),
    ],
)
def test_a_phone_that_cannot_be_one_says_how_to_mend_it(typed, said):
    with pytest.raises(UnreadableNumber, match=said):
        read_phone(typed)
