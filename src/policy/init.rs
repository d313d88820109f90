//! The policy file that `tenantlint init` writes.

use crate::language::Language;

/// A policy file to start with: everything that is optional is a comment.
pub fn init_template(language: Language) -> String {
    let mut template = String::new();
    for (comment, lines) in comments(TEMPLATE) {
        match language.translate(&comment) {
            Some(translation) => template.extend(["# ", translation, "\n"]),
            None => template.extend(lines),
        }
    }
    template
}

/// The comments of the template, each of which is translated as a whole.
pub fn init_comments() -> Vec<String> {
    comments(TEMPLATE).into_iter().map(|(comment, _)| comment).filter(|comment| !comment.is_empty()).collect()
}

const TEMPLATE: &str = include_str!("init.yaml");

/// The comments of a file in YAML with their lines, and the lines between them without a comment. Examples are not translated.
fn comments(yaml: &str) -> Vec<(String, Vec<&str>)> {
    let mut comments: Vec<(String, Vec<&str>)> = Vec::new();
    for line in yaml.split_inclusive('\n') {
        let text =
            line.strip_prefix("# ").filter(|text| !text.starts_with([' ', '\n'])).filter(|text| !text.starts_with("yaml-language-server"));
        match (text, comments.last_mut().filter(|(comment, _)| !comment.is_empty())) {
            (Some(text), Some((comment, lines))) => {
                comment.extend([" ", text.trim_end()]);
                lines.push(line);
            }
            (text, _) => comments.push((text.unwrap_or_default().trim_end().to_owned(), vec![line])),
        }
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::parse;
    use crate::source::Source;

    /// The text as the policy file of a repository that has the files which the template names.
    fn is_valid(text: &str) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("inventory")).unwrap();
        std::fs::write(folder.path().join("inventory/guests.yaml"), "[]").unwrap();
        std::fs::create_dir(folder.path().join("central")).unwrap();
        std::fs::write(folder.path().join("central/policy.yaml"), "version: 1").unwrap();
        std::fs::create_dir(folder.path().join("rules")).unwrap();
        let rule =
            "# METADATA\n# custom:\n#   id: contoso/app\n#   kind: application\n#   reads: []\npackage contoso\n\ndeny contains \"x\"\n";
        std::fs::write(folder.path().join("rules/apps.rego"), rule).unwrap();
        let parsed = parse(Source::new(".tenantlint.yaml", text), folder.path(), folder.path());
        assert!(parsed.is_ok(), "{:#?}", parsed.err().map(|error| error.errors));
    }

    #[test]
    fn the_template_is_valid_with_its_comments_and_without() {
        is_valid(TEMPLATE);
        is_valid(&init_template(Language::Japanese));
        assert_eq!(init_template(Language::English), TEMPLATE);
        // An example in a comment is two spaces in: `#   key: value`.
        let lines: Vec<_> = TEMPLATE.lines().map(|line| line.strip_prefix("#   ").unwrap_or(line)).collect();
        let all = lines.join("\n");
        assert!(all.contains("\nallow:\n  - rule:"), "{all}");
        // It names rules in Rego.
        #[cfg(feature = "rego")]
        is_valid(&all);
    }

    #[test]
    fn every_key_of_the_file_is_in_the_template() {
        for key in crate::policy::schema()["properties"].as_object().unwrap().keys() {
            assert!(TEMPLATE.lines().any(|line| line.trim_start_matches("#   ").starts_with(&format!("{key}:"))), "{key}");
        }
    }
}
