#!/usr/bin/env python3
"""Renders colored terminal output as an SVG picture. Requires only Python.

Reads standard input, writes standard output; the arguments are the command line that the picture shows:

    tenantlint check … --color always | scripts/ansi_to_svg.py 'tenantlint check …' > docs/diagnostic.svg
"""

import re
import sys
import unicodedata
from html import escape

CELL, LINE, MARGIN = 8.4, 19, 18  # width of a character, height of a line, frame; in pixels at 14px
FOREGROUND, BACKGROUND = "#d7dae0", "#1e2127"
COLOURS = ["#6b7280", "#f07178", "#98c379", "#e5c07b", "#61afef", "#c792ea", "#56b6c2", "#d7dae0"]

# Colors and styles are kept; all other sequences are removed: OSC (links), then CSI.
OSC = re.compile(r"\x1b\].*?(?:\x07|\x1b\\)")
CSI = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")
WORDS = re.compile(r"\S+(?: \S+)*")


def colour_256(number):
    """The color with this number in xterm's table of 256."""
    if number < 16:
        return COLOURS[number % 8]
    if number >= 232:
        return "#" + f"{8 + (number - 232) * 10:02x}" * 3
    number -= 16
    levels = [0, 95, 135, 175, 215, 255]
    return "#" + "".join(f"{levels[part]:02x}" for part in (number // 36, number // 6 % 6, number % 6))


def apply(style, codes):
    """The style after an SGR sequence."""
    style = dict(style)
    codes = [int(code or 0) for code in codes.split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0:
            style = {}
        elif code == 1:
            style["bold"] = True
        elif code == 2:
            style["dim"] = True
        elif code == 4:
            style["underline"] = True
        elif code == 22:
            style.pop("bold", None), style.pop("dim", None)
        elif code == 24:
            style.pop("underline", None)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style["fill"] = COLOURS[code % 10]
        elif code == 39:
            style.pop("fill", None)
        elif code == 38 and codes[:1] == [5] and len(codes) > 1:
            style["fill"] = colour_256(codes[1])
            del codes[:2]
        elif code == 38 and codes[:1] == [2] and len(codes) > 3:
            style["fill"] = "#" + "".join(f"{part:02x}" for part in codes[1:4])
            del codes[:4]
    return style


def cells(text):
    """The width of the text in terminal columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def spans(line, style):
    """The line as pairs of text and style, and the style after it."""
    pieces, at = [], 0
    for match in CSI.finditer(line):
        pieces.append((line[at : match.start()], style))
        if match.group(2) == "m":
            style = apply(style, match.group(1))
        at = match.end()
    pieces.append((line[at:], style))
    return [piece for piece in pieces if piece[0]], style


def text_element(x, y, text, style):
    attributes = f'x="{x:.1f}" y="{y}" textLength="{cells(text) * CELL:.1f}" lengthAdjust="spacingAndGlyphs"'
    if "fill" in style:
        attributes += f' fill="{style["fill"]}"'
    if style.get("bold"):
        attributes += ' font-weight="bold"'
    if style.get("dim"):
        attributes += ' opacity="0.7"'
    if style.get("underline"):
        attributes += ' text-decoration="underline"'
    return f"<text {attributes}>{escape(text)}</text>"


def main():
    printed = OSC.sub("", sys.stdin.read()).rstrip("\n").split("\n")
    prompt = [f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m" for command in sys.argv[1:]]
    lines = prompt + [""] * bool(prompt) + printed
    drawn, style, widest = [], {}, 0
    for number, line in enumerate(lines):
        column = 0
        pieces, style = spans(line, style)
        for text, text_style in pieces:
            # Viewers treat spaces differently, so words are positioned and wide gaps omitted.
            for words in WORDS.finditer(text):
                x, y = MARGIN + (column + cells(text[: words.start()])) * CELL, MARGIN + LINE * (number + 1) - 5
                drawn.append(text_element(x, y, words.group(), text_style))
            column += cells(text)
        widest = max(widest, column)
    width, height = round(widest * CELL + 2 * MARGIN), LINE * len(lines) + 2 * MARGIN
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">')
    print(f"<title>{escape(' '.join(sys.argv[1:]) or 'terminal')}</title>")
    print(f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>')
    font = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
    print(f'<g font-family="{font}" font-size="14" fill="{FOREGROUND}">')
    print("\n".join(drawn))
    print("</g>\n</svg>")


if __name__ == "__main__":
    main()
