//! Lines that fit the width of a terminal.

use unicode_width::UnicodeWidthStr;

/// Breaks a text between words, so that no line is wider than `width` columns; a longer word has a line of its own. The first line
/// has `used` columns less.
pub(super) fn wrap(text: &str, width: usize, used: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut room = width.saturating_sub(used);
    for word in text.split(' ') {
        let is_first = line.is_empty();
        if !is_first && line.width() + 1 + word.width() > room {
            lines.push(std::mem::take(&mut line));
            room = width;
        } else if !is_first {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// The beginning of a text that fits into `width` columns, with `…` if something is left out.
pub(super) fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        let mut next = short.clone();
        next.push(character);
        if next.width() + 1 > width {
            break;
        }
        short = next;
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_by_their_columns() {
        assert_eq!(wrap("one two three four", 9, 0), ["one two", "three", "four"]);
        assert_eq!(wrap("one two three", 9, 6), ["one", "two three"]);
        assert_eq!(wrap("a 経費精算 b", 8, 0), ["a", "経費精算", "b"]);
        assert_eq!(wrap("averylongword b", 4, 0), ["averylongword", "b"]);
        assert_eq!(wrap("", 4, 0), [""]);
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!([shorten("経費", 4), shorten("経費", 3), shorten("abc", 3), shorten("abcd", 3)], ["経費", "経…", "abc", "ab…"]);
    }
}
