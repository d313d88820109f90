//! Laws that hold for any input.

use crate::common::{TODAY, lines, plain, run, run_text};
use std::path::Path;
use tenantlint::load::{Loaded, load_input, load_paths};
use tenantlint::outcome::{Exit, Outcome};
use tenantlint::policy::{self, Policy};
use tenantlint::reader::Variables;
use tenantlint::resource::Problem;
use tenantlint::source::{LoadError, Source, Sources, load_stream};

/// An export with an app that is reported, and typical surrounding data.
const EXPORT: &str = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications","value":[
 {"id":"0b0c","appId":"a1","displayName":"経費 \"\u00e9\"","signInAudience":"AzureADMultipleOrgs","api":{"requestedAccessTokenVersion":1},
  "appRoles":[{"id":"r","isEnabled":true}],"identifierUris":["api://a1",null],"createdDateTime":-1.5e3},
 {"id":"0b0d","appId":"a2","displayName":"B","signInAudience":"AzureADMyOrg"}]}"#;

const PLAN: &str = r#"{"format_version":"1.2","terraform_version":"1.9.8","resource_changes":[{"address":"azuread_application.a",
 "mode":"managed","type":"azuread_application","name":"a","change":{"actions":["create"],"before":null,
 "after":{"display_name":"A","sign_in_audience":"AzureADMultipleOrgs"},"after_unknown":{"client_id":true}}}]}"#;

const LINES: &str = r#"{"appId":"a1","displayName":"A","signInAudience":"AzureADMultipleOrgs"}
{"appId":"a2","displayName":"B","signInAudience":"PersonalMicrosoftAccount"}
{"appId":"a3","displayName":"C","signInAudience":"AzureADMyOrg"}"#;

const POLICY: &str =
    r#"{"id":"authorizationPolicy","allowInvitesFrom":"everyone","guestUserRoleId":"a0b1b346-4d3e-4e8b-98f8-753987be4970"}"#;

const BODY: &str = r#"{"format_version":"1.2","terraform_version":"1.9.8","planned_values":{"root_module":{"resources":[
 {"address":"msgraph_resource.a","mode":"managed","type":"msgraph_resource","name":"a",
 "values":{"url":"applications","body":{"displayName":"A","signInAudience":"AzureADMultipleOrgs"}}}]}}}"#;

const SNAPSHOT: &str = r#"{"id":"1","displayName":"s","resources":[{"displayName":"p","resourceType":"microsoft.entra.authorizationpolicy",
 "properties":{"AllowInvitesFrom":"Everyone","GuestUserRole":"User","Ensure":"Present"}}]}"#;

const CONFIGURATION: &str = "Configuration C {\n Node localhost {\n  AADApplication 'é' {\n   DisplayName = \"経費 `\"x`\" $y\"; AvailableToOtherTenants = $true # c\n   \
    Owners = @('a@b', \"c$(d 'e')\")\n   AppRoles = @(MSFT_X{ Id = 1\n Value = @'\nr\n'@ })\n  }\n  AADAuthorizationPolicy \"p\"\n  {\n   AllowInvitesFrom = 'Everyone'\n  }\n }\n}\n";

/// Loads texts as named files.
fn loaded(files: &[(&str, &[u8])]) -> Loaded {
    let mut all = Loaded::default();
    for (name, bytes) in files {
        let one = load_input(*bytes, name, Path::new("."), Variables::default());
        let Loaded { sources, problems, .. } = one;
        let file = tenantlint::source::FileId(u32::try_from(all.sources.len()).unwrap());
        assert_eq!(sources.len(), 1);
        let moved = match load_stream(*bytes, name) {
            Ok(source) => source.named(true),
            Err(LoadError::Decode(error)) => Source::unreadable(*name, error.lossy),
            Err(error) => panic!("{error}"),
        };
        all.sources.add(moved);
        for mut problem in problems {
            problem.span.file = file;
            all.problems.push(problem);
        }
    }
    all
}

fn judge_all(files: &[(&str, &[u8])]) -> Outcome {
    run(loaded(files), (Policy::default(), Sources::default()))
}

fn errors(outcome: &Outcome) -> Vec<&Problem> {
    outcome.problems.iter().filter(|problem| !problem.is_warning).collect()
}

