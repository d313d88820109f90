//! ARM templates: their resources, the spans of values, and broken and hostile templates.

use crate::common::{Declared, folder, plain, run_paths, run_text};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tenantlint::load::{load_input, load_paths};
use tenantlint::outcome::Outcome;
use tenantlint::reader::Variables;

fn template(members: &Value) -> String {
    let schema = json!("https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#");
    let mut all = serde_json::Map::from_iter([("$schema".to_owned(), schema), ("contentVersion".to_owned(), json!("1.0.0.0"))]);
    all.extend(members.as_object().unwrap().clone());
    Value::Object(all).to_string()
}

/// The resources of a single template.
fn read(text: &str) -> Declared {
    Declared::of(&load_input(text.as_bytes(), "main.json", Path::new("."), Variables::default()))
}

fn read_folder(files: &[(&str, &str)]) -> Declared {
    let folder = folder(files);
    Declared::of(&load_paths(&[".".into()], folder.path(), Variables::default()))
}

fn unknown(value: &Value) -> &str {
    value["$unknown"].as_str().unwrap_or_else(|| panic!("{value} is known"))
}

/// An app registration with the Graph extension, as compiled by Bicep.
const APP: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "languageVersion": "2.1-experimental",
  "contentVersion": "1.0.0.0",
  "parameters": { "audience": { "type": "string", "defaultValue": "AzureADMultipleOrgs" } },
  "variables": { "name": "portal", "chosen": "[parameters('audience')]" },
  "imports": { "graph": { "provider": "MicrosoftGraph", "version": "1.0.0" } },
  "resources": {
    "app": {
      "import": "graph",
      "type": "Microsoft.Graph/applications@v1.0",
      "properties": {
        "uniqueName": "[variables('name')]",
        "displayName": "[format('{0} of {1}', variables('name'), 'contoso')]",
        "signInAudience": "[variables('chosen')]"
      }
    }
  }
}
"#;

/// The places of the labels of a rule's findings.
fn labels(outcome: &Outcome, rule: &str) -> Vec<String> {
    let findings = outcome.findings.iter().filter(|finding| finding.rule.id == rule);
    let under = |label: &tenantlint::message::Label| {
        let path = &outcome.sources.get(label.span.file).path;
        format!("{path}:{} {}", outcome.sources.start(label.span).line, outcome.sources.text(label.span))
    };
    findings.flat_map(|finding| finding.labels().map(under).collect::<Vec<_>>()).collect()
}

#[test]
fn a_finding_labels_the_string_and_the_origin_of_its_value() {
    let outcome = run_text("main.json", APP.as_bytes());
    let expected =
        [r#"main.json:15 "[variables('chosen')]""#, r#"main.json:6 "[parameters('audience')]""#, r#"main.json:5 "AzureADMultipleOrgs""#];
    assert_eq!(labels(&outcome, "application-multi-tenant"), expected);
    let finding = outcome.findings.iter().find(|finding| finding.rule.id == "application-multi-tenant").unwrap();
    assert!(plain(&finding.remediation.steps[0].sentence).contains("set `signInAudience` in"));
}

#[test]
fn a_parameter_file_sets_values() {
    let parameters = |audience: &str| {
        format!(
            r#"{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0",
                "parameters": {{"audience": {{"value": "{audience}"}}}}}}"#
        )
    };
    let files = folder(&[("main.json", APP), ("main.parameters.prod.json", &parameters("AzureADMyOrg"))]);
    let outcome = run_paths(&[".".into()], files.path());
    let with_default = labels(&outcome, "application-multi-tenant");
    assert_eq!(with_default.last().unwrap(), r#"main.json:5 "AzureADMultipleOrgs""#, "nothing shows that the parameter file is used");
    fs::write(files.path().join("main.json"), APP.replace("\"AzureADMultipleOrgs\"", "\"AzureADMyOrg\"")).unwrap();

    // All of these files are read, whichever one is named.
    fs::write(files.path().join("main.parameters.test.json"), parameters("AzureADandPersonalMicrosoftAccount")).unwrap();
    for named in ["main.json", "main.parameters.test.json"] {
        let outcome = run_paths(&[PathBuf::from(named)], files.path());
        let labels = labels(&outcome, "application-personal-accounts");
        assert_eq!(labels.last().unwrap(), "main.parameters.test.json:2 \"AzureADandPersonalMicrosoftAccount\"", "{named}");
    }
    let read = Declared::of(&load_paths(&[".".into()], files.path(), Variables::default()));
    assert_eq!(read.given, 3, "once for each file, and with the default");
    fs::write(files.path().join("main.parameters.test.json"), parameters("AzureADMyOrg")).unwrap();
    let read = Declared::of(&load_paths(&[".".into()], files.path(), Variables::default()));
    assert_eq!(read.given, 3, "the same value from several places");
}

