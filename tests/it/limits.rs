//! Limits on what an input can expand to, and their messages. `tests/growth` shows for each rule that work grows with the input.

use crate::common::{errors, folder, plain, run_rules, run_text};
use std::fmt::Write as _;
use std::path::Path;
use tenantlint::load::{load_input, load_paths};
use tenantlint::outcome::Outcome;
use tenantlint::policy::Policy;
use tenantlint::reader::{Variables, read_all};
use tenantlint::resource::{Collector, Completeness, Forks, Kind, Problem, Resource, Sink, forked};
use tenantlint::rules::find;
use tenantlint::source::Sources;
use tenantlint::syntax::json::Scan;

const GUEST: &str = r##"{"@odata.type":"#microsoft.graph.user","id":"a0000000-0000-4000-8000-000000000001","userType":"Guest","userPrincipalName":"v_x#EXT#@c.example"}"##;

fn id(number: usize) -> String {
    format!("b0000000-0000-4000-8000-{number:012}")
}

fn list(context: &str, objects: &[String]) -> String {
    format!(r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#{context}","value":[{}]}}"#, objects.join(","))
}

/// Checks lists of objects with one rule.
fn checked(rule: &str, files: &[(&str, Vec<String>)]) -> Outcome {
    let texts: Vec<(String, String)> =
        files.iter().map(|(context, objects)| (format!("{}.json", context.replace('/', "-")), list(context, objects))).collect();
    let folder = folder(&texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    run_rules(loaded, (Policy::default(), Sources::default()), vec![find(rule).unwrap()])
}

fn role(principal: &str, number: usize) -> String {
    let role = "62e90394-69f5-4237-9190-012177145e10";
    format!(
        r#"{{"id":"r{number}","principalId":"{principal}","roleDefinitionId":"{role}","directoryScopeId":"/administrativeUnits/{number}"}}"#
    )
}

#[test]
fn a_finding_lists_20_places_and_counts_the_rest() {
    let group = format!(r#"{{"id":"{}","displayName":"G","owners":[{GUEST}]}}"#, id(0));
    let outcome = |roles: usize| {
        let roles = (0..roles).map(|number| role(&id(0), number)).collect();
        checked("group-guest-owner", &[("groups", vec![group.clone()]), ("roleManagement/directory/roleAssignments", roles)])
    };
    let texts = |outcome: &Outcome| outcome.findings[0].related.iter().map(|label| plain(&label.text)).collect::<Vec<_>>();
    assert_eq!(texts(&outcome(20)).len(), 21);
    assert_eq!(texts(&outcome(20))[20], "the group has a directory role");
    assert_eq!(texts(&outcome(21)).last().unwrap(), "one of 2 more places");
    assert_eq!(texts(&outcome(1_000)).last().unwrap(), "one of 981 more places");
    assert_eq!(texts(&outcome(1_000)).len(), 21);
}

#[test]
fn the_findings_on_one_object_are_limited_with_a_message() {
    let uris: Vec<String> = (0..150).map(|number| format!("\"http://a{number}.example/\"")).collect();
    let app = format!(
        r#"{{"id":"{0}","appId":"{0}","displayName":"A","signInAudience":"AzureADMyOrg","web":{{"redirectUris":[{1}]}}}}"#,
        id(0),
        uris.join(",")
    );
    let outcome = checked("application-redirect-uri-unsafe", &[("applications", vec![app])]);
    assert_eq!(outcome.findings.len(), 100);
    let undecided: Vec<String> = outcome.undecided.iter().map(|undecided| plain(&undecided.missing)).collect();
    assert!(undecided.iter().any(|missing| missing.contains("more than 100 findings on this object")), "{undecided:?}");
}

#[test]
fn a_guest_deep_in_nested_groups_is_found_and_the_path_is_shortened() {
    let nested = 500;
    let group = |number: usize| {
        let member = if number == nested {
            GUEST.to_owned()
        } else {
            format!(r##"{{"@odata.type":"#microsoft.graph.group","id":"{}"}}"##, id(number + 1))
        };
        format!(r#"{{"id":"{}","displayName":"G","members":[{member}]}}"#, id(number))
    };
    let groups = (0..=nested).map(group).collect();
    let outcome =
        checked("rbac-guest-directory-role", &[("groups", groups), ("roleManagement/directory/roleAssignments", vec![role(&id(0), 0)])]);
    let texts: Vec<String> = outcome.findings[0].related.iter().map(|label| plain(&label.text)).collect();
    assert_eq!(texts.len(), 18);
    assert_eq!(texts[15], "one of 485 more memberships on the path");
    assert_eq!(texts[17], "v_x#EXT#@c.example is a guest");
}

#[test]
fn a_long_name_is_shortened_in_findings() {
    let name = "n".repeat(100_000);
    let app = format!(r#"{{"id":"{0}","appId":"{0}","displayName":"{name}","signInAudience":"AzureADMultipleOrgs"}}"#, id(0));
    let outcome = checked("application-multi-tenant", &[("applications", vec![app])]);
    assert!(plain(&outcome.findings[0].title).len() < 2_000);
}

#[test]
fn nested_modules_share_one_limit() {
    let module = |next: usize| format!("module \"m\" {{\n  source = \"../d{next}\"\n  count  = 10000\n}}\n");
    for roots in [1, 20] {
        let mut files = Vec::new();
        for root in 0..roots {
            files.extend((0..5).map(|depth| (format!("r{root}/d{depth}/main.tf"), module(depth + 1))));
            files.push((format!("r{root}/d5/main.tf"), "locals {\n  a = 1\n}\n".to_owned()));
        }
        let folder = folder(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
        let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
        let outcome = run_rules(loaded, (Policy::default(), Sources::default()), vec![find("application-multi-tenant").unwrap()]);
        assert_eq!(errors(&outcome).len(), roots, "{:?}", errors(&outcome));
        assert!(errors(&outcome)[0].ends_with("the configuration exceeds the evaluation limit: its last resources are not evaluated"));
    }
}

#[test]
fn modules_that_call_each_other_end() {
    let calls = |own: usize| {
        (0..12).filter(|other| *other != own).fold(String::new(), |mut text, other| {
            writeln!(text, "module \"m{other}\" {{\n  source = \"../m{other}\"\n}}").unwrap();
            text
        })
    };
    let files: Vec<(String, String)> = (0..12).map(|own| (format!("m{own}/main.tf"), calls(own))).collect();
    let folder = folder(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    let outcome = run_rules(loaded, (Policy::default(), Sources::default()), vec![find("application-multi-tenant").unwrap()]);
    assert!(errors(&outcome).iter().any(|error| error.contains("exceeds the evaluation limit")), "{:?}", errors(&outcome));
}

#[test]
fn aliases_repeat_a_limited_amount_of_text() {
    let text = format!("name: &name {}\nvalue:\n", "x".repeat(100_000));
    let apps = (0..20_000).fold(text, |text, _| text + "- signInAudience: AzureADMultipleOrgs\n  displayName: *name\n");
    let outcome = run_text("apps.yaml", apps.as_bytes());
    let [error] = &errors(&outcome)[..] else { panic!("{:?}", errors(&outcome)) };
    assert!(error.contains("aliases repeat more than 100000 values, or 6 MB of text"), "{error}");
    // Each document may not use the limit again.
    let document = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nappId: x\nsignInAudience: y\nb: [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n---\n";
    let loaded = load_input(document.repeat(2_000).as_bytes(), "b.yaml", Path::new("."), Variables::default());
    let outcome = run_rules(loaded, (Policy::default(), Sources::default()), vec![find("application-multi-tenant").unwrap()]);
    assert_eq!(errors(&outcome).len(), 1);
}

/// Fails on an object with this name, as a mistake in this program would.
#[derive(Default)]
struct Failing(Collector);

impl Sink for Failing {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        assert!(!resource.json.contains("unexpected"), "this panic is expected");
        self.0.resource(resource, members);
    }

    fn problem(&mut self, problem: Problem) {
        self.0.problem(problem);
    }

    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.0.completeness(kind, scope, completeness);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        for part in forked(Self::default, work) {
            self.0.join(part.0);
        }
    }
}

#[test]
fn a_mistake_in_one_file_hides_no_other() {
    let app = |name: &str| format!(r#"{{"appId": "{name}", "signInAudience": "AzureADMyOrg"}}"#);
    let template = "resource a 'Microsoft.Graph/applications@v1.0' = { uniqueName: 'unexpected', displayName: 'a' }\n";
    let root = "resource \"azuread_application\" \"a\" {\n  display_name = \"unexpected\"\n}\n";
    let (one, two) = (app("unexpected"), app("expected"));
    let files = [("a.json", &*one), ("b.json", &two), ("c.bicep", template), ("d/main.tf", root)];
    let folder = folder(&files);
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    let mut all = Collector::default();
    read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Failing::default(), &mut |part| all.join(part.0));
    assert_eq!(all.resources.len(), 1);
    let mut at: Vec<&str> = all.problems.iter().map(|problem| &*loaded.sources.get(problem.span.file).path).collect();
    at.sort_unstable();
    assert_eq!(at, ["a.json", "c.bicep", "d/main.tf"]);
    assert!(all.problems.iter().all(|problem| !problem.is_warning && problem.message.to_string().starts_with("internal error")));
}
