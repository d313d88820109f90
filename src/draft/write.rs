//! The files of a drafted inventory, as YAML: each entry with a gap for who looked at it, and for when to look again.
//!
//! Names are chosen by strangers. Every text is written in double quotes, and what is not plainly visible in it as an escape.

use super::List;
use super::collect::{Collected, Drafted, Said};
use crate::report::is_deceptive;
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
    /// How many resources were left out, because nothing names them for good.
    pub left_out: usize,
    /// What it holds; nothing where nothing was read that could be in it.
    pub text: Option<String>,
    /// The kind of resource that an export has to hold for it.
    pub needs: &'static str,
}

/// A file for each list, in the order of the lists.
pub(super) fn files(mut collected: Collected) -> Vec<DraftFile> {
    collected.settle();
    let file = |list: List| {
        let mut entries: Vec<&Drafted> = collected.entries.get(&list).into_iter().flat_map(|entries| entries.values()).collect();
        // Whoever looks at guests does so by the organisation that they come from.
        entries.sort_by_key(|entry| (domain(entry), &entry.name, &entry.id));
        DraftFile {
            key: list.key(),
            name: format!("{}.yaml", list.key()),
            entries: entries.len(),
            left_out: collected.nameless.get(&list).copied().unwrap_or_default(),
            text: collected.seen.contains(&list).then(|| text(list, &entries)),
            needs: list.needs(),
        }
    };
    List::ALL.into_iter().map(file).collect()
}

fn domain(entry: &Drafted) -> Option<&Said> {
    entry.more.iter().find(|(key, _)| *key == "domain").and_then(|(_, said)| said.as_ref())
}

fn text(list: List, entries: &[&Drafted]) -> String {
    let mut text = format!(
        "# {}, as `tenantlint init --inventory` found them: nobody has looked at them yet.\n\
         #\n\
         # Take out what shall not be there, and write to the rest who looked at it, and when to look again: `review-by: 2027-03-31`.\n\
         # `tenantlint schema inventory` prints the schema of this file.\n",
        list.about()
    );
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
                None => writeln!(text, "  {key}: # to be reviewed"),
                Some(Said::Text(value)) => writeln!(text, "  {key}: {}", quoted(value)),
                Some(Said::Names(names)) => writeln!(text, "  {key}: [{}] # to be reviewed", names.join(", ")),
            };
        }
        text.push_str("  reviewer: # to be reviewed\n  review-by: # to be reviewed\n");
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
