//! Checkstyle XML, which plugins of CI systems, editors and reviewdog read.
//!
//! Source: Checkstyle, `XMLLogger`; the format has no published schema. Results are grouped by file, and the file with the most severe
//! one comes first.

use super::Style;
use super::entry::{Level, all};
use super::escape::{COMMENT, WHOLE, terminal, xml_attribute};
use super::place::Located;
use crate::outcome::Outcome;
use crate::source::FileId;
use std::collections::HashMap;
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut entries: Vec<_> = all(outcome).filter_map(|entry| Some((entry, entry.span()?))).collect();
    let mut first: HashMap<FileId, usize> = HashMap::new();
    for (number, (_, span)) in entries.iter().enumerate() {
        first.entry(span.file).or_insert(number);
    }
    entries.sort_by_key(|(_, span)| first.get(&span.file));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")?;
    for entries in entries.chunk_by(|(_, one), (_, other)| one.file == other.file) {
        let Some((_, first)) = entries.first() else { continue };
        let path = &outcome.sources.get(first.file).path;
        writeln!(out, "  <file name=\"{}\">", xml_attribute(&terminal(path, WHOLE)))?;
        for &(entry, span) in entries {
            let Located { start, .. } = Located::new(&outcome.sources, span);
            let level = match entry.level() {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Notice => "info",
            };
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{level}\" message=\"{}\" source=\"tenantlint.{}\"/>",
                start.line,
                start.column.0,
                xml_attribute(&entry.sentences(COMMENT.in_language(style.language))),
                entry.check()
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, shown, span};
    use super::super::{Format, Style};

    #[test]
    fn a_finding_is_an_error_of_its_file() {
        let text = "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n";
        let mut outcome = outcome(&[("a.json", text), ("b&c.json", text)]);
        outcome.findings = [1, 0, 1].map(|file| finding(span(&outcome, file, "\"everyone\""))).into();
        insta::assert_snapshot!(shown(Format::Checkstyle, &outcome, &Style::default()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <checkstyle version="4.3">
          <file name="b&amp;c.json">
            <error line="2" column="23" severity="error" message="Everyone, including guests, can invite guests. Set `allowInvitesFrom` to `adminsAndGuestInviters`." source="tenantlint.guest-invite-everyone"/>
            <error line="2" column="23" severity="error" message="Everyone, including guests, can invite guests. Set `allowInvitesFrom` to `adminsAndGuestInviters`." source="tenantlint.guest-invite-everyone"/>
          </file>
          <file name="a.json">
            <error line="2" column="23" severity="error" message="Everyone, including guests, can invite guests. Set `allowInvitesFrom` to `adminsAndGuestInviters`." source="tenantlint.guest-invite-everyone"/>
          </file>
        </checkstyle>
        "#);
    }

    #[test]
    fn hostile_names_make_no_element() {
        for outcome in [hostile(), outcome(&[])] {
            let text = shown(Format::Checkstyle, &outcome, &Style::default());
            assert_harmless(&text);
            let document = roxmltree::Document::parse(&text).unwrap();
            let root = document.root_element();
            assert_eq!((root.tag_name().name(), root.attribute("version")), ("checkstyle", Some("4.3")));
            for file in root.children().filter(roxmltree::Node::is_element) {
                assert_eq!((file.tag_name().name(), file.attributes().len()), ("file", 1));
                for error in file.children().filter(roxmltree::Node::is_element) {
                    let names: Vec<_> = error.attributes().map(|attribute| attribute.name()).collect();
                    assert_eq!(names, ["line", "column", "severity", "message", "source"]);
                    assert!(error.tag_name().name() == "error" && !error.has_children());
                    assert!(["line", "column"].iter().all(|name| error.attribute(*name).unwrap().parse::<u32>().unwrap() > 0));
                    assert!(["error", "warning", "info"].contains(&error.attribute("severity").unwrap()));
                }
            }
            let errors = document.descendants().filter(|node| node.has_tag_name("error")).count();
            assert_eq!(errors, outcome.findings.len() + outcome.problems.len());
        }
    }
}
