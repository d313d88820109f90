//! Rules of an organization, from the policy file to the report.

use crate::common::{folder, tenantlint, write};
use std::path::Path;
use std::process::Command;

/// The lines about one rule in the format `concise`.
fn lines(folder: &Path, arguments: &str) -> Vec<String> {
    let (_, text) = tenantlint(folder, &format!("check --today 2026-11-30 --show-undecided --format concise {arguments}"));
    text.lines().map(str::to_owned).collect()
}

/// A policy file with one rule on apps.
fn policy(pointer: &str, must: &str) -> String {
    let rule = "version: 1\ncustom:\n  contoso/rule:\n    message: wrong\n    kind: application";
    format!("{rule}\n    pointer: {pointer}\n    must: {must}\n")
}

const STATES: &str = r##"[
{ "@odata.type": "#microsoft.graph.application", "id": "1", "displayName": "known", "notes": "x", "tags": ["a", "b"], "web": { "homePageUrl": "x" } },
{ "@odata.type": "#microsoft.graph.application", "id": "2", "displayName": "null", "notes": null, "tags": null, "web": null },
{ "@odata.type": "#microsoft.graph.application", "id": "3", "displayName": "absent" },
{ "@odata.type": "#microsoft.graph.application", "id": "4", "displayName": "other", "notes": "y", "tags": [], "web": {} }
]"##;

/// What a rule reports on the four apps.
fn on_states(pointer: &str, must: &str) -> Vec<String> {
    let folder = folder(&[(".tenantlint.yaml", &policy(pointer, must)), ("apps.json", STATES)]);
    lines(folder.path(), "--only contoso/rule apps.json")
}

#[test]
fn only_known_and_null_values_lead_to_findings() {
    let undecided = "apps.json:4:1: undecided[contoso/rule] `/notes` is not in the input";
    let finding = |at: &str, name: &str| format!("apps.json:{at}: medium[contoso/rule] wrong: `{name}`");
    for must in ["{ equals: x }", "{ in: [x, z] }", "{ matches: ^x$ }", "{ contains: x }"] {
        let expected = [finding("3:93", "null"), undecided.to_owned(), finding("5:94", "other")];
        let mut found = on_states("/notes", must);
        found.sort_unstable();
        assert_eq!(found.len(), 3, "{must}: {found:#?}");
        assert!(expected.iter().all(|line| found.contains(line)), "{must}: {found:#?}");
    }
    assert_eq!(on_states("/notes", "{ not: { equals: x } }").len(), 2);
    assert_eq!(on_states("/notes", "{ exists: true }"), [finding("3:93", "null"), undecided.to_owned()]);
}

#[test]
fn elements_are_tested_one_by_one_and_a_missing_member_of_an_object_is_certain() {
    let found = on_states("/tags/*", "{ equals: a }");
    assert_eq!(found[0], "apps.json:2:113: medium[contoso/rule] wrong: `known`");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(on_states("/tags", "{ count: { max: 1 } }").len(), 2);
    // The object `web` is complete, so a member that it lacks is missing; only the app without `web` is undecided.
    let found = on_states("/web/homePageUrl", "{ exists: true }");
    assert_eq!(found.iter().filter(|line| line.contains("medium")).count(), 2, "{found:#?}");
    assert_eq!(found.iter().filter(|line| line.contains("undecided")).count(), 1, "{found:#?}");
    // The service may use a default for it.
    let found = on_states("/web/homePageUrl", "{ equals: x }");
    assert_eq!(found.iter().filter(|line| line.contains("undecided")).count(), 2, "{found:#?}");
}

