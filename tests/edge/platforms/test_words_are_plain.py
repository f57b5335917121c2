# SPDX-License-Identifier: Apache-2.0
"""What platforms send as HTML or Markdown is read as what somebody said, not what they quoted (P20, P26)."""

from __future__ import annotations

import time

import pytest

from comity.edge.platforms.plain import LONGEST, LONGEST_MARKDOWN, clean, from_html, from_markdown


@pytest.mark.parametrize(
    ("cooked", "words"),
    [
        ("<p>Good <b>morning</b></p><p>again</p>", "Good morning\nagain"),
        ('<p>thanks <a class="mention" href="/u/moss">@moss</a>!</p>', "thanks @moss!"),
        ("<blockquote><p>you spoil it</p></blockquote><p>I see it otherwise</p>", "I see it otherwise"),
        ('<aside class="quote"><div>moss:</div><blockquote>no</blockquote></aside><p>yes</p>', "yes"),
        ('<aside class="onebox"><h3>A page</h3></aside>see there', "see there"),
        ("<p>run <code>rm</code> twice</p><pre><code>rm -r</code></pre>", "run twice"),
        ('<p>fine <img class="emoji" alt=":sun:" src="/s.png"></p>', "fine :sun:"),
        ('<p>look <img alt="a garden" src="/g.png"></p>', "look"),
        ("one<br>two<ul><li>three</li></ul>", "one\ntwo\nthree"),
        ("<script>alert(1)</script><style>p{}</style><p>calm</p><!-- hidden -->", "calm"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<p>a <b>b <i>c</p><p>d", "a b c\nd"),
        ("", ""),
        ("<!-- -->", ""),
        ("<p>a\x00b\x1b[2J\ud800c</p>", "a b [2J c"),
    ],
)
def test_html_is_read_as_its_words(cooked: str, words: str) -> None:
    """P20: tags, quotes, previews and code are nobody's words."""
    assert from_html(cooked) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Good **morning**\n\nagain", "Good morning\nagain"),
        ("> you spoil it\n\nI see it otherwise", "I see it otherwise"),
        ("> you spoil it\nand so on\n\nno", "no"),
        ("run `rm` twice\n\n```\nrm -r\n```\n\n    rm -rf\n", "run twice"),
        ("[a page](https://example.org) and ![a garden](g.png)", "a page and"),
        ("- one\n- two\n\n| a | b |\n|---|---|\n| c | d |", "one\ntwo\na\nb\nc\nd"),
        ("<!-- a form's hint -->\n\n<details><summary>More</summary>\n\nwords\n\n</details>", "More\nwords"),
        ("- > quoted\n\n  answered", "answered"),
        ("@moss thanks", "@moss thanks"),
        ("", ""),
    ],
)
def test_markdown_is_read_as_its_words(written: str, words: str) -> None:
    """P20: the same for what GitHub sends."""
    assert from_markdown(written) == words


def test_text_is_cleaned_and_marks_of_direction_stay() -> None:
    """P26: Arabic and Hebrew are written with them."""
    assert clean("a\x07b \t c\r\n\r\n\r\nd\u202ee\u202c\ufffe") == "a b c\nd\u202ee\u202c"
    assert len(clean("x" * 3_000_000)) == LONGEST


@pytest.mark.parametrize("part", ["<div>", "<blockquote>", "<!", "<!--", "<b><p>", "<", "&", "<a x='", "</p>", "]]>"])
def test_hostile_html_takes_no_longer_than_its_length(part: str) -> None:
    """P26: a megabyte that is made to be slow."""
    begun = time.process_time()
    from_html(part * (1_000_000 // len(part)))
    assert time.process_time() - begun < 3.0


@pytest.mark.parametrize("part", ["[", "![", "*a ", "`a", "> ", "- ", "a[](", "|a", "<!--", "\\"])
def test_hostile_markdown_takes_no_longer_than_its_limit(part: str) -> None:
    """P26: as much as GitHub takes, made to be slow."""
    begun = time.process_time()
    from_markdown(part * (LONGEST_MARKDOWN // len(part)))
    assert time.process_time() - begun < 6.0
