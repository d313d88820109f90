#!/usr/bin/env bash
# Opens reports in the format `html` in headless Chromium: our script runs, and none of the input does.
#
#     scripts/validate-html.sh [target/release/tenantlint]
#
# CHROMIUM names the browser; otherwise it is searched for. Exit 75: there is none.
set -euo pipefail

binary=$(realpath "${1:-target/release/tenantlint}")
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[[ -n $browser ]] || exit 75
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Each of these would change the title if it ran.
markup='</title></style></script></svg></code></pre><script>document.title=`pwned`</script><img src=x onerror=document.title=`pwned`>'
markup+='<svg onload=document.title=`pwned`></svg>" autofocus onfocus=document.title=`pwned` x="{{7*7}}'
mkdir tenant
python3 - "$markup" <<'PYTHON'
import json, sys
name = sys.argv[1]
apps = [{"id": name, "appId": name, "displayName": name, "signInAudience": "AzureADMultipleOrgs", "signInAudienceRestrictions": None,
         "identifierUris": [name], "passwordCredentials": [{"displayName": name, "keyId": name, "endDateTime": "2999-01-01T00:00:00Z"}]}]
group = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020",
         "displayName": name, "groupTypes": ["DynamicMembership"], "securityEnabled": True, "mailEnabled": False,
         "membershipRule": 'user.displayName -contains "%s"' % name.replace('"', "'"), "membershipRuleProcessingState": "On"}
scope = "/subscriptions/00000000-0000-4000-8000-000000000001"
role = {"id": scope + "/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
        "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
        "properties": {"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
                       "principalId": group["id"], "principalType": "Group", "scope": scope}}
for number, content in enumerate([apps, group, role]):
    open("tenant/%d <img src=x onerror=alert(1)>.json" % number, "w").write(json.dumps(content))
open("tenant/broken.json", "w").write('{"signInAudience": 5, "' + "<script>document.title=`pwned`</script>")
policy = {"version": 1, "allow": [{"rule": "application-multi-tenant", "resource": {"displayName": name}, "reason": name, "reviewer": name}]}
open("tenant/.tenantlint.yaml", "w").write(json.dumps(policy))
PYTHON

"$binary" check tenant --output "html=$folder/report.html" >/dev/null || (($? == 1))
timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" --virtual-time-budget=5000 \
    --dump-dom "file://$folder/report.html" >dom.html 2>/dev/null
fail() {
    echo "html: $1" >&2
    exit 1
}
grep -q '<title>tenantlint report of ' dom.html || fail "a script of the input ran, or the page has no title"
grep -q ' findings shown</output>' dom.html || fail "our own script did not run"
grep -q 'class="path"' dom.html || fail "the page has no picture of an attack path"
(($(grep -o '<script' dom.html | wc -l) == 1)) || fail "the page has a script that is not ours"
! grep -qE '<img|<[a-z]+ [^>]* on[a-z]+=' dom.html || fail "the page has an element of the input"
echo "html: no script of the input runs"
