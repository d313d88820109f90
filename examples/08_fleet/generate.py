"""Writes exports of invented tenants, to try and to measure a run on many. The same arguments write the same bytes.

    python3 generate.py --count 2000 --to exports

Each tenant has the files of examples/01_contoso_export or of examples/05_contoso_hardened, chosen file by file, some users more, and some
files less. Every 25th is broken in some way. `exports/tenants.txt` lists them for `tenantlint check --tenants`.
"""

import argparse
import json
import random
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent
OPEN, HARDENED = EXAMPLES / "01_contoso_export", EXAMPLES / "05_contoso_hardened"
FOLDERS = ("graph", "azure", "Policies", "Organization")
BROKEN = ("truncated", "empty", "missing", "binary", "policy file in the export", "deep")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for name in FOLDERS for path in sorted((folder / name).rglob("*.json")))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def tenant(number: int, weak: dict[str, bytes], strong: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a tenant. Some tenants are weak in most respects, others in few."""
    chance = random.Random(number)
    weakness, collected = chance.choice((0.0, 0.1, 0.5, 1.0)), chance.choice((1.0, 1.0, 0.8))
    chosen = {}
    for name in sorted(weak.keys() | strong.keys()):
        sources = (weak, strong) if chance.random() < weakness else (strong, weak)
        text = sources[0].get(name)
        if text is not None and chance.random() < collected:
            chosen[name] = text
    users = [user(number, one) for one in range(chance.choice((5, 50, 500)))]
    context = "https://graph.microsoft.com/v1.0/$metadata#users"
    chosen["graph/moreUsers.json"] = json.dumps({"@odata.context": context, "value": users}).encode()
    return chosen


def user(tenant: int, number: int) -> dict[str, object]:
    return {
        "id": f"{tenant:08x}-0000-4000-8000-{number:012x}",
        "displayName": f"User {number}",
        "userPrincipalName": f"user{number}@tenant{tenant}.example",
        "userType": "Member",
        "accountEnabled": True,
    }


def damage(kind: str, chosen: dict[str, bytes]) -> dict[str, bytes]:
    name = "Policies/AuthorizationPolicy/authorizationPolicy/authorizationPolicy.json"
    match kind:
        case "truncated":
            return {path: text[: len(text) // 2] for path, text in chosen.items()}
        case "binary":
            return chosen | {name: bytes(range(256)) * 64}
        case "policy file in the export":
            return chosen | {".tenantlint.yaml": b"version: 1\nrules: everything\n"}
        case "deep":
            return chosen | {name: b"[" * 1_000_000}
        case _:
            return {}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--date", default="2026-11-30", help="date of the exports")
    arguments = parser.parse_args()
    weak, strong = files(OPEN), files(HARDENED)
    folders = []
    for number in range(1, arguments.count + 1):
        chosen, is_missing = tenant(number, weak, strong), False
        if number % 25 == 0:
            kind = BROKEN[number // 25 % len(BROKEN)]
            chosen, is_missing = damage(kind, chosen), kind == "missing"
        folder = arguments.to.resolve() / f"tenant-{number:05}" / arguments.date
        folders.append(folder)
        if not is_missing:
            folder.mkdir(parents=True, exist_ok=True)
        for name, text in chosen.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
    arguments.to.mkdir(parents=True, exist_ok=True)
    (arguments.to / "tenants.txt").write_text("".join(f"{folder}\n" for folder in folders))


if __name__ == "__main__":
    main()
