//! Regular expressions of `-match`: the errors for which the service rejects a rule.
//!
//! They are .NET expressions, which the `regex` crate cannot check: it lacks look-around, and rejects what .NET accepts. So only errors
//! in any such language are detected here.
//!
//! Source: Microsoft Learn, "Regular Expression Language - Quick Reference" (.NET).

pub(super) fn mistake(pattern: &str) -> Option<&'static str> {
    // With these options the rest is not standard syntax.
    if pattern.contains("(?#") || pattern.contains("(?x") {
        return None;
    }
    let mut open = 0usize;
    // Whether there is nothing here that a quantifier could repeat.
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
                // In `(?:`, `(?=`, `(?<name>` the mark is not a quantifier.
                characters.next_if_eq(&'?').inspect(|_| is_start = false);
            }
            ')' if open == 0 => return Some("a `)` closes nothing"),
            ')' => open -= 1,
            _ => {}
        }
    }
    (open > 0).then_some("a `(` is not closed")
}

/// Skips a character class, whose opening bracket was consumed. Returns whether it is closed. `[a-z-[aeiou]]` contains another one.
fn skip_class(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut depth = 1;
    characters.next_if_eq(&'^');
    // A bracket in first position belongs to the class.
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
    fn valid_net_patterns_are_accepted() {
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
    fn mistakes_are_reported() {
        for (pattern, expected) in [
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
            assert!(mistake(pattern).is_some_and(|mistake| mistake.contains(expected)), "{pattern}");
        }
    }
}