#[test]
fn a_template_is_deployed_once_with_each_parameter_file() {
    let resources = json!([{"type": "a.b/c", "apiVersion": "1", "name": "x", "properties": {"p": 1}},
        {"type": "a.b/c", "apiVersion": "1", "name": "y", "properties": {"p": "[parameters('v')]"}}]);
    let main = template(&json!({"parameters": {"v": {"type": "int"}}, "resources": resources}));
    let values = |value: i32| {
        json!({"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#",
            "parameters": {"v": {"value": value}}})
        .to_string()
    };
    let read = read_folder(&[("t.json", &main), ("t.parameters.a.json", &values(1)), ("t.parameters.b.json", &values(2))]);
    assert_eq!(read.given, 4);
}

#[test]
fn an_unset_parameter_is_unknown_and_affects_only_dependents() {
    let text = template(&json!({
        "parameters": {"name": {"type": "string"}, "secret": {"type": "securestring"}, "maybe": {"type": "string", "nullable": true}},
        "resources": [{"type": "Microsoft.Web/sites", "apiVersion": "1", "name": "site", "properties": {
            "a": "[parameters('name')]", "b": "[concat('x-', parameters('name'))]", "c": "known", "d": "[parameters('maybe')]",
            "e": "[parameters('missing')]"}}]}));
    let read = read(&text);
    let at = |pointer: &str| read.at("Microsoft.Web/sites/site", pointer).clone();
    assert_eq!(unknown(&at("/properties/a")), "parameter `name` has no default");
    assert_eq!(at("/properties/b")["startsWith"], "x-");
    assert_eq!(at("/properties/c"), "known");
    assert_eq!(at("/properties/d"), Value::Null);
    assert_eq!(unknown(&at("/properties/e")), "there is no parameter `missing`");
    assert!(read.problems.is_empty(), "{:?}", read.problems);

    let secret = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
        "parameters": {"name": {"reference": {"keyVault": {"id": "/x"}, "secretName": "s"}}}}"#;
    let read = read_folder(&[("azuredeploy.json", &text), ("azuredeploy.parameters.json", secret)]);
    assert_eq!(unknown(read.at("Microsoft.Web/sites/site", "/properties/a")), "parameter `name` is a secret of a key vault");
}

#[test]
fn loops_make_resources_and_values() {
    let read = read(&template(&json!({
        "variables": {
            "copy": [{"name": "numbers", "count": 3, "input": "[copyIndex('numbers', 1)]"}],
            "held": {"copy": [{"name": "letters", "count": 2, "input": {"at": "[copyIndex('letters')]"}}]}
        },
        "resources": [{
            "type": "Microsoft.Web/sites", "apiVersion": "1", "name": "[concat('site', copyIndex(10))]",
            "copy": {"name": "sites", "count": "[length(variables('numbers'))]"},
            "properties": {
                "index": "[copyIndex()]", "numbers": "[variables('numbers')]", "held": "[variables('held')]",
                "copy": [{"name": "both", "count": 2, "input": "[format('{0}{1}', copyIndex(), copyIndex('both'))]"}]
            }
        }, {"type": "Microsoft.Web/none", "apiVersion": "1", "name": "none", "copy": {"name": "n", "count": 0}},
        {"type": "Microsoft.Web/some", "apiVersion": "1", "name": "[guid('x', string(copyIndex()))]", "copy": {"name": "n", "count": "[parameters('n')]"}}],
        "parameters": {"n": {"type": "int"}}
    })));
    assert_eq!(read.addresses().len(), 4, "{:?}", read.addresses());
    let at = |pointer: &str| read.at("Microsoft.Web/sites/site12", pointer).clone();
    assert_eq!(
        at("/properties"),
        json!({"index": 2, "numbers": [1, 2, 3], "held": {"letters": [{"at": 0}, {"at": 1}]}, "both": ["20", "21"]})
    );
    assert!(read.addresses().iter().any(|address| address.starts_with("Microsoft.Web/some/[guid(")));
}

