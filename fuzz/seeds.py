#!/usr/bin/env python3
"""Writes the inputs of the cases in tests/ and docs/forms.md as seeds: fuzz/corpus/TARGET/. Run it in the root of the repository."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

FENCE = re.compile(r"^(`{3,})(\w+) (\S+)[^\n]*\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
BY_EXTENSION = {
    "bicep": "bicep",
    "bicepparam": "bicep",
    "cfg": "properties",
    "csv": "csv",
    "env": "properties",
    "hcl": "hcl",
    "js": "javascript",
    "ps1": "dsc",
    "psd1": "dsc",
    "properties": "properties",
    "tf": "hcl",
    "tfstate": "state",
    "tfvars": "hcl",
    "toml": "properties",
    "ts": "javascript",
    "xml": "xml",
    "yaml": "yaml",
    "yml": "yaml",
}


def targets(path, text):
    """The targets that a file is a seed of."""
    name = path.rsplit("/", 1)[-1]
    extension = name.rsplit(".", 1)[-1]
    if name in ("policy.yaml", ".tenantlint.yaml"):
        return ["policy"]
    if name.endswith(".tf.json"):
        return ["hcl"]
    if extension not in ("json", "jsonl"):
        return [BY_EXTENSION[extension]] if extension in BY_EXTENSION else []
    if "eploymentTemplate.json" in text:
        return ["arm"]
    if '"format_version"' in text:
        return ["plan" if "planned_values" in text or "resource_changes" in text else "state"]
    if re.search(r'"(resourceType|ResourceName)"', text):
        return ["dsc", "export"]
    return ["export", "javascript"] if re.search("appsettings|config|auth", name, re.IGNORECASE) else ["export"]


def write(target, text):
    """Writes a seed under a name that depends on its content alone."""
    folder = Path("fuzz/corpus") / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(text.encode()).hexdigest()[:16]).write_text(text, encoding="utf-8", newline="")


for document in [*sorted(Path("tests").rglob("*.md")), Path("docs/forms.md")]:
    for case in re.split(r"^### ", document.read_text(encoding="utf-8"), flags=re.MULTILINE):
        files = [(path, text) for _, _, path, text in FENCE.findall(case)]
        for path, text in files:
            for target in targets(path, text):
                write(target, text)
            if path.startswith("inventory") or path.endswith(".csv"):
                write("inventory", text)
            for rule in re.findall(r'"(?:membershipRule|rule)"\s*:\s*("(?:[^"\\]|\\.)*")', text):
                write("membership_rule", json.loads(rule))
        if len(files) > 1:
            write("tenant", "".join(f"=== {path}\n{text}" for path, text in files))

# Archives, with and without compression and the sizes of zip64.
folder = Path("fuzz/corpus/archive")
folder.mkdir(parents=True, exist_ok=True)
for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
    for is_zip64 in (False, True):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            for name in ("users.json", "graph/\u8868.json"):
                with archive.open(name, "w", force_zip64=is_zip64) as member:
                    member.write(b'{"value": [{"userPrincipalName": "ana@contoso.example"}]}')
        (folder / hashlib.sha256(file.getvalue()).hexdigest()[:16]).write_bytes(file.getvalue())