#[test]
fn everything_that_follows_from_a_finding_knows_the_rule() {
    let with = |rest: &str| format!("{}{rest}", policy("/displayName", "{ matches: ^prod- }"));
    let app = "resource \"azuread_application\" \"a\" {\n  display_name = \"a\" # tenantlint: allow contoso/rule reason=\"x\"\n}\n";
    let folder = folder(&[(".tenantlint.yaml", &with("")), ("main.tf", app)]);
    let only = "--only contoso/rule --only suppression-unsound";
    assert_eq!(lines(folder.path(), only), Vec::<String>::new());
    let line = "main.tf:2:18: medium[contoso/rule] wrong: `a`";
    assert_eq!(lines(folder.path(), &format!("{only} --no-suppressions")), [line]);

    let folder = self::folder(&[
        (".tenantlint.yaml", &with("rules: { contoso/rule: { severity: critical } }\n")),
        ("main.tf", &app.replace("tenantlint:", "")),
    ]);
    assert_eq!(lines(folder.path(), only), [line.replace("medium", "critical")]);
    let allowed =
        "allow:\n  - { rule: contoso/rule, resource: { address: azuread_application.a }, reason: x, reviewer: x, expires: 2027-01-01 }\n";
    write(folder.path(), &[(".tenantlint.yaml", &with(allowed))]);
    assert_eq!(lines(folder.path(), only), Vec::<String>::new());
    write(folder.path(), &[(".tenantlint.yaml", &with("rules: { contoso/rule: { enabled: false } }\n"))]);
    assert!(!lines(folder.path(), ".").iter().any(|line| line.contains("contoso/rule")));
    write(folder.path(), &[(".tenantlint.yaml", &with(""))]);
    tenantlint(folder.path(), "baseline .");
    assert_eq!(lines(folder.path(), only), Vec::<String>::new());
    for command in ["rules", "explain contoso/rule", "collect --only contoso/rule", "check --format sarif", "check --format html"] {
        assert!(
            tenantlint(folder.path(), command).1.contains(if command.starts_with("collect") { "applications" } else { "contoso/rule" }),
            "{command}"
        );
    }
    assert_eq!(tenantlint(folder.path(), "explain contoso/rul").1, "error: unknown rule `contoso/rul`; did you mean `contoso/rule`?\n");
}

#[test]
fn a_file_below_cannot_add_rules_and_may_configure_those_above() {
    let rule = policy("/displayName", "{ matches: ^prod- }");
    let below = rule.replace("contoso/rule", "contoso/other") + "rules: { contoso/rule: { severity: high } }\n";
    let app = "resource \"azuread_application\" \"a\" {\n  display_name = \"a\"\n}\n";
    let folder = folder(&[(".tenantlint.yaml", &rule), ("a/.tenantlint.yaml", &below), ("a/main.tf", app)]);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let found = lines(folder.path(), "a").into_iter().filter(|line| line.contains("contoso/")).collect::<Vec<_>>();
    assert_eq!(found, ["a/main.tf:2:18: high[contoso/rule] wrong: `a`"]);
    // One that extends it adds to its rules.
    let extending = format!("{}extends: .tenantlint.yaml\n", below.replace("contoso/rule", "contoso/rul"));
    write(folder.path(), &[("own.yaml", &extending)]);
    let (code, text) = tenantlint(folder.path(), "check --config own.yaml");
    assert!(code == Some(2) && text.contains("unknown rule `contoso/rul`") && text.contains("did you mean `contoso/rule`?"), "{text}");
    write(folder.path(), &[("own.yaml", &format!("{below}extends: .tenantlint.yaml\n"))]);
    let found = lines(folder.path(), "--config own.yaml a").into_iter().filter(|line| line.contains("contoso/")).collect::<Vec<_>>();
    assert_eq!(found.len(), 2, "{found:#?}");
}

/// A rule in Rego with this body of its file.
#[cfg(feature = "rego")]
fn rego(head: &str, body: &str) -> String {
    format!("package contoso\n\nimport rego.v1\n\n# METADATA\n# title: wrong\n# custom:\n#   id: contoso/rule\n{head}{body}\n")
}

#[cfg(feature = "rego")]
const ON_APPS: &str = "#   kind: application\n#   reads: [/displayName]\n";

