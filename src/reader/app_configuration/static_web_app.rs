//! `staticwebapp.config.json`, whose shape is also the shape of the resource. Comments are allowed, because editors accept them.
//!
//! Source: Azure Static Web Apps, "Configure Azure Static Web Apps", August 2026.

use super::configuration::Out;
use super::form::{Form, Others, json};
use crate::reader::words::Words;
use crate::resource::Kind;
use crate::source::Span;
use crate::syntax::tree::{Node, Value};

pub(in crate::reader) static CONFIG: Form = Form {
    what: "the configuration of a Static Web App",
    is_named: |name| name.has_extension(&["json"]) && name.stem() == "staticwebapp.config",
    signs: Words::new(&["{"]),
    others: Others::Few,
    read: |text, out| {
        read(&json(text)?, out);
        Ok(())
    },
};

/// Emits the content of the file if it is an object.
fn read(root: &Node<'_>, out: &mut Out<'_>) {
    let Value::Object(members) = &root.value else { return };
    let file = out.file;
    let span = |node: &Node<'_>| Span::new(file, node.bytes.start, node.bytes.end);
    out.give(Kind::StaticWebAppConfiguration, "", &root.bytes, |writer, _| {
        for member in members {
            writer.key(&member.key).node(&member.value, &span);
        }
    });
}
