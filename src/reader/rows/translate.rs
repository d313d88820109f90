//! Application of rows to values.

use super::translated::Translated;
use super::{Pairs, Row};
use crate::eval::terraform::IdOf;
use crate::eval::{Data, Number, Unknown, Value};
use crate::reader::value::place;
use crate::resource::{Origin, Place};
use std::sync::Arc;

/// Applies the rows of a type to the values of a resource. `holder` is the place of values that have none.
pub(in crate::reader) fn translate(rows: &'static [Row], given: &Value, holder: &Place) -> Translated {
    let mut object = Translated::Object(holder.clone(), Vec::new());
    apply(rows, given, holder, &mut object);
    object
}

fn apply(rows: &'static [Row], given: &Value, holder: &Place, object: &mut Translated) {
    for row in rows {
        row.apply(given, holder, object);
    }
}

/// The value of an attribute, if it is set and not null. Of several names the first known one counts.
pub(in crate::reader) fn set(given: &Value, names: &str) -> Option<Value> {
    set_where(given, names, |value| !value.is_null())
}

/// The value of an attribute that counts as unset if it is empty.
fn set_and_filled(given: &Value, names: &str) -> Option<Value> {
    set_where(given, names, |value| match &value.data {
        Data::Null => false,
        Data::Text(text) => !text.is_empty(),
        Data::Number(number) => *number != Number::Whole(0),
        _ => true,
    })
}

fn set_where(given: &Value, names: &str, is_set: impl Fn(&Value) -> bool) -> Option<Value> {
    let mut unknown = None;
    for value in names.split('|').filter_map(|name| given.member(name)).filter(is_set) {
        if value.as_unknown().is_none() {
            return Some(value);
        }
        unknown.get_or_insert(value);
    }
    unknown
}

impl Row {
    /// Adds the result of the row to the object.
    fn apply(&'static self, given: &Value, holder: &Place, object: &mut Translated) {
        match self {
            Self::Shared { rows } => apply(rows, given, holder, object),
            Self::Fallback { rows } => object.fill(translate(rows, given, holder)),
            Self::Case { of, cases, otherwise } => match set(given, of) {
                Some(value) if value.as_unknown().is_some() => {
                    let every = cases.iter().flat_map(|(_, rows)| *rows).chain(*otherwise);
                    every.for_each(|row| row.unknown(&value, holder, object));
                }
                value => {
                    let case = cases.iter().find(|(json, _)| value.as_ref().is_some_and(|value| is_json(value, json)));
                    apply(case.map_or(*otherwise, |(_, rows)| rows), given, holder, object);
                }
            },
            // A row for the object itself must not replace the object.
            Self::Block { from, to: "", rows } | Self::Optional { from, to: "", rows, .. } => match first(given, from) {
                Some(block) if block.as_unknown().is_some() => rows.iter().for_each(|row| row.unknown(&block, holder, object)),
                Some(block) => apply(rows, &block, &place(&block, holder), object),
                None if matches!(self, Self::Block { .. }) => apply(rows, &Value::null(), holder, object),
                None => {}
            },
            _ => {
                if let Some((to, out)) = self.translate(given, holder) {
                    object.put(to, holder, out);
                }
            }
        }
    }

    /// Marks everything that the row may set as unknown.
    fn unknown(&'static self, value: &Value, holder: &Place, object: &mut Translated) {
        for to in self.targets() {
            object.put(to, holder, hidden(value.clone()));
        }
    }

    /// How the row builds the id, if it does.
    pub(in crate::reader) fn id_of(&'static self) -> Option<IdOf> {
        let Self::Child { parent, between, name } = *self else { return None };
        Some(IdOf { parent, between: between.into(), name })
    }

