//! Queries on nodes for application settings.

use crate::syntax::tree::{Node, Value};

impl Node<'_> {
    /// Whether the value is `null` or an empty text.
    pub(super) fn is_blank(&self) -> bool {
        self.is_null() || self.text().is_some_and(|text| text.trim().is_empty())
    }

    /// The member at this path.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The known text, or its known beginning, which is enough to recognize a URL.
    pub(super) fn start(&self) -> Option<&str> {
        let start = match &self.value {
            Value::Unknown(expression) => Some(&*expression.unknown.starts_with).filter(|start| !start.is_empty()),
            _ => None,
        };
        self.text().or(start)
    }

    /// The parts of a text separated by commas, semicolons and white space, each with its place.
    pub(super) fn parts(&self) -> Vec<Self> {
        let Some(text) = self.text() else { return Vec::new() };
        let is_separator = |character: char| matches!(character, ',' | ';') || character.is_whitespace();
        let parts = text.split(is_separator).filter(|part| !part.is_empty());
        parts
            .map(|part| {
                let at = part.as_ptr() as usize - text.as_ptr() as usize;
                let bytes = self.within(at..at + part.len()).unwrap_or_else(|| self.text_bytes().clone());
                Self::string(bytes, part.to_owned())
            })
            .collect()
    }

    /// The value of a Boolean, or of the text of one.
    pub(super) fn switch(&self) -> Option<bool> {
        match (&self.value, self.text().map(str::trim)) {
            (Value::Bool(on), _) => Some(*on),
            (_, Some(text)) if text.eq_ignore_ascii_case("true") || text == "1" => Some(true),
            (_, Some(text)) if text.eq_ignore_ascii_case("false") || text == "0" => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_text_have_their_places() {
        let source = r#"x: "a, ü;b""#;
        let value = Node::string(3..source.len(), "a, ü;b");
        assert_eq!(value.parts().iter().map(|part| &source[part.bytes.clone()]).collect::<Vec<_>>(), ["a", "ü", "b"]);
        let escaped = Node::string(3..source.len(), "a b");
        assert!(escaped.parts().iter().all(|part| part.bytes == (3..source.len())));
    }

    #[test]
    fn switches_may_be_texts() {
        for (text, expected) in [("True", Some(true)), ("0", Some(false)), ("yes", None)] {
            assert_eq!(Node::string(0..1, text).switch(), expected, "{text}");
        }
    }
}