/// Every span of an outcome is inside its file and on character boundaries.
fn places_are_inside(outcome: &Outcome) {
    let labels = outcome.findings.iter().flat_map(|finding| finding.labels().map(|label| label.span));
    let undecided = outcome.undecided.iter().filter_map(|undecided| undecided.span);
    for span in labels.chain(undecided).chain(outcome.problems.iter().map(|problem| problem.span)) {
        let source = outcome.sources.get(span.file);
        let text = source.text().unwrap();
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{}: {span:?} of {}", source.path, text.len());
        assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize), "{}: {span:?}", source.path);
    }
}

/// The lines of an outcome that name a file.
fn lines_about(outcome: &Outcome, file: &str) -> Vec<String> {
    lines(outcome).into_iter().filter(|line| line.contains(file)).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// Whether the bytes are JSON documents and nothing else.
fn is_complete(bytes: &[u8]) -> bool {
    let text = match bytes {
        [0xff, 0xfe, units @ ..] => {
            let pairs: Vec<u16> =
                units.chunks(2).filter(|pair| pair.len() == 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&pairs).ok().filter(|_| units.len() % 2 == 0)
        }
        _ => String::from_utf8(bytes.to_vec()).ok(),
    };
    let Some(text) = text else { return false };
    let mut documents = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>().peekable();
    documents.peek().is_some() && documents.all(|document| document.is_ok())
}

#[test]
fn a_truncated_file_is_reported_and_the_others_are_checked() {
    let policy_alone = lines_about(&judge_all(&[("policy.json", POLICY.as_bytes())]), "policy.json");
    assert_eq!(policy_alone.len(), 2);
    let encoded = utf16(EXPORT);
    for (name, whole) in [
        ("export.json", EXPORT.as_bytes()),
        ("utf16.json", &encoded),
        ("plan.json", PLAN.as_bytes()),
        ("body.json", BODY.as_bytes()),
        ("lines.jsonl", LINES.as_bytes()),
        ("snapshot.json", SNAPSHOT.as_bytes()),
    ] {
        for end in 0..whole.len() {
            let cut = &whole[..end];
            let outcome = judge_all(&[(name, cut), ("policy.json", POLICY.as_bytes())]);
            places_are_inside(&outcome);
            assert_eq!(lines_about(&outcome, "policy.json"), policy_alone, "{name} cut at {end}");
            let errors = errors(&outcome);
            assert_eq!(errors.is_empty(), is_complete(cut), "{name} cut at {end}: {errors:?}");
            assert_eq!(outcome.exit(), Exit::Findings, "the finding on the policy remains");
            let alone = judge_all(&[(name, cut)]);
            let expected = if alone.findings.iter().any(|finding| alone.fails(finding)) {
                Exit::Findings
            } else if is_complete(cut) {
                Exit::Clean
            } else {
                Exit::Unreadable
            };
            assert_eq!(alone.exit(), expected, "{name} cut at {end}");
        }
    }
}

/// The objects of a JSON text: the offset of each, and its keys with the remaining length up to the value's end.
fn members(text: &str) -> Vec<(usize, String)> {
    // Each member as parsed by serde_json, at each `{`: the text from there on starts with a document.
    let opens = text.match_indices('{').map(|(at, _)| at);
    let mut all = Vec::new();
    for at in opens {
        let mut documents = serde_json::Deserializer::from_str(&text[at..]).into_iter::<serde_json::Map<String, serde_json::Value>>();
        let Some(Ok(object)) = documents.next() else { continue };
        all.extend(object.keys().map(|key| (at, key.clone())));
    }
    all
}

#[test]
fn a_duplicate_key_is_reported_and_its_value_is_unknown() {
    for (name, text) in [("export.json", EXPORT), ("plan.json", PLAN), ("body.json", BODY), ("policy.json", POLICY)] {
        for (at, key) in members(text) {
            // The key is inserted first, so that the original one is the second.
            let first = format!("{{{}:null,", serde_json::Value::from(key.clone()));
            let twice = [&text[..at], &first, &text[at + 1..]].concat();
            let outcome = judge_all(&[(name, twice.as_bytes()), ("other.json", POLICY.as_bytes())]);
            places_are_inside(&outcome);
            let errors = errors(&outcome);
            let duplicate = errors.iter().find(|problem| problem.message.to_string().contains("written twice"));
            let duplicate = duplicate.unwrap_or_else(|| panic!("{name}: `{key}` twice at {at}: {errors:?}"));
            let under = outcome.sources.text(duplicate.span);
            assert_eq!(under, serde_json::Value::from(key.clone()).to_string(), "{name}: {duplicate:?}");
            assert!(duplicate.span.start as usize >= at + first.len(), "{name}: `{key}` at {at}: the second one is the wrong one");
            assert_eq!(lines_about(&outcome, "other.json").len(), 2, "{name}");
            // No finding may be on a value whose key is a duplicate.
            for finding in &outcome.findings {
                for label in finding.labels().filter(|label| outcome.sources.get(label.span.file).path == name) {
                    let value = label.span.start as usize;
                    let is_value = twice[duplicate.span.end as usize..].trim_start_matches([' ', ':', '\n']).len() == twice.len() - value;
                    assert!(!is_value, "{name}: {} is on the ambiguous `{key}`", finding.rule.id);
                }
            }
            if matches!(&*key, "signInAudience" | "sign_in_audience" | "allowInvitesFrom" | "guestUserRoleId") {
                let alone = judge_all(&[(name, twice.as_bytes())]);
                let clean = judge_all(&[(name, text.as_bytes())]);
                assert!(alone.undecided.len() > clean.undecided.len(), "{name}: `{key}` twice at {at} is neither found nor undecided");
                assert_ne!(alone.exit(), Exit::Clean, "{name}: `{key}` twice at {at}");
            }
        }
    }
}

#[test]
fn line_ends_and_encodings_change_nothing() {
    for (name, text) in [
        ("export.json", EXPORT),
        ("plan.json", PLAN),
        ("lines.jsonl", LINES),
        ("policy.json", POLICY),
        ("snapshot.json", SNAPSHOT),
        ("c.ps1", CONFIGURATION),
    ] {
        let expected = lines(&run_text(name, text.as_bytes()));
        let big_endian: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        for bytes in [format!("\u{feff}{text}").into_bytes(), utf16(text), big_endian, text.replace('\n', "\r\n").into_bytes()] {
            assert_eq!(lines(&run_text(name, &bytes)), expected, "{name}");
        }
    }
}

#[test]
fn time_grows_with_the_input_and_not_with_its_square() {
    let keys: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let object = format!("{{{}}}", keys.join(","));
    let plan = PLAN.replace("\"azuread_application\"", "\"azapi_resource\"").replace(
        r#"{"display_name":"A","sign_in_audience":"AzureADMultipleOrgs"}"#,
        &format!(r#"{{"type":"Microsoft.Subscription/policies@2021-10-01","body":{object}}}"#),
    );
    assert!(plan.contains("k49999") && plan.contains("azapi_resource"));
    let twice = format!("{{\"appId\":\"a\",\"signInAudience\":\"AzureADMultipleOrgs\"{}}}", ",\"x\":1".repeat(50_000));
    let brackets = format!("[{}", "{\"value\":[{\"a\":".repeat(60).repeat(500));
    for text in [plan, object, twice, brackets] {
        let start = std::time::Instant::now();
        drop(run_text("large.json", text.as_bytes()));
        // Quadratic time would take minutes, even more so in a debug build.
        assert!(start.elapsed().as_secs() < 20, "{:?} for {}", start.elapsed(), &text[..60]);
    }
}

#[test]
fn the_order_of_files_changes_nothing() {
    let files: [(&str, &[u8]); 5] = [
        ("export.json", EXPORT.as_bytes()),
        ("plan.json", PLAN.as_bytes()),
        ("lines.jsonl", LINES.as_bytes()),
        ("policy.json", POLICY.as_bytes()),
        ("c.ps1", CONFIGURATION.as_bytes()),
    ];
    let expected = lines(&judge_all(&files));
    for turn in 1..files.len() {
        let mut turned = files;
        turned.rotate_left(turn);
        assert_eq!(lines(&judge_all(&turned)), expected);
        turned.reverse();
        assert_eq!(lines(&judge_all(&turned)), expected);
    }
}

#[test]
fn an_unrelated_object_changes_no_finding() {
    let findings = |files: &[(&str, &[u8])]| {
        let mut lines = lines(&judge_all(files));
        lines.retain(|line| !line.starts_with("undecided"));
        lines
    };
    let expected = findings(&[("export.json", EXPORT.as_bytes())]);
    for unrelated in [
        r#"{"name":"left-pad","version":"1.0.0"}"#,
        r#"{"id":"g","displayName":"G","groupTypes":[]}"#,
        r#"[{"id":"u","displayName":"U","userPrincipalName":"u@contoso.example","userType":"Guest"}]"#,
        "[]",
        "null",
        "5",
    ] {
        assert_eq!(findings(&[("export.json", EXPORT.as_bytes()), ("zz.json", unrelated.as_bytes())]), expected, "{unrelated}");
    }
    let inside = EXPORT.replacen(
        "{\"id\":\"0b0d\"",
        "{\"id\":\"x\",\"appId\":\"x\",\"displayName\":\"X\",\"signInAudience\":\"AzureADMyOrg\"},\n {\"id\":\"0b0d\"",
        1,
    );
    assert_ne!(inside, EXPORT);
    assert_eq!(findings(&[("export.json", inside.as_bytes())]), expected);
}

/// A small deterministic number generator (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn mutated_input_never_panics() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let pieces: [&[u8]; 14] =
        [b"{", b"}", b"[", b"]", b"\"", b",", b":", b"null", b"\\ud800", b"\0", b"\xff", b"\xe2\x80\xae", b"1e999", b"{\"value\":["];
    for round in 0..3000 {
        let texts = [EXPORT, PLAN, LINES, POLICY, SNAPSHOT, CONFIGURATION];
        let (whole, name) = (texts[round % 6].as_bytes(), if round % 6 == 5 { "mutated.ps1" } else { "mutated.json" });
        let mut bytes = whole.to_vec();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                1 => drop(bytes.drain(at..(at + dice.below(20)).min(bytes.len()))),
                2 => drop(bytes.splice(at..at, pieces[dice.below(pieces.len())].iter().copied())),
                _ => {
                    let from = dice.below(whole.len());
                    let piece = &whole[from..(from + dice.below(60)).min(whole.len())];
                    drop(bytes.splice(at..at, piece.iter().copied()));
                }
            }
            if bytes.is_empty() {
                bytes.push(b'[');
            }
        }
        places_are_inside(&run_text(name, &bytes));
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut dice = Dice(7);
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..dice.below(200)).map(|_| u8::try_from(dice.below(256)).unwrap()).collect();
        places_are_inside(&run_text("random.json", &bytes));
    }
}