    /// The paths that the row writes.
    pub(in crate::reader) fn targets(&'static self) -> Vec<&'static str> {
        match self {
            Self::Shared { rows } | Self::Fallback { rows } | Self::Block { to: "", rows, .. } | Self::Optional { to: "", rows, .. } => {
                rows.iter().flat_map(Self::targets).collect()
            }
            Self::Case { cases, otherwise, .. } => {
                cases.iter().flat_map(|(_, rows)| *rows).chain(*otherwise).flat_map(Self::targets).collect()
            }
            Self::Child { .. } => vec!["id"],
            Self::Attribute { to, .. }
            | Self::Filled { to, .. }
            | Self::Spelt { to, .. }
            | Self::Joined { to, .. }
            | Self::Framed { to, .. }
            | Self::Tail { to, .. }
            | Self::Element { to, .. }
            | Self::Including { to, .. }
            | Self::Wrapped { to, .. }
            | Self::Entries { to, .. }
            | Self::Assignments { to, .. }
            | Self::Presence { to, .. }
            | Self::Switches { to, .. }
            | Self::Constant { to, .. }
            | Self::Block { to, .. }
            | Self::Optional { to, .. }
            | Self::Blocks { to, .. }
            | Self::Itself { to, .. } => vec![to],
        }
    }

    /// The input of the row: names of properties, and rows that read further ones.
    pub(in crate::reader) fn sources(&'static self) -> (Vec<&'static str>, Vec<&'static [Self]>) {
        match self {
            Self::Shared { rows } | Self::Fallback { rows } | Self::Itself { rows, .. } => (Vec::new(), vec![rows]),
            Self::Case { of, cases, otherwise } => (vec![of], cases.iter().map(|(_, rows)| *rows).chain([*otherwise]).collect()),
            Self::Block { from, rows, .. } | Self::Optional { from, rows, .. } | Self::Blocks { from, rows, .. } => {
                (vec![from], vec![rows])
            }
            Self::Child { parent, name, .. } => (vec![parent, name], Vec::new()),
            Self::Including { list, element, .. } => (vec![list, element], Vec::new()),
            Self::Switches { list, block, .. } => (vec![list, block], Vec::new()),
            Self::Constant { .. } => (Vec::new(), Vec::new()),
            Self::Attribute { from, .. }
            | Self::Filled { from, .. }
            | Self::Spelt { from, .. }
            | Self::Joined { from, .. }
            | Self::Framed { from, .. }
            | Self::Tail { from, .. }
            | Self::Element { from, .. }
            | Self::Wrapped { from, .. }
            | Self::Entries { from, .. }
            | Self::Assignments { from, .. }
            | Self::Presence { from, .. } => (vec![from], Vec::new()),
        }
    }

    /// The result of a row that writes one path.
    fn translate(&'static self, given: &Value, holder: &Place) -> Option<(&'static str, Translated)> {
        let or_default = |value: Option<Translated>, from: &str, default: Option<&'static str>| {
            value.or_else(|| default.map(|default| Translated::Json(default_place(given, from, holder), default)))
        };
        let (to, out) = match self {
            Self::Attribute { from, to, default } => (to, or_default(set(given, from).map(Translated::Given), from, *default)),
            Self::Filled { from, to, default } => (to, or_default(set_and_filled(given, from).map(Translated::Given), from, *default)),
            Self::Spelt { from, to, default, pairs } => {
                (to, or_default(set(given, from).map(|value| spelt(value, pairs, holder)), from, *default))
            }
            Self::Joined { from, to, by } => (to, set(given, from).map(|value| joined(value, by))),
            Self::Framed { from, to, before, after } => (to, set_and_filled(given, from).map(|value| framed(value, before, after))),
            Self::Tail { from, to } => (to, set_and_filled(given, from).map(tail)),
            Self::Child { parent, between, name } => (&"id", child(given, parent, between, name)),
            Self::Element { from, to } => {
                (to, set(given, from).map(|value| Translated::Array(place(&value, holder), vec![Translated::Given(value)])))
            }
            Self::Including { list, element, to } => (to, including(set(given, list), set(given, element), holder)),
            Self::Wrapped { from, to, default, key, with } => {
                (to, or_default(set(given, from).map(|value| wrapped(&value, key, with, holder)), from, *default))
            }
            Self::Entries { from, to, default } => (to, or_default(set(given, from).map(|value| entries(value, holder)), from, *default)),
            Self::Assignments { from, to } => (to, set(given, from).map(|value| assignments(value, holder))),
            Self::Presence { from, to, set, unset } => {
                let present = set_and_filled(given, from).map(|value| match value.as_unknown() {
                    Some(_) => hidden(value),
                    None => Translated::Json(place(&value, holder).with_origin(Origin::Computed), set),
                });
                (to, or_default(present, from, *unset))
            }
            Self::Switches { list, block, to, pairs } => (to, switches(set(given, list), first(given, block), pairs, holder)),
            Self::Constant { to, json } => (to, Some(Translated::Json(holder.with_origin(Origin::Computed), json))),
            Self::Block { from, to, rows } => {
                let block =
                    first(given, from).map_or_else(|| translate(rows, &Value::null(), holder), |block| element(rows, &block, holder));
                let is_unset = matches!(&block, Translated::Object(_, members) if members.is_empty());
                (to, (!is_unset).then_some(block))
            }
            Self::Optional { from, to, default, rows } => {
                (to, or_default(first(given, from).map(|block| element(rows, &block, holder)), from, *default))
            }
            Self::Blocks { from, to, default, rows } => {
                (to, or_default(set(given, from).map(|blocks| list(&blocks, rows, holder)), from, *default))
            }
            Self::Itself { to, rows } => (to, Some(Translated::Array(holder.clone(), vec![translate(rows, given, holder)]))),
            Self::Case { .. } | Self::Shared { .. } | Self::Fallback { .. } => return None,
        };
        Some((to, out?))
    }
}

