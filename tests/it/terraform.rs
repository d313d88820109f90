//! Terraform configurations: compared with the results of Terraform itself, and tests of files, spans and hostile input.

use crate::common::{Declared, errors, findings, folder, labels, plain, root, run, run_paths};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tenantlint::load::load_paths;
use tenantlint::policy::Policy;
use tenantlint::reader::Variables;
use tenantlint::source::Sources;

const APP: &str = "resource \"azuread_application\" \"a\" {\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";

#[test]
fn modules_are_evaluated_as_terraform_does() {
    let text = fs::read_to_string(root().join("tests/terraform/modules.expected.json")).unwrap();
    let expected: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let declared = Declared::in_folder(&root().join("tests/terraform/modules"));
    assert_eq!(declared.problems, Vec::<String>::new());
    for (address, expected) in &expected {
        assert_eq!(declared.at(address, "/input"), expected, "{address}");
    }
    let more: Vec<&str> = declared.addresses().into_iter().filter(|address| !expected.contains_key(*address)).collect();
    assert!(more.is_empty(), "Terraform does not declare {more:?}");
}

#[test]
fn a_finding_labels_the_use_and_the_origin_of_a_value() {
    let files = [
        ("main.tf", "variable \"who\" {\n  default = \"AzureADMyOrg\"\n}\nmodule \"m\" {\n  source = \"./m\"\n  who = var.who\n}\n"),
        ("terraform.tfvars", "who = \"AzureADMultipleOrgs\"\n"),
        (
            "m/main.tf",
            "variable \"who\" {}\nlocals {\n  audience = var.who\n}\nresource \"azuread_application\" \"a\" {\n  display_name = \"a\"\n  sign_in_audience = local.audience\n}\n",
        ),
    ];
    let folder = folder(&files);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(
        labels(&outcome),
        [
            "m/main.tf: local.audience -- accounts of any tenant can sign in",
            "m/main.tf: var.who -- the value comes from here",
            "main.tf: var.who -- the value comes from here",
            "terraform.tfvars: \"AzureADMultipleOrgs\" -- the value comes from here",
            "main.tf: module \"m\" -- in the module that this calls",
        ]
    );
    assert_eq!(outcome.findings[0].subject.address, "module.m.azuread_application.a");
}

#[test]
fn a_named_file_is_loaded_with_its_module_and_only_it_is_reported() {
    let module = "variable \"who\" {}\nresource \"azuread_application\" \"a\" {\n  sign_in_audience = var.who\n}\n";
    let files = [
        ("env/prod/main.tf", "module \"m\" {\n  source = \"../../modules/app\"\n  who = \"AzureADMultipleOrgs\"\n}\n"),
        ("env/prod/other.tf", APP),
        ("modules/app/main.tf", module),
    ];
    let folder = folder(&files);
    fs::create_dir(folder.path().join(".git")).unwrap();
    let at = |path: &str| {
        let outcome = run_paths(&[PathBuf::from(path)], folder.path());
        (findings(&outcome), errors(&outcome))
    };
    let of_module = "modules/app/main.tf:3 application-multi-tenant".to_owned();
    // The module's own file: its callers are found in the repository.
    assert_eq!(at("modules/app/main.tf"), (vec![of_module.clone()], vec![]));
    // The caller's file, because a label of the finding points into it. Its neighbor is read, but not reported.
    assert_eq!(at("env/prod/main.tf"), (vec![of_module], vec![]));
    assert_eq!(at("env/prod/other.tf"), (vec!["env/prod/other.tf:2 application-multi-tenant".to_owned()], vec![]));
}