/// The exit code and the output of a run with this file of rules.
#[cfg(feature = "rego")]
fn with_rego(text: &str) -> (Option<i32>, String) {
    let app = "resource \"azuread_application\" \"a\" {\n  display_name = \"a\"\n}\nresource \"azuread_application\" \"b\" {\n  display_name = var.x\n}\n";
    let folder = folder(&[(".tenantlint.yaml", "version: 1\nrego: [rules]\n"), ("rules/apps.rego", text), ("main.tf", app)]);
    tenantlint(folder.path(), "check --today 2026-11-30 --show-undecided --format concise --only contoso/rule")
}

#[test]
#[cfg(feature = "rego")]
fn a_rule_in_rego_sees_known_values_the_date_and_states() {
    let (code, text) = with_rego(&rego(
        ON_APPS,
        r#"deny contains {"pointer": "/displayName", "msg": sprintf("%s on %s", [input.object.displayName, input.today])}"#,
    ));
    assert_eq!(code, Some(1));
    assert!(text.starts_with("main.tf:2:18: medium[contoso/rule] a on 2026-11-30\n"), "{text}");
    assert!(text.contains("main.tf:5:18: undecided[contoso/rule] `/displayName` is unknown"), "{text}");
    let state =
        r#"deny contains {"pointer": "/displayName", "undecided": s} if { s := tenantlint.state(input, "/displayName"); s != "known" }"#;
    let (_, text) = with_rego(&rego("#   kind: application\n#   reads: []\n", state));
    assert_eq!(text, "main.tf:5:18: undecided[contoso/rule] unknown\n");
}

#[test]
#[cfg(feature = "rego")]
fn a_rule_in_rego_can_join_all_resources() {
    let joins = "#   joins: { application: [/id] }\n";
    let text =
        rego(joins, r#"deny contains {"resource": app, "pointer": "/tags"} if { some app in input.application; app.object.id != "1" }"#);
    let folder = folder(&[(".tenantlint.yaml", "version: 1\nrego: [a.rego]\n"), ("a.rego", &text), ("apps.json", STATES)]);
    let found = lines(folder.path(), "--only contoso/rule apps.json");
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found.contains(&"apps.json:3:107: medium[contoso/rule] wrong: `null`".to_owned()), "{found:#?}");
}

#[test]
#[cfg(feature = "rego")]
fn a_rule_in_rego_can_find_that_nothing_is_as_required() {
    let joins = "#   joins: { conditionalAccessPolicy: [/state, /grantControls, /conditions/clientAppTypes] }\n";
    let text = rego(
        joins,
        r#"deny contains {"message": "no policy blocks legacy authentication"} if count(blocking) == 0

blocking contains policy.number if {
    some policy in input.conditionalAccessPolicy
    policy.object.state == "enabled"
    "block" in policy.object.grantControls.builtInControls
    {"other", "exchangeActiveSync"} - {type | some type in policy.object.conditions.clientAppTypes} == set()
}"#,
    );
    let policies = |state: &str| {
        let policy = r#"{ "id": "1", "state": "STATE", "conditions": { "clientAppTypes": ["other", "exchangeActiveSync"] }, "grantControls": { "builtInControls": ["block"] } }"#;
        let list =
            r#"{ "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies", "value": [POLICY] }"#;
        list.replace("POLICY", &policy.replace("STATE", state))
    };
    for (state, expected) in [("enabled", 0), ("disabled", 1)] {
        let files = [(".tenantlint.yaml", "version: 1\nrego: [a.rego]\n"), ("a.rego", &*text), ("policies.json", &*policies(state))];
        let found = lines(folder(&files).path(), "--only contoso/rule policies.json");
        assert_eq!(found.len(), expected, "{found:#?}");
        assert!(found.iter().all(|line| line.ends_with("[contoso/rule] no policy blocks legacy authentication")), "{found:#?}");
    }
}

