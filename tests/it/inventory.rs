//! Inventories end to end: the declarations of a policy file and its inventory files, their places, and the first draft.

use crate::common::{TODAY, folder, lines, plain};
use std::fs;
use std::path::Path;
use tenantlint::check::{CheckOptions, check};
use tenantlint::draft;
use tenantlint::inventory::{Entry, Guest, Inventory, Trust};
use tenantlint::language::Language;
use tenantlint::load::{Loaded, load_paths};
use tenantlint::policy::{self, Policy, PolicyErrors};
use tenantlint::reader::Variables;
use tenantlint::source::{FileId, Sources, Span};

const GUEST: &str = "11111111-2222-4333-8444-555566660001";
const OTHER: &str = "11111111-2222-4333-8444-555566660002";
const TENANT: &str = "22222222-2222-4333-8444-555566667777";

/// The policy of a folder with this policy file.
fn loaded(folder: &Path, text: &str) -> Result<(Policy, Sources), PolicyErrors> {
    fs::write(folder.join(".tenantlint.yaml"), format!("version: 1\n{text}")).unwrap();
    policy::load(Path::new(".tenantlint.yaml"), folder)
}

/// The inventories of a valid policy file, with its files.
fn inventories(folder: &Path, text: &str) -> (Vec<Inventory>, Sources) {
    let (policy, files) = loaded(folder, text).unwrap_or_else(|errors| panic!("{:#?}", errors.errors));
    (policy.inventories(FileId(0)), files)
}

/// The messages about an invalid policy file.
fn mistakes(folder: &Path, text: &str) -> Vec<String> {
    let errors = loaded(folder, text).expect_err("it is wrong").errors;
    errors.iter().map(|error| plain(&error.message)).collect()
}

/// An entry as text, with the texts at its spans.
fn words<T>(entry: &Entry<T>, files: &Sources) -> String {
    let under = |span: Span| format!("{}:{}", files.get(span.file).path, files.text(span));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (name, reviewer, reason) = (text(&entry.name), text(&entry.reviewer), text(&entry.reason));
    format!("{name}|{reviewer}|{reason}|{}|{}", under(entry.span), under(entry.review_span))
}

#[test]
fn yaml_json_and_csv_declare_the_same() {
    let yaml = format!(
        "- id: {GUEST}\n  name: \"Vendor, One\"\n  reviewer: me\n  review-by: 2027-03-31\n  reason: shop\n- id: '@Fabrikam.example'\n  name:\n"
    );
    let json = format!(
        r#"[{{"id":"{GUEST}","name":"Vendor, One","reviewer":"me","review-by":"2027-03-31","reason":"shop"}},{{"id":"@Fabrikam.example","name":null}}]"#
    );
    let csv = format!("reason,id,name,reviewer,review-by\r\nshop,{GUEST},\"Vendor, One\",me,2027-03-31\r\n,@Fabrikam.example,,,\r\n");
    let folder = folder(&[("i/g.yaml", &yaml), ("i/g.json", &json), ("i/g.csv", &csv)]);
    for (file, quote) in [("i/g.yaml", ""), ("i/g.json", "\""), ("i/g.csv", "")] {
        let (all, files) = inventories(folder.path(), &format!("inventory: {{ guests: {{ file: {file} }} }}\n"));
        let guests = all[0].guests.as_ref().unwrap();
        let person = guests.people.get(&GUEST.to_uppercase()).unwrap();
        let expected = format!("Vendor, One|me|shop|{file}:{quote}{GUEST}{quote}|{file}:{quote}2027-03-31{quote}");
        assert_eq!(words(person, &files), expected);
        assert!(!person.is_past_review(jiff::civil::date(2027, 3, 31)) && person.is_past_review(jiff::civil::date(2027, 4, 1)));
        assert_eq!((guests.people.len(), guests.domains.len()), (1, 1));
        assert_eq!(guests.domains.get("fabrikam.example").unwrap().id, "@Fabrikam.example");
    }
}

