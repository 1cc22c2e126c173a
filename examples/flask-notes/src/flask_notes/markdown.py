"""Turns what people write into HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


def to_html(text):
    return nh3.clean(_parser.render(text), link_rel="noopener noreferrer nofollow")
