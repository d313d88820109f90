//! Globs of the allow-list: `*` for any text, `?` for one character, everything else for itself.
//!
//! Not [`globset`]: `module.apps["*"]` and `Portal {test}` are names here, and there `[` and `{` mean something.

/// A pattern for names, case-sensitive.
#[derive(Debug, Clone)]
pub(super) struct Glob {
    pattern: Vec<char>,
}

impl Glob {
    /// The glob of this text; nothing when it has no wildcard and only equals itself.
    pub(super) fn new(text: &str) -> Option<Self> {
        text.contains(['*', '?']).then(|| Self { pattern: text.chars().collect() })
    }

    /// Whether it fits the whole name. At most the product of both lengths.
    pub(super) fn fits(&self, name: &str) -> bool {
        let mut pattern = self.pattern.as_slice();
        let mut rest = name.chars();
        // Behind the last star, and what was left of the name there: the star takes one character more at each miss.
        let mut star: Option<(&[char], std::str::Chars<'_>)> = None;
        loop {
            let before = rest.clone();
            match (pattern.split_first(), rest.next()) {
                (Some(('*', after)), _) => {
                    rest = before;
                    pattern = after;
                    star = Some((pattern, rest.clone()));
                    if pattern.is_empty() {
                        return true;
                    }
                }
                (Some((wanted, after)), Some(found)) if *wanted == '?' || *wanted == found => pattern = after,
                (None, None) => return true,
                (_, None) => return false,
                (_, Some(_)) => {
                    let Some((after, taken)) = &mut star else { return false };
                    taken.next();
                    (pattern, rest) = (after, taken.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_fit_and_all_else_is_itself() {
        for (pattern, name, fits) in [
            ("*", "", true),
            ("*", "any thing", true),
            ("?", "é", true),
            ("?", "", false),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("*b*", "abc", true),
            ("a*d", "abc", false),
            ("*ab", "aab", true),
            ("a?c*", "abc", true),
            ("A*", "abc", false),
            ("module.x[*].app[\"*\"]", "module.x[0].app[\"a.b\"]", true),
            ("module.x[*]", "module.x0", false),
            ("{a,b}*", "a", false),
            ("**a**", "bab", true),
            ("*.", "a.b", false),
        ] {
            assert_eq!(Glob::new(pattern).unwrap().fits(name), fits, "{pattern} {name}");
        }
        assert!(Glob::new("application[0]").is_none());
    }

    #[test]
    fn a_hostile_name_takes_no_exponential_time() {
        let pattern = Glob::new(&"*a".repeat(50)).unwrap();
        assert!(!pattern.fits(&format!("{}b", "a".repeat(100_000))));
    }
}
