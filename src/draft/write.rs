//! The files of a drafted inventory, as YAML: each entry with empty keys for the reviewer and the next review.
//!
//! Attackers can choose names, so every text is in double quotes, and every character that is not visible is escaped.

use super::List;
use super::collect::{Collected, Drafted, Said};
use crate::language::Language;
use crate::report::{is_deceptive, say};
use std::fmt::Write;

/// One file of a drafted inventory.
#[derive(Debug)]
pub struct DraftFile {
    /// The key of the list in the policy file.
    pub key: &'static str,
    /// The name of the file.
    pub name: String,
    /// How many entries there are.
    pub entries: usize,
    /// How many resources were skipped, because they have no stable identifier.
    pub left_out: usize,
    /// Its content; nothing if no resource of this kind was read.
    pub text: Option<String>,
    /// The kind of resource that an export has to contain for it.
    pub needs: &'static str,
}

/// A file for each list, in the order of the lists.
pub(super) fn files(mut collected: Collected, language: Language) -> Vec<DraftFile> {
    collected.settle();
    let file = |list: List| {
        let mut entries: Vec<&Drafted> = collected.entries.get(&list).into_iter().flat_map(|entries| entries.values()).collect();
        // Guests are reviewed by organization.
        entries.sort_by_key(|entry| (domain(entry), &entry.name, &entry.id));
        DraftFile {
            key: list.key(),
            name: format!("{}.yaml", list.key()),
            entries: entries.len(),
            left_out: collected.nameless.get(&list).copied().unwrap_or_default(),
            text: collected.seen.contains(&list).then(|| text(list, &entries, language)),
            needs: list.needs(),
        }
    };
    List::ALL.into_iter().map(file).collect()
}

fn domain(entry: &Drafted) -> Option<&Said> {
    entry.more.iter().find(|(key, _)| *key == "domain").and_then(|(_, said)| said.as_ref())
}

fn text(list: List, entries: &[&Drafted], language: Language) -> String {
    let head = [
        say(language, "{list}, drafted by `tenantlint init --inventory`; not reviewed yet.", &[("list", list.about().to_owned())]),
        String::new(),
        language
            .text("Remove what is not expected, and add to each other entry its reviewer and the date of the next review: `review-by: 2027-03-31`.")
            .to_owned(),
        language.text("`tenantlint schema inventory` prints the schema of this file.").to_owned(),
    ];
    let mut text: String = head.iter().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect();
    let to_review = language.text("to be reviewed");
    if entries.is_empty() {
        text.push_str("[]\n");
    }
    for entry in entries {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "- id: {}", quoted(&entry.id));
        if let Some(name) = &entry.name {
            let _ = writeln!(text, "  name: {}", quoted(name));
        }
        for (key, said) in &entry.more {
            let _ = match said {
                None => writeln!(text, "  {key}: # {to_review}"),
                Some(Said::Text(value)) => writeln!(text, "  {key}: {}", quoted(value)),
                Some(Said::Names(names)) => writeln!(text, "  {key}: [{}] # {to_review}", names.join(", ")),
            };
        }
        let _ = write!(text, "  reviewer: # {to_review}\n  review-by: # {to_review}\n");
    }
    text
}

/// A text as a YAML scalar in double quotes.
///
/// Specification: YAML 1.2.2, 5.1 "Character Set" and 5.7 "Escaped Characters".
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        let code = u32::from(character);
        let is_printable = !character.is_control() && code & 0xfffe != 0xfffe;
        let _ = match character {
            '"' | '\\' => write!(out, "\\{character}"),
            _ if is_printable && !is_deceptive(character) => write!(out, "{character}"),
            _ if code <= 0xffff => write!(out, "\\u{code:04x}"),
            _ => write!(out, "\\U{code:08x}"),
        };
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;
    use crate::syntax::yaml;

    #[test]
    fn every_character_comes_back_and_none_is_hidden() {
        let all: Vec<char> = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        for characters in all.chunks(0x400) {
            let text: String = characters.iter().collect();
            let yaml = quoted(&text);
            assert_eq!(yaml::parse(&yaml).unwrap().as_str(), Some(&*text), "from {:?}", characters[0]);
            assert!(!yaml.contains(crate::report::is_deceptive), "from {:?}", characters[0]);
        }
    }
}
