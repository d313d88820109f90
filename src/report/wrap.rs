//! Lines that fit the width of a terminal.

use super::is_full_width;
use unicode_width::UnicodeWidthStr;

/// Breaks a text between words, so that no line is wider than `width` columns; a longer word has a line of its own. The first line
/// has `used` columns less. A word in Japanese is broken where Japanese may be.
pub(super) fn wrap(text: &str, width: usize, used: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut room = width.saturating_sub(used);
    for word in text.split(' ') {
        let mut blank = if line.is_empty() { "" } else { " " };
        for piece in pieces(word) {
            if !line.is_empty() && line.width() + blank.len() + piece.width() > room {
                lines.push(std::mem::take(&mut line));
                room = width;
            } else {
                line.push_str(blank);
            }
            line.push_str(piece);
            blank = "";
        }
    }
    lines.push(line);
    lines
}

/// Characters that begin no line (kinsoku): closing punctuation, small kana, and marks that belong to the character before.
const NOT_FIRST: &str = "、。，．・：；？！）］｝」』】〉》〕〟’”゛゜ゝゞヽヾ々ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ)]},.:;!?`";

/// Characters that end no line: opening punctuation.
const NOT_LAST: &str = "（［｛「『【〈《〔〝‘“([{";

/// The parts of a word between which a line may end, which is not in code.
fn pieces(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut rest, mut start, mut is_code) = (word, 0, false);
    let characters: Vec<(usize, char)> = word.char_indices().collect();
    for pair in characters.windows(2) {
        let [(_, before), (at, after)] = *pair else { continue };
        is_code ^= before == '`';
        if !is_code && (may_break(before, after) || after == '`' && is_full_width(before)) {
            let (piece, following) = rest.split_at(at - start);
            pieces.push(piece);
            (rest, start) = (following, at);
        }
    }
    pieces.push(rest);
    pieces
}

/// Whether a line may end between two characters: beside a full-width one, unless one of them begins or ends no line.
pub(crate) fn may_break(before: char, after: char) -> bool {
    (is_full_width(before) || is_full_width(after)) && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
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
        assert_eq!(wrap("a 経費精算 b", 8, 0), ["a 経費精", "算 b"]);
        assert_eq!(wrap("averylongword b", 4, 0), ["averylongword", "b"]);
        assert_eq!(wrap("", 4, 0), [""]);
    }

    #[test]
    fn japanese_breaks_between_characters_that_may_begin_and_end_a_line() {
        assert_eq!(wrap("ゲストを招待できる。", 8, 0), ["ゲストを", "招待でき", "る。"]);
        assert_eq!(wrap("設定（既定）の値", 6, 0), ["設定", "（既", "定）の", "値"]);
        assert_eq!(wrap("メンバーが", 6, 0), ["メン", "バーが"]);
        assert_eq!(wrap("`allowInvitesFrom` を `everyone`に設定", 12, 0), ["`allowInvitesFrom`", "を", "`everyone`に", "設定"]);
        assert_eq!(wrap("値を`a-b`にする", 6, 0), ["値を", "`a-b`", "にする"]);
        for width in 4..40 {
            let text = "テナント「経費精算」のメンバーは、ゲスト ユーザーを招待できます。ロールの割り当て（所有者）を確認してください。";
            for line in wrap(text, width, 0) {
                assert!(!line.starts_with(|first| NOT_FIRST.contains(first)), "{width}: {line}");
                assert!(!line.ends_with(|last| NOT_LAST.contains(last)), "{width}: {line}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!([shorten("経費", 4), shorten("経費", 3), shorten("abc", 3), shorten("abcd", 3)], ["経費", "経…", "abc", "ab…"]);
    }
}
