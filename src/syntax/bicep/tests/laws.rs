//! Laws that hold for any file.

use super::print::print;
use super::samples::{PARAMETERS, TEMPLATES};
use super::{Piece, shape, walk};
use crate::syntax::bicep::ast::{File, Span};
use crate::syntax::bicep::{parse, parse_parameters};

type Parse = for<'a> fn(&'a str) -> File<'a>;

fn samples() -> impl Iterator<Item = (Parse, &'static str)> {
    let templates = TEMPLATES.iter().map(|&text| (parse as Parse, text));
    templates.chain(PARAMETERS.iter().map(|&text| (parse_parameters as Parse, text)))
}

/// Every span is inside its parent's span, after that of its preceding sibling, on character boundaries, and covers its own name.
pub(super) fn check_spans(text: &str, file: &File<'_>) {
    let whole = Span { start: 0, end: u32::try_from(text.len()).unwrap() };
    let tree = format!("{:?}", file.statements);
    // For each bracket of the tree: the span of its node, and the end of its last child.
    let mut nodes = vec![(Some(whole), 0)];
    let (mut before_last, mut last) = ("", "");
    let mut name = None;
    walk(&tree, |piece| match piece {
        Piece::Span(span) => {
            let cut = text.get(span.range()).unwrap_or_else(|| panic!("{span:?} cannot be cut out of {text:?}"));
            let own = before_last == "span" && last == ":";
            let depth = nodes.len() - usize::from(own);
            let parent = nodes[..depth].iter().rposition(|(node, _)| node.is_some()).unwrap();
            let (Some(node), end) = nodes[parent] else { unreachable!() };
            let inside = node.start <= span.start && span.end <= node.end && span.start >= end;
            assert!(inside, "{span:?} {cut:?} within {node:?}, after {end}: {text}\n{tree}");
            nodes[parent].1 = span.end;
            if own {
                *nodes.last_mut().unwrap() = (Some(span), span.start);
                name = Some(cut);
            }
        }
        Piece::Text(part) => {
            match part {
                "{" | "(" | "[" => nodes.push((None, 0)),
                "}" | ")" | "]" => drop(nodes.pop()),
                _ if part.starts_with('"') && before_last == "text" => {
                    assert_eq!(Some(part.trim_matches('"')), name, "a name's text is the text at its span");
                }
                _ => {}
            }
            if part != " " {
                (before_last, last) = (last, part);
            }
        }
    });
    for problem in &file.diagnostics {
        assert!(text.get(problem.span.range()).is_some(), "{problem:?} cannot be cut out of {text:?}");
    }
}

#[test]
fn spans_nest_and_what_is_printed_parses_to_the_same_tree() {
    for (parse, text) in samples() {
        let file = parse(text);
        assert_eq!(file.diagnostics, [], "{text}");
        check_spans(text, &file);
        let printed = print(&file);
        let again = parse(&printed);
        assert_eq!(again.diagnostics, [], "{printed}");
        assert_eq!(shape(&again.statements), shape(&file.statements), "{printed}");
        check_spans(&printed, &again);
    }
}

#[test]
fn a_cut_at_any_byte_is_read_with_spans_that_nest() {
    for (parse, text) in samples() {
        for (end, _) in text.char_indices() {
            let cut = &text[..end];
            check_spans(cut, &parse(cut));
            // The text after a cut is also parsed, although nothing opens it.
            check_spans(&text[end..], &parse(&text[end..]));
        }
    }
}

/// Text that may occur in the wrong place.
const WRONG: &[&str] = &["'", "{", ")", "${", "\n", "/*", "'''", "@", "\u{a0}", "resource ", "]", "var x = "];

#[test]
fn something_too_much_or_too_little_is_read_with_spans_that_nest() {
    for (parse, text) in samples() {
        for (at, character) in text.char_indices() {
            let (before, after) = (&text[..at], &text[at + character.len_utf8()..]);
            check_spans(&format!("{before}{after}"), &parse(&format!("{before}{after}")));
            // Only some of them at each place, to limit the run time.
            for wrong in WRONG.iter().cycle().skip(at % WRONG.len()).take(3) {
                let text = format!("{before}{wrong}{character}{after}");
                check_spans(&text, &parse(&text));
            }
        }
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_no_tree() {
    for (parse, text) in samples() {
        let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        if plain.contains("'''") {
            continue; // a line end is part of the value there
        }
        let expected = shape(&parse(&plain).statements);
        for changed in [plain.replace('\n', "\r\n"), plain.replace('\n', "\r"), format!("\u{feff}{plain}")] {
            let file = parse(&changed);
            assert_eq!(file.diagnostics, [], "{changed:?}");
            assert_eq!(shape(&file.statements), expected, "{changed:?}");
            check_spans(&changed, &file);
        }
    }
}

#[test]
fn comments_change_no_tree() {
    for (parse, text) in samples() {
        if text.contains("'''") || text.contains('#') {
            continue; // in a string it is not a comment, and it disables a following pragma
        }
        let expected = shape(&parse(text).statements);
        let commented = text.replace('\n', " // x 'y ${z\n/* a\n{ */ ");
        let file = parse(&commented);
        assert_eq!(file.diagnostics, [], "{commented}");
        assert_eq!(shape(&file.statements), expected, "{commented}");
    }
}
