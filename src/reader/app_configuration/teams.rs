//! Projects of the Microsoft 365 Agents Toolkit (Teams Toolkit): the app registrations that they create.
//!
//! Sources: Microsoft Learn, "Provision cloud resources" (`aadApp/create`, `botAadApp/create`); OfficeDev/microsoft-365-agents-toolkit,
//! `fx-core/src/component/driver`, August 2026.

use super::configuration::{Out, place};
use super::form::{Broken, Form, Others, has_one_of};
use crate::resource::{Kind, Origin, Place, Writer};
use crate::syntax::Unknown;
use crate::syntax::tree::Node;
use crate::syntax::yaml;

/// `teamsapp.yml`, `m365agents.yml`, and files of other environments: `teamsapp.local.yml`.
pub(in crate::reader) static PROJECT: Form = Form {
    what: "a project of the Microsoft 365 Agents Toolkit",
    is_named: |name| name.is_yaml(),
    signs: &["aadApp/create", "botAadApp/create"],
    others: Others::Most,
    read,
};

/// The actions that create app registrations, the settings that they have, and the audience of an app without that setting.
const ACTIONS: &[(&str, &[(&str, &str)], &str)] = &[
    ("aadApp/create", &[("name", "displayName"), ("signInAudience", "signInAudience")], "AzureADMyOrg"),
    ("botAadApp/create", &[("name", "displayName")], "AzureADMultipleOrgs"),
];

fn read(text: &str, out: &mut Out<'_>) -> Result<(), Broken> {
    let (documents, error) = yaml::parse_all(text);
    for document in &documents {
        let stages = document.members().iter().map(|member| &member.value);
        stages.flat_map(Node::elements).for_each(|step| create(step, out));
    }
    // The templates of the toolkit are not valid YAML until they are rendered. `${{NAME}}` is a variable.
    let error = error.filter(|_| !has_one_of(&text.replace("${{", ""), &["{{", "{%"]));
    error.map_or(Ok(()), |error| Err((error.bytes, error.message)))
}

/// Reads the app registration that a step creates.
fn create(step: &Node<'_>, out: &mut Out<'_>) {
    let Some(uses) = step.get("uses") else { return };
    let action = ACTIONS.iter().find(|(name, ..)| uses.text() == Some(name));
    let Some((name, settings, default)) = action else { return };
    let file = out.file;
    out.give(Kind::Application, name, &uses.bytes, |writer, at| {
        for (key, name) in *settings {
            step.at(&["with", key]).filter(|value| !value.is_blank()).into_iter().for_each(|value| {
                string(value, place(file, value), writer.key(name));
            });
        }
        if !settings.iter().any(|(key, name)| *name == "signInAudience" && step.at(&["with", key]).is_some_and(|value| !value.is_blank())) {
            writer.key("signInAudience").string(at.with_origin(Origin::Default), default);
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
