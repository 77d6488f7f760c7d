"""What of a person may stand in a published list."""

import pytest

from reports.domain.privacy import masked


@pytest.mark.parametrize(
    ("tax_code", "of_a_person", "shown"),
    [
        ("12345670016", False, "12345670016"),
        ("RSSMRA80A41F205B", True, "RSS**********05B"),
        ("RSSMRA80A41F205B", False, "RSS**********05B"),
        ("12345670016", True, "123*****016"),
    ],
)
def test_the_code_of_a_person_is_masked(tax_code, of_a_person, shown):
    assert masked(tax_code, of_a_person=of_a_person) == shown