/// A value that depends on an unknown one. The known part of the text does not apply to it.
fn hidden(value: Value) -> Translated {
    match value.as_unknown() {
        Some(unknown) => known_in_part(&value, unknown, "", ""),
        None => Translated::Given(value),
    }
}

/// The place of a default: the explicit null, else the holder.
fn default_place(given: &Value, names: &str, holder: &Place) -> Place {
    let written = names.split('|').find_map(|name| given.member(name)).map_or_else(|| holder.clone(), |null| place(&null, holder));
    written.with_origin(Origin::Default)
}

/// Whether a value equals this JSON: text, true or false.
fn is_json(value: &Value, json: &str) -> bool {
    match &value.data {
        Data::Text(text) => json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).is_some_and(|json| json == &**text),
        Data::Bool(value) => json == if *value { "true" } else { "false" },
        _ => false,
    }
}

fn spelt(value: Value, pairs: Pairs, holder: &Place) -> Translated {
    match pairs.iter().find(|(theirs, _)| is_json(&value, theirs)) {
        Some((_, ours)) => Translated::Json(place(&value, holder), ours),
        None if value.as_unknown().is_some() => hidden(value),
        None => Translated::Given(value),
    }
}

/// A string or number with text around it; any other value is unchanged.
fn framed(value: Value, before: &str, after: &str) -> Translated {
    match &value.data {
        Data::Text(text) => made(format!("{before}{text}{after}"), &value),
        Data::Number(number) => made(format!("{before}{number}{after}"), &value),
        Data::Unknown(unknown) => {
            let (starts, ends) = (format!("{before}{}", unknown.starts_with), format!("{}{after}", unknown.ends_with));
            known_in_part(&value, unknown, starts, ends)
        }
        _ => Translated::Given(value),
    }
}

/// The last segment of a path; a value that is not a path is unchanged.
fn tail(value: Value) -> Translated {
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    match &value.data {
        Data::Text(path) if path.contains('/') => made(last(path), &value),
        Data::Unknown(unknown) => known_in_part(&value, unknown, "", last(&unknown.ends_with)),
        _ => Translated::Given(value),
    }
}

