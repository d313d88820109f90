//! The policy file that `tenantlint init` writes.

/// A policy file to start with: everything that is optional is a comment.
pub fn init_template() -> &'static str {
    include_str!("init.yaml")
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
        is_valid(init_template());
        // An example in a comment is two spaces in: `#   key: value`.
        let lines: Vec<_> = init_template().lines().map(|line| line.strip_prefix("#   ").unwrap_or(line)).collect();
        let all = lines.join("\n");
        assert!(all.contains("\nallow:\n  - rule:"), "{all}");
        is_valid(&all);
    }

    #[test]
    fn every_key_of_the_file_is_in_the_template() {
        for key in crate::policy::schema()["properties"].as_object().unwrap().keys() {
            assert!(init_template().lines().any(|line| line.trim_start_matches("#   ").starts_with(&format!("{key}:"))), "{key}");
        }
    }
}
