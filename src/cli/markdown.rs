//! Markdown at a terminal: headings, paragraphs, lists, tables, code, emphasis and links, as the pages of rules have them.

use crate::parts::Parts;
use crate::report::{Style, harmless, may_break};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar;

/// Spaces before code.
const INDENT: &str = "    ";

/// The columns of a terminal of unknown width.
const WIDTH: usize = 80;

/// The narrowest column of a table.
const MIN_COLUMN: usize = 12;

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Plain,
    Bold,
    Code,
}

type Characters = Vec<(char, Face)>;

/// Characters between which no line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    characters: Characters,
    /// Whether a blank is before it, unless it begins a line.
    is_apart: bool,
}

impl Word {
    fn width(&self) -> usize {
        width(&self.characters)
    }
}

/// The columns of a text.
fn width(characters: &[(char, Face)]) -> usize {
    characters.iter().filter_map(|(character, _)| character.width()).sum()
}

/// The text of a page for a terminal.
pub(super) fn render(page: &str, style: &Style) -> String {
    let width = style.terminal.unwrap_or(WIDTH);
    let mut out = String::new();
    let mut lines = page.lines().map(|line| harmless(&line.replace('\t', INDENT))).peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            while let Some(code) = lines.next_if(|line| !line.starts_with("```")) {
                let _ = writeln!(out, "{}", painted(&format!("{INDENT}{code}"), "\x1b[2m", style));
            }
            lines.next();
        } else if let Some(title) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
            let code = if line.starts_with("##") { "\x1b[1m" } else { "\x1b[1;4m" };
            let _ = writeln!(out, "{}", painted(title, code, style));
        } else if line.starts_with('|') {
            let mut rows = vec![line];
            while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(row);
            }
            table(&rows, width, style, &mut out);
        } else if line.is_empty() {
            out.push('\n');
        } else {
            let mut text = line;
            let starts_block =
                |line: &str| line.is_empty() || line.starts_with(['#', '|']) || line.starts_with("- ") || line.starts_with("```");
            while let Some(more) = lines.next_if(|line| !starts_block(line)) {
                text = format!("{text} {}", more.trim_start());
            }
            let (sign, rest) = text.strip_prefix("- ").map_or(("", &*text), |rest| ("• ", rest));
            let indent = " ".repeat(sign.chars().count());
            for (number, line) in wrapped(&words(rest, style), width.saturating_sub(indent.len())).iter().enumerate() {
                let _ = writeln!(out, "{}{}", if number == 0 { sign } else { &indent }, faced(line, style));
            }
        }
    }
    out
}

fn painted(text: &str, code: &str, style: &Style) -> String {
    if style.color && !text.is_empty() { format!("{code}{text}\x1b[0m") } else { text.to_owned() }
}

/// The words of a text with inline markup. Without color, code keeps its backticks.
fn words(text: &str, style: &Style) -> Vec<Word> {
    let mut characters = Characters::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let enclosed = |mark: &str| rest.strip_prefix(mark)?.split_once(mark).filter(|(inner, _)| !inner.is_empty());
        if let Some((code, after)) = enclosed("`") {
            let shown = if style.color { code.to_owned() } else { format!("`{code}`") };
            characters.extend(shown.chars().map(|character| (character, Face::Code)));
            rest = after;
        } else if let Some((bold, after)) = enclosed("**") {
            characters.extend(bold.chars().map(|character| (character, Face::Bold)));
            rest = after;
        } else if let Some((label, url, after)) = link(rest) {
            let shown = if label == url { url.to_owned() } else { format!("{label} ({url})") };
            characters.extend(shown.chars().map(|character| (character, Face::Plain)));
            rest = after;
        } else {
            characters.push((next, Face::Plain));
            rest = rest.after(next.len_utf8());
        }
    }
    let words = characters.split(|(character, _)| *character == ' ').filter(|word| !word.is_empty());
    let pieces = words.flat_map(|word| {
        // Code stays together.
        let is_joined =
            |one: &(char, Face), other: &(char, Face)| (one.1, other.1) == (Face::Code, Face::Code) || !may_break(one.0, other.0);
        word.chunk_by(is_joined).enumerate().map(|(number, piece)| Word { characters: piece.to_vec(), is_apart: number == 0 })
    });
    pieces.collect()
}

/// `[label](url)` at the start of a text, and what follows.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (url, after) = after.split_once(')')?;
    (!label.contains(['[', ']']) && !url.contains(' ')).then_some((label, url, after))
}