/// The same unknown value, as text with other known ends.
fn known_in_part(value: &Value, unknown: &Unknown, starts: impl Into<String>, ends: impl Into<String>) -> Translated {
    let unknown = Unknown::new(unknown.reason.clone()).between(starts, ends);
    Translated::Given(Value { data: Data::Unknown(Arc::new(unknown)), ..value.clone() })
}

/// Text that was derived from a value, at its place.
fn made(text: String, value: &Value) -> Translated {
    Translated::Given(Value { at: value.at, provenance: value.provenance.clone(), ..Value::text(text) })
}

fn joined(value: Value, by: &str) -> Translated {
    let Some(elements) = value.elements() else { return Translated::Given(value) };
    let mut texts = Vec::with_capacity(elements.len());
    for element in elements {
        match &element.data {
            Data::Text(text) => texts.push(text.clone()),
            // The known end of an element is not an end of the joined text.
            Data::Unknown(unknown) => return known_in_part(&value, unknown, "", ""),
            _ => return Translated::Given(value.clone()),
        }
    }
    made(texts.join(by), &value)
}

fn child(given: &Value, parent: &str, between: &str, name: &str) -> Option<Translated> {
    let id = set_and_filled(given, "id");
    if let Some(id) = id.as_ref().filter(|id| id.as_unknown().is_none()) {
        return Some(Translated::Given(id.clone()));
    }
    let name = set_and_filled(given, name);
    let above = if parent.is_empty() { name.as_ref().map(|_| Value::text("")) } else { set_and_filled(given, parent) };
    match (above.as_ref().and_then(Value::as_text), name.as_ref().and_then(Value::as_text)) {
        (Some(path), Some(text)) => {
            let at = if parent.is_empty() { &name } else { &above };
            Some(made(format!("{}{between}{text}", path.trim_end_matches('/')), at.as_ref()?))
        }
        _ => id.map(Translated::Given),
    }
}

fn including(list: Option<Value>, element: Option<Value>, holder: &Place) -> Option<Translated> {
    let has = |list: &Value, text: &str| list.elements().into_iter().flatten().any(|element| element.as_text() == Some(text));
    match (list, element) {
        (Some(list), Some(element)) if list.elements().is_some() && !element.as_text().is_some_and(|text| has(&list, text)) => {
            let all = list.elements().into_iter().flatten().chain([element]);
            Some(Translated::Array(place(&list, holder), all.map(Translated::Given).collect()))
        }
        (Some(list), _) => Some(Translated::Given(list)),
        (None, element) => element.map(|element| Translated::Array(place(&element, holder), vec![Translated::Given(element)])),
    }
}

fn wrapped(value: &Value, key: &'static str, with: Pairs, holder: &Place) -> Translated {
    let whole = place(value, holder);
    if value.as_unknown().is_some() {
        return Translated::Given(value.clone());
    }
    let wrap = |element: Value| {
        let at = place(&element, &whole);
        let constants = with.iter().map(|(name, json)| (*name, Translated::Json(at.with_origin(Origin::Computed), json)));
        let constants: Vec<_> = constants.collect();
        let mut members = vec![(key, Translated::Given(element))];
        members.extend(constants);
        Translated::Object(at, members)
    };
    Translated::Array(whole.clone(), each(value).map(wrap).collect())
}

/// The entries of a map; `None` if some of them are unknown.
fn known_entries(value: &Value) -> Option<impl Iterator<Item = (String, Value)> + '_> {
    match &value.data {
        Data::Object(object) if object.rest.is_none() => Some(value.members()?.map(|(name, value)| (name.to_string(), value))),
        _ => None,
    }
}

/// The result for a map that may have unknown entries.
fn not_entries(value: Value) -> Translated {
    match &value.data {
        Data::Object(object) => match &object.rest {
            Some(rest) => Translated::Given(Value { data: Data::Unknown(rest.clone()), ..value }),
            None => Translated::Given(value),
        },
        _ => Translated::Given(value),
    }
}