#[test]
fn a_condition_rules_out_what_whoever_deploys_cannot_change() {
    let resource = |name: &str, condition: Value| json!({"type": "a.b/c", "apiVersion": "1", "name": name, "condition": condition});
    let read = read(&template(&json!({
        "parameters": {"on": {"type": "bool", "defaultValue": true}, "who": {"type": "bool"}},
        "resources": [resource("yes", json!("[parameters('on')]")), resource("no", json!("[not(parameters('on'))]")),
            resource("never", json!(false)), resource("who", json!("[parameters('who')]"))]
    })));
    // Defaults may be overridden, and a parameter without one must be set.
    assert_eq!(read.addresses(), ["a.b/c/no", "a.b/c/who", "a.b/c/yes"]);
}

#[test]
fn nested_resources_have_the_type_and_name_of_their_parent_before_their_own() {
    let read = read(&template(&json!({"resources": [{
    "type": "Microsoft.Web/sites", "apiVersion": "1", "name": "site", "resources": [
        {"type": "config", "apiVersion": "1", "name": "authsettingsV2", "properties": {"platform": {"enabled": true}}},
        {"type": "Microsoft.Insights/diagnosticSettings", "apiVersion": "1", "name": "logs"}
    ]}]})));
    assert_eq!(
        read.addresses(),
        ["Microsoft.Insights/diagnosticSettings/logs", "Microsoft.Web/sites/config/site/authsettingsV2", "Microsoft.Web/sites/site"]
    );
    assert_eq!(read.at("Microsoft.Web/sites/config/site/authsettingsV2", "/name"), "site/authsettingsV2");
}

/// A template that deploys another one, whose expressions are evaluated at this scope.
fn nesting(scope: &Value) -> String {
    template(&json!({
        "parameters": {"who": {"type": "string", "defaultValue": "outer"}},
        "variables": {"what": "outer"},
        "resources": [{
            "type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "deploy",
            "properties": {
                "mode": "Incremental", "expressionEvaluationOptions": {"scope": scope},
                "parameters": {"who": {"value": "[concat('given by ', parameters('who'))]"}},
                "template": {
                    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                    "parameters": {"who": {"type": "string"}}, "variables": {"what": "inner"},
                    "resources": [{"type": "a.b/c", "apiVersion": "1", "name": "x",
                        "properties": {"who": "[parameters('who')]", "what": "[variables('what')]"}}],
                    "outputs": {"result": {"type": "string", "value": "[parameters('who')]"}}
                }
            }
        }, {
            "type": "a.b/c", "apiVersion": "1", "name": "y", "properties": {
                "a": "[reference('deploy').outputs.result.value]",
                "b": "[reference(resourceId('Microsoft.Resources/deployments', 'deploy'), '2020-06-01').outputs.result.value]",
                "c": "[reference('deploy').provisioningState]"
            }
        }]
    }))
}

#[test]
fn a_nested_template_is_evaluated_at_its_scope() {
    let inner = read(&nesting(&json!("inner")));
    assert_eq!(inner.addresses(), ["a.b/c/y", "deploy.a.b/c/x"], "the deployment itself is not a resource");
    assert_eq!(inner.at("deploy.a.b/c/x", "/properties"), &json!({"who": "given by outer", "what": "inner"}));
    assert_eq!(inner.at("a.b/c/y", "/properties/a"), "given by outer");
    assert_eq!(inner.at("a.b/c/y", "/properties/b"), "given by outer");
    assert!(unknown(inner.at("a.b/c/y", "/properties/c")).contains("deployed"));
    for scope in [json!("outer"), Value::Null] {
        let outer = read(&nesting(&scope));
        assert_eq!(outer.at("deploy.a.b/c/x", "/properties"), &json!({"who": "outer", "what": "outer"}));
    }
}

#[test]
fn a_finding_in_a_nested_template_names_its_deployment() {
    let inner: Value = serde_json::from_str(APP).unwrap();
    let text = serde_json::to_string_pretty(
        &serde_json::from_str::<Value>(&template(&json!({"resources": [{
            "type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "identity",
            "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": inner}
        }]})))
        .unwrap(),
    )
    .unwrap();
    let outcome = run_text("main.json", text.as_bytes());
    let finding = outcome.findings.iter().find(|finding| finding.rule.id == "application-multi-tenant").unwrap();
    let texts: Vec<String> = finding.labels().map(|label| outcome.sources.text(label.span)).collect();
    assert!(texts.iter().any(|text| text.contains("Microsoft.Resources/deployments")), "{texts:?}");
}