#[test]
fn undeclared_resources_are_not_checked() {
    let text = APP.replace("{\n", "{\n  count = 0\n");
    let folder = folder(&[("main.tf", &text)]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(outcome.resources, 0);
    assert_eq!(findings(&outcome), Vec::<String>::new());
}

#[test]
fn unknown_values_are_undecided_with_a_reason() {
    let files = [(
        "main.tf",
        "variable \"who\" {}\nmodule \"remote\" {\n  source = \"example/app/azuread\"\n}\n\
         resource \"azuread_application\" \"a\" {\n  sign_in_audience = var.who\n}\n\
         resource \"azuread_application\" \"b\" {\n  sign_in_audience = data.external.x.result.who\n}\n\
         resource \"azuread_application\" \"c\" {\n  sign_in_audience = module.remote.who\n}\n\
         resource \"azuread_application\" \"d\" {\n  sign_in_audience = lower(\n}\n",
    )];
    let folder = folder(&files);
    let outcome = run_paths(&[".".into()], folder.path());
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
            "`signInAudience` is unknown: data source `data.external.x` is read only when Terraform runs",
            "`signInAudience` is unknown: it has a syntax error",
            "`signInAudience` is unknown: module `remote`: its source `example/app/azuread` is not in the input",
            "`signInAudience` is unknown: variable `who` has no default",
        ]
    );
    let expected = [
        "main.tf:2:1 the resources of module `remote` are not checked: its source `example/app/azuread` is not in the input",
        "main.tf:16:1 expected a value, found `}`",
    ];
    assert_eq!(errors(&outcome), expected);
}

#[test]
fn snippets_of_one_folder_mean_their_own() {
    let snippet = |who: &str| {
        format!(
            "locals {{\n  who = \"{who}\"\n}}\nresource \"azuread_application\" \"a\" {{\n  sign_in_audience = local.who\n}}\n\
                 resource \"azuread_application\" \"of_{who}\" {{\n  sign_in_audience = azuread_application.a.sign_in_audience\n}}\n"
        )
    };
    let (one, other) = (snippet("AzureADMultipleOrgs"), snippet("AzureADMyOrg"));
    let folder = folder(&[("one.tf", &one), ("other.tf", &other)]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["one.tf:5 application-multi-tenant", "one.tf:8 application-multi-tenant"]);
    assert_eq!(outcome.resources, 4);
}

#[test]
fn values_of_the_command_line_win() {
    let text = "variable \"who\" {\n  default = \"AzureADMyOrg\"\n}\nvariable \"list\" {\n  type = list(string)\n  default = []\n}\n\
                resource \"azuread_application\" \"a\" {\n  display_name = var.list[1]\n  sign_in_audience = var.who\n}\n";
    let folder = folder(&[("main.tf", text), ("prod.tfvars", "who = \"PersonalMicrosoftAccount\"\n")]);
    let judge = |words: &[(&str, &str)], files: &[&str]| {
        let words = words.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let variables = Variables { words, files: files.iter().map(PathBuf::from).collect() };
        run(load_paths(&[".".into()], folder.path(), variables), (Policy::default(), Sources::default()))
    };
    assert_eq!(findings(&judge(&[], &[])), Vec::<String>::new());
    let of_file = findings(&judge(&[], &["prod.tfvars"]));
    assert!(of_file.contains(&"main.tf:10 application-personal-accounts".to_owned()), "{of_file:?}");
    let both = judge(&[("who", "AzureADMultipleOrgs"), ("list", "[\"x\", \"second\"]")], &["prod.tfvars"]);
    assert_eq!(findings(&both), ["main.tf:10 application-multi-tenant"]);
    assert_eq!(both.findings[0].subject.name.as_deref(), Some("second"));
}

