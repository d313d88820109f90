//! Projects of the Microsoft 365 Agents Toolkit (Teams Toolkit): the app registrations that they create.
//!
//! Sources: Microsoft Learn, "Provision cloud resources" (`aadApp/create`, `botAadApp/create`); OfficeDev/microsoft-365-agents-toolkit,
//! `fx-core/src/component/driver`, August 2026.

use super::configuration::{Out, place};
use super::form::{Broken, Form, Others};
use crate::reader::words::Words;
use crate::reader::yaml::is_template;
use crate::resource::{Kind, Origin, Place, Writer};
use crate::syntax::Unknown;
use crate::syntax::tree::Node;
use crate::syntax::yaml;

/// `teamsapp.yml`, `m365agents.yml`, and files of other environments: `teamsapp.local.yml`.
pub(in crate::reader) static PROJECT: Form = Form {
    what: "a project of the Microsoft 365 Agents Toolkit",
    is_named: |name| name.is_yaml(),
    signs: Words::new(&["aadApp/create", "botAadApp/create"]),
    others: Others::Most,
    read,
};

/// An action that creates an app registration.
struct Action {
    name: &'static str,
    /// Whether a setting names the audience.
    has_audience: bool,
    /// The audience without that setting.
    audience: &'static str,
}

const ACTIONS: &[Action] = &[
    Action { name: "aadApp/create", has_audience: true, audience: "AzureADMyOrg" },
    Action { name: "botAadApp/create", has_audience: false, audience: "AzureADMultipleOrgs" },
];

fn read(text: &str, out: &mut Out<'_>) -> Result<(), Broken> {
    let (documents, error) = yaml::parse_all(text);
    for document in &documents {
        let stages = document.members().iter().map(|member| &member.value);
        stages.flat_map(Node::elements).for_each(|step| create(step, out));
    }
    // The templates of the toolkit are not valid YAML until they are rendered. `${{NAME}}` is a variable.
    let error = error.filter(|error| !is_template(&text.replace("${{", "___"), error.bytes.start));
    error.map_or(Ok(()), |error| Err((error.bytes, error.message)))
}

/// Reads the app registration that a step creates.
fn create(step: &Node<'_>, out: &mut Out<'_>) {
    let Some(uses) = step.get("uses") else { return };
    let Some(action) = ACTIONS.iter().find(|action| uses.text() == Some(action.name)) else { return };
    let file = out.file;
    let setting = |key: &str| step.at(&["with", key]).filter(|value| !value.is_blank());
    out.give(Kind::Application, action.name, &uses.bytes, |writer, at| {
        if let Some(name) = setting("name") {
            string(name, place(file, name), writer.key("displayName"));
        }
        match setting("signInAudience").filter(|_| action.has_audience) {
            Some(audience) => string(audience, place(file, audience), writer.key("signInAudience")),
            None => writer.key("signInAudience").string(at.with_origin(Origin::Default), action.audience),
        }
    });
}

/// Writes a text, of which the variables (`${{APP_NAME}}`) are not known.
fn string(value: &Node<'_>, place: Place, writer: &mut Writer) {
    match value.text().map(|text| (text, text.split_once("${{"))) {
        Some((_, Some((before, _)))) => {
            let after = value.text().and_then(|text| text.rsplit_once("}}")).map_or("", |(_, after)| after);
            writer.unknown_in_part(place, &Unknown::new("a variable of the environment").between(before, after));
        }
        Some((text, None)) => writer.string(place, text),
        None => writer.unknown(place, "it is not a string"),
    }
}
