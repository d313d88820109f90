//! Letters in the other case, one for one as Go maps them: no letter becomes two, and none looks at its neighbours.

/// A letter in upper case.
pub(super) fn upper(letter: char) -> char {
    let mut letters = letter.to_uppercase();
    match (letters.next(), letters.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// A letter in lower case.
pub(super) fn lower(letter: char) -> char {
    let mut letters = letter.to_lowercase();
    match (letters.next(), letters.next()) {
        (Some(one), None) => one,
        _ if letter == 'İ' => 'i', // the only letter that is small in two
        _ => letter,
    }
}

/// A letter at the beginning of a word: two in one sign have but one capital.
fn titled(letter: char) -> char {
    match letter {
        'Ǆ' | 'ǆ' => 'ǅ',
        'Ǉ' | 'ǉ' => 'ǈ',
        'Ǌ' | 'ǌ' => 'ǋ',
        'Ǳ' | 'ǳ' => 'ǲ',
        _ => upper(letter),
    }
}

/// Each word with a capital, as Go's `strings.Title` sees words: letters, digits and `_` are in them, and so is what is not ASCII
/// and no space.
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
