//! Our parser and `hcl-edit` find the same blocks and attributes in real files.

use super::super::{Body, parse};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The `.tf` files below a folder; none if the folder does not exist.
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

/// The structure of a body: attributes first, then blocks, each with its content.
fn ours(body: &Body, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for attribute in &body.attributes {
        writeln!(out, "{indent}{} =", attribute.name.text).expect("writing to a string cannot fail");
    }
    for block in &body.blocks {
        let labels: Vec<&str> = block.labels.iter().map(|label| &*label.text).collect();
        writeln!(out, "{indent}{} {labels:?}", block.kind.text).expect("writing to a string cannot fail");
        ours(&block.body, depth + 1, out);
    }
}

fn theirs(body: &hcl_edit::structure::Body, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for attribute in body.attributes() {
        writeln!(out, "{indent}{} =", attribute.key.as_str()).expect("writing to a string cannot fail");
    }
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        writeln!(out, "{indent}{} {labels:?}", block.ident.as_str()).expect("writing to a string cannot fail");
        theirs(&block.body, depth + 1, out);
    }
}

#[test]
fn real_files_have_no_errors_and_the_structure_that_hcl_edit_sees() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Terraform accepts the whole corpus; some of our own files are broken on purpose.
    for (folder, accepted) in [("examples", false), ("tests", false), ("../shared/corpus/terraform", true)] {
        for path in files(&root.join(folder)) {
            let text = std::fs::read_to_string(&path).expect("a text file");
            let expected = text.parse::<hcl_edit::structure::Body>();
            let parsed = parse(&text);
            if accepted || expected.is_ok() {
                assert_eq!(parsed.errors, [], "{}", path.display());
            }
            let Ok(expected) = expected else { continue };
            let (mut here, mut there) = (String::new(), String::new());
            ours(&parsed.body, 0, &mut here);
            theirs(&expected, 0, &mut there);
            assert_eq!(here, there, "{}", path.display());
        }
    }
}
