//! Values that `PowerShell` does not write out: `ConvertTo-Json` ends at a depth of 2 by default, and `Export-Csv` writes no lists. Both
//! write the name of the type of what they leave out, or the properties of an object as one text.

use crate::parts::Parts;
use crate::resource::Problem;
use crate::source::Span;
use crate::syntax::json::skip;
use memchr::memmem;

/// Why such a value is not known.
pub const REASON: &str =
    "`PowerShell` wrote the name of a type instead of the value: run the command again with `ConvertTo-Json -Depth 10`";

/// How such texts begin: types of the base library, of the Graph SDK and Entra `PowerShell`, and of Az.
const STARTS: &[&str] = &[
    "@{",
    "System.Collections.",
    "System.Object[]",
    "System.String[]",
    "Microsoft.Graph.PowerShell.Models.",
    "Microsoft.Graph.Beta.PowerShell.Models.",
    "Microsoft.Open.AzureAD.Model.",
    "Microsoft.Open.MSGraph.Model.",
    "Microsoft.Azure.Commands.",
    "Microsoft.Azure.PowerShell.Cmdlets.",
];

/// Whether a text is written instead of a value: `System.Object[]`, `@{Id=1; Name=a}`.
pub fn is(text: &str) -> bool {
    STARTS.iter().any(|start| text.starts_with(start)) && (!text.starts_with("@{") || text.ends_with('}'))
}

/// The bytes of the first such value of a JSON text.
fn find(json: &str) -> Option<(usize, usize)> {
    let is_value = |at: usize| json.before(at).trim_end().ends_with([':', ',', '[']);
    let first = |start: &&str| {
        let mark = format!("\"{start}");
        memmem::find_iter(json.as_bytes(), mark.as_bytes()).filter(|at| is_value(*at)).find_map(|at| {
            let end = skip(json, at).ok()?;
            is(json.part(at + 1..end - 1)).then_some((at, end))
        })
    };
    STARTS.iter().filter_map(first).min()
}

/// The warning about the first such value of a JSON text; `span` is the place of bytes in it.
pub fn warning(json: &str, span: impl FnOnce(usize, usize) -> Span) -> Option<Problem> {
    let (start, end) = find(json)?;
    Some(Problem::warning(span(start, end), REASON))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types_are_not_values() {
        for text in [
            "System.Object[]",
            "System.Collections.Hashtable System.Collections.Hashtable",
            "System.Collections.Generic.Dictionary`2[System.String,System.Object]",
            "Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessUsers",
            "@{Id=1; Name=a}",
        ] {
            assert!(is(text), "{text}");
        }
        for text in ["", "System", "System.Object", "@{", "@{user", "Microsoft.Graph", "Microsoft.Authorization/roleAssignments", "a@{b}"] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn the_first_such_value_is_found() {
        let json = r#"{"System.Object[]": 1, "a": "b System.Object[]", "c": [1,"@{x}", "System.Object[]"]}"#;
        let (start, end) = find(json).unwrap();
        assert_eq!(&json[start..end], "\"@{x}\"");
        assert_eq!(find(r#"{"a": "System.Object[]"#), None);
        assert_eq!(find(r#"{"System.Object[]": 1}"#), None);
    }
}
