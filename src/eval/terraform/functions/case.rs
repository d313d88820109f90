//! Case conversion as in Go, which maps each letter to exactly one, without regard to its neighbors.

pub(super) fn upper(letter: char) -> char {
    let mut letters = letter.to_uppercase();
    match (letters.next(), letters.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

pub(super) fn lower(letter: char) -> char {
    let mut letters = letter.to_lowercase();
    match (letters.next(), letters.next()) {
        (Some(one), None) => one,
        _ if letter == 'İ' => 'i', // the only letter whose lower case is two characters
        _ => letter,
    }
}

/// The title case of a letter; a digraph in one character has a capital only in its first part.
fn titled(letter: char) -> char {
    match letter {
        'Ǆ' | 'ǆ' => 'ǅ',
        'Ǉ' | 'ǉ' => 'ǈ',
        'Ǌ' | 'ǌ' => 'ǋ',
        'Ǳ' | 'ǳ' => 'ǲ',
        _ => upper(letter),
    }
}

/// Capitalizes each word, as Go's `strings.Title` defines words: letters, digits, `_` and non-ASCII characters that are not spaces
/// belong to them.
pub(super) fn title(text: &str) -> String {
    let separates = |letter: char| {
        if letter.is_ascii() {
            !letter.is_ascii_alphanumeric() && letter != '_'
        } else {
            !letter.is_alphanumeric() && letter.is_whitespace()
        }
    };
    let mut before = ' ';
    let mut capital = |letter: char| if separates(std::mem::replace(&mut before, letter)) { titled(letter) } else { letter };
    text.chars().map(&mut capital).collect()
}