#[test]
#[cfg(feature = "rego")]
fn mistakes_in_rego_have_their_places() {
    for (text, expected) in [
        (rego(ON_APPS, "deny contains x if"), "apps.rego:12:1]"),
        (rego(ON_APPS, "deny contains \"x\" if {\n  inputt.x\n}"), "apps.rego:12:3]"),
        (rego(ON_APPS, "deny contains f(1)\nf(x) := f(x)"), "`f` is evaluated in terms of itself"),
        (rego(ON_APPS, &format!("deny contains count({}{})", "[".repeat(9_999), "]".repeat(9_999))), "nested too deeply"),
        (rego(ON_APPS, &format!("deny contains 1{}", "+1".repeat(9_999))), "nested too deeply"),
        (rego(&ON_APPS.replace("reads", "readsx"), "deny contains \"x\""), "did you mean `reads`?"),
        (rego(&ON_APPS.replace("application", "aplication"), "deny contains \"x\""), "did you mean `application`?"),
        (rego("#   kind: application\n", "deny contains \"x\""), "`reads` is missing"),
        ("package x\n".to_owned(), "no rule in these files has metadata"),
    ] {
        let folder = folder(&[(".tenantlint.yaml", "version: 1\nrego: [apps.rego]\n"), ("apps.rego", &text)]);
        let (code, shown) = tenantlint(folder.path(), "check");
        assert!(code == Some(2) && shown.contains(expected), "{expected}: {shown}");
    }
    let folder = folder(&[(".tenantlint.yaml", "version: 1\nrego: [none, ../x.rego]\n")]);
    let (code, shown) = tenantlint(folder.path(), "check");
    assert!(code == Some(2) && shown.contains("`none` does not exist") && shown.contains("outside the repository"), "{shown}");
}

/// Rego has no value for an expression on a value that is not there, so the rule would find nothing.
#[test]
#[cfg(feature = "rego")]
fn a_rule_in_rego_lists_what_it_reads() {
    let run = |head: &str, body: &str| {
        let folder = folder(&[(".tenantlint.yaml", "version: 1\nrego: [apps.rego]\n"), ("apps.rego", &rego(head, body))]);
        tenantlint(folder.path(), "check").1
    };
    let reads = |list: &str| format!("#   kind: application\n#   reads: [{list}]\n");
    let joins = |list: &str| format!("#   joins: {{ application: [{list}] }}\n");
    for (head, body, missing) in [
        (reads(""), "deny contains \"x\" if input.object.notes == \"x\"", "/notes"),
        (reads("/displayName"), "deny contains \"x\" if not input.object.notes", "/notes"),
        (reads(""), "deny contains \"x\" if input.object[\"notes\"]", "/notes"),
        (reads(""), "deny contains \"x\" if wrong\nwrong if is(input)\nis(app) if app.object.notes", "/notes"),
        (reads("/displayName"), "deny contains sprintf(\"%s %s\", [input.object.displayName, input.object.notes])", "/notes"),
        (reads("/web/homePageUrl"), "deny contains \"x\" if input.object.tags[_] == input.object.web.redirectUris[_]", "/tags"),
        (reads("/owners"), "deny contains o.id if some o in input.object.owners", "/owners/*/id"),
        (reads("/owners"), "deny contains \"x\" if every o in input.object.owners { o.id == \"x\" }", "/owners/*/id"),
        (reads("/owners"), "deny contains \"x\" if count({o.id | some o in input.object.owners}) > 1", "/owners/*/id"),
        (reads("/owners"), "deny contains \"x\" if { o := input.object.owners[_]; o.id == \"x\" }", "/owners/*/id"),
        (reads("/properties/scope"), "deny contains \"x\" if input.object.properties.condition", "/properties/condition"),
        (joins(""), "deny contains \"x\" if { some app in input.application; app.object.notes }", "/notes"),
        (joins("/id"), "deny contains \"x\" if input.application[_].object.notes", "/notes"),
    ] {
        let expected = format!("the rule reads `{missing}`, which is not in");
        let text = run(&head, body);
        assert!(text.contains(&expected), "{body}: {text}");
        // It is not reported if it is listed.
        let listed = head.replacen('[', &format!("[{missing}, "), 1).replace(", ]", "]");
        let text = run(&listed, body);
        assert!(!text.contains("which is not in"), "{listed}{body}: {text}");
    }
    for (head, body) in [
        (reads(""), "deny contains \"x\" if { tenantlint.state(input, \"/notes\") == \"known\"; input.object.notes }"),
        (reads("/web"), "deny contains \"x\" if input.object.web.redirectUris[_]"),
        (reads("/properties/scope"), "deny contains \"x\" if input.object.properties.scope"),
        (reads("/tags"), "deny contains tag if { some tag in {\"a\"}; input.object.tags[tag] }"),
        (
            reads("/owners/*/id, /roles"),
            "deny contains \"x\" if { {x.id | some x in input.object.owners}; {x | some x in input.object.roles} }",
        ),
        (joins("/id"), "deny contains \"x\" if { some app in input.application; app.object.id; app.address }"),
        (reads(""), "deny contains data.contoso.object.x\nobject := {\"x\": 1}"),
        (reads(""), "deny contains \"x\" if object.get(input.object, \"notes\", \"\") == \"x\""),
    ] {
        let text = run(&head, body);
        assert!(!text.contains("which is not in"), "{body}: {text}");
    }
}

