use super::super::testing::{cut_everywhere, read};
use serde_json::json;

const PROJECT: &str = "# yaml-language-server: $schema=https://aka.ms/teams-toolkit/v1.7/yaml.schema.json
version: v1.7
provision:
  - uses: aadApp/create # Creates a new app
    with:
      name: portal-${{TEAMSFX_ENV}}-aad
      generateClientSecret: true
      signInAudience: 'AzureADMultipleOrgs'
    writeToEnvironmentFile: { clientId: AAD_APP_CLIENT_ID }
  - uses: aadApp/create
    with: { name: api }
  - uses: botAadApp/create
    with: { name: bot }
  - uses: teamsApp/create
    with: { name: x, signInAudience: AzureADMultipleOrgs }
";

#[test]
fn steps_create_app_registrations() {
    let read = read("teamsapp.local.yml", PROJECT);
    let expected = [
        json!({ "displayName": { "$unknown": "a variable of the environment", "startsWith": "portal-", "endsWith": "-aad" }, "signInAudience": "AzureADMultipleOrgs" }),
        json!({ "displayName": "api", "signInAudience": "AzureADMyOrg" }),
        json!({ "displayName": "bot", "signInAudience": "AzureADMultipleOrgs" }),
    ];
    assert_eq!(read.objects(), expected);
    assert_eq!(read.at(0, "/signInAudience"), "'AzureADMultipleOrgs'");
    assert_eq!(read.at(2, "/signInAudience"), "botAadApp/create");
    assert_eq!(read.problems(), []);
}

#[test]
fn other_yaml_is_not_a_project() {
    for text in ["uses: aadApp/create\n", "jobs:\n  - uses: actions/checkout\n    name: aadApp/create\n", "provision: aadApp/create\n"] {
        assert_eq!(read("teamsapp.yml", text).resources.len(), 0, "{text}");
    }
    let template = read("app.yml", "provision:\n{{#if x}}\n  - uses: aadApp/create\n{{/if}}\n");
    assert_eq!(template.problems(), []);
    assert_eq!(read("app.yml", "provision:\n  - uses: aadApp/create\n  - [\n").problems.len(), 1);
}

#[test]
fn hostile_projects_do_no_harm() {
    cut_everywhere("teamsapp.yml", PROJECT);
}