#[test]
fn a_guest_is_declared_by_person_before_domain_before_tenant() {
    let folder = folder(&[]);
    let text = format!(
        "inventory:\n  guests:\n    people: [{{ id: {GUEST}, name: id }}, {{ id: A@b.example, name: mail }}, {{ id: a_b.example#EXT#@c.example, name: upn }}]\n\
         \x20   domains: [b.example, {{ id: d.example, name: domain }}]\n    tenants: [{{ id: {TENANT}, name: tenant }}]\n"
    );
    let (all, _) = inventories(folder.path(), &text);
    let guests = all[0].guests.as_ref().unwrap();
    let name = |guest: Guest<'_>| guests.declares(&guest).map(|entry| entry.name.clone().unwrap_or(entry.id.clone()));
    let all = Guest {
        id: Some(GUEST),
        upn: Some("A_b.example#ext#@c.example"),
        mail: Some("a@b.example"),
        home_domain: Some("D.example"),
        home_tenant: Some(TENANT),
    };
    assert_eq!(name(all).as_deref(), Some("id"));
    assert_eq!(name(Guest { id: Some(OTHER), ..all }).as_deref(), Some("upn"));
    assert_eq!(name(Guest { id: None, upn: None, ..all }).as_deref(), Some("mail"));
    let other = Guest { id: None, upn: None, mail: None, ..all };
    assert_eq!(name(other).as_deref(), Some("domain"));
    assert_eq!(name(Guest { home_domain: Some("b.example"), ..other }).as_deref(), Some("b.example"));
    assert_eq!(name(Guest { home_domain: Some("sub.b.example"), ..other }).as_deref(), Some("tenant"));
    assert_eq!(name(Guest { home_domain: Some("sub.b.example"), home_tenant: None, ..other }), None);
    assert_eq!(name(Guest::default()), None);
}

#[test]
fn an_undeclared_list_is_none_and_an_empty_one_exists() {
    let folder = folder(&[("none.csv", "id\n")]);
    let (all, _) = inventories(folder.path(), "inventory: { billing: [], identities: { file: none.csv }, subscriptions: }\n");
    let inventory = &all[0];
    assert!(inventory.billing.as_ref().unwrap().is_empty() && inventory.identities.as_ref().unwrap().is_empty());
    assert!(
        inventory.subscriptions.is_none() && inventory.guests.is_none() && inventory.partners.is_none() && inventory.root_scope.is_none()
    );
}

#[test]
fn a_tenant_has_its_own_lists_and_else_those_of_all() {
    let folder = folder(&[]);
    let text = format!(
        "inventory: {{ billing: [{{ id: {GUEST} }}], root-scope: [{{ id: {GUEST} }}] }}\n\
         tenants:\n  a: {{ paths: [a/**], inventory: {{ billing: [{{ id: {OTHER} }}] }} }}\n  b: {{ paths: [b/**] }}\n"
    );
    let (all, _) = inventories(folder.path(), &text);
    let declares = |tenant: usize, id: &str| all[tenant].billing.as_ref().unwrap().get(id).is_some();
    assert_eq!(all.len(), 3, "and one for the files of neither");
    assert_eq!([declares(0, GUEST), declares(0, OTHER)], [false, true]);
    assert_eq!([declares(1, GUEST), declares(1, OTHER), declares(2, GUEST)], [true, false, true]);
    assert!(all.iter().all(|inventory| inventory.root_scope.as_ref().unwrap().get(GUEST).is_some()));
}

#[test]
fn subscriptions_and_partners_have_further_fields() {
    let csv = format!("id,domains,accepts\n{TENANT},Fabrikam.example;fabrikam-group.example,mfa; user-sync\n{OTHER},,\n");
    let folder = folder(&[("p.csv", &csv)]);
    let (all, _) = inventories(
        folder.path(),
        &format!(
            "inventory:\n  partners: {{ file: p.csv }}\n  subscriptions: [{{ id: {GUEST}, owner: platform, billing-scope: /providers/x }}]\n"
        ),
    );
    let subscriptions = all[0].subscriptions.as_ref().unwrap();
    let subscription = subscriptions.get(&format!("/subscriptions/{}", GUEST.to_uppercase())).unwrap();
    assert_eq!(subscription.about.owner.as_deref(), Some("platform"));
    assert_eq!(subscription.about.billing_scope.as_deref(), Some("/providers/x"));
    let partners = all[0].partners.as_ref().unwrap();
    let fabrikam = &partners.get("fabrikam-group.example").unwrap().about;
    assert!(fabrikam.accepts(Trust::Mfa) && fabrikam.accepts(Trust::UserSync) && !fabrikam.accepts(Trust::CompliantDevice));
    assert!(partners.get(OTHER).unwrap().about.accepts(Trust::CompliantDevice), "its trust settings are not declared");
}

