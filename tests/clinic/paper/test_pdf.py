import threading
from io import BytesIO

import pytest
from pypdf import PdfReader

from clinic.paper.pdf import PaperWarning, make_pdf
from clinic.paper.shelf import PRINT_FOLDER, NotOnThePaperShelf, PrintFolderOnly

CLINIC = {"clinic_name": "Mesa Abierta", "clinic_phone": "212-555-0134"}
PLANTED = "http://192.0.2.1/rosa"
PAGE = '<html lang="en"><title>t</title><link rel="stylesheet" href="plan.css">{}</html>'
TEMPLATES = {
    "good.html": PAGE.format("<p>{{ text }}</p>"),
    "odd.html": PAGE.format(f'<p style="colour: red"><img src="{PLANTED}" alt="">Rosa</p>'),
}


@pytest.fixture
def odd_templates(settings):
    loaders = [("django.template.loaders.locmem.Loader", TEMPLATES)]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]


def read(pdf):
    return PdfReader(BytesIO(pdf))


def fonts(resources):
    found = {font["/BaseFont"].split("+")[-1] for font in map(_got, resources.get("/Font", {}).values())}
    for form in map(_got, resources.get("/XObject", {}).values()):
        found |= fonts(_got(form.get("/Resources", {})))
    return found


def _got(item):
    return item.get_object()


@pytest.mark.parametrize("language", ["en", "es"])
def test_paper_is_tagged_named_and_says_its_language(language):
    root = read(make_pdf("print/blank_report.html", CLINIC, language=language)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert len(root["/StructTreeRoot"]["/K"]) > 0
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_paper_is_us_letter():
    page = read(make_pdf("print/blank_report.html", CLINIC, language="en")).pages[0]

    assert (float(page.mediabox.width), float(page.mediabox.height)) == (612, 792)


@pytest.mark.parametrize("language", ["en", "es"])
def test_paper_is_set_in_the_font_we_ship(language):
    pdf = read(make_pdf("print/blank_interview.html", CLINIC, language=language))

    assert set().union(*(fonts(page["/Resources"]) for page in pdf.pages)) == {"Andika", "Andika-Bold"}


def test_the_licence_lies_beside_the_font():
    licence = (PRINT_FOLDER / "fonts" / "OFL.txt").read_text()

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_the_print_folder_may_be_read():
    sheet = PrintFolderOnly().fetch((PRINT_FOLDER / "plan.css").as_uri())

    assert b"@page" in sheet.read()
    sheet.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1/a.css",
        "https://192.0.2.1/a.css",
        "ftp://192.0.2.1/a.css",
        "data:text/css,p{}",
        "file:///etc/passwd",
        "file://192.0.2.1/etc/passwd",
        f"file://localhost{PRINT_FOLDER}/plan.css",
        f"{PRINT_FOLDER.as_uri()}/../../clinic/settings.py",
        f"{PRINT_FOLDER.as_uri()}/%2e%2e/%2e%2e/clinic/settings.py",
        f"{PRINT_FOLDER.as_uri()}-other/plan.css",
    ],
)
def test_nothing_else_is_loaded(url):
    with pytest.raises(NotOnThePaperShelf):
        PrintFolderOnly().fetch(url)


def test_a_link_out_of_the_print_folder_is_not_followed(tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    folder = tmp_path / "print"
    folder.mkdir()
    (folder / "link.css").symlink_to(secret)
    monkeypatch.setattr("clinic.paper.shelf.PRINT_FOLDER", folder)

    with pytest.raises(NotOnThePaperShelf):
        PrintFolderOnly().fetch((folder / "link.css").as_uri())


def test_a_page_with_odd_styles_and_planted_pictures_warns_without_quoting_itself(odd_templates):
    with pytest.warns(PaperWarning) as caught:
        pdf = make_pdf("odd.html", {}, language="en")

    said = str(caught[0].message)
    assert ("unknown property" in said or "%s" in said, PLANTED in said) == (True, False)
    assert "Rosa" in read(pdf).pages[0].extract_text()


def test_another_threads_complaints_are_not_this_pages(odd_templates):
    other = threading.Thread(target=_print_oddly)
    other.start()

    pdf = make_pdf("good.html", {"text": "Rosa"}, language="en")

    other.join()
    assert "Rosa" in read(pdf).pages[0].extract_text()


def _print_oddly():
    with pytest.warns(PaperWarning):
        make_pdf("odd.html", {}, language="en")


def test_a_letter_no_font_has_is_a_warning(odd_templates):
    with pytest.warns(PaperWarning, match="notdef"):
        make_pdf("good.html", {"text": "\U0010fffd"}, language="en")


def test_what_weasyprint_says_reaches_no_log(odd_templates, caplog):
    """It quotes the page, and a log is no place for what somebody told us."""
    with pytest.warns(PaperWarning):
        make_pdf("odd.html", {}, language="en")

    assert [record for record in caplog.records if record.name == "weasyprint"] == []


def test_the_sheets_name_no_font_or_place_outside_the_folder():
    for sheet in PRINT_FOLDER.glob("*.css"):
        urls = [part.split(")")[0].strip("\"'") for part in sheet.read_text().split("url(")[1:]]
        assert [url for url in urls if not (PRINT_FOLDER / url).is_file()] == []