#[test]
fn a_linked_template_is_evaluated_where_it_is_deployed() {
    let main = |path: &str| {
        template(&json!({"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "link", "properties": {
            "templateLink": {"relativePath": path}, "parameters": {"v": {"value": "given"}}}}]}))
    };
    let linked = template(&json!({"parameters": {"v": {"type": "string"}},
        "resources": [{"type": "a.b/c", "apiVersion": "1", "name": "x", "properties": {"v": "[parameters('v')]"}}]}));
    let files = folder(&[("main.json", &main("linked/part.json")), ("linked/part.json", &linked)]);
    for named in [".", "main.json"] {
        let read = Declared::of(&load_paths(&[named.into()], files.path(), Variables::default()));
        assert_eq!(read.addresses(), ["link.a.b/c/x"], "{named}");
        assert_eq!(read.at("link.a.b/c/x", "/properties/v"), "given");
    }
    // Nothing is read outside of the root, and a template that deploys itself terminates.
    let outside = folder(&[("root/main.json", &main("../part.json")), ("part.json", &linked), ("root/.git/HEAD", "")]);
    let read = Declared::of(&load_paths(&["main.json".into()], &outside.path().join("root"), Variables::default()));
    let only_deployments = |read: &Declared| read.resources.values().all(|(kind, _)| kind == "Microsoft.Resources/deployments");
    assert!(only_deployments(&read) && read.given == 1, "all that is known is that it deploys something: {:?}", read.addresses());
    let read = read_folder(&[("main.json", &main("main.json"))]);
    assert!(only_deployments(&read) && read.given == 1, "{:?}", read.addresses());
    let read = read_folder(&[("a.json", &main("b.json")), ("b.json", &main("a.json"))]);
    assert_eq!(read.problems, ["the template deploys itself"]);
}

#[test]
fn symbolic_names_are_addresses_and_references() {
    let read = read(&template(&json!({
        "languageVersion": "2.0",
        "resources": {
            "there": {"existing": true, "type": "a.b/c", "apiVersion": "1", "name": "there"},
            "site": {"type": "Microsoft.Web/sites", "apiVersion": "1", "name": "site", "properties": {"kind": "app"}},
            "many": {"type": "a.b/c", "apiVersion": "1", "name": "[format('n{0}', copyIndex())]", "copy": {"name": "many", "count": 2},
                "properties": {"kind": "[reference('site').kind]", "host": "[reference('site').hostName]", "name": "[resourceInfo('site').name]"}}
        }
    })));
    assert_eq!(read.addresses(), ["many[0]", "many[1]", "site"]);
    assert_eq!(read.at("many[1]", "/name"), "n1");
    assert_eq!(read.at("many[1]", "/properties/kind"), "app");
    assert_eq!(read.at("many[1]", "/properties/name"), "site");
    unknown(read.at("many[1]", "/properties/host"));
}

#[test]
fn resources_of_the_graph_extension_are_graph_objects() {
    for (imports, of) in [("imports", "import"), ("extensions", "extension")] {
        let text = APP.replace("\"imports\"", &format!("\"{imports}\"")).replace("\"import\"", &format!("\"{of}\""));
        let read = read(&text);
        let (kind, object) = &read.resources["app"];
        assert_eq!(kind, "application");
        assert_eq!(object["displayName"], "portal of contoso");
        assert_eq!(object["signInAudience"], "AzureADMultipleOrgs");
    }
}

