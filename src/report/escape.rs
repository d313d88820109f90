//! Escaping of untrusted text for each target.
//!
//! Display names and paths are free text. A terminal interprets some characters as commands, a CI log some lines, and Markdown some
//! punctuation; bidirectional overrides and invisible characters make a text look like another one everywhere.
//! Such characters are shown, not dropped: two names that differ stay different.
//!
//! Sources: Unicode 16.0 (general category `Cf`, `Default_Ignorable_Code_Point`), UAX #9; GitHub Actions "Workflow commands" and
//! the runner's `ActionCommand.cs`; Azure Pipelines "Logging commands" and the agent's `Command.cs`; SARIF 2.1.0 §3.11; `CommonMark`
//! 0.31 §2.4, §2.5, §4.5 and §6.1; XML 1.0 §2.2.

use crate::language::Language;
use crate::message::Text;
use crate::parts::Parts;
use std::borrow::Cow;
use std::fmt::Write;

/// Characters of a name in a title or a label.
pub(super) const NAME: usize = 120;

/// Characters of a value in a sentence, such as a property value.
pub(super) const SENTENCE: usize = 1000;

/// Characters of a value in a command: a body that is cut would not be valid JSON.
pub(super) const CODE: usize = 10_000;

/// No limit: for paths, which the file system limits.
pub(super) const WHOLE: usize = usize::MAX;

/// Characters that are invisible or change how others are displayed, except control characters.
const INVISIBLE: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'), // Arabic letter mark
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'), // Hangul fillers
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'), // zero-width space and joiners, left-to-right and right-to-left mark
    ('\u{2028}', '\u{202e}'), // line and paragraph separator, embeddings and overrides
    ('\u{2060}', '\u{206f}'), // word joiner, isolates
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'), // variation selectors
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'), // tags and more variation selectors
];

/// Whether a character must be escaped before it is displayed.
pub(crate) fn is_deceptive(character: char) -> bool {
    if character < '\u{ad}' {
        return character.is_control();
    }
    let after = INVISIBLE.partition_point(|(first, _)| *first <= character);
    after.checked_sub(1).and_then(|index| INVISIBLE.get(index)).is_some_and(|(_, last)| character <= *last)
}

/// Writes a character in a visible form: `␛` for ESC, `<U+202E>` for an override.
pub(super) fn push_visible(out: &mut String, character: char) {
    match character {
        '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}')),
        '\u{7f}' => out.push('\u{2421}'),
        _ if is_deceptive(character) => {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "<U+{:04X}>", u32::from(character));
        }
        _ => out.push(character),
    }
}

/// At most `limit` characters of a text, `…` for the rest.
pub(super) fn cut(value: &str, limit: usize) -> Cow<'_, str> {
    if value.len() <= limit || value.char_indices().nth(limit).is_none() {
        return Cow::Borrowed(value);
    }
    let end = value.char_indices().nth(limit.saturating_sub(1)).map_or(0, |(at, _)| at);
    Cow::Owned(format!("{}…", value.before(end)))
}

/// A text in which every character is visible.
fn visible(value: &str, limit: usize) -> String {
    let mut out = String::with_capacity(value.len().min(limit).saturating_add(16));
    cut(value, limit).chars().for_each(|character| push_visible(&mut out, character));
    out
}

/// Whether a command of a CI system begins at this byte.
///
/// `##vso[` (Azure) and `##[` (both) count wherever they stand in a line; `::error` (GitHub) counts at its start, and a line that
/// is wrapped may begin with any word.
pub(super) fn is_command(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().after(at);
    if let Some(command) = rest.strip_prefix(b"##") {
        return command.first() == Some(&b'[') || command.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"vso["));
    }
    let begins = || text.before(at).chars().next_back().is_none_or(|before| before.is_whitespace() || before.is_control());
    rest.starts_with(b"::") && rest.get(2).is_some_and(u8::is_ascii_alphabetic) && begins()
}