#[test]
fn satellites_count_as_parts_of_their_app() {
    let text = format!("{APP}resource \"azuread_application_password\" \"p\" {{\n  application_id = azuread_application.a.id\n}}\n");
    let folder = folder(&[("main.tf", &text)]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(outcome.findings[0].severity.name(), "medium", "an app with a secret");
}

#[test]
fn findings_of_a_plan_are_in_its_configuration() {
    let change = r#"{"address":"azuread_application.a","mode":"managed","type":"azuread_application","name":"a","change":
        {"actions":["create"],"after":{"display_name":"from the plan","sign_in_audience":"AzureADMultipleOrgs"},"after_unknown":{}}}"#;
    let plan = format!(r#"{{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{{}},"resource_changes":[{change}]}}"#);
    let text = "variable \"who\" {}\nresource \"azuread_application\" \"a\" {\n  sign_in_audience = var.who\n}\n";
    let folder = folder(&[("main.tf", text), ("plan.json", &plan)]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["main.tf:3 application-multi-tenant"]);
    assert_eq!(outcome.findings[0].subject.name.as_deref(), Some("from the plan"));
    assert_eq!(outcome.resources, 1, "the configuration declares nothing else");
}

#[test]
fn a_mistake_loses_one_value_and_no_file() {
    let broken =
        "resource \"azuread_application\" \"b\" {\n  display_name = \"b\" \"c\"\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";
    let folder = folder(&[("main.tf", APP), ("broken.tf", broken)]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["broken.tf:3 application-multi-tenant", "main.tf:2 application-multi-tenant"]);
    assert!(errors(&outcome)[0].starts_with("broken.tf:2:"), "{:?}", errors(&outcome));
    assert_eq!(outcome.exit() as u8, 1, "findings at the threshold take precedence over what could not be read");
}

#[test]
fn hostile_configurations_end() {
    let call = "module \"m\" {\n  source = \"../";
    let huge = "resource \"azuread_application\" \"a\" {\n  count = 100000000\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";
    let locals = |count: usize, value: &dyn Fn(usize) -> String| {
        let lines: Vec<String> = (1..count).map(|n| format!("l{n} = {}", value(n - 1))).collect();
        lines.join("\n")
    };
    let doubled = locals(64, &|before| format!("[local.l{before}, local.l{before}]"));
    let doubled = format!("locals {{\nl0 = [\"x\"]\n{doubled}\n}}\nresource \"azuread_application\" \"a\" {{\n  tags = local.l63\n}}\n");
    let chain = locals(5000, &|before| format!("local.l{before}"));
    let chain =
        format!("locals {{\nl0 = \"x\"\n{chain}\n}}\nresource \"azuread_application\" \"a\" {{\n  display_name = local.l4999\n}}\n");
    let loops = "locals {\n  n = range(1000)\n  x = [for a in local.n : [for b in local.n : [for c in local.n : c]]]\n}\n\
                 resource \"azuread_application\" \"a\" {\n  display_name = jsonencode(local.x)\n}\n";
    let cases: Vec<Vec<(&str, String)>> = vec![
        vec![("a/main.tf", format!("{call}b\"\n}}\n")), ("b/main.tf", format!("{call}a\"\n}}\n"))],
        vec![(
            "main.tf",
            "locals {\n  a = local.b\n  b = local.a\n}\nresource \"azuread_application\" \"a\" {\n  display_name = local.a\n}\n".into(),
        )],
        vec![("main.tf", huge.into())],
        vec![("main.tf", doubled)],
        vec![("main.tf", chain)],
        vec![("main.tf", loops.into())],
        vec![("main.tf", format!("x = {}", "[".repeat(100_000)))],
        vec![("main.tf", "module \"m\" {\n  source = \"./m\"\n  count = 9999\n}\n".into()), ("m/main.tf", huge.into())],
    ];
    for files in cases {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let outcome = run_paths(&[".".into()], folder(&files).path());
        assert!(outcome.resources <= 50_000, "{}", outcome.resources);
    }
    let outcome = run_paths(&[".".into()], folder(&[("main.tf", huge)]).path());
    assert_eq!(outcome.resources, 10_000);
    assert_eq!(errors(&outcome), ["main.tf:2:11 `count` requests 100000000 repetitions: only the first 10000 are checked"]);
}

#[test]
fn values_that_are_nested_too_deep_are_reported() {
    let nested = |depth: usize, inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
    let locals = format!("locals {{\n  a = {}\n  b = {}\n}}\n", nested(60, "1"), nested(30, "local.a"));
    let body = format!(
        "resource \"msgraph_resource\" \"a\" {{\n  url = \"applications\"\n  body = jsonencode({{ a = {} }})\n}}\n",
        nested(50, "local.b")
    );
    let outcome = run_paths(&[".".into()], folder(&[("main.tf", &format!("{locals}{body}"))]).path());
    assert_eq!(errors(&outcome), ["main.tf:5:1 its values are nested too deeply to be checked"]);
}

#[test]
fn modules_that_call_each_other_are_reported() {
    let call = |of: &str| format!("module \"m\" {{\n  source = \"../{of}\"\n}}\n{APP}");
    let folder = folder(&[("a/main.tf", &call("b")), ("b/main.tf", &call("a"))]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(errors(&outcome), ["b/main.tf:1:1 module `m` calls itself through `a`"]);
    assert_eq!(findings(&outcome), ["a/main.tf:5 application-multi-tenant", "b/main.tf:5 application-multi-tenant"]);
}

#[test]
fn nothing_is_read_outside_of_the_repository() {
    let outside = folder(&[("secret.txt", "AzureADMultipleOrgs"), ("module/main.tf", APP)]);
    let up = "../".repeat(20) + outside.path().to_str().unwrap().trim_start_matches('/');
    let text = format!(
        "module \"m\" {{\n  source = \"{up}/module\"\n}}\nresource \"azuread_application\" \"a\" {{\n  sign_in_audience = file(\"{up}/secret.txt\")\n}}\n\
         resource \"azuread_application\" \"b\" {{\n  sign_in_audience = file(\"{}/secret.txt\")\n}}\n",
        outside.path().display()
    );
    let folder = folder(&[("main.tf", &text)]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), Vec::<String>::new());
    assert_eq!(outcome.resources, 2);
}

#[test]
fn files_of_the_repository_are_read_from_any_of_its_folders() {
    let app = |name: &str, path: &str| format!("resource \"azuread_application\" \"{name}\" {{\n  sign_in_audience = file({path})\n}}\n");
    let text = [
        app("above", "\"${path.module}/../../audience.txt\""),
        app("cwd", "\"${path.cwd}/own.txt\""),
        app("local", "\"${local.folder}/own.txt\""),
        app("absolute", "abspath(\"${path.root}/own.txt\")"),
        // The folder in which Terraform runs has no known name.
        "locals {\n  folder = path.cwd\n}\nresource \"azuread_application\" \"named\" {\n  display_name = local.folder\n  \
         sign_in_audience = basename(path.cwd) == \"prod\" ? \"AzureADMyOrg\" : \"AzureADMultipleOrgs\"\n}\n"
            .to_owned(),
    ];
    let files = [
        ("env/prod/main.tf", text.concat()),
        ("audience.txt", "AzureADMultipleOrgs".into()),
        ("env/prod/own.txt", "AzureADMultipleOrgs".into()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    let outcome = run_paths(&["env/prod".into()], folder.path());
    let found: Vec<&str> = outcome.findings.iter().map(|finding| finding.subject.address.as_str()).collect();
    assert_eq!(found, ["above", "cwd", "local", "absolute"].map(|name| format!("azuread_application.{name}")));
}

#[test]
fn any_encoding_and_any_line_end_is_read() {
    let text = APP.replace('\n', "\r\n");
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), [b"\xef\xbb\xbf".to_vec(), text.clone().into_bytes()].concat(), utf16] {
        let folder = folder(&[("main.tf", "")]);
        fs::write(folder.path().join("main.tf"), bytes).unwrap();
        assert_eq!(findings(&run_paths(&[".".into()], folder.path())), ["main.tf:2 application-multi-tenant"]);
    }
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let folder = folder(&[("main.tf", APP), ("large.tf", &"# filler\n".repeat(2_000_000))]);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["main.tf:2 application-multi-tenant"]);
    assert!(errors(&outcome)[0].contains("Terraform files over"), "{:?}", errors(&outcome));
}