#[test]
fn user_defined_functions_see_only_their_parameters() {
    let read = read(&template(&json!({
        "functions": [{"namespace": "contoso", "members": {
            "greet": {"parameters": [{"name": "who", "type": "string"}], "output": {"type": "string", "value": "[concat('hello ', parameters('who'))]"}},
            "twice": {"parameters": [{"name": "who", "type": "string"}], "output": {"type": "string", "value": "[concat(contoso.greet(parameters('who')), contoso.greet('you'))]"}},
            "loop": {"parameters": [], "output": {"type": "string", "value": "[concat(contoso.loop(), contoso.loop())]"}}
        }}],
        "parameters": {"who": {"type": "string", "defaultValue": "outside"}},
        "resources": [{"type": "a.b/c", "apiVersion": "1", "name": "x", "properties": {
            "a": "[contoso.greet('me')]", "b": "[CONTOSO.Twice('me')]", "c": "[contoso.loop()]", "d": "[contoso.none()]"}}]
    })));
    let at = |pointer: &str| read.at("a.b/c/x", pointer);
    assert_eq!(at("/properties/a"), "hello me");
    assert_eq!(at("/properties/b"), "hello mehello you");
    unknown(at("/properties/c"));
    unknown(at("/properties/d"));
}

#[test]
fn a_partly_known_id_still_identifies_its_role() {
    let read = read(&template(&json!({
        "variables": {"owner": "[resourceId('Microsoft.Authorization/roleDefinitions', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635')]"},
        "resources": [{"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid(resourceGroup().id)]",
            "properties": {"roleDefinitionId": "[variables('owner')]", "principalType": "User"}}]
    })));
    let (address, (kind, object)) = read.resources.first_key_value().unwrap();
    assert_eq!((address.as_str(), kind.as_str()), ("Microsoft.Authorization/roleAssignments/[guid(resourceGroup().id)]", "roleAssignment"));
    let role = object.pointer("/properties/roleDefinitionId").unwrap();
    assert!(role["endsWith"].as_str().unwrap().ends_with("/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"), "{role}");
}

#[test]
fn keys_may_be_expressions_and_what_is_escaped_stays_text() {
    let read = read(&template(&json!({
        "parameters": {"key": {"type": "string", "defaultValue": "made"}, "none": {"type": "string"}},
        "resources": [{"type": "Microsoft.Authorization/policyDefinitions", "apiVersion": "1", "name": "p", "properties": {
            "tags": {"[parameters('key')]": 1}, "open": {"[parameters('none')]": 1, "known": 2},
            "policyRule": {"if": {"field": "[[concat('tags[', parameters('tag'), ']')]", "equals": "[not closed"}}}}]
    })));
    let at = |pointer: &str| read.at("Microsoft.Authorization/policyDefinitions/p", pointer);
    assert_eq!(at("/properties/tags"), &json!({"made": 1}));
    assert_eq!(at("/properties/open/known"), &json!(2));
    assert_eq!(unknown(at("/properties/open/$unknown")), "parameter `none` has no default", "there may be more in it");
    assert_eq!(at("/properties/policyRule/if/field"), "[concat('tags[', parameters('tag'), ']')]");
    assert_eq!(at("/properties/policyRule/if/equals"), "[not closed");
    assert!(read.problems.is_empty());
}

#[test]
fn comments_strings_of_several_lines_and_a_byte_order_mark_are_read() {
    let text =
        "\u{feff}// what this is\n{ /* a */ \"$schema\": \"http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json\",
        \"contentVersion\": \"1.0.0.0\", \"Resources\": [{\"Type\": \"a.b/c\", \"apiversion\": \"1\", \"name\": \"x\", // here
        \"properties\": {\"v\": \"[concat('a',\n   'b')]\", \"w\": [1, 2,],},}] }\n// end\n";
    let read = read(text);
    assert_eq!(read.at("a.b/c/x", "/properties"), &json!({"v": "ab", "w": [1, 2]}));
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let strict = Declared::of(&load_input(
        "{\"id\": \"1\", \"signInAudience\": /* c */ 1}".as_bytes(),
        "a.json",
        Path::new("."),
        Variables::default(),
    ));
    assert!(!strict.problems.is_empty() || strict.resources.is_empty(), "other JSON has no comments");
}

#[test]
fn a_broken_expression_is_reported_and_loses_only_its_value() {
    let text = APP.replace("[variables('name')]", "[variables('name']");
    let outcome = run_text("main.json", text.as_bytes());
    let problems: Vec<_> =
        outcome.problems.iter().map(|problem| (outcome.sources.start(problem.span).line, problem.message.to_string())).collect();
    assert_eq!(problems, [(13, "not an expression: expected `,` or `)`, found `]`".to_owned())]);
    assert!(!labels(&outcome, "application-multi-tenant").is_empty());
}

