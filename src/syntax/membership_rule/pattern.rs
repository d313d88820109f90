//! Regular expressions of `-match`: the mistakes for which the service refuses a rule.
//!
//! They are expressions of .NET, and the `regex` crate has another language: it knows no look-around, and refuses what .NET takes. So
//! only what no such language allows is looked for here.
//!
//! Source: Microsoft Learn, "Regular Expression Language - Quick Reference" (.NET).

/// What is wrong with an expression.
pub(super) fn mistake(pattern: &str) -> Option<&'static str> {
    // In these the rest is no longer what it looks like.
    if pattern.contains("(?#") || pattern.contains("(?x") {
        return None;
    }
    let mut open = 0usize;
    // Whether nothing stands here that a quantifier could repeat.
    let mut is_start = true;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        let was_start = std::mem::replace(&mut is_start, matches!(character, '(' | '|'));
        match character {
            '\\' if characters.next().is_none() => return Some("a backslash at its end escapes nothing"),
            '*' | '+' | '?' if was_start => return Some("a quantifier repeats nothing"),
            '[' if !skip_class(&mut characters) => return Some("a `[` is not closed"),
            '(' => {
                open += 1;
                // `(?:`, `(?=`, `(?<name>`: the mark is no quantifier.
                characters.next_if_eq(&'?').inspect(|_| is_start = false);
            }
            ')' if open == 0 => return Some("a `)` closes nothing"),
            ')' => open -= 1,
            _ => {}
        }
    }
    (open > 0).then_some("a `(` is not closed")
}

/// Steps behind a class of characters, whose bracket was read: whether it ends. `[a-z-[aeiou]]` has another one in it.
fn skip_class(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut depth = 1;
    characters.next_if_eq(&'^');
    // A bracket that comes first is one of the class.
    characters.next_if_eq(&']');
    let mut before = '[';
    while let Some(character) = characters.next() {
        match character {
            '\\' => _ = characters.next(),
            '[' if before == '-' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return true;
        }
        before = character;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn what_net_takes_is_no_mistake() {
        for pattern in [
            "",
            "^Da.*",
            ".*vid",
            "@contoso\\.com$",
            "^(?!.*admin).+$",
            "(?<name>a)\\k<name>",
            "a(?=b)",
            "a|",
            "[]a]+",
            "[^]]",
            "[a-z-[aeiou]]*",
            "[(*+]",
            "\\(\\*",
            "a*?b+?c??",
            "^*",
            "{2}",
            "(?i)x",
            "(?# anything ( goes",
            "日本+",
        ] {
            assert_eq!(mistake(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn a_mistake_is_told() {
        for (pattern, told) in [
            ("*@contoso.com", "quantifier"),
            ("a|*", "quantifier"),
            ("(+a)", "quantifier"),
            ("?", "quantifier"),
            ("(a", "`(` is not closed"),
            ("a)", "`)` closes nothing"),
            ("[a", "`[` is not closed"),
            ("[]", "`[` is not closed"),
            ("a\\", "backslash"),
        ] {
            assert!(mistake(pattern).is_some_and(|mistake| mistake.contains(told)), "{pattern}");
        }
    }
}