#[test]
fn extreme_input_is_judged_or_refused() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    let members: Vec<String> = (0..10_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let wide = format!(r#"{{"appId":"a",{},"signInAudience":"AzureADMultipleOrgs"}}"#, members.join(","));
    let nested_app = format!(r#"{{"appId":"a","x":{},"signInAudience":"AzureADMultipleOrgs"}}"#, deep("[", "]"));
    let number = format!(
        r#"{{"appId":"a","n":{},"signInAudience":"AzureADMultipleOrgs","api":{{"requestedAccessTokenVersion":1e400}}}}"#,
        "9".repeat(100_000)
    );
    let wide_list = format!(r#"{{"value":[{}]}}"#, "{},".repeat(50_000) + r#"{"appId":"a","signInAudience":"AzureADMultipleOrgs"}"#);
    for (text, is_found) in [
        (deep("[", "]"), None),
        (deep("{\"value\":[", "]}"), None),
        (deep("{\"a\":", "}"), None),
        ("[".repeat(1_000_000), None),
        (nested_app, None),
        (wide, Some(true)),
        (wide_list, Some(true)),
        (number, Some(true)),
        (r#"{"appId":"a","displayName":"\ud800","signInAudience":"AzureADMultipleOrgs"}"#.to_owned(), None),
        (r#"{"appId":"a","displayName":"\u0000","signInAudience":"AzureADMultipleOrgs"}"#.to_owned(), Some(true)),
        ("{\"appId\":\"a\",\"displayName\":\"\0\",\"signInAudience\":\"AzureADMultipleOrgs\"}".to_owned(), None),
    ] {
        let outcome = run_text("extreme.json", text.as_bytes());
        places_are_inside(&outcome);
        let found = outcome.findings.iter().any(|finding| finding.rule.id == "application-multi-tenant");
        let start: String = text.chars().take(60).collect();
        // Neither a finding nor a report of the missing data would be the one wrong answer.
        assert!(is_found.unwrap_or(found || outcome.exit() == Exit::Unreadable), "{start}");
        assert!(is_found.is_none_or(|expected| expected == found), "{start}: {:?}", outcome.problems.first());
    }
}

fn app(number: usize, filler: usize) -> String {
    let audience = if number % 50 == 7 { "AzureADMultipleOrgs" } else { "AzureADMyOrg" };
    format!(
        r#"  {{"id":"o{number}","appId":"a{number}","displayName":"経 {number}","notes":"{}","signInAudience":"{audience}"}}"#,
        "x".repeat(filler)
    )
}

fn page(apps: &[String]) -> String {
    format!("{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#applications\",\"value\":[\n{}\n]}}\n", apps.join(",\n"))
}

/// Findings without their places: rule and title.
fn facts(outcome: &Outcome) -> Vec<String> {
    let mut facts: Vec<String> = outcome.findings.iter().map(|finding| format!("{} {}", finding.rule.id, plain(&finding.title))).collect();
    facts.sort();
    facts
}

#[test]
fn a_list_read_in_parts_equals_its_parts() {
    let apps: Vec<String> = (0..1500).map(|number| app(number, 2000)).collect();
    let whole = page(&apps);
    assert!(whole.len() > 3_000_000);
    let large = run_text("apps.json", whole.as_bytes());
    places_are_inside(&large);
    let mut small: Vec<String> = apps.chunks(100).flat_map(|some| facts(&run_text("apps.json", page(some).as_bytes()))).collect();
    small.sort();
    assert_eq!(facts(&large), small);
    assert_eq!((large.findings.len(), large.resources), (30, 1500));
    for finding in &large.findings {
        let position = large.sources.start(finding.primary.span);
        assert_eq!(large.sources.text(finding.primary.span), "\"AzureADMultipleOrgs\"");
        assert_eq!((position.line as usize - 2) % 50, 7);
    }
}

#[test]
fn a_file_read_in_pieces_equals_the_same_text_as_a_stream() {
    let apps: Vec<String> = (0..400).map(|number| app(number, 45_000)).collect();
    let folder = tempfile::tempdir().unwrap();
    let complete = page(&apps);
    let cut = &complete[..complete.len() - 30_000];
    let twice = complete.replacen("\"id\":\"o300\"", "\"id\":\"o300\",\"signInAudience\":null", 1);
    assert!(cut.len() > 16 << 20);
    for text in [&complete, cut, &twice] {
        std::fs::write(folder.path().join("apps.json"), text).unwrap();
        let in_pieces =
            run(load_paths(&["apps.json".into()], folder.path(), Variables::default()), (Policy::default(), Sources::default()));
        let at_once = run_text("apps.json", text.as_bytes());
        assert_eq!(lines(&in_pieces), lines(&at_once));
        assert_eq!(in_pieces.resources, at_once.resources);
        assert!(in_pieces.findings.len() >= 7, "{}", in_pieces.findings.len());
    }
}

#[test]
fn a_removed_entry_restores_only_its_finding() {
    let apps = r#"[{"appId":"11111111-2222-4333-8444-000000000001","signInAudience":"AzureADMultipleOrgs"},
        {"appId":"11111111-2222-4333-8444-000000000002","signInAudience":"AzureADMultipleOrgs"},
        {"appId":"11111111-2222-4333-8444-000000000003","signInAudience":"AzureADandPersonalMicrosoftAccount"}]"#;
    let rules = ["application-multi-tenant", "application-multi-tenant", "application-personal-accounts"];
    let entries: Vec<String> = (1..)
        .zip(rules)
        .map(|(number, rule)| {
            format!("  - {{ rule: {rule}, resource: {{ appId: 11111111-2222-4333-8444-00000000000{number} }}, reason: known, reviewer: me, expires: {TODAY} }}\n")
        })
        .collect();
    let judged = |entries: &[String]| {
        let text = format!("version: 1\nallow:\n{}", entries.concat());
        let policy = policy::parse(Source::new(".tenantlint.yaml", text), Path::new("/repo"), Path::new("/repo")).unwrap();
        run(load_input(apps.as_bytes(), "apps.json", Path::new("."), Variables::default()), policy)
    };
    let all = judged(&entries);
    assert_eq!((all.findings.len(), all.accepted.len()), (0, 3), "{:?}", lines(&all));
    for left_out in 0..entries.len() {
        let kept: Vec<String> = entries.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, entry)| entry.clone()).collect();
        let outcome = judged(&kept);
        let back: Vec<_> = outcome.findings.iter().map(|finding| finding.subject.app_id.clone().unwrap_or_default()).collect();
        assert_eq!(back, [format!("11111111-2222-4333-8444-00000000000{}", left_out + 1)]);
        assert_eq!(outcome.accepted.len(), 2);
    }
}

#[test]
fn an_empty_run_is_undecided_and_not_clean() {
    let outcome = run(Loaded { sources: Sources::default(), ..Loaded::default() }, (Policy::default(), Sources::default()));
    assert_eq!((outcome.exit(), outcome.findings.len()), (Exit::Clean, 0));
    assert!(outcome.undecided.len() > 10);
}