#[test]
fn a_duplicate_key_is_reported_and_both_values_are_ignored() {
    let text = APP.replace(
        "\"signInAudience\": \"[variables('chosen')]\"",
        "\"signInAudience\": \"AzureADMultipleOrgs\",\n        \"signInAudience\": \"AzureADMyOrg\"",
    );
    let outcome = run_text("main.json", text.as_bytes());
    let problems: Vec<_> = outcome.problems.iter().map(|problem| outcome.sources.start(problem.span).line).collect();
    assert_eq!(problems, [16]);
    assert!(labels(&outcome, "application-multi-tenant").is_empty());
    assert!(outcome.undecided.iter().any(|undecided| undecided.rule.id == "application-multi-tenant"));
}

#[test]
fn every_cut_of_a_template_is_an_error_with_its_place() {
    for end in 1..APP.trim_end().len() {
        let outcome = run_text("main.json", &APP.as_bytes()[..end]);
        let place = outcome.problems.iter().map(|problem| outcome.sources.start(problem.span).line).next();
        let lines = APP[..end].lines().count();
        assert!(place.is_some_and(|line| line as usize + 1 >= lines), "{:?}: {:?}", &APP[..end], outcome.problems);
    }
}

#[test]
fn a_wrapper_of_a_template_is_not_a_template() {
    let inner: Value = serde_json::from_str(APP).unwrap();
    for text in [
        json!({"$schema": "https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#", "template": inner}),
        json!({"name": "deploy", "properties": {"policyRule": {"then": {"details": {"deployment": {"properties": {"template": inner}}}}}}}),
    ] {
        assert!(read(&text.to_string()).addresses().is_empty());
    }
}

#[test]
fn hostile_templates_end() {
    let resource = |properties: Value| json!([{"type": "a.b/c", "apiVersion": "1", "name": "x", "properties": properties}]);
    let doubled: serde_json::Map<String, Value> = (0..60)
        .map(|n| {
            (format!("v{n}"), if n == 0 { json!("x") } else { json!(format!("[concat(variables('v{0}'), variables('v{0}'))]", n - 1)) })
        })
        .collect();
    let chained: serde_json::Map<String, Value> =
        (0..20_000).map(|n| (format!("v{n}"), json!({"a": [format!("[variables('v{}')]", n + 1)]}))).collect();
    let shared: serde_json::Map<String, Value> = (0..60)
        .map(|n| {
            (
                format!("v{n}"),
                if n == 0 { json!([1]) } else { json!([format!("[variables('v{}')]", n - 1), format!("[variables('v{}')]", n - 1)]) },
            )
        })
        .collect();
    let mut nested = json!("[copyIndex('l')]");
    for _ in 0..20 {
        nested = json!({"copy": [{"name": "l", "count": 800, "input": nested}]});
    }
    let loops = json!([{"type": "a.b/c", "apiVersion": "1", "name": "x", "copy": {"name": "c", "count": 1_000_000_000}},
        {"type": "a.b/c", "apiVersion": "1", "name": "y", "copy": {"name": "c", "count": -1}}]);
    for (what, text) in [
        ("doubled text", template(&json!({"variables": doubled, "resources": resource(json!("[variables('v59')]"))}))),
        ("a chain", template(&json!({"variables": chained, "resources": resource(json!("[variables('v0')]"))}))),
        ("shared lists", template(&json!({"variables": shared, "resources": resource(json!("[variables('v59')]"))}))),
        ("loops in loops", template(&json!({"resources": resource(nested)}))),
        ("many copies", template(&json!({"resources": loops}))),
        (
            "itself",
            template(
                &json!({"variables": {"a": "[variables('b')]", "b": "[variables('a')]"}, "resources": resource(json!("[variables('a')]"))}),
            ),
        ),
        (
            "its own output",
            template(&json!({"resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {
            "template": {"resources": resource(json!("[reference('d').outputs.o.value]")), "outputs": {"o": {"type": "string", "value": "[reference('d').outputs.o.value]"}}}}}]})),
        ),
        (
            "a deep expression",
            template(&json!({"resources": resource(json!(format!("[{}1{}]", "string(".repeat(5_000), ")".repeat(5_000))))})),
        ),
    ] {
        let read = read(&text);
        assert!(read.given > 0, "{what}: the resource is lost, {:?}", read.problems);
    }
    let deep = format!(
        "{{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"resources\": {}",
        "[".repeat(100_000)
    );
    assert!(read(&deep).problems[0].contains("nested deeper"));
}
