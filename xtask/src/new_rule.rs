//! `cargo xtask new-rule GROUP NAME`: the files and lines that every rule needs. The parts to fill in are marked with TODO.

use crate::{read, root, write};

pub fn run(group: &str, name: &str) -> Result<(), String> {
    for word in [group, name] {
        let is_kebab = !word.is_empty() && word.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-');
        if !is_kebab {
            return Err(format!("`{word}` is not kebab-case, such as `cross-tenant` or `quota-wide`"));
        }
    }
    let folder = group.replace('-', "_");
    let module = name.replace('-', "_");
    let id = format!("{group}-{name}");
    let file = format!("src/rules/{folder}/{module}.rs");
    let modules = format!("src/rules/{folder}/mod.rs");
    if root().join(&file).exists() {
        return Err(format!("{file} exists"));
    }
    let registered = with_module(&read(&modules)?, &module)?;
    let listed = with_rule(&read("src/rules/mod.rs")?, group, &folder, &module)?;
    let manifest = read("Cargo.toml")?;
    let version =
        manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"')).ok_or("Cargo.toml has no version")?;
    write(&file, &skeleton(group, &id, version))?;
    write(&modules, &registered)?;
    write("src/rules/mod.rs", &listed)?;
    write(&format!("tests/rules/{id}.md"), &cases(&id))?;
    println!("wrote {file} and tests/rules/{id}.md, and registered `{id}`; next:");
    println!("  1. replace every TODO in both; `cargo test {}` runs the cases", id.replace('-', "_"));
    println!("  2. show the rule in one of examples/");
    println!("  3. run `cargo xtask update` and `cargo xtask tidy`, and add a line in CHANGELOG.md");
    Ok(())
}

/// The text of a group's `mod.rs` with one more module, in alphabetical order.
fn with_module(text: &str, module: &str) -> Result<String, String> {
    // Some modules are `pub(crate)`.
    let name = |line: &str| Some(line.strip_prefix("pub(")?.split_once(") mod ")?.1.strip_suffix(';')?.to_owned());
    let mut lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| name(line).is_some()).ok_or("the group has no list of modules")?;
    let before = lines.iter().skip(first).map_while(|line| name(line)).take_while(|name| name.as_str() < module).count();
    let line = format!("pub(super) mod {module};");
    lines.insert(first + before, &line);
    Ok(lines.join("\n") + "\n")
}

/// The text of `src/rules/mod.rs` with one more rule, at the end of its group.
fn with_rule(text: &str, group: &str, folder: &str, module: &str) -> Result<String, String> {
    let heading = format!("    // {group}");
    let mut lines: Vec<&str> = text.lines().collect();
    let start = lines.iter().position(|line| *line == heading).ok_or_else(|| format!("src/rules/mod.rs has no group `{group}`"))?;
    let count = lines.iter().skip(start + 1).take_while(|line| line.trim_start().starts_with('&')).count();
    let line = format!("    &{folder}::{module}::RULE,");
    lines.insert(start + 1 + count, &line);
    Ok(lines.join("\n") + "\n")
}

fn skeleton(group: &str, id: &str, version: &str) -> String {
    let upper = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    let variant: String = group.split('-').map(upper).collect();
    format!(
        r#"//! TODO: the fact that the rule reports.

use crate::rules::prelude::*;

rule! {{
    /// ## What it finds
    /// TODO
    ///
    /// ## Why it matters
    /// TODO
    ///
    /// ## Bad
    /// ```json
    /// {{ "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs" }}
    /// ```
    ///
    /// ## Good
    /// ```json
    /// {{ "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg" }}
    /// ```
    ///
    /// ## When it is wrong
    /// TODO
    ///
    /// ## Sources
    /// - TODO
    pub static RULE = {{
        id: "{id}",
        group: Group::{variant},
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "{version}",
        summary: "TODO",
        attack: &[],
        controls: &[],
        needs: &[Kind::Application],
        joins: &[],
        options: None,
        check: Check::Application(check),
    }};
}}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {{
    if let Some(SignInAudience::AzureADMultipleOrgs) = out.known(app, "signInAudience", &app.sign_in_audience) {{
        out.report(app, "/signInAudience", Label::new(app.place(&app.sign_in_audience), "TODO")).step("TODO");
    }}
}}
"#,
    )
}

fn cases(id: &str) -> String {
    format!(
        r#"# {id}

## Reported

### Azure CLI

```json apps.json
[
  {{ "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs" }}
]
```

```report
TODO: `cargo xtask update` writes the report when the rule is written
```

## Clean

### Single tenant

```json apps.json
[
  {{ "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg" }}
]
```

## Undecided

### Unknown audience

```json apps.json
[
  {{ "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "identifierUris": [] }}
]
```

```report
undecided: apps.json:2:3 `signInAudience` is not in the input
```
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_listed_in_order() {
        let text = "//! Devices.\n\npub(crate) mod join;\npub(super) mod quota;\n\nuse x;\n";
        let listed = with_module(text, "owner").unwrap();
        assert_eq!(listed, "//! Devices.\n\npub(crate) mod join;\npub(super) mod owner;\npub(super) mod quota;\n\nuse x;\n");
    }

    #[test]
    fn a_rule_is_the_last_of_its_group() {
        let text = "= &[\n    // guest\n    &guest::stale::RULE,\n    // device\n    &device::quota::RULE,\n];\n";
        let listed = with_rule(text, "guest", "guest", "new").unwrap();
        assert!(listed.contains("    &guest::stale::RULE,\n    &guest::new::RULE,\n    // device\n"));
        assert!(with_rule(text, "nothing", "nothing", "new").is_err());
    }
}
