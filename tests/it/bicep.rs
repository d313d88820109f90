//! Bicep: its resources, the spans and provenance of values, and broken and hostile files.

use crate::common::{Declared, errors, findings, folder, labels, plain, run, run_paths};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use tenantlint::load::load_paths;
use tenantlint::policy::Policy;
use tenantlint::reader::Variables;
use tenantlint::source::Sources;

fn read(text: &str) -> Declared {
    Declared::in_folder(folder(&[("main.bicep", text)]).path())
}

const APP: &str = "resource app 'Microsoft.Graph/applications@v1.0' = {\n  uniqueName: 'a'\n  signInAudience: 'AzureADMultipleOrgs'\n}\n";

/// A module that passes its parameter to the audience of its app.
const MODULE: &str = "param who string\nvar audience = who\nresource app 'Microsoft.Graph/applications@v1.0' = {\n  displayName: 'a'\n  signInAudience: audience\n}\noutput who string = who\n";

#[test]
fn a_finding_labels_the_use_and_the_origin_of_a_value() {
    let files = [
        ("main.bicep", "param who string = 'AzureADMyOrg'\nmodule m 'm/app.bicep' = {\n  name: 'm'\n  params: { who: who }\n}\n"),
        ("prod.bicepparam", "using './main.bicep'\nparam who = 'AzureADMultipleOrgs'\n"),
        ("m/app.bicep", MODULE),
    ];
    let folder = folder(&files);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(errors(&outcome), Vec::<String>::new());
    assert_eq!(
        labels(&outcome),
        [
            "m/app.bicep: audience -- accounts of any tenant can sign in",
            "m/app.bicep: who -- the value comes from here",
            "main.bicep: who -- the value comes from here",
            "prod.bicepparam: 'AzureADMultipleOrgs' -- the value comes from here",
            "main.bicep: module m 'm/app.bicep' -- in the module that this calls",
        ]
    );
    assert_eq!(outcome.findings[0].subject.address, "m.app");
}

#[test]
fn a_template_is_checked_with_each_of_its_parameter_files() {
    let template = "param who string = 'AzureADMultipleOrgs'\nparam name string\n\
                    resource app 'Microsoft.Graph/applications@v1.0' = {\n  displayName: name\n  signInAudience: who\n}\n\
                    resource same 'Microsoft.Graph/applications@v1.0' = {\n  displayName: 'x'\n  signInAudience: 'AzureADMultipleOrgs'\n}\n";
    let files = [
        ("main.bicep", template),
        ("base.bicepparam", "using none\nvar audience = 'AzureADMyOrg'\nparam who = audience\nparam name = 'base'\n"),
        ("dev.bicepparam", "using 'main.bicep'\nextends 'base.bicepparam'\nparam name = 'dev'\n"),
        ("prod.bicepparam", "using 'main.bicep'\nextends './base.bicepparam'\nparam who = 'PersonalMicrosoftAccount'\n"),
    ];
    let folder = folder(&files);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(errors(&outcome), Vec::<String>::new());
    let of_same: Vec<String> = findings(&outcome).into_iter().filter(|line| line.ends_with("application-multi-tenant")).collect();
    assert_eq!(of_same, ["main.bicep:9 application-multi-tenant"], "a resource declared by both is reported once");
    let names: Vec<Option<&str>> = outcome.findings.iter().map(|finding| finding.subject.name.as_deref()).collect();
    assert!(names.contains(&Some("base")) && !names.contains(&Some("dev")), "{names:?}");
    assert_eq!(outcome.resources, 4);
}

