"""The lint of the templates itself: each way to run something from a page, or to skip escaping, is seen."""

import pytest

from tests.markup import runs, trusts, unescaped


@pytest.mark.parametrize(
    "template",
    [
        "{{ name|safe }}",
        "{{ name | safe }}",
        "{{ names|join:' '|safeseq }}",
        "{% autoescape off %}{{ name }}{% endautoescape %}",
        "{%  autoescape  off %}{{ name }}{% endautoescape %}",
        "{% filter force_escape|safe %}{{ name }}{% endfilter %}",
    ],
)
def test_a_value_that_skips_escaping_is_seen(template):
    assert len(unescaped(template)) == 1


@pytest.mark.parametrize(
    "template",
    [
        '<p onclick="go()">',
        "<p onclick='go()'>",
        "<p ONCLICK = go()>",
        '<p class="a"\nonclick="go()">',
        '<p {% if here %}onclick="go()"{% endif %}>',
        "<svg/onload=go()>",
        '<p style="color: red">',
        "<p style='color: red'>",
        '<a href="javascript:go()">',
        '<a href=" JavaScript:go()">',
        '<a href="data:text/html,hello">',
        '<button formaction="javascript:go()">',
        '<button hx-on="click: go()">',
        '<button hx-on:click="go()">',
        '<button hx-on::before-request="go()">',
        '<button data-hx-on-click="go()">',
        '<button hx-vals="js:{name: go()}">',
        "<button hx-vals='javascript:{name: go()}'>",
        '<button hx-vars="name:go()">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p { color: red }</style>",
        '<iframe title="{{ title }}"></iframe>',
        '{% include "ui/_link.html" with url="javascript:go()" %}',
    ],
)
def test_what_would_run_from_the_page_is_seen(template):
    assert runs(template) != []


def test_an_ordinary_page_is_left_alone():
    page = """
        {% include "ui/_row.html" with one=first style_of="yes" only %}
        <a class="style" href="{% url "cases:plan" pk %}">on=off, style: a word</a>
        <button hx-post="{% url "line" %}" hx-vals='{"kind": "step"}'>{{ name }}</button>
        <script src="{% static "js/page.js" %}" type="module" defer></script>
        <script data-allauth-onload="allauth.forms" type="application/json">{"ids": {}}</script>
    """

    assert (runs(page), unescaped(page)) == ([], [])


@pytest.mark.parametrize(
    "source",
    [
        "mark_safe(name)",
        "safestring.mark_safe(name)",
        "SafeString(name)",
        "from django.utils.safestring import mark_safe as plain",
        "html.format_html(name)",
        "format_html(name)",
        "format_html(f'<b>{name}</b>')",
        "format_html_join('', words, rows)",
        "class Words:\n    def __html__(self): return self.words",
    ],
)
def test_python_that_trusts_a_value_as_markup_is_seen(source):
    assert len(list(trusts(source))) == 1


def test_python_that_escapes_what_it_is_given_is_left_alone():
    assert list(trusts("format_html('<b>{}</b>', name)")) == []
