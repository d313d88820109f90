//! Our parser and `hcl-edit` find the same blocks and attributes in real files.

use super::super::{Body, parse};
use std::path::{Path, PathBuf};

/// The `.tf` files below a folder; none when there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "tf" || extension == "tfvars") {
            found.push(path);
        }
    }
    found
}

/// The structure of a body: attributes first, then blocks, each with what is in it.
fn ours(body: &Body, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for attribute in &body.attributes {
        *out += &format!("{indent}{} =\n", attribute.name.text);
    }
    for block in &body.blocks {
        let labels: Vec<&str> = block.labels.iter().map(|label| &*label.text).collect();
        *out += &format!("{indent}{} {labels:?}\n", block.kind.text);
        ours(&block.body, depth + 1, out);
    }
}

fn theirs(body: &hcl_edit::structure::Body, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for attribute in body.attributes() {
        *out += &format!("{indent}{} =\n", attribute.key.as_str());
    }
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        *out += &format!("{indent}{} {labels:?}\n", block.ident.as_str());
        theirs(&block.body, depth + 1, out);
    }
}

#[test]
fn real_files_have_no_errors_and_the_structure_that_hcl_edit_sees() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in [root.join("examples"), root.join("tests"), root.join("../shared/corpus/terraform")].iter().flat_map(|folder| files(folder))
    {
        let text = std::fs::read_to_string(&path).expect("a text file");
        let Ok(expected) = text.parse::<hcl_edit::structure::Body>() else { continue };
        let parsed = parse(&text);
        assert_eq!(parsed.errors, [], "{}", path.display());
        let (mut ours_text, mut theirs_text) = (String::new(), String::new());
        ours(&parsed.body, 0, &mut ours_text);
        theirs(&expected, 0, &mut theirs_text);
        assert_eq!(ours_text, theirs_text, "{}", path.display());
    }
}