/// A rule that found nothing on a resource is not evaluated on others that are equal in what it reads.
#[test]
#[cfg(feature = "rego")]
fn a_rule_in_rego_is_evaluated_wherever_it_can_find_something() {
    let app = |name: &str, notes: &str| {
        format!(
            r##"{{ "@odata.type": "#microsoft.graph.application", "id": "{name}", "displayName": "{name}", "tags": [], "notes": {notes} }}"##
        )
    };
    let apps = |of_b: &str| format!("[\n{},\n{},\n{},\n{}\n]", app("a", "null"), app("aa", "null"), app("b", of_b), app("c", "null"));
    let of_b = ["apps.json:4:1"];
    let head = "#   kind: application\n#   reads: [/displayName, /notes]\n";
    let name = "input.object.displayName";
    for body in [
        format!("deny contains \"x\" if startswith({name}, \"b\")"),
        format!("deny contains x if {{ x := sprintf(\"%s\", [{name}]); x == \"b\" }}"),
        format!("deny contains x if {{ x = sprintf(\"%s\", [{name}]); x = \"b\" }}"),
        format!("deny contains x if {{ y := sprintf(\"%s\", [{name}]); x := y; startswith(x, \"b\") }}"),
        format!("deny contains x if {{ x := {{\"msg\": {name}}}; x.msg == \"b\" }}"),
        format!("deny contains x if {{ x := {{\"msg\": sprintf(\"%d\", [{{1 | {name} == \"b\"}}])}}; {name} == \"b\" }}"),
        format!("deny contains x if {{ some x in names; startswith(x, \"b\") }}\nnames contains sprintf(\"%s\", [{name}])"),
        "deny contains \"x\" if is_b(input.object.displayName)\nis_b(name) if name == \"b\"".to_owned(),
        "deny contains \"x\" if data.lib.names[_] == \"b\"".to_owned(),
        "deny contains \"x\" if data.lib[_].name == \"b\"".to_owned(),
        "deny contains \"x\" if { some x in data.lib; x.name == \"b\" }".to_owned(),
        "deny contains \"x\" if { x := data[\"lib\"]; x.names.name == \"b\" }".to_owned(),
        "deny contains \"x\" if input.address == \"b\"".to_owned(),
        "deny contains \"x\" if is_b(input)\nis_b(app) if app.object.displayName == \"b\"".to_owned(),
        "deny contains \"x\" if object.get(input.object, \"displayName\", \"\") == \"b\"".to_owned(),
        format!("deny := [x | x := sprintf(\"%s\", [{name}]); startswith(x, \"b\")]"),
        format!("deny contains to_number(x) if x := replace(sprintf(\"%s\", [{name}]), \"b\", \"1\")"),
    ] {
        // The last rule returns a number, which is a mistake and shows that it was evaluated.
        let is_mistake = body.contains("to_number");
        let folder = folder(&[
            (".tenantlint.yaml", "version: 1\nrego: [a.rego, lib.rego]\n"),
            ("a.rego", &rego(head, &body)),
            ("lib.rego", "package lib.names\n\nimport rego.v1\n\nname := input.object.displayName\n"),
            ("apps.json", &apps("null")),
        ]);
        let found = lines(folder.path(), "--only contoso/rule apps.json");
        let places: Vec<&str> = found.iter().filter_map(|line| line.split_once(": medium[").map(|(place, _)| place)).collect();
        let expected: &[&str] = if is_mistake { &[] } else { &of_b };
        assert!(places == expected && is_mistake == found.iter().any(|line| line.contains("does not return a set")), "{body}: {found:#?}");
    }
    // The text of the name is only a part of what this rule returns.
    let printed = rego(head, &format!("deny contains x if {{ input.object.notes == \"n\"; x := sprintf(\"%s\", [{name}]) }}"));
    for (notes, expected) in [("null", &[] as &[&str]), ("\"n\"", &of_b)] {
        let folder = folder(&[(".tenantlint.yaml", "version: 1\nrego: [a.rego]\n"), ("a.rego", &printed), ("apps.json", &apps(notes))]);
        let found = lines(folder.path(), "--only contoso/rule apps.json");
        assert!(found.iter().map(|line| line.split(": ").next().unwrap_or_default()).eq(expected.iter().copied()), "{found:#?}");
    }
}

