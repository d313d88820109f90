#!/usr/bin/env bash
# Validates the SARIF of `tenantlint check` with Microsoft's own validator, which must report no error.
#
#     scripts/validate-sarif.sh [target/release/tenantlint [FILE…]]
#
# Without arguments it checks a few generated files: findings, an unreadable file, hostile names. The validator is the npm package
# @microsoft/sarif-multitool-linux (Linux on x86-64), fetched into a temporary folder; SARIF_MULTITOOL names an existing binary.
# Exit 75: the validator could not be fetched.
set -euo pipefail

binary=$(realpath "${1:-target/release/tenantlint}")
shift || true
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

validator=${SARIF_MULTITOOL:+$(realpath "$SARIF_MULTITOOL")}
if [[ -z $validator ]]; then
    (cd "$folder" && npm pack --silent @microsoft/sarif-multitool-linux@5.7.0 >/dev/null && tar -xzf ./*.tgz) || exit 75
    validator=$folder/package/Sarif.Multitool
    chmod +x "$validator"
fi

inputs=("$@")
if ((${#inputs[@]} == 0)); then
    mkdir "$folder/tenant"
    cd "$folder/tenant"
    python3 - <<'PYTHON'
import json

app = {"id": "0a1b2c3d-0000-4000-8000-000000000001", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses",
       "signInAudience": "AzureADMultipleOrgs", "appRoles": [{"value": "Admin", "isEnabled": True}]}
hostile = ["\x1b[2J\x07", "\u202egnp.exe", "<script>alert(1)</script>", "[link](javascript:x) {0} {{", "a\r\n::error::b", "%0A##vso[x]",
           "\U0001f4a3 経費精算", "", "x" * 5000, "\ud800"]
names = [dict(app, id=f"0a1b2c3d-0000-4000-8000-{i:012}", appId=f"9a8b7c6d-1111-4222-8333-{i:012}", displayName=name) for i, name in enumerate(hostile)]
plan = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
    {"address": "azuread_application.portal[\"a b\"]", "mode": "managed", "type": "azuread_application", "name": "portal",
     "provider_name": "registry.terraform.io/hashicorp/azuread",
     "values": {"display_name": "Portal", "sign_in_audience": "AzureADandPersonalMicrosoftAccount"}}]}}}
policy = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity", "id": "authorizationPolicy",
          "allowInvitesFrom": "everyone", "guestUserRoleId": "a0b1b346-4d3e-4e8b-98f8-753987be4970"}
for name, value in {"apps.json": {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications", "value": [app]},
                    "hostile names %20 #1.json": {"value": names}, "plan.json": plan, "policy.json": policy}.items():
    with open(name, "w", encoding="utf-8") as file:
        json.dump(value, file)
open("broken.json", "w").write('{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications", "value": [{"id": ')
open("not_text.json", "wb").write(b'{"value": ["\xff"]}')
PYTHON
    inputs=(.)
fi

status=0
"$binary" check --format sarif "${inputs[@]}" >"$folder/out.sarif" || status=$?
case $status in 0 | 1 | 3) ;; *) exit 1 ;; esac

# The validator always exits with 0, so its report is evaluated.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
"$validator" validate "$folder/out.sarif" --level "Error;Warning;Note" --kind "Fail" \
    --output "$folder/verdict.sarif" --log ForceOverwrite >"$folder/log" || { cat "$folder/log" >&2; exit 1; }
python3 - "$folder/out.sarif" "$folder/verdict.sarif" <<'PYTHON'
import collections, json, sys

checked, verdict = (json.load(open(path, encoding="utf-8-sig")) for path in sys.argv[1:])
run = checked["runs"][0]
print(f"checked a log of {len(run['results'])} results, {len(run['tool']['driver'].get('rules', []))} rules")
levels = collections.defaultdict(collections.Counter)
examples = {}
for result in verdict["runs"][0].get("results", []):
    level = result.get("level", "warning")
    levels[level][result["ruleId"]] += 1
    examples.setdefault(result["ruleId"], json.dumps(result["message"].get("arguments", result["message"].get("text")))[:200])
for invocation in verdict["runs"][0].get("invocations", []):
    for note in invocation.get("toolExecutionNotifications", []):
        if note.get("level") == "error":
            levels["error"][note["message"].get("text", "")[:200]] += 1
if run["results"] and not levels:
    sys.exit("the validator reported nothing, not even a note: it could not read the log")  # the case for an invalid enum value
for level, rules in levels.items():
    for rule, count in sorted(rules.items()):
        print(f"  {level}: {rule}: {count}, such as {examples.get(rule, '')}")
if levels["error"]:
    sys.exit("the SARIF has errors")
print("the SARIF has no errors")
PYTHON
