import pytest

from .conftest import LAPTOP, PHONE, problems

PAGES = ["/", "/rights/", "/help/", "/card/", "/account/login/", "/no-such-page/"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("url", PAGES)
def test_a_public_page_is_in_order(looking, url, language):
    with looking(size=PHONE, language=language) as page:
        page.goto(url)
        at_390 = problems(page)
        page.set_viewport_size({"width": 320, "height": 640})
        at_320 = problems(page, axe=False)
        page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        at_1280 = problems(page, axe=False)

        assert (at_390, at_320, at_1280) == ([], [], [])
        assert page.locator(f'[lang="{language}"]').count()  # the page of what is not there speaks both
