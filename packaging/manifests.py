#!/usr/bin/env python3
"""Fills the manifests of package managers in `packaging/` with the version and the checksums of a release.

    packaging/manifests.py 0.1.0 SHA256SUMS OUT

A template contains `{{version}}`, `{{date}}` and `{{sha256 FILE}}`.
"""
import datetime, pathlib, re, sys

FOLDER = pathlib.Path(__file__).parent
TEMPLATES = [*(FOLDER / "homebrew").iterdir(), *(FOLDER / "winget").iterdir()]


def main(version: str, checksums: str, out: str) -> None:
    sums = {name: digest for digest, name in (line.split() for line in open(checksums, encoding="utf-8"))}

    def value(match: re.Match) -> str:
        word, *file = match[1].split()
        return {"version": version, "date": datetime.date.today().isoformat()}.get(word) or sums[file[0]]

    for template in TEMPLATES:
        text = re.sub(r"\{\{(.*?)\}\}", value, template.read_text(encoding="utf-8"))
        (pathlib.Path(out) / template.name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