/// The words in lines of at most `columns` columns.
fn wrapped(words: &[Word], columns: usize) -> Vec<Characters> {
    let mut lines: Vec<Characters> = Vec::new();
    for word in words {
        match lines.last_mut().filter(|line| width(line) + usize::from(word.is_apart) + word.width() <= columns) {
            Some(line) => {
                // The blank between two words of code is code.
                let first = word.characters.first().map(|first| first.1);
                let face = line.last().filter(|last| Some(last.1) == first).map_or(Face::Plain, |last| last.1);
                line.extend(word.is_apart.then_some((' ', face)));
                line.extend(&word.characters);
            }
            None => lines.push(word.characters.clone()),
        }
    }
    lines
}

fn faced(line: &[(char, Face)], style: &Style) -> String {
    let mut out = String::new();
    for part in line.chunk_by(|one, other| one.1 == other.1) {
        let text: String = part.iter().map(|(character, _)| character).collect();
        match part.first().map_or(Face::Plain, |first| first.1) {
            Face::Plain => out.push_str(&text),
            Face::Bold => out.push_str(&painted(&text, "\x1b[1m", style)),
            Face::Code => out.push_str(&painted(&text, "\x1b[36m", style)),
        }
    }
    out
}

/// Writes a table with aligned columns, the widest of which are wrapped.
fn table(rows: &[String], terminal: usize, style: &Style, out: &mut String) {
    let cells = |row: &String| row.trim().trim_matches('|').split('|').map(|cell| words(cell.trim(), style)).collect::<Vec<_>>();
    let is_rule = |row: &&String| !row.contains(|character: char| !"|-: ".contains(character));
    let rows: Vec<Vec<Vec<Word>>> = rows.iter().filter(|row| !is_rule(row)).map(cells).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width_of = |cell: &Vec<Word>| cell.iter().map(|word| word.width() + usize::from(word.is_apart)).sum::<usize>().saturating_sub(1);
    let mut widths: Vec<usize> =
        (0..columns).map(|column| rows.iter().filter_map(|row| row.get(column)).map(width_of).max().unwrap_or(0)).collect();
    while widths.iter().map(|width| width + 2).sum::<usize>() > terminal + 2 {
        match widths.iter_mut().max().filter(|widest| **widest > MIN_COLUMN) {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<Vec<Characters>> = row.iter().zip(&widths).map(|(cell, width)| wrapped(cell, *width)).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut text = String::new();
            for (cell, column) in cells.iter().zip(&widths) {
                let part = cell.get(line).map_or(&[][..], Vec::as_slice);
                text += &if number == 0 {
                    painted(&faced(part, &Style { color: false, ..*style }), "\x1b[1m", style)
                } else {
                    faced(part, style)
                };
                text += &" ".repeat(column.saturating_sub(width(part)) + 2);
            }
            let _ = writeln!(out, "{}", text.trim_end());
        }
        if number == 0 {
            let _ = writeln!(out, "{}", widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# rule\n\nA **bold** text with `some code` that goes on\nand on, see [the page](https://contoso.example).\n\n- one item that is \
                        longer than\n  a line\n- two\n\n```hcl main.tf\na = 1\n  b = \"2\"\n```\n\n| name | value |\n|---|---|\n| `a` | one two three four five |\n| b | x |\n";

    fn styled(color: bool) -> String {
        render(PAGE, &Style { terminal: Some(30), color, ..Style::default() })
    }

    #[test]
    fn a_page_fits_the_width() {
        insta::assert_snapshot!(styled(false), @r#"
        rule

        A bold text with `some code`
        that goes on and on, see the
        page
        (https://contoso.example).

        • one item that is longer than
          a line
        • two

            a = 1
              b = "2"

        name  value
        ────  ───────────────────────
        `a`   one two three four five
        b     x
        "#);
        assert!(styled(false).lines().all(|line| line.chars().count() <= 30 || line.contains("https:")));
    }

    #[test]
    fn colors_are_only_added() {
        let colored = styled(true);
        assert!(colored.contains("\x1b[1;4mrule\x1b[0m\n") && colored.contains("\x1b[36msome code\x1b[0m"), "{colored:?}");
        assert!(colored.contains("\x1b[2m    a = 1\x1b[0m\n"), "{colored:?}");
    }

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(render("a\x1b[2Jb\n", &Style::default()), "a␛[2Jb\n");
    }
}
