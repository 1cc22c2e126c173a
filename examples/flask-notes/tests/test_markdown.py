import pytest

from flask_notes.markdown import to_html


def test_markdown_becomes_html():
    assert to_html("# Hi\n\n- a\n- b").replace("\n", "") == "<h1>Hi</h1><ul><li>a</li><li>b</li></ul>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](x){onerror=alert(1)}",
        '<img src=x onerror="alert(1)">',
    ],
)
def test_nothing_that_runs_gets_through(text):
    html = to_html(text)
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img src=x" not in html