#[test]
fn names_and_ids_are_known_unless_they_depend_on_the_deployment() {
    let text = "param env string\nvar names = ['a', 'b']\n\
                resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {\n  name: 'v'\n  scope: resourceGroup('g')\n}\n\
                resource site 'microsoft.web/sites@2023-12-01' = [for (name, i) in names: {\n  name: '${name}${i}'\n  location: resourceGroup().location\n  properties: { vault: vault.id, on: true }\n\
                }]\n\
                resource config 'Microsoft.Web/sites/config@2023-12-01' = {\n  parent: site[1]\n  name: 'authsettingsV2'\n  properties: { of: site[1].name, on: site[0].properties.on, host: site[0].properties.host }\n}\n\
                resource net 'Microsoft.Network/virtualNetworks@2023-09-01' = {\n  name: 'net-${env}'\n  resource sub 'subnets' = {\n    name: 'default'\n    properties: { net: net.id }\n  }\n}\n\
                resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  name: guid(net::sub.id, 'x')\n  scope: site[0]\n  properties: {\n\
                    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635')\n\
                    principalId: site[0].identity.principalId\n  }\n}\n";
    let read = read(text);
    assert_eq!(read.problems, Vec::<String>::new());
    assert_eq!(read.addresses(), ["config", "net", "net::sub", "role", "site[0]", "site[1]"], "what exists is not declared");
    assert_eq!(read.resources["site[0]"].0, "Microsoft.Web/sites", "types have one spelling");
    let partly = |value: &Value| {
        let end = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        format!("{}…{}", end("startsWith"), end("endsWith"))
    };
    assert_eq!(read.at("site[1]", "/name"), "b1");
    assert_eq!(partly(read.at("site[1]", "/id")), "/subscriptions/…/providers/Microsoft.Web/sites/b1");
    assert_eq!(partly(read.at("site[0]", "/properties/vault")), "/subscriptions/…/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v");
    assert_eq!(read.at("config", "/name"), "b1/authsettingsV2");
    assert_eq!(read.at("config", "/properties/of"), "b1");
    assert_eq!(read.at("config", "/properties/on"), true);
    assert_eq!(read.at("config", "/properties/host/$unknown"), "known only when the resource is deployed");
    assert_eq!(read.at("net::sub", "/type"), "Microsoft.Network/virtualNetworks/subnets");
    assert_eq!(read.at("net::sub", "/apiVersion"), "2023-09-01");
    assert_eq!(partly(read.at("net::sub", "/name")), "net-…/default");
    assert_eq!(
        partly(read.at("role", "/properties/roleDefinitionId")),
        "/subscriptions/…/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    );
    assert_eq!(partly(read.at("role", "/scope")), "/subscriptions/…/providers/Microsoft.Web/sites/a0");
}

#[test]
fn conditions_and_loops_declare_what_is_deployed() {
    let text = "param on bool\nvar off = false\n\
                resource a 'A.B/c@1' = if (off) {\n  name: 'a'\n}\n\
                resource b 'A.B/c@1' = if (on) {\n  name: 'b'\n  resource child 'd' = if (off) { name: 'x' }\n}\n\
                resource c 'A.B/c@1' = [for i in range(0, 3): if (i != 1) {\n  name: 'c${i}'\n}]\n\
                resource d 'A.B/c@1' = [for i in on: {\n  name: 'd${i}'\n}]\n\
                @batchSize(1)\nresource e 'A.B/c@1' = [for i in []: {\n  name: 'e${i}'\n}]\n";
    assert_eq!(read(text).addresses(), ["b", "c[0]", "c[2]", "d"]);
}

#[test]
fn a_default_rules_nothing_out_that_whoever_deploys_may_change() {
    let text = "param on bool = false\nvar both = on && true\n\
                resource a 'A.B/c@1' = if (on) {\n  name: 'a'\n}\n\
                resource b 'A.B/c@1' = if (both) {\n  name: 'b'\n}\n\
                module m 'm.bicep' = {\n  name: 'm'\n  params: { on: on }\n}\n\
                module n 'm.bicep' = {\n  name: 'n'\n  params: { on: false }\n}\n";
    let module = "param on bool\nresource c 'A.B/c@1' = if (on) {\n  name: 'c'\n}\n";
    let alone = folder(&[("main.bicep", text), ("m.bicep", module)]);
    assert_eq!(Declared::in_folder(alone.path()).addresses(), ["a", "b", "m.c"]);
    let given = folder(&[("main.bicep", text), ("m.bicep", module), ("main.bicepparam", "using './main.bicep'\nparam on = false\n")]);
    assert_eq!(Declared::in_folder(given.path()).addresses(), Vec::<&str>::new());
}

#[test]
fn declarations_come_from_other_files() {
    let shared = "@export()\nvar audience = 'AzureADMultipleOrgs'\n@export()\nfunc named(prefix string, n int) string => '${prefix}-${n}'\n@export()\ntype t = string\n";
    let text = "import { audience as who, named, t } from 'shared.bicep'\nimport * as all from './shared.bicep'\n\
                func twice(name string) string => '${named(name, 2)}${all.named(name, 3)}'\n\
                resource app 'Microsoft.Graph/applications@v1.0' = {\n  displayName: twice('x')\n  signInAudience: who\n  notes: all.audience\n}\n";
    let folder = folder(&[("main.bicep", text), ("shared.bicep", shared)]);
    let read = Declared::in_folder(folder.path());
    assert_eq!(read.problems, Vec::<String>::new());
    assert_eq!(read.at("app", "/displayName"), "x-2x-3");
    assert_eq!(read.at("app", "/notes"), "AzureADMultipleOrgs");
    let outcome = run_paths(&["main.bicep".into()], folder.path());
    let labels = labels(&outcome);
    assert_eq!(labels[1], "shared.bicep: 'AzureADMultipleOrgs' -- the value comes from here");
}

#[test]
fn modules_are_opened_with_their_outputs_and_scopes() {
    let text = "targetScope = 'subscription'\n\
                resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {\n  name: 'g'\n  location: 'westeurope'\n}\n\
                module m 'm.bicep' = [for who in ['AzureADMyOrg', 'AzureADMultipleOrgs']: {\n  scope: group\n  name: who\n  params: { who: who }\n}]\n\
                module off 'm.bicep' = if (false) {\n  name: 'x'\n}\n\
                module remote 'br/public:avm/res/web/site:0.1.0' = {\n  name: 'y'\n}\n\
                resource app 'Microsoft.Graph/applications@v1.0' = {\n  displayName: m[1].outputs.who\n  notes: remote.outputs.who\n}\n";
    let module = format!("{MODULE}resource site 'Microsoft.Web/sites@2023-12-01' = {{\n  name: 's'\n}}\n");
    let read = Declared::in_folder(folder(&[("main.bicep", text), ("m.bicep", &module)]).path());
    assert_eq!(read.addresses(), ["app", "group", "m[0].app", "m[0].site", "m[1].app", "m[1].site", "remote"]);
    assert_eq!(read.resources["remote"].0, "Microsoft.Resources/deployments", "all that is known is that it deploys something");
    assert_eq!(read.at("m[1].app", "/signInAudience"), "AzureADMultipleOrgs");
    assert_eq!(read.at("app", "/displayName"), "AzureADMultipleOrgs");
    let reason = "module `remote`: its template `br/public:avm/res/web/site:0.1.0` is not in the repository";
    assert_eq!(read.at("app", "/notes/$unknown"), reason);
    assert_eq!(read.at("m[0].site", "/id/endsWith"), "/resourceGroups/g/providers/Microsoft.Web/sites/s");
}

#[test]
fn omitted_properties_have_their_documented_default() {
    let text = "resource app 'Microsoft.Graph/applications@v1.0' = {\n  uniqueName: 'a'\n  web: { redirectUris: ['https://a.example'] }\n}\n\
                resource sp 'Microsoft.Graph/servicePrincipals@v1.0' = {\n  appId: app.appId\n}\n\
                param more object\n\
                resource open 'Microsoft.Graph/servicePrincipals@v1.0' = {\n  appId: 'x'\n  ...more\n}\n";
    let read = read(text);
    assert_eq!(read.at("app", "/signInAudience"), &Value::Null, "which one holds is disputed: it is absent");
    assert!(read.resources["app"].1.get("signInAudience").is_none());
    assert_eq!(read.at("app", "/identifierUris"), &json!([]));
    assert_eq!(
        read.at("app", "/web"),
        &json!({ "redirectUris": ["https://a.example"], "implicitGrantSettings": { "enableAccessTokenIssuance": false, "enableIdTokenIssuance": false } })
    );
    assert_eq!(read.at("sp", "/appRoleAssignmentRequired"), false);
    assert_eq!(read.at("open", "/appRoleAssignmentRequired"), &Value::Null, "the parameter may say something else");
}

#[test]
fn a_named_file_is_loaded_with_its_dependencies_and_only_it_is_reported() {
    let files = [
        ("env/main.bicep", "module m '../modules/app.bicep' = {\n  name: 'm'\n  params: { who: 'AzureADMultipleOrgs' }\n}\n"),
        ("env/other.bicep", APP),
        ("env/given.bicep", MODULE),
        ("env/given.bicepparam", "using 'given.bicep'\nparam who = 'AzureADMultipleOrgs'\n"),
        ("modules/app.bicep", MODULE),
    ];
    let folder = folder(&files);
    let at = |path: &str| {
        let outcome = run_paths(&[PathBuf::from(path)], folder.path());
        assert_eq!(errors(&outcome), Vec::<String>::new());
        findings(&outcome)
    };
    let of_module = ["modules/app.bicep:5 application-multi-tenant"];
    // The caller's file, because a label of the finding points into it.
    assert_eq!(at("env/main.bicep"), of_module);
    assert_eq!(at("env/other.bicep"), ["env/other.bicep:3 application-multi-tenant"]);
    // A template without its parameters, and parameters without their template.
    assert_eq!(at("env/given.bicep"), ["env/given.bicep:5 application-multi-tenant"]);
    assert_eq!(at("env/given.bicepparam"), ["env/given.bicep:5 application-multi-tenant"]);
    // Callers of a module are only searched in a repository.
    assert_eq!(at("modules/app.bicep"), [""; 0]);
    fs::create_dir(folder.path().join(".git")).unwrap();
    assert_eq!(at("modules/app.bicep"), of_module);
    assert_eq!(at("env/other.bicep"), ["env/other.bicep:3 application-multi-tenant"]);
}

#[test]
fn unknown_values_are_undecided_with_a_reason() {
    let app = |name: &str, who: &str| {
        format!("resource {name} 'Microsoft.Graph/applications@v1.0' = {{\n  uniqueName: '{name}'\n  signInAudience: {who}\n}}\n")
    };
    let text = [
        "param who string\nmodule gone 'gone.bicep' = {\n  name: 'g'\n}\n".to_owned(),
        app("a", "who"),
        app("b", "gone.outputs.who"),
        app("c", "toLower("),
        app("d", "readEnvironmentVariable('WHO')"),
    ];
    let outcome = run_paths(&[".".into()], folder(&[("main.bicep", &text.concat())]).path());
    let mut reasons: Vec<String> = outcome
        .undecided
        .iter()
        .filter(|undecided| undecided.rule.id == "application-multi-tenant")
        .map(|undecided| plain(&undecided.missing))
        .collect();
    reasons.sort();
    assert_eq!(
        reasons,
        [
            "`signInAudience` is unknown: it comes from outside of the configuration",
            "`signInAudience` is unknown: it has a syntax error",
            "`signInAudience` is unknown: module `gone`: its template `gone.bicep` is not in the input",
            "`signInAudience` is unknown: parameter `who` has no default",
        ]
    );
    let broken = errors(&outcome);
    assert_eq!(broken[0], "main.bicep:2:1 the resources of module `gone` are not checked: its template `gone.bicep` is not in the input");
    assert!(broken.len() == 2 && broken[1].starts_with("main.bicep:16:1 expected"), "{broken:?}");
}

#[test]
fn a_mistake_in_a_shared_module_is_reported_once() {
    let call = "module m 'm.bicep' = {\n  name: 'm'\n}\n";
    let module = "module gone 'gone.bicep' = {\n  name: 'g'\n}\n";
    let folder = folder(&[("a.bicep", call), ("b.bicep", call), ("m.bicep", module)]);
    let outcome = run_paths(&["a.bicep".into(), "b.bicep".into(), "m.bicep".into()], folder.path());
    assert_eq!(
        errors(&outcome),
        ["m.bicep:1:1 the resources of module `gone` are not checked: its template `gone.bicep` is not in the input"]
    );
}

#[test]
fn the_command_line_sets_parameters() {
    let folder = folder(&[("main.bicep", MODULE), ("x.bicepparam", "using 'main.bicep'\nparam who = 'AzureADMyOrg'\n")]);
    let variables = Variables { words: vec![("who".into(), "AzureADMultipleOrgs".into())], files: Vec::new() };
    let outcome = run(load_paths(&[".".into()], folder.path(), variables), (Policy::default(), Sources::default()));
    assert_eq!(findings(&outcome), ["main.bicep:5 application-multi-tenant"]);
}

#[test]
fn a_mistake_loses_one_value_and_no_file() {
    let broken = "resource b 'Microsoft.Graph/applications@v1.0' = {\n  displayName: 'b' 'c'\n  signInAudience: 'AzureADMultipleOrgs'\n}\n";
    let folder = folder(&[("main.bicep", APP), ("broken.bicep", broken)]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["broken.bicep:3 application-multi-tenant", "main.bicep:3 application-multi-tenant"]);
    assert!(errors(&outcome)[0].starts_with("broken.bicep:2:"), "{:?}", errors(&outcome));
    assert_eq!(outcome.exit() as u8, 1, "findings at the threshold take precedence over what could not be read");
}

#[test]
fn hostile_templates_end() {
    let uses = |value: &str| format!("resource app 'Microsoft.Graph/applications@v1.0' = {{\n  uniqueName: 'a'\n  notes: {value}\n}}\n");
    let variables = |count: usize, value: &dyn Fn(usize) -> String| {
        (1..count).fold("var v0 = 'x'\n".to_owned(), |text, n| text + &format!("var v{n} = {}\n", value(n - 1)))
    };
    let doubled = variables(64, &|before| format!("[v{before}, v{before}]")) + &uses("string(v63)");
    let chain = variables(5000, &|before| format!("v{before}")) + &uses("v4999");
    let recursive = format!("func f(n int) int => f(n) + f(n)\n{}", uses("f(1)"));
    let loops = format!("var n = range(0, 1000)\nvar x = [for a in n: map(n, b => map(n, c => c))]\n{}", uses("string(x)"));
    let huge = "resource app 'Microsoft.Graph/applications@v1.0' = [for i in range(0, 10000): {\n  uniqueName: 'a'\n}]\n";
    let two = |next: usize| format!("module a 'm{next}.bicep' = {{\n  name: 'a'\n}}\nmodule b 'm{next}.bicep' = {{\n  name: 'b'\n}}\n");
    let cycle =
        "resource a 'A.B/c@1' = {\n  name: b.name\n  parent: b\n}\nresource b 'A.B/c@1' = {\n  name: a.name\n  parent: a\n  scope: b\n}\n";
    let cases: Vec<Vec<(String, String)>> = vec![
        vec![("main.bicep".into(), doubled)],
        vec![("main.bicep".into(), chain)],
        vec![("main.bicep".into(), recursive)],
        vec![("main.bicep".into(), loops)],
        vec![("main.bicep".into(), format!("var a = b\nvar b = a\n{}", uses("a")))],
        vec![("main.bicep".into(), cycle.into())],
        vec![("main.bicep".into(), format!("var a = {}", "[".repeat(100_000)))],
        vec![
            ("main.bicep".into(), "module m 'm.bicep' = [for i in range(0, 9999): {\n  name: 'm'\n}]\n".into()),
            ("m.bicep".into(), huge.into()),
        ],
        // Each module calls the next one twice.
        (0..40).map(|n| (format!("m{n}.bicep"), two(n + 1))).chain([("m40.bicep".into(), APP.into())]).collect(),
        vec![
            ("a.bicepparam".into(), "using 'm.bicep'\nextends 'b.bicepparam'\n".into()),
            ("b.bicepparam".into(), "using 'm.bicep'\nextends 'a.bicepparam'\n".into()),
            ("m.bicep".into(), MODULE.into()),
        ],
        vec![
            ("a.bicep".into(), "import { x } from 'b.bicep'\nvar y = x\n".into()),
            ("b.bicep".into(), format!("import * as a from 'a.bicep'\nvar x = a.y\n{}", uses("x"))),
        ],
    ];
    for files in cases.into_iter().chain(hostile_arm_templates()) {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let outcome = run_paths(&[".".into()], folder(&files).path());
        assert!(outcome.resources <= 50_000, "{}", outcome.resources);
    }
}

/// ARM templates that Bicep files deploy.
fn hostile_arm_templates() -> Vec<Vec<(String, String)>> {
    let link = |path: &str| json!({"type": "Microsoft.Resources/deployments", "name": path, "properties": {"templateLink": {"relativePath": path}}});
    let linked = json!({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "parameters": {"p": {"type": "string"}}, "resources": [link("x.json"), link("x.json")],
        "outputs": {"p": {"type": "string", "value": "[parameters('p')]"}}});
    let module = |name: &str, body: &str| format!("module {name} './x.json' = {body}\n");
    let on_itself = module("m", "{\n  params: { p: m.outputs.p }\n}");
    let many = module("n", "[for i in range(0, 10000): {\n  params: { p: '${i}' }\n}]");
    let nested = |name: &str, inner: &str| {
        format!("{{ type: 'Microsoft.Resources/deployments', name: '{name}', properties: {{ template: {inner} }} }}")
    };
    let doubled = (1..40).fold("var v0 = { resources: [] }\n".to_owned(), |text, n| {
        let inner = format!("v{}", n - 1);
        text + &format!("var v{n} = {{ resources: [ {}, {} ] }}\n", nested("a", &inner), nested("b", &inner))
    });
    let resource = "resource r 'Microsoft.Resources/deployments@2022-09-01' = {\n  name: 'r'\n  properties: { template: v39 }\n}\n";
    vec![
        vec![("main.bicep".into(), on_itself + &many), ("x.json".into(), linked.to_string())],
        vec![("main.bicep".into(), doubled + resource)],
    ]
}

#[test]
fn a_template_in_json_is_loaded_with_the_file_that_deploys_it() {
    let app = |path: &str| {
        format!(
            "{{\"$schema\":\"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\",\"resources\":[{{\"type\":\"A.B/c\",\"name\":\"{path}\"}}]}}"
        )
    };
    let outside = folder(&[("x.json", &app("outside"))]);
    let up = "../".repeat(20) + outside.path().to_str().unwrap().trim_start_matches('/');
    let main = format!(
        "module a 'm/x.json' = {{\n  name: 'a'\n}}\nmodule b '{up}/x.json' = {{\n  name: 'b'\n}}\nmodule c 'data.json' = {{\n  name: 'c'\n}}\n"
    );
    let folder = folder(&[("main.bicep", &main), ("m/x.json", &app("inside")), ("data.json", "{}")]);
    for named in [".", "main.bicep"] {
        let read = Declared::of(&load_paths(&[named.into()], folder.path(), Variables::default()));
        assert_eq!(read.addresses(), ["a.A.B/c/inside", "b", "c"], "{named}");
    }
}

#[test]
fn a_loop_with_too_many_iterations_is_reported() {
    let text = format!("resource app 'A.B/c@1' = [for i in concat(range(0, 10000), [1]): {{\n  name: 'a${{i}}'\n}}]\n{APP}");
    let outcome = run_paths(&[".".into()], folder(&[("main.bicep", &text)]).path());
    assert_eq!(errors(&outcome), ["main.bicep:1:1 a loop has more than 10000 iterations"]);
    assert_eq!(outcome.resources, 2, "one resource represents all iterations");
}

#[test]
fn modules_that_call_each_other_are_reported() {
    let call = |of: &str| format!("module m '{of}' = {{\n  name: 'm'\n}}\n{APP}");
    let folder = folder(&[("a.bicep", &call("b.bicep")), ("b.bicep", &call("a.bicep"))]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(errors(&outcome), ["b.bicep:1:1 module `m` calls itself, or is called by a module that it calls"]);
    assert_eq!(findings(&outcome), ["a.bicep:6 application-multi-tenant", "b.bicep:6 application-multi-tenant"]);
}

#[test]
fn nothing_is_read_outside_of_the_repository() {
    let outside = folder(&[("secret.txt", "AzureADMultipleOrgs"), ("m.bicep", APP), ("x.bicepparam", "using 'm.bicep'\n")]);
    let up = "../".repeat(20) + outside.path().to_str().unwrap().trim_start_matches('/');
    let app = |name: &str, path: &str| {
        format!(
            "resource {name} 'Microsoft.Graph/applications@v1.0' = {{\n  uniqueName: '{name}'\n  signInAudience: loadTextContent('{path}')\n}}\n"
        )
    };
    let absolute = format!("{}/secret.txt", outside.path().display());
    let text = [
        format!("module m '{up}/m.bicep' = {{\n  name: 'm'\n}}\nmodule n '{}/m.bicep' = {{\n  name: 'n'\n}}\n", outside.path().display()),
        app("a", &format!("{up}/secret.txt")),
        app("b", &absolute),
        app("c", "link.txt"),
        app("d", "inside.txt"),
    ];
    let folder = folder(&[("main.bicep", &text.concat()), ("inside.txt", "AzureADMultipleOrgs")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), folder.path().join("link.txt")).unwrap();
    let outcome = run_paths(&["main.bicep".into()], folder.path());
    assert_eq!(outcome.resources, 6);
    assert_eq!(findings(&outcome), ["main.bicep:21 application-multi-tenant"], "only what lies inside is read");
}

#[test]
fn any_encoding_and_any_line_end_is_read() {
    let text = APP.replace('\n', "\r\n");
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), [b"\xef\xbb\xbf".to_vec(), text.clone().into_bytes()].concat(), utf16] {
        let folder = folder(&[("main.bicep", "")]);
        fs::write(folder.path().join("main.bicep"), bytes).unwrap();
        assert_eq!(findings(&run_paths(&[".".into()], folder.path())), ["main.bicep:3 application-multi-tenant"]);
    }
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let folder = folder(&[("main.bicep", APP), ("large.bicep", &"// filler\n".repeat(2_000_000))]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["main.bicep:3 application-multi-tenant"]);
    assert!(errors(&outcome)[0].contains("Bicep files over"), "{:?}", errors(&outcome));
}
