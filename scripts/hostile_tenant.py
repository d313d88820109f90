"""Writes a small tenant into the working directory, to validate reports: findings, unreadable files, hostile names."""

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