/// For a terminal or a CI log.
pub(super) fn terminal(value: &str, limit: usize) -> String {
    let value = visible(value, limit);
    if !value.contains("##") && !value.contains("::") {
        return value;
    }
    let mut out = String::with_capacity(value.len() + 16);
    for (at, character) in value.char_indices() {
        if is_command(&value, at) {
            let _ = write!(out, "<U+{:04X}>", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// A command or code for a terminal or a CI log. Line breaks are kept, and each line is escaped separately.
pub(super) fn code(text: &Text) -> String {
    text.render(|value| value.split('\n').map(|line| terminal(line, CODE)).collect::<Vec<_>>().join("\n"))
}

/// For Markdown, in a table too, and for HTML: punctuation becomes character references, which are never markup. Some is no markup
/// without the other, and stays.
pub(super) fn markdown(value: &str, limit: usize) -> String {
    let mut out = String::new();
    let value = visible(value, limit);
    for (at, character) in value.char_indices() {
        let is_plain = match character {
            '.' => !is_after_www(&value, at),
            '/' | '-' | ',' | ';' | '(' | ')' | '%' => true,
            _ => !character.is_ascii_punctuation(),
        };
        if is_plain {
            out.push(character);
        } else {
            let _ = write!(out, "&#{};", u32::from(character));
        }
    }
    out
}

/// A text with its values, for Markdown: backticks in our templates become `<code>`, because character references do not work
/// between backticks, and a value may contain backticks itself.
pub(super) fn markdown_text(text: &Text, limit: usize, language: Language) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for character in text.render_in(language, |value| markdown(value, limit)).chars() {
        match character {
            '`' => {
                out.push_str(if in_code { "</code>" } else { "<code>" });
                in_code = !in_code;
            }
            // `&`, `#` and `;` are left: they are the references of the values.
            '<' | '>' | '*' | '_' | '[' | ']' | '|' | '~' | '\\' => {
                let _ = write!(out, "&#{};", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    if in_code {
        out.push_str("</code>");
    }
    out
}

/// For a comment, which may be rendered as Markdown or shown as it is: a command would be unreadable with character references.
///
/// A value has no backtick, so those of our templates alone begin and end code. Outside of code, punctuation that is markup, a mention
/// or a link is escaped.
fn comment_text(text: &Text, limit: usize, language: Language) -> String {
    let text = text.render_in(language, |value| without_backticks(value, limit));
    let mut out = String::new();
    let mut parts = text.split('`');
    out.push_str(&comment(parts.next().unwrap_or_default(), WHOLE));
    while let Some(code) = parts.next() {
        match parts.next() {
            Some(after) => out.extend(["`", code, "`", &comment(after, WHOLE)]),
            None => out.extend(["\\`", &comment(code, WHOLE)]),
        }
    }
    out
}

/// Untrusted text in a comment.
fn comment(value: &str, limit: usize) -> String {
    let mut out = String::new();
    let value = terminal(value, limit);
    for (at, character) in value.char_indices() {
        let is_markup = match character {
            '`' | '<' | '>' | '*' | '_' | '[' | ']' | '~' | '\\' | '@' | '#' | '|' | '&' => true,
            ':' => value.after(at).starts_with("://"),
            '.' => is_after_www(&value, at),
            _ => false,
        };
        out.extend(is_markup.then_some('\\').into_iter().chain([character]));
    }
    out
}

/// Whether the text before this byte begins a link without a scheme.
fn is_after_www(text: &str, at: usize) -> bool {
    text.as_bytes().get(at.saturating_sub(3)..at).is_some_and(|before| before.eq_ignore_ascii_case(b"www"))
}

pub(super) fn without_backticks(value: &str, limit: usize) -> String {
    terminal(value, limit).replace('`', "<U+0060>")
}

/// A block of code in Markdown. Its fence is longer than every row of backticks in it.
fn fenced(code: &str) -> String {
    let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}

/// How a target shows our texts and the untrusted values in them.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The language of our texts.
    pub language: Language,
    /// A text whose values have at most a number of characters.
    pub text: fn(&Text, usize, Language) -> String,
    /// An untrusted text of at most a number of characters.
    pub value: fn(&str, usize) -> String,
    /// A name or a path, marked as such.
    pub name: fn(&str) -> String,
    /// A command or code, or a part of it.
    pub code: fn(&Text) -> String,
    /// A whole command as a block.
    pub block: fn(&str) -> String,
    /// Between a title and the lines below it.
    pub separator: &'static str,
}

impl Target {
    /// The same target in a language.
    pub(super) fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// A text whose values have at most a number of characters.
    pub(super) fn text(self, text: &Text, limit: usize) -> String {
        (self.text)(text, limit, self.language)
    }
}

/// A terminal, a CI log, or a program that shows plain text.
pub(super) const PLAIN: Target = Target {
    language: Language::English,
    text: |text, limit, language| text.render_in(language, |value| terminal(value, limit)),
    value: terminal,
    name: |name| format!("`{}`", terminal(name, NAME)),
    code,
    block: str::to_owned,
    separator: "\n",
};

/// A page in Markdown.
pub(super) const MARKDOWN: Target = Target {
    language: Language::English,
    text: markdown_text,
    value: markdown,
    name: |name| format!("<code>{}</code>", markdown(name, NAME)),
    code,
    block: fenced,
    separator: "\n\n",
};

/// A page in HTML. A text is markup, and a command is text that a template escapes.
pub(super) const HTML: Target = Target { block: str::to_owned, ..MARKDOWN };

/// A comment on a change, which may be rendered as Markdown or shown as it is.
pub(super) const COMMENT: Target = Target {
    language: Language::English,
    text: comment_text,
    value: comment,
    name: |name| format!("`{}`", without_backticks(name, NAME)),
    code,
    block: fenced,
    separator: "\n\n",
};

/// Text that is already harmless for a log, in an XML document. XML 1.0 forbids control characters and U+FFFE and U+FFFF even as
/// character references; [`terminal`] shows the former.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

/// The same in an attribute, where a parser turns line breaks into blanks.
pub(super) fn xml_attribute(text: &str) -> String {
    xml(text).replace('\n', "&#10;")
}

/// For a plain text message in SARIF, where `[text](target)` is a link and `{0}` an argument.
pub(super) fn sarif(value: &str, limit: usize) -> String {
    let mut out = String::new();
    for character in visible(value, limit).chars() {
        match character {
            '[' | ']' | '\\' => out.extend(['\\', character]),
            '{' | '}' => out.extend([character, character]),
            _ => out.push(character),
        }
    }
    out
}

/// For the text of a GitHub workflow command. It must have gone through [`terminal`] first, because it is printed to a log.
pub(super) fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// For a property of a GitHub workflow command; the same precondition holds.
pub(super) fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// For the message of an Azure Pipelines logging command; the same precondition holds.
pub(super) fn azure_data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// For a property of an Azure Pipelines logging command; the same precondition holds.
pub(super) fn azure_property(text: &str) -> String {
    azure_data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(INVISIBLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(INVISIBLE.iter().all(|(first, last)| first <= last));
    }

    #[test]
    fn characters_that_deceive_are_seen() {
        let all = "\u{1b}[31m\u{9b}31m\u{7}\r\n\t\u{202e}\u{2066}\u{200e}\u{61c}\u{200b}\u{feff}\u{e0041}\u{7f}";
        let shown = terminal(all, NAME);
        assert_eq!(shown, "␛[31m<U+009B>31m␇␍␊␉<U+202E><U+2066><U+200E><U+061C><U+200B><U+FEFF><U+E0041>␡");
        assert!(!shown.chars().any(is_deceptive));
        assert_eq!(terminal("Käse 経費 😀 – “x”", NAME), "Käse 経費 😀 – “x”");
    }

    #[test]
    fn long_names_are_cut() {
        let name = "ä".repeat(100_000);
        assert_eq!(terminal(&name, NAME).chars().count(), NAME);
        assert!(terminal(&name, NAME).ends_with("ä…"));
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
    }

    #[test]
    fn commands_of_ci_systems_are_broken() {
        assert_eq!(terminal("a ##vso[task.x]", NAME), "a <U+0023>#vso[task.x]");
        assert_eq!(terminal("##VSO[x", NAME), "<U+0023>#VSO[x");
        assert_eq!(terminal("###[x", NAME), "#<U+0023>#[x");
        assert_eq!(terminal("::error::x", NAME), "<U+003A>:error::x");
        assert_eq!(terminal("x ::error::x", NAME), "x <U+003A>:error::x");
        assert_eq!(terminal("fe80::1, ::1, std::mem", NAME), "fe80::1, ::1, std::mem");
        assert_eq!(terminal("x\n::error::x", NAME), "x␊::error::x");
    }

    #[test]
    fn lines_of_code_stay_lines_and_each_is_harmless() {
        let text = Text::new("resource {open}\n  {lines}\n}").with("open", "{").with("lines", "a = 1\n::error::x\n\u{202e}");
        assert_eq!(code(&text), "resource {\n  a = 1\n<U+003A>:error::x\n<U+202E>\n}");
    }

    #[test]
    fn markdown_has_no_markup_left() {
        assert_eq!(markdown("[x](y)|`<b>", NAME), "&#91;x&#93;(y)&#124;&#96;&#60;b&#62;");
        assert_eq!(markdown("http://a.b www.c a@b", NAME), "http&#58;//a.b www&#46;c a&#64;b");
        let text = Text::new("app `{name}` has [{count}]").with("name", "`a`").with("count", "*2*");
        assert_eq!(MARKDOWN.text(&text, NAME), "app <code>&#96;a&#96;</code> has &#91;&#42;2&#42;&#93;");
    }

    #[test]
    fn sarif_has_no_links_and_arguments() {
        assert_eq!(sarif(r"[x](1) {0} \", NAME), r"\[x\](1) {{0}} \\");
    }

    #[test]
    fn github_commands_end_where_they_end() {
        assert_eq!(github_data("50% a\r\nb::c"), "50%25 a%0D%0Ab::c");
        assert_eq!(github_property("a:b,c%"), "a%3Ab%2Cc%25");
    }

    #[test]
    fn azure_commands_end_where_they_end() {
        assert_eq!(azure_data("50% a\r\nb;c]"), "50%AZP25 a%0D%0Ab;c]");
        assert_eq!(azure_property("a;b]c%3B"), "a%3Bb%5Dc%AZP253B");
    }

    #[test]
    fn a_comment_is_readable_and_has_no_markup() {
        let text = Text::new("set `{a}` of {b} to `x`").with("a", "`]<b>").with("b", "[x](http://e) @me #1 `y` www.e &lt;");
        assert_eq!(COMMENT.text(&text, NAME), r"set `<U+0060>]<b>` of \[x\](http\://e) \@me \#1 \<U+0060\>y\<U+0060\> www\.e \&lt; to `x`");
        assert_eq!((COMMENT.value)("a `b` é.www.c", NAME), r"a \`b\` é.www\.c");
        assert_eq!((COMMENT.name)("a`b"), "`a<U+0060>b`");
    }

    #[test]
    fn code_does_not_end_its_block() {
        assert_eq!(fenced("az x"), "```\naz x\n```");
        assert_eq!(fenced("a ```` b `"), "`````\na ```` b `\n`````");
    }

    #[test]
    fn xml_has_no_markup_and_no_forbidden_character() {
        assert_eq!(xml("<a b='\"'>&]]>\u{ffff}\n"), "&lt;a b=&apos;&quot;&apos;&gt;&amp;]]&gt;\u{fffd}\n");
        assert_eq!(xml_attribute("a\nb"), "a&#10;b");
    }
}