fn entries(value: Value, holder: &Place) -> Translated {
    let Some(entries) = known_entries(&value) else { return not_entries(value) };
    let whole = place(&value, holder);
    let entry = |(name, value): (String, Value)| {
        let name = made(name, &value);
        Translated::Object(place(&value, &whole), vec![("name", name), ("value", Translated::Given(value))])
    };
    Translated::Array(whole.clone(), entries.map(entry).collect())
}

fn assignments(value: Value, holder: &Place) -> Translated {
    let Some(entries) = known_entries(&value) else { return not_entries(value) };
    let whole = place(&value, holder);
    let assignment = |(name, value): (String, Value)| framed(value, &format!("{name}="), "");
    Translated::Array(whole.clone(), entries.map(assignment).collect())
}

/// The list if it is known, else the elements from the switches.
fn switches(list: Option<Value>, block: Option<Value>, pairs: Pairs, holder: &Place) -> Option<Translated> {
    let is_known = list.as_ref().is_some_and(|list| list.as_unknown().is_none());
    match block.filter(|_| !is_known) {
        None => list.map(Translated::Given),
        Some(block) if block.as_unknown().is_some() => Some(hidden(block)),
        Some(block) => {
            let at = place(&block, holder);
            let element = |(name, json): &(&str, &'static str)| match set(&block, name) {
                Some(value) if is_json(&value, "true") => Some(Translated::Json(place(&value, &at), json)),
                Some(value) if value.as_unknown().is_some() => Some(hidden(value)),
                _ => None,
            };
            Some(Translated::Array(at.clone(), pairs.iter().filter_map(element).collect()))
        }
    }
}

/// The elements of a list; any other value counts as one element.
fn each(value: &Value) -> impl Iterator<Item = Value> {
    let one = value.elements().is_none().then(|| value.clone());
    one.into_iter().chain(value.elements().into_iter().flatten())
}

/// A block that occurs at most once, if it is present; an unknown block list is returned as a whole.
fn first(given: &Value, names: &str) -> Option<Value> {
    set(given, names).and_then(|blocks| if blocks.as_unknown().is_some() { Some(blocks) } else { each(&blocks).next() })
}

fn list(blocks: &Value, rows: &'static [Row], holder: &Place) -> Translated {
    match blocks.as_unknown() {
        Some(_) => Translated::Given(blocks.clone()),
        None => Translated::Array(place(blocks, holder), each(blocks).map(|block| element(rows, &block, holder)).collect()),
    }
}