/// The findings on an input without their places, sorted.
fn shown(input: &str, folder: &str) -> Vec<String> {
    let outcome = run_paths(&[input.into()], &root().join(folder));
    assert_eq!(errors(&outcome), Vec::<String>::new(), "{input}");
    let lines = |finding: &tenantlint::finding::Finding| {
        let (rule, severity, pointer) = (finding.rule.id, finding.severity.name(), &finding.pointer);
        let line = |subject: &tenantlint::finding::Subject| {
            format!("{severity} {rule} {} {} {pointer}", subject.kind, subject.name.as_deref().unwrap_or_default())
        };
        finding.instances().map(line).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = outcome.findings.iter().map(Box::as_ref).flat_map(lines).collect();
    all.sort();
    all
}

#[test]
fn every_format_yields_the_same_findings_for_a_tenant() {
    let export = shown("export", "tests/same_tenant");
    for rule in ["application-multi-tenant", "guest-invite-everyone", "subscription-transfer-in-allowed", "path-guest-subscription"] {
        assert!(export.iter().any(|line| line.contains(rule)), "the tenant shows `{rule}`: {export:#?}");
    }
    // A multi-tenant app is of a higher severity where it is declared.
    let declared: Vec<String> =
        export.iter().map(|line| line.replace("low application-multi-tenant ", "medium application-multi-tenant ")).collect();
    for format in ["plan", "terraform", "terraform_json"] {
        assert_eq!(shown(format, "tests/same_tenant"), declared, "{format}");
    }
}

#[test]
fn every_language_yields_the_same_findings_for_its_apps() {
    let terraform = shown("terraform", "tests/same_apps");
    let expected = [
        "info application-single-tenant-blocked application survey-prod /signInAudience",
        "medium application-multi-tenant application portal-prod /signInAudience",
        "medium application-multi-tenant application survey-prod /signInAudience",
        "medium application-personal-accounts application labs-prod /signInAudience",
    ];
    assert_eq!(terraform, expected);
    for language in ["bicep", "arm"] {
        assert_eq!(shown(language, "tests/same_apps"), terraform, "{language}");
    }
}

#[test]
fn conditions_beyond_the_limits_cause_a_warning() {
    use std::fmt::Write;
    let mut text = String::new();
    for number in 0..520 {
        let _ = writeln!(text, "variable \"on{number}\" {{\n  default = false\n}}");
        let _ = writeln!(text, "resource \"azuread_group\" \"g{number}\" {{\n  count = var.on{number} ? 1 : 0\n  display_name = \"g\"\n}}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.tf"), text).unwrap();
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(outcome.resources, 511);
    let [problem] = outcome.problems.as_slice() else { panic!("{:?}", outcome.problems) };
    assert!(problem.is_warning && problem.message.to_string().starts_with("not checked: too many conditions"), "{}", problem.message);
}

#[test]
fn the_source_of_a_module_is_computed_from_constants() {
    let module = "variable \"who\" {}\nresource \"azuread_application\" \"a\" {\n  sign_in_audience = var.who\n}\n";
    let files = [
        // The value of a variable comes from the caller, and decides which module is called.
        (
            "main.tf",
            "variable \"kind\" {\n  const = true\n  type = string\n}\nmodule \"m\" {\n  source = \"./between\"\n  kind = var.kind\n}\n",
        ),
        ("terraform.tfvars", "kind = \"app\"\n"),
        (
            "between/main.tf",
            "variable \"kind\" {\n  const = true\n  default = \"other\"\n}\nlocals {\n  folder = \"../modules/${var.kind}\"\n}\nmodule \"m\" {\n  source = local.folder\n  who = \"AzureADMultipleOrgs\"\n}\n",
        ),
        ("modules/app/main.tf", module),
        ("modules/other/main.tf", module),
        ("modules/unused/main.tf", "variable \"x\" {}\nmodule \"n\" {\n  source = \"./${var.x}\"\n}\n"),
    ];
    let folder = folder(&files);
    fs::create_dir(folder.path().join(".git")).unwrap();
    let at = |path: &str| {
        let outcome = run_paths(&[PathBuf::from(path)], folder.path());
        (findings(&outcome), errors(&outcome))
    };
    let of_module = "modules/app/main.tf:3 application-multi-tenant".to_owned();
    assert_eq!(at("main.tf"), (vec![of_module.clone()], vec![]));
    // Its callers are found, whatever their sources are computed from.
    assert_eq!(at("modules/app/main.tf"), (vec![of_module], vec![]));
    assert_eq!(at("modules/other/main.tf"), (vec![], vec![]));
    // What is not known is not silently clean.
    let outcome = run_paths(&[PathBuf::from("modules/unused")], folder.path());
    let warnings: Vec<String> = outcome.problems.iter().map(|problem| problem.message.to_string()).collect();
    assert_eq!(warnings, ["the resources of module `n` are not checked: its source is not known: variable `x` has no default"]);
}

#[test]
fn files_of_open_tofu_replace_those_of_the_same_name() {
    let own = |audience: &str| APP.replace("AzureADMultipleOrgs", audience);
    let files = [
        ("main.tf", own("AzureADMyOrg")),
        ("main.tofu", own("AzureADMultipleOrgs")),
        ("more.tf.json", r#"{"resource":{"azuread_application":{"b":{"sign_in_audience":"AzureADMultipleOrgs"}}}}"#.to_owned()),
        ("more.tofu.json", r#"{"resource":{"azuread_application":{"b":{"sign_in_audience":"AzureADMyOrg"}}}}"#.to_owned()),
        ("c_override.tofu", "resource \"azuread_application\" \"b\" {\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["c_override.tofu:2 application-multi-tenant", "main.tofu:2 application-multi-tenant"]);
    assert!(outcome.problems.is_empty());
}

#[test]
fn stacks_are_deployed_with_their_inputs() {
    let app = "variable \"audience\" {\n  default = \"AzureADMyOrg\"\n}\nresource \"azuread_application\" \"a\" {\n  sign_in_audience = var.audience\n}\noutput \"id\" {\n  value = azuread_application.a.id\n}\n";
    let stack = "variable \"audience\" {\n  type = string\n}\nvariable \"token\" {\n  type = string\n  ephemeral = true\n}\n\
        component \"app\" {\n  for_each = toset([\"x\"])\n  source = \"./modules/app\"\n  inputs = {\n    audience = var.audience\n  }\n  providers = {\n    azuread = provider.azuread.this\n  }\n}\n\
        component \"default\" {\n  source = \"./modules/app\"\n  inputs = {\n    other = component.app[\"x\"].id\n  }\n}\n";
    let deployments = "locals {\n  audience = \"AzureADMultipleOrgs\"\n}\nidentity_token \"azure\" {\n  audience = [\"api\"]\n}\n\
        deployment \"prod\" {\n  inputs = {\n    audience = local.audience\n    token = identity_token.azure.jwt\n  }\n}\n\
        deployment \"test\" {\n  inputs = {\n    audience = \"AzureADMyOrg\"\n  }\n}\n\
        deployment \"other\" {\n  inputs = {\n    audience = upstream_input.x.audience\n  }\n}\n";
    let files = [("stack/main.tfcomponent.hcl", stack), ("stack/all.tfdeploy.hcl", deployments), ("stack/modules/app/main.tf", app)];
    let folder = folder(&files);
    fs::create_dir(folder.path().join(".git")).unwrap();
    for path in [".", "stack/modules/app/main.tf"] {
        let outcome = run_paths(&[path.into()], folder.path());
        assert_eq!(findings(&outcome), ["stack/modules/app/main.tf:5 application-multi-tenant"], "{path}");
        assert_eq!(outcome.findings[0].subject.address, "deployment.prod.component.app[\"x\"].azuread_application.a");
        assert_eq!(
            errors(&outcome),
            [
                "stack/all.tfdeploy.hcl:19:3 not all inputs are literal, and what depends on the others is undecided: the module has no resource `upstream_input.x`"
            ]
        );
        assert_eq!(outcome.resources, 6);
    }
}

#[test]
fn terragrunt_configurations_pass_inputs_to_their_module() {
    let app = "variable \"audience\" {\n  default = \"AzureADMyOrg\"\n}\nresource \"azuread_application\" \"a\" {\n  sign_in_audience = var.audience\n}\n";
    let of = |source: &str, inputs: &str| {
        format!(
            "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\nterraform {{\n  source = \"{source}\"\n}}\ninputs = {{\n{inputs}\n}}\n"
        )
    };
    let files = [
        ("live/prod/terragrunt.hcl", of("../../modules//app", "audience = \"AzureADMultipleOrgs\"")),
        ("live/test/terragrunt.hcl", of("../../modules//app", "audience = dependency.x.outputs.audience")),
        ("live/none/terragrunt.hcl", of("../../modules//app", "")),
        // In the folder of the module itself.
        ("own/terragrunt.hcl", "inputs = {\n  audience = \"AzureADMultipleOrgs\"\n}\n".to_owned()),
        ("own/main.tf", app.to_owned()),
        // Others include it.
        ("terragrunt.hcl", "inputs = {\n  audience = \"AzureADMultipleOrgs\"\n}\n".to_owned()),
        ("modules/app/main.tf", app.to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    let outcome = run_paths(&[".".into()], folder.path());
    assert_eq!(findings(&outcome), ["modules/app/main.tf:5 application-multi-tenant", "own/main.tf:5 application-multi-tenant"]);
    let subject = &outcome.findings[0].subject;
    assert_eq!((&*subject.root, &*subject.address), ("live/prod/terragrunt.hcl/", "azuread_application.a"));
    assert_eq!(
        errors(&outcome),
        [
            "live/test/terragrunt.hcl:7:1 not all inputs are literal, and what depends on the others is undecided: the module has no resource `dependency.x`"
        ]
    );
    let reasons: Vec<String> =
        outcome.undecided.iter().map(|undecided| format!("{undecided:?}")).filter(|text| text.contains("included file")).collect();
    assert!(!reasons.is_empty());
}
