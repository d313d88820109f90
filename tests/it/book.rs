//! The documentation is a book in each language: each page has a twin with the same structure and the same code, and the contents list it.

use crate::rule_docs::folders;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;
use tenantlint::language::{Language, blocks};

/// Pages that consist of generated tables, which are only in English.
const ENGLISH_ONLY: &[&str] = &["coverage.md", "forms.md"];

/// The pages in a folder of the documentation, without those of the rules.
fn pages(folder: &Path) -> BTreeSet<String> {
    let names = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "md") && name != "SUMMARY.md").collect()
}

/// The code and the empty lines of a page as they are, and of each other block its markers: headings, elements of lists, and cells of tables.
fn structure(path: &Path) -> Vec<String> {
    let markers = Regex::new(r"(?m)^ *(?:#+|-|\d+\.) |(?:^|[^\\])\|").unwrap();
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n");
    let shown = blocks(&text).into_iter().map(|block| {
        let is_code = block.text.is_empty();
        if is_code { block.lines.to_owned() } else { markers.find_iter(block.lines).map(|marker| marker.as_str().trim()).collect() }
    });
    shown.collect()
}

#[test]
fn a_page_has_the_same_structure_and_code_in_every_language() {
    for (language, folder) in folders().filter(|(language, _)| *language != Language::English) {
        let english = folder.parent().unwrap();
        for page in pages(english).iter().filter(|page| !ENGLISH_ONLY.contains(&page.as_str())) {
            let (expected, translated) = (structure(&english.join(page)), structure(&folder.join(page)));
            let difference = expected.iter().zip(&translated).find(|(expected, translated)| expected != translated);
            assert!(expected == translated, "{}/{page} is not as in English: translate the change at {difference:?}", language.name());
        }
    }
}

#[test]
fn the_contents_of_each_book_list_every_page() {
    let link = Regex::new(r"\]\(([^/)]+)\)").unwrap();
    for (_, folder) in folders() {
        let contents = std::fs::read_to_string(folder.join("SUMMARY.md")).unwrap();
        let listed: BTreeSet<String> = link.captures_iter(&contents).map(|link| link[1].to_owned()).collect();
        assert_eq!(listed, pages(&folder), "{}", folder.display());
    }
}

#[test]
fn a_translated_page_links_to_english_ones_only_if_they_are_not_translated() {
    let link = Regex::new(r"\]\(\.\./([^/)#]+\.md)[^)]*\)( \(英語\))?").unwrap();
    for (_, folder) in folders().filter(|(language, _)| *language != Language::English) {
        for page in pages(&folder) {
            let text = std::fs::read_to_string(folder.join(&page)).unwrap();
            for link in link.captures_iter(&text) {
                assert!(ENGLISH_ONLY.contains(&&link[1]) && link.get(2).is_some(), "{page}: {}", &link[0]);
            }
        }
    }
}

#[test]
fn the_switch_of_the_language_leads_to_existing_pages() {
    let header = std::fs::read_to_string("docs/theme/header.hbs").unwrap();
    let named: Vec<String> = Regex::new(r#""(\w+\.md)""#).unwrap().captures_iter(&header).map(|page| page[1].to_owned()).collect();
    assert_eq!(named, ENGLISH_ONLY);
}