/// One of several blocks.
fn element(rows: &'static [Row], block: &Value, holder: &Place) -> Translated {
    match block.as_unknown() {
        Some(_) => Translated::Given(block.clone()),
        None => translate(rows, block, &place(block, holder)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::rows::{attribute, blocks, constant, filled, with_default};

    const SAMPLE: &[Row] = &[
        attribute("a|b", "a"),
        filled("text", "text"),
        Row::Case {
            of: "type",
            cases: &[("\"x\"", &[attribute("value", "of/x")]), ("true", &[constant("of/yes", "1")])],
            otherwise: &[attribute("value", "of/other")],
        },
        Row::Block { from: "inner", to: "", rows: &[with_default("size", "size", "1"), blocks("part", "parts", &[attribute("n", "n")])] },
        Row::Fallback { rows: &[attribute("old", "a"), attribute("older", "parts")] },
    ];

    fn made(members: &[(&str, Value)]) -> String {
        let place = Place::new(crate::source::Span { file: crate::source::FileId(0), start: 0, end: 1 }, Origin::Literal);
        let given = Value::object(members.iter().map(|(name, value)| ((*name).into(), value.clone())));
        let mut writer = crate::resource::Writer::default();
        translate(SAMPLE, &given, &place).write(&place, &crate::eval::Fuel::new(u64::MAX), &mut writer);
        writer.finish().0
    }

    #[test]
    fn the_first_known_name_counts() {
        let unknown = || Value::unknown("later");
        assert_eq!(made(&[("a", Value::null()), ("b", Value::text("x"))]), r#"{"a":"x","size":1,"parts":[]}"#);
        assert_eq!(made(&[("a", unknown()), ("b", Value::text("x"))]), r#"{"a":"x","size":1,"parts":[]}"#);
        assert_eq!(made(&[("a", unknown())]), r#"{"a":{"$unknown":"later"},"size":1,"parts":[]}"#);
        assert_eq!(made(&[("text", Value::text("")), ("b", Value::text("y"))]), r#"{"a":"y","size":1,"parts":[]}"#);
    }

    #[test]
    fn a_case_applies_to_its_value_and_any_case_may_if_it_is_unknown() {
        let value = || ("value", Value::text("v"));
        assert_eq!(made(&[("type", Value::text("x")), value()]), r#"{"of":{"x":"v"},"size":1,"parts":[]}"#);
        assert_eq!(made(&[("type", Value::bool(true)), value()]), r#"{"of":{"yes":1},"size":1,"parts":[]}"#);
        assert_eq!(made(&[value()]), r#"{"of":{"other":"v"},"size":1,"parts":[]}"#);
        assert_eq!(
            made(&[("type", Value::unknown("later")), value()]),
            r#"{"of":{"x":{"$unknown":"later"},"yes":{"$unknown":"later"},"other":{"$unknown":"later"}},"size":1,"parts":[]}"#
        );
    }

    #[test]
    fn an_unknown_block_keeps_the_object_around_it() {
        assert_eq!(
            made(&[("a", Value::text("x")), ("inner", Value::unknown("later"))]),
            r#"{"a":"x","size":{"$unknown":"later"},"parts":{"$unknown":"later"}}"#
        );
        let block = Value::object([("size".into(), Value::whole(2))]);
        assert_eq!(made(&[("inner", Value::list([block]))]), r#"{"size":2,"parts":[]}"#);
    }

    #[test]
    fn the_known_part_of_a_text_is_translated() {
        const ROWS: &[Row] = &[
            attribute("id", "as_it_is"),
            Row::Framed { from: "id", to: "framed", before: "<", after: ">" },
            Row::Tail { from: "id", to: "tail" },
            Row::Joined { from: "ids", to: "joined", by: "," },
            Row::Presence { from: "id", to: "present", set: "true", unset: None },
        ];
        let text = Unknown { starts_with: "/apps/".into(), ends_with: "/a-1".into(), ..Unknown::new("later") };
        let text = Value::made(Data::Unknown(Arc::new(text)));
        let place = Place::new(crate::source::Span { file: crate::source::FileId(0), start: 0, end: 1 }, Origin::Literal);
        let given = Value::object([("ids".into(), Value::list([text.clone()])), ("id".into(), text)]);
        let mut writer = crate::resource::Writer::default();
        translate(ROWS, &given, &place).write(&place, &crate::eval::Fuel::new(u64::MAX), &mut writer);
        let made: serde_json::Value = serde_json::from_str(&writer.finish().0).unwrap();
        assert_eq!(
            made,
            serde_json::json!({
                "as_it_is": {"$unknown": "later", "startsWith": "/apps/", "endsWith": "/a-1"},
                "framed": {"$unknown": "later", "startsWith": "</apps/", "endsWith": "/a-1>"},
                "tail": {"$unknown": "later", "endsWith": "a-1"},
                "joined": {"$unknown": "later"},
                "present": {"$unknown": "later"},
            })
        );
    }

    #[test]
    fn a_fallback_replaces_no_value() {
        let part = Value::list([Value::object([("n".into(), Value::whole(1))])]);
        let inner = |part: Value| ("inner", Value::object([("part".into(), part)]));
        assert_eq!(made(&[("old", Value::text("o")), ("older", Value::list([Value::whole(7)]))]), r#"{"size":1,"parts":[7],"a":"o"}"#);
        assert_eq!(
            made(&[("a", Value::text("n")), ("old", Value::text("o")), inner(part), ("older", Value::list([Value::whole(7)]))]),
            r#"{"a":"n","size":1,"parts":[{"n":1}]}"#
        );
    }
}