#[test]
#[cfg(feature = "rego")]
fn a_rule_that_fails_or_is_hostile_is_no_clean_run() {
    for (body, code, expected) in [
        ("deny := 5", 3, "it does not return a set of at most 10,000 texts"),
        ("deny contains x.y(1)", 3, "could not find function x.y"),
        ("deny contains http.send({\"url\": \"http://a.example\"})", 3, "could not find function http.send"),
        ("deny contains sprintf(\"%v\", [time.now_ns()])", 3, "could not find function time.now_ns"),
        ("deny contains sprintf(\"%4000000000d\", [1])", 2, "more than 1 GiB"),
        ("deny contains \"x\" if count(numbers.range(1, 1000000000000)) > 1", 0, "b"),
    ] {
        let (found, text) = with_rego(&rego(ON_APPS, body));
        assert!(found == Some(code) && text.contains(expected), "{body}: {found:?} {text}");
    }
}

#[test]
fn a_pull_request_cannot_change_the_rules_that_check_it() {
    let folder = folder(&[
        (".tenantlint.yaml", &policy("/displayName", "{ matches: ^prod- }")),
        ("main.tf", "resource \"azuread_application\" \"a\" {\n  display_name = \"a\"\n}\n"),
    ]);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@contoso.example", "-c", "commit.gpgsign=false"];
        assert!(Command::new("git").args(identity).args(arguments).current_dir(folder.path()).output().unwrap().status.success());
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "-f", "."]);
    git(&["commit", "--quiet", "-m", "x"]);
    let check = "--policy-from main --only contoso/rule --only policy-weakened";
    for (now, title) in [("{ matches: . }", "changed"), ("", "removed")] {
        let text = if now.is_empty() { "version: 1\n".to_owned() } else { policy("/displayName", now) };
        write(folder.path(), &[(".tenantlint.yaml", &text)]);
        let found = lines(folder.path(), check);
        assert!(found.iter().any(|line| line == "main.tf:2:18: medium[contoso/rule] wrong: `a`"), "{found:#?}");
        let weaker = format!("the rule `contoso/rule` of the organization is {title}");
        assert!(found.iter().any(|line| line.ends_with(&weaker)), "{found:#?}");
    }
}