#[test]
fn spans_point_into_the_files_of_the_run() {
    let guests = format!("- id: {GUEST}\n- {{ id: {OTHER}, reviewer: me, review-by: 2027-01-01 }}\n");
    let folder = folder(&[
        ("i/g.yaml", &guests),
        ("exports/users.json", r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[]}"#),
    ]);
    let (policy, files) = loaded(folder.path(), "inventory:\n  guests: { file: i/g.yaml }\n  billing: [{ id: a@b.example }]\n").unwrap();
    let input = load_paths(&["exports".into()], folder.path(), Variables::default());
    let terms = CheckOptions::new(TODAY);
    let outcome = check(input, &policy, files, &terms);
    let warnings: Vec<_> = lines(&outcome).into_iter().filter(|line| line.starts_with("problem")).collect();
    assert_eq!(
        warnings,
        [
            "problem .tenantlint.yaml:4:19 inventory of billing principals: 1 of 1 entries have no `reviewer` or no `review-by`; this is the first",
            "problem i/g.yaml:1:7 inventory of guests: 1 of 2 entries have no `reviewer` or no `review-by`; this is the first",
        ]
    );
    assert!(outcome.problems.iter().all(|problem| problem.is_warning), "they fail no run");
}

#[test]
fn files_outside_of_the_repository_are_not_read() {
    let folder = folder(&[("repo/.git/HEAD", ""), ("repo/policy/x", ""), ("repo/inventory/g.yaml", "[]"), ("secret.yaml", "- secret\n")]);
    let repo = folder.path().join("repo");
    let at = |file: &str| format!("inventory: {{ guests: {{ file: {file} }} }}\n");
    assert!(loaded(&repo.join("policy"), &at("../inventory/g.yaml")).is_ok(), "beside the policy file, in the repository");
    assert_eq!(mistakes(&repo.join("policy"), &at("../../secret.yaml")), ["`../../secret.yaml` is outside the repository"]);
    assert_eq!(mistakes(&repo, &at("../gone.yaml")), ["`../gone.yaml` is outside the repository"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret.yaml"), repo.join("link.yaml")).unwrap();
        assert_eq!(mistakes(&repo, &at("link.yaml")), ["`link.yaml` is outside the repository"]);
    }
    fs::remove_dir_all(repo.join(".git")).unwrap();
    assert_eq!(mistakes(&repo.join("policy"), &at("../inventory/g.yaml")).len(), 1, "without a repository the folder is the limit");
}

#[test]
fn errors_in_every_line_are_limited() {
    let (yaml, csv) = ("- ida: x\n".repeat(20_000), format!("id\n{}", "x\n".repeat(20_000)));
    let rows = format!("id,name\n{}", "x\n".repeat(20_000));
    let twice = format!("- id: {GUEST}\n").repeat(20_000);
    let folder = folder(&[("g.yaml", &yaml), ("g.csv", &csv), ("rows.csv", &rows), ("twice.yaml", &twice)]);
    for file in ["g.yaml", "g.csv", "rows.csv", "twice.yaml"] {
        let found = mistakes(folder.path(), &format!("inventory: {{ guests: {{ file: {file} }} }}\n"));
        assert_eq!((found.len(), found[100].as_str()), (101, "the file has more mistakes from here on"), "{file}");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = folder(&[]);
    let file = fs::File::create(folder.path().join("g.csv")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let found = mistakes(folder.path(), "inventory: { guests: { file: g.csv } }\n");
    assert_eq!(found, ["cannot use `g.csv`: it has 67108865 bytes; 64 MiB is the limit"]);
}

/// Hostile names.
const NAMES: &[&str] = &[
    "Vendor One",
    "\"]}\n- id: '@evil.example'",
    "# to be reviewed",
    "\u{202e}neve\u{200b}\u{feff}\r\n\t\0",
    "!!binary &a *a {x: y} %TAG",
    "\u{fffe}\u{e0041}\u{1f600} \\u0041 \\",
    "~",
];

fn export() -> Vec<(String, String)> {
    let users: Vec<_> = NAMES
        .iter()
        .zip(1..)
        .map(|(name, number)| {
            serde_json::json!({
                "id": format!("11111111-2222-4333-8444-55556666000{number}"), "displayName": name, "userType": "Guest",
                "userPrincipalName": format!("a_{name}.example#EXT#@contoso.example"),
            })
        })
        .chain([
            serde_json::json!({ "id": OTHER.replace('2', "3"), "userPrincipalName": "m@contoso.example", "userType": "Member" }),
            serde_json::json!({ "id": "no\nguid", "userPrincipalName": "g@contoso.example", "userType": "guest" }),
        ])
        .collect();
    let context = "https://graph.microsoft.com/v1.0/$metadata#";
    let group = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    let assignment = |scope: &str, principal: &str| {
        serde_json::json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/x"), "type": "Microsoft.Authorization/roleAssignments",
            "principalId": principal, "principalName": "x", "scope": scope, "roleDefinitionId": "r",
        })
    };
    let files = [
        ("users.json", serde_json::json!({ "@odata.context": format!("{context}users"), "value": users })),
        ("organization.json", serde_json::json!({ "@odata.context": format!("{context}organization"), "value": [{ "id": TENANT }] })),
        (
            "partners.json",
            serde_json::json!({ "@odata.context": format!("{context}policies/crossTenantAccessPolicy/partners"), "value": [
                { "tenantId": OTHER, "inboundTrust": { "isMfaAccepted": true, "isCompliantDeviceAccepted": false } },
            ] }),
        ),
        (
            "identities.json",
            serde_json::json!([{
                "id": format!("/subscriptions/{GUEST}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deploy"),
                "type": "Microsoft.ManagedIdentity/userAssignedIdentities", "name": "deploy", "properties": { "principalId": GUEST.to_uppercase() },
            }]),
        ),
        (
            "servicePrincipals.json",
            serde_json::json!({ "@odata.context": format!("{context}servicePrincipals"), "value": [
                { "id": GUEST, "servicePrincipalType": "ManagedIdentity", "displayName": "deploy" },
                { "id": OTHER, "servicePrincipalType": "Application", "displayName": "app" },
            ] }),
        ),
        (
            "roles.json",
            serde_json::json!([
                assignment("/", GUEST),
                assignment(&group(&TENANT.to_uppercase()), OTHER),
                assignment(&group("landing"), TENANT),
                assignment(&format!("/subscriptions/{GUEST}"), TENANT),
            ]),
        ),
    ];
    files.into_iter().map(|(name, json)| (name.to_owned(), json.to_string())).collect()
}

/// The drafted files of an export.
fn drafted(export: &[(String, String)]) -> Vec<draft::DraftFile> {
    let files: Vec<_> = export.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    let (files, problems) = draft::draft(&loaded, Language::English);
    assert_eq!(problems, []);
    files
}

#[test]
fn a_draft_with_hostile_names_is_valid() {
    let files = drafted(&export());
    let texts: Vec<_> = files.iter().filter_map(|file| Some((file.name.as_str(), file.text.as_deref()?))).collect();
    let named = files.iter().filter(|file| file.text.is_some()).map(|file| format!("  {}: {{ file: {} }}\n", file.key, file.name));
    let text = format!("inventory:\n{}", named.collect::<String>());
    let folder = folder(&texts);
    let (all, _) = inventories(folder.path(), &text);
    let guests = all[0].guests.as_ref().unwrap();
    assert_eq!((guests.people.len(), guests.domains.len()), (NAMES.len(), 0), "no name declares anything");
    for (name, number) in NAMES.iter().zip(1..) {
        let entry = guests.people.get(&format!("11111111-2222-4333-8444-55556666000{number}")).unwrap();
        assert_eq!((entry.name.as_deref(), &entry.reviewer, entry.review_by), (Some(name.trim()), &None, None));
    }
    assert_eq!(files[0].left_out, 1, "an invalid id is not declared");
    let partners = all[0].partners.as_ref().unwrap();
    assert_eq!(partners.get(OTHER).unwrap().about.accepts.as_deref(), Some(&[Trust::Mfa][..]));
    assert_eq!(all[0].identities.as_ref().unwrap().len(), 1, "one identity, present in Graph and in ARM");
    let root_scope = all[0].root_scope.as_ref().unwrap();
    assert_eq!(root_scope.entries().iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), [GUEST, OTHER]);
    assert!(all[0].subscriptions.is_none() && all[0].billing.is_none(), "nothing is drafted without an export");
}

#[test]
fn the_order_of_the_input_changes_nothing_in_the_draft() {
    let mut export = export();
    let texts = |files: Vec<draft::DraftFile>| files.into_iter().map(|file| file.text).collect::<Vec<_>>();
    let before = texts(drafted(&export));
    let renamed: Vec<_> = export.drain(..).rev().enumerate().map(|(number, (_, text))| (format!("{number}.json"), text)).collect();
    assert_eq!(texts(drafted(&renamed)), before);
}

#[test]
fn nothing_is_drafted_of_nothing() {
    let (files, problems) = draft::draft(&Loaded::default(), Language::English);
    assert!(problems.is_empty() && files.len() == 6 && files.iter().all(|file| file.text.is_none()));
}
