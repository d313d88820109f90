//! Anchors, aliases and merge keys: values that occur once in the text and several times in the tree.
//!
//! A few lines of aliases can expand to more values than fit into memory, and to nesting that overflows the stack. Both are limited.

use crate::syntax::tree::{MAX_DEPTH, Member, Node, Value};
use crate::text::Text;
use std::collections::{HashMap, HashSet};

/// The maximum number of repeated values of a file: far above that of real configurations, and some megabytes.
const MAX_REPEATED: usize = 100_000;

/// How many bytes of text count like one value.
const TEXT: usize = 64;

/// The anchors of one document, and what may still be repeated in its file.
#[derive(Debug)]
pub(super) struct Aliases<'a> {
    /// Values with an anchor, and their nesting.
    anchored: HashMap<usize, (Node<'a>, usize)>,
    left: usize,
}

impl Default for Aliases<'_> {
    fn default() -> Self {
        Self { anchored: HashMap::new(), left: MAX_REPEATED }
    }
}

impl<'a> Aliases<'a> {
    /// Forgets the anchors, which apply to one document.
    pub(super) fn next_document(&mut self) {
        self.anchored.clear();
    }

    /// Records a value under its anchor; 0 is no anchor.
    pub(super) fn anchor(&mut self, id: usize, node: &Node<'a>) -> Result<(), Text> {
        if id != 0 {
            let height = self.take(node)?;
            self.anchored.insert(id, (node.clone(), height));
        }
        Ok(())
    }

    /// The value of an alias, for a place at this depth.
    pub(super) fn resolve(&mut self, id: usize, depth: usize) -> Result<Node<'a>, Text> {
        let Some((node, height)) = self.anchored.get(&id) else {
            return Err("an alias inside of the value to which it refers".into());
        };
        if depth + height > MAX_DEPTH + 1 {
            return Err(super::too_deep());
        }
        let node = node.clone();
        self.take(&node)?;
        Ok(node)
    }

    /// Adds the members that a mapping merges (`<<`): a mapping, or a list of them, of which the first with a key wins. The mapping's own
    /// keys take precedence.
    #[allow(clippy::unused_self, reason = "its work is bounded by the resolved aliases")]
    pub(super) fn merge(&mut self, members: &mut Vec<Member<'a>>, merged: Vec<Node<'a>>) -> Result<(), Text> {
        let mut known: HashSet<String> = members.iter().map(|member| member.key.to_string()).collect();
        let mappings = merged.into_iter().flat_map(|node| match node.value {
            Value::Array(elements) => elements,
            _ => vec![node],
        });
        for mapping in mappings {
            let Value::Object(more) = mapping.value else { return Err("expected a mapping to merge in".into()) };
            members.extend(more.into_iter().filter(|member| known.insert(member.key.to_string())));
        }
        Ok(())
    }

    /// Counts the values of a tree and returns its nesting.
    fn take(&mut self, node: &Node<'_>) -> Result<usize, Text> {
        let texts = node.members().iter().map(|member| member.key.len()).sum::<usize>() + node.as_str().map_or(0, str::len);
        let Some(left) = self.left.checked_sub(1 + texts / TEXT) else {
            return Err(Text::new("aliases repeat more than {limit} values, or {megabytes} MB of text")
                .with("limit", MAX_REPEATED.to_string())
                .with("megabytes", (MAX_REPEATED * TEXT / 1_000_000).to_string()));
        };
        self.left = left;
        let mut height = 0;
        for inner in node.elements().iter().chain(node.members().iter().map(|member| &member.value)) {
            height = height.max(self.take(inner)?);
        }
        Ok(height + 1)
    }
}
