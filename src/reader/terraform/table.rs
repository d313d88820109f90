//! What a provider calls a property, and what Graph or ARM calls it: tables of data, and how a value passes through them.

use super::out::Out;
use crate::eval::terraform::IdOf;
use crate::eval::{Data, Number, Unknown, Value};
use crate::reader::value::place;
use crate::resource::{Origin, Place};
use std::sync::Arc;

/// A resource type of a provider.
#[derive(Debug)]
pub(in crate::reader) struct ResourceType {
    /// Its type in Terraform.
    pub terraform: &'static str,
    /// The kind that it makes.
    pub kind: &'static str,
    /// Its attributes and blocks.
    pub rows: &'static [Row],
    /// What it makes besides: objects of their own in ARM.
    pub parts: &'static [Part],
}

/// A block that is an object of its own in ARM.
#[derive(Debug)]
pub(in crate::reader) struct Part {
    /// The block or attribute without which there is no such object.
    pub block: &'static str,
    /// The kind that it makes.
    pub kind: &'static str,
    /// The attributes of the resource that tell of it, the block among them.
    pub rows: &'static [Row],
}

/// A resource type that says something of a resource which another one makes.
#[derive(Debug)]
pub(in crate::reader) struct Satellite {
    /// Its type in Terraform.
    pub terraform: &'static str,
    /// The attribute that names the other resource, by its resource id or object id; former names behind `|`. It is read by
    /// [`Satellite::names`].
    pub of: &'static str,
    /// The kind of the other resource.
    pub kind: &'static str,
    /// Its attributes, and where they go in the other resource.
    pub rows: &'static [Row],
}

impl Satellite {
    /// What names the other resource, where it is set.
    pub(in crate::reader) fn names(&self, attributes: &Value) -> Option<Value> {
        set(attributes, self.of)
    }
}

/// Pairs of what stands in Terraform and what Graph or ARM says for it, both JSON.
pub(in crate::reader) type Pairs = &'static [(&'static str, &'static str)];

/// An attribute or block.
///
/// `from` is its name, and behind `|` the names that it had before: the first that is set counts. `to` is where it goes, names
/// joined by `/`; empty for the object itself. Where it is not set, `default` holds (JSON): what the provider or the service is
/// documented to take then. Without one it is absent.
#[derive(Debug)]
pub(in crate::reader) enum Row {
    /// A value that is taken as it is.
    Attribute { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// The same, where the provider writes an empty string or 0 for what is not set.
    Filled { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A value of which Graph or ARM has another spelling. Any value that is in no pair is taken as it is.
    Spelt { from: &'static str, to: &'static str, default: Option<&'static str>, pairs: Pairs },
    /// A list of strings that Graph has as one string, joined by `by`.
    Joined { from: &'static str, to: &'static str, by: &'static str },
    /// A string or number with text around it: `30` days are `P30D`.
    Framed { from: &'static str, to: &'static str, before: &'static str, after: &'static str },
    /// An id of which the provider has the whole path, and Graph the last name of it.
    Tail { from: &'static str, to: &'static str },
    /// The id of a child in ARM: where it is not known yet, it is made of the parent's id and the name. Without a parent it stands
    /// under the tenant.
    Child { parent: &'static str, between: &'static str, name: &'static str },
    /// A single value that is one element of a list.
    Element { from: &'static str, to: &'static str },
    /// A list, to which the provider adds an element where it lacks it.
    Including { list: &'static str, element: &'static str, to: &'static str },
    /// A list of strings that is a list of objects in Graph: each string goes under `key`, beside what `with` says (JSON).
    Wrapped { from: &'static str, to: &'static str, default: Option<&'static str>, key: &'static str, with: Pairs },
    /// A map that is a list of objects with `name` and `value`.
    Entries { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A map that is a list of strings `name=value`.
    Assignments { from: &'static str, to: &'static str },
    /// Whether an attribute is set: what that says (JSON).
    Presence { from: &'static str, to: &'static str, set: &'static str, unset: Option<&'static str> },
    /// A list, or a block of switches that stand for its elements.
    Switches { list: &'static str, block: &'static str, to: &'static str, pairs: Pairs },
    /// A value that every resource of the type has (JSON).
    Constant { to: &'static str, json: &'static str },
    /// Rows that hold where an attribute has a value (JSON). Of any other value, and where it is not set, `otherwise` holds.
    Case { of: &'static str, cases: &'static [(&'static str, &'static [Self])], otherwise: &'static [Self] },
    /// Rows that several types have in common.
    Shared { rows: &'static [Self] },
    /// Rows for what the rows before them do not say, or say by default only: former attributes of another shape.
    Fallback { rows: &'static [Self] },
    /// A block that stands once at most: an object. Without the block its defaults hold.
    Block { from: &'static str, to: &'static str, rows: &'static [Self] },
    /// A block that stands once at most, without which nothing of it holds.
    Optional { from: &'static str, to: &'static str, default: Option<&'static str>, rows: &'static [Self] },
    /// A block that may be repeated: a list of objects.
    Blocks { from: &'static str, to: &'static str, default: Option<&'static str>, rows: &'static [Self] },
    /// The resource itself as one more element of a list: what a satellite adds.
    Itself { to: &'static str, rows: &'static [Self] },
}

/// An attribute without a documented default.
pub(in crate::reader) const fn attribute(from: &'static str, to: &'static str) -> Row {
    Row::Attribute { from, to, default: None }
}

/// An attribute with its documented default.
pub(in crate::reader) const fn with_default(from: &'static str, to: &'static str, default: &'static str) -> Row {
    Row::Attribute { from, to, default: Some(default) }
}

/// An attribute that says nothing where it is empty.
pub(in crate::reader) const fn filled(from: &'static str, to: &'static str) -> Row {
    Row::Filled { from, to, default: None }
}

/// A value that every resource of the type has.
pub(in crate::reader) const fn constant(to: &'static str, json: &'static str) -> Row {
    Row::Constant { to, json }
}

/// A block that may be repeated; without one the list is empty.
pub(in crate::reader) const fn blocks(from: &'static str, to: &'static str, rows: &'static [Row]) -> Row {
    Row::Blocks { from, to, default: Some("[]"), rows }
}

/// A block without which nothing of it holds.
pub(in crate::reader) const fn optional(from: &'static str, to: &'static str, rows: &'static [Row]) -> Row {
    Row::Optional { from, to, default: None, rows }
}

/// Object ids of which Graph has objects.
pub(in crate::reader) const fn ids(from: &'static str, to: &'static str) -> Row {
    Row::Wrapped { from, to, default: None, key: "id", with: &[] }
}

/// Object ids of which Graph has objects; by default there are none.
pub(in crate::reader) const fn members(from: &'static str, to: &'static str) -> Row {
    Row::Wrapped { from, to, default: Some("[]"), key: "id", with: &[] }
}

/// Passes the values of a resource through the rows of its type. `holder` is the place of what stands nowhere.
pub(in crate::reader) fn translate(rows: &'static [Row], given: &Value, holder: &Place) -> Out {
    let mut object = Out::Object(holder.clone(), Vec::new());
    apply(rows, given, holder, &mut object);
    object
}

fn apply(rows: &'static [Row], given: &Value, holder: &Place, object: &mut Out) {
    for row in rows {
        row.apply(given, holder, object);
    }
}

/// The value of an attribute, where it is set: null is not. Of several names the first that is known counts.
fn set(given: &Value, names: &str) -> Option<Value> {
    set_where(given, names, |value| !value.is_null())
}

/// The value of an attribute that says nothing where it is empty.
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
    /// Puts what the row says into the object.
    fn apply(&'static self, given: &Value, holder: &Place, object: &mut Out) {
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
            // What goes into the object itself may not take its place.
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

    /// Marks as unknown whatever the row might say.
    fn unknown(&'static self, value: &Value, holder: &Place, object: &mut Out) {
        for to in self.targets() {
            object.put(to, holder, hidden(value, holder));
        }
    }

    /// What the id is made of, where this row says that.
    pub(super) fn id_of(&'static self) -> Option<IdOf> {
        let Self::Child { parent, between, name } = *self else { return None };
        Some(IdOf { parent, between, name })
    }

    /// Where the row puts something.
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

    /// What the row reads: names of properties, and rows that read further ones.
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

    /// What a row says that goes to one place.
    fn translate(&'static self, given: &Value, holder: &Place) -> Option<(&'static str, Out)> {
        let or_default = |value: Option<Out>, from: &str, default: Option<&'static str>| {
            value.or_else(|| default.map(|default| Out::Json(default_place(given, from, holder), default)))
        };
        let (to, out) = match self {
            Self::Attribute { from, to, default } => (to, or_default(set(given, from).map(|value| out(value, holder)), from, *default)),
            Self::Filled { from, to, default } => {
                (to, or_default(set_and_filled(given, from).map(|value| out(value, holder)), from, *default))
            }
            Self::Spelt { from, to, default, pairs } => {
                (to, or_default(set(given, from).map(|value| spelt(value, pairs, holder)), from, *default))
            }
            Self::Joined { from, to, by } => (to, set(given, from).map(|value| joined(value, by, holder))),
            Self::Framed { from, to, before, after } => (to, set_and_filled(given, from).map(|value| framed(value, before, after, holder))),
            Self::Tail { from, to } => (to, set_and_filled(given, from).map(|value| tail(value, holder))),
            Self::Child { parent, between, name } => (&"id", child(given, parent, between, name, holder)),
            Self::Element { from, to } => (to, set(given, from).map(|value| Out::Array(place(&value, holder), vec![out(value, holder)]))),
            Self::Including { list, element, to } => (to, including(set(given, list), set(given, element), holder)),
            Self::Wrapped { from, to, default, key, with } => {
                (to, or_default(set(given, from).map(|value| wrapped(&value, key, with, holder)), from, *default))
            }
            Self::Entries { from, to, default } => (to, or_default(set(given, from).map(|value| entries(value, holder)), from, *default)),
            Self::Assignments { from, to } => (to, set(given, from).map(|value| assignments(value, holder))),
            Self::Presence { from, to, set, unset } => {
                let present = set_and_filled(given, from).map(|value| match value.as_unknown() {
                    Some(_) => hidden(&value, holder),
                    None => Out::Json(place(&value, holder).with_origin(Origin::Computed), set),
                });
                (to, or_default(present, from, *unset))
            }
            Self::Switches { list, block, to, pairs } => (to, switches(set(given, list), first(given, block), pairs, holder)),
            Self::Constant { to, json } => (to, Some(Out::Json(holder.with_origin(Origin::Computed), json))),
            Self::Block { from, to, rows } => {
                let block =
                    first(given, from).map_or_else(|| translate(rows, &Value::null(), holder), |block| element(rows, &block, holder));
                let says_nothing = matches!(&block, Out::Object(_, members) if members.is_empty());
                (to, (!says_nothing).then_some(block))
            }
            Self::Optional { from, to, default, rows } => {
                (to, or_default(first(given, from).map(|block| element(rows, &block, holder)), from, *default))
            }
            Self::Blocks { from, to, default, rows } => {
                (to, or_default(set(given, from).map(|blocks| list(&blocks, rows, holder)), from, *default))
            }
            Self::Itself { to, rows } => (to, Some(Out::Array(holder.clone(), vec![translate(rows, given, holder)]))),
            Self::Case { .. } | Self::Shared { .. } | Self::Fallback { .. } => return None,
        };
        Some((to, out?))
    }
}

/// What the provider calls a property of Graph or ARM (names joined by `/`), and what it writes for a value (JSON): names of blocks and of
/// the attribute, joined by `.`. Nothing where no row has the property.
pub(in crate::reader) fn written_as<'j>(rows: &'static [Row], path: &str, json: &'j str) -> Option<(String, &'j str)> {
    let whole = |from: &'static str, to: &str, json: &'j str| (to == path).then(|| (first_of(from).to_owned(), json));
    let inner = |from: &'static str, to: &str, rows: &'static [Row]| {
        let rest = if to.is_empty() { path } else { path.strip_prefix(to)?.strip_prefix('/')? };
        let (name, json) = written_as(rows, rest, json)?;
        // What is gathered for a row has a name in parentheses that nobody writes.
        Some((if from.is_empty() || from.starts_with('(') { name } else { format!("{}.{name}", first_of(from)) }, json))
    };
    rows.iter().find_map(|row| match row {
        Row::Attribute { from, to, .. }
        | Row::Filled { from, to, .. }
        | Row::Wrapped { from, to, .. }
        | Row::Joined { from, to, .. }
        | Row::Tail { from, to }
        | Row::Element { from, to }
        | Row::Blocks { from, to, .. } => whole(from, to, json),
        Row::Spelt { from, to, pairs, .. } => {
            let theirs = pairs.iter().find(|(_, ours)| *ours == json).map(|(theirs, _)| *theirs);
            theirs.map_or_else(|| whole(from, to, json), |theirs| whole(from, to, theirs))
        }
        Row::Block { from, to, rows } | Row::Optional { from, to, rows, .. } => inner(from, to, rows).or_else(|| whole(from, to, json)),
        Row::Shared { rows } => inner("", "", rows),
        Row::Entries { from, to, .. } => {
            let name = path.strip_prefix(to)?.strip_prefix('/')?;
            Some((if from.starts_with('(') { name.to_owned() } else { format!("{from}.{name}") }, json))
        }
        Row::Case { cases, otherwise, .. } => cases.iter().map(|(_, rows)| *rows).chain([*otherwise]).find_map(|rows| inner("", "", rows)),
        _ => None,
    })
}

/// Blocks and attributes that say what an object of Graph or ARM says, in the order of the rows: `block` gives the text of a block out of
/// its name and its lines, `line` an attribute.
pub(in crate::reader) fn written(
    rows: &'static [Row],
    object: &serde_json::Value,
    block: &dyn Fn(&str, Vec<String>) -> Vec<String>,
    line: &dyn Fn(&str, &serde_json::Value) -> String,
) -> Vec<String> {
    let at = |to: &str| to.split('/').try_fold(object, |value, name| value.get(name)).filter(|value| !value.is_null());
    let mut lines = Vec::new();
    for row in rows {
        match row {
            Row::Attribute { from, to, .. } | Row::Filled { from, to, .. } => lines.extend(at(to).map(|value| line(first_of(from), value))),
            Row::Joined { from, to, by } => {
                let texts = at(to).and_then(|value| value.as_str()).map(|text| text.split(by).collect::<Vec<_>>());
                lines.extend(texts.map(|texts| line(first_of(from), &texts.into())));
            }
            Row::Block { from, to, rows } | Row::Optional { from, to, rows, .. } => {
                if let Some(object) = if to.is_empty() { Some(object) } else { at(to) } {
                    let inner = written(rows, object, block, line);
                    let is_own = !from.is_empty() && !from.starts_with('(');
                    lines.extend(if is_own && !inner.is_empty() { block(first_of(from), inner) } else { inner });
                }
            }
            Row::Shared { rows } => lines.extend(written(rows, object, block, line)),
            _ => {}
        }
    }
    lines
}

/// The name that an attribute has now: names that it had before come behind it.
fn first_of(names: &'static str) -> &'static str {
    names.split('|').next().unwrap_or(names)
}

/// A value as it is.
fn out(value: Value, holder: &Place) -> Out {
    match value.as_unknown() {
        Some(unknown) => Out::Unknown(place(&value, holder), unknown.clone()),
        None => Out::Given(value),
    }
}

/// A value that depends on an unknown one. What is known of its text says nothing then.
fn hidden(value: &Value, holder: &Place) -> Out {
    match value.as_unknown() {
        Some(unknown) => Out::Unknown(place(value, holder), known_in_part(unknown, String::new(), String::new())),
        None => out(value.clone(), holder),
    }
}

/// Where a default holds: at the null that asks for it, else at what holds it.
fn default_place(given: &Value, names: &str, holder: &Place) -> Place {
    let written = names.split('|').find_map(|name| given.member(name)).map_or_else(|| holder.clone(), |null| place(&null, holder));
    written.with_origin(Origin::Default)
}

/// Whether a value is what this JSON says: text, true or false.
fn is_json(value: &Value, json: &str) -> bool {
    match &value.data {
        Data::Text(text) => json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).is_some_and(|json| json == &**text),
        Data::Bool(value) => json == if *value { "true" } else { "false" },
        _ => false,
    }
}

fn spelt(value: Value, pairs: Pairs, holder: &Place) -> Out {
    match pairs.iter().find(|(theirs, _)| is_json(&value, theirs)) {
        Some((_, ours)) => Out::Json(place(&value, holder), ours),
        None if value.as_unknown().is_some() => hidden(&value, holder),
        None => out(value, holder),
    }
}

/// A string or number with text around it; any other value stays as it is.
fn framed(value: Value, before: &str, after: &str, holder: &Place) -> Out {
    match &value.data {
        Data::Text(text) => made(format!("{before}{text}{after}"), &value),
        Data::Number(number) => made(format!("{before}{number}{after}"), &value),
        Data::Unknown(unknown) => {
            let (starts, ends) = (format!("{before}{}", unknown.starts_with), format!("{}{after}", unknown.ends_with));
            Out::Unknown(place(&value, holder), known_in_part(unknown, starts, ends))
        }
        _ => out(value, holder),
    }
}

/// The last name of a path; a value that is no path stays as it is.
fn tail(value: Value, holder: &Place) -> Out {
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    match &value.data {
        Data::Text(path) if path.contains('/') => made(last(path), &value),
        Data::Unknown(unknown) => Out::Unknown(place(&value, holder), known_in_part(unknown, String::new(), last(&unknown.ends_with))),
        _ => out(value, holder),
    }
}

/// The same unknown, as text of which other ends are known.
fn known_in_part(unknown: &Arc<Unknown>, starts: String, ends: String) -> Arc<Unknown> {
    Arc::new(Unknown { starts_with: starts.into(), ends_with: ends.into(), ..Unknown::new(unknown.reason.clone()) })
}

/// Text that was made out of a value, at its place.
fn made(text: String, value: &Value) -> Out {
    Out::Given(Value { at: value.at, provenance: value.provenance.clone(), ..Value::text(text) })
}

fn joined(value: Value, by: &str, holder: &Place) -> Out {
    let Some(elements) = value.elements() else { return out(value, holder) };
    let mut texts = Vec::with_capacity(elements.len());
    for element in elements {
        match &element.data {
            Data::Text(text) => texts.push(text.clone()),
            // Of all of the text, no end is known by that of an element.
            Data::Unknown(unknown) => return Out::Unknown(place(&value, holder), known_in_part(unknown, String::new(), String::new())),
            _ => return Out::Given(value.clone()),
        }
    }
    made(texts.join(by), &value)
}

fn child(given: &Value, parent: &str, between: &str, name: &str, holder: &Place) -> Option<Out> {
    let id = set_and_filled(given, "id");
    if let Some(id) = id.as_ref().filter(|id| id.as_unknown().is_none()) {
        return Some(out(id.clone(), holder));
    }
    let name = set_and_filled(given, name);
    let above = if parent.is_empty() { name.as_ref().map(|_| Value::text("")) } else { set_and_filled(given, parent) };
    match (above.as_ref().and_then(Value::as_text), name.as_ref().and_then(Value::as_text)) {
        (Some(path), Some(text)) => {
            let at = if parent.is_empty() { &name } else { &above };
            Some(made(format!("{}{between}{text}", path.trim_end_matches('/')), at.as_ref()?))
        }
        _ => id.map(|id| out(id, holder)),
    }
}

fn including(list: Option<Value>, element: Option<Value>, holder: &Place) -> Option<Out> {
    let has = |list: &Value, text: &str| list.elements().into_iter().flatten().any(|element| element.as_text() == Some(text));
    match (list, element) {
        (Some(list), Some(element)) if list.elements().is_some() && !element.as_text().is_some_and(|text| has(&list, text)) => {
            let all = list.elements().into_iter().flatten().chain([element]);
            Some(Out::Array(place(&list, holder), all.map(|element| out(element, holder)).collect()))
        }
        (Some(list), _) => Some(out(list, holder)),
        (None, element) => element.map(|element| Out::Array(place(&element, holder), vec![out(element, holder)])),
    }
}

fn wrapped(value: &Value, key: &'static str, with: Pairs, holder: &Place) -> Out {
    let whole = place(value, holder);
    if let Some(unknown) = value.as_unknown() {
        return Out::Unknown(whole, unknown.clone());
    }
    let wrap = |element: Value| {
        let at = place(&element, &whole);
        let constants = with.iter().map(|(name, json)| (*name, Out::Json(at.with_origin(Origin::Computed), json)));
        let constants: Vec<_> = constants.collect();
        let mut members = vec![(key, out(element, &whole))];
        members.extend(constants);
        Out::Object(at, members)
    };
    Out::Array(whole.clone(), each(value).map(wrap).collect())
}

/// The entries of a map. A map of which some entries are not known is not known.
fn known_entries(value: &Value) -> Option<impl Iterator<Item = (String, Value)> + '_> {
    match &value.data {
        Data::Object(object) if object.rest.is_none() => Some(value.members()?.map(|(name, value)| (name.to_string(), value))),
        _ => None,
    }
}

/// What is known of a map of which some entries may be there that are not known.
fn not_entries(value: Value, holder: &Place) -> Out {
    match &value.data {
        Data::Object(object) => match &object.rest {
            Some(rest) => Out::Unknown(place(&value, holder), rest.clone()),
            None => Out::Given(value),
        },
        _ => out(value, holder),
    }
}

fn entries(value: Value, holder: &Place) -> Out {
    let Some(entries) = known_entries(&value) else { return not_entries(value, holder) };
    let whole = place(&value, holder);
    let entry = |(name, value): (String, Value)| {
        let name = made(name, &value);
        Out::Object(place(&value, &whole), vec![("name", name), ("value", out(value, &whole))])
    };
    Out::Array(whole.clone(), entries.map(entry).collect())
}

fn assignments(value: Value, holder: &Place) -> Out {
    let Some(entries) = known_entries(&value) else { return not_entries(value, holder) };
    let whole = place(&value, holder);
    let assignment = |(name, value): (String, Value)| framed(value, &format!("{name}="), "", &whole);
    Out::Array(whole.clone(), entries.map(assignment).collect())
}

/// The list where it is known, else what the switches say.
fn switches(list: Option<Value>, block: Option<Value>, pairs: Pairs, holder: &Place) -> Option<Out> {
    let is_known = list.as_ref().is_some_and(|list| list.as_unknown().is_none());
    match block.filter(|_| !is_known) {
        None => list.map(|list| out(list, holder)),
        Some(block) if block.as_unknown().is_some() => Some(hidden(&block, holder)),
        Some(block) => {
            let at = place(&block, holder);
            let element = |(name, json): &(&str, &'static str)| match set(&block, name) {
                Some(value) if is_json(&value, "true") => Some(Out::Json(place(&value, &at), json)),
                Some(value) if value.as_unknown().is_some() => Some(hidden(&value, &at)),
                _ => None,
            };
            Some(Out::Array(at.clone(), pairs.iter().filter_map(element).collect()))
        }
    }
}

/// The elements of a list; a value that is no list counts as one.
fn each(value: &Value) -> impl Iterator<Item = Value> {
    let one = value.elements().is_none().then(|| value.clone());
    one.into_iter().chain(value.elements().into_iter().flatten())
}

/// A block that stands once at most, where it stands; all of it where it is unknown.
fn first(given: &Value, names: &str) -> Option<Value> {
    set(given, names).and_then(|blocks| if blocks.as_unknown().is_some() { Some(blocks) } else { each(&blocks).next() })
}

fn list(blocks: &Value, rows: &'static [Row], holder: &Place) -> Out {
    let whole = place(blocks, holder);
    match blocks.as_unknown() {
        Some(unknown) => Out::Unknown(whole, unknown.clone()),
        None => Out::Array(whole, each(blocks).map(|block| element(rows, &block, holder)).collect()),
    }
}

/// One of several blocks.
fn element(rows: &'static [Row], block: &Value, holder: &Place) -> Out {
    match block.as_unknown() {
        Some(unknown) => Out::Unknown(place(block, holder), unknown.clone()),
        None => translate(rows, block, &place(block, holder)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::terraform::{azuread, azurerm};
    use std::collections::{BTreeMap, BTreeSet};

    fn types() -> impl Iterator<Item = &'static ResourceType> {
        azuread::TYPES.iter().chain(azurerm::TYPES).copied().flatten()
    }

    fn satellites() -> impl Iterator<Item = &'static Satellite> {
        azuread::SATELLITES.iter().copied().flatten()
    }

    /// All lists of rows that make one object, with where they come from.
    fn lists() -> Vec<(String, &'static [Row])> {
        let mut lists: Vec<(String, &'static [Row])> = Vec::new();
        for known in types() {
            lists.push((known.terraform.to_owned(), known.rows));
            lists.extend(known.parts.iter().map(|part| (format!("{}.{}", known.terraform, part.block), part.rows)));
        }
        lists.extend(satellites().map(|known| (known.terraform.to_owned(), known.rows)));
        let mut at = 0;
        while let Some((name, rows)) = lists.get(at).cloned() {
            at += 1;
            for row in flat(rows) {
                if let Row::Block { from, rows, .. } | Row::Optional { from, rows, .. } | Row::Blocks { from, rows, .. } = row {
                    lists.push((format!("{name}.{from}"), rows));
                } else if let Row::Itself { rows, .. } = row {
                    lists.push((name.clone(), rows));
                }
            }
        }
        lists
    }

    /// Rows, and those that apply to the same object. Cases and fallbacks stand beside what they compete with, and are left out.
    fn flat(rows: &'static [Row]) -> Vec<&'static Row> {
        let inner = |row: &'static Row| match row {
            Row::Shared { rows } | Row::Block { to: "", rows, .. } | Row::Optional { to: "", rows, .. } => flat(rows),
            row => vec![row],
        };
        rows.iter().flat_map(inner).collect()
    }

    /// Whether what a row puts somewhere is joined with what is there.
    fn is_joined(row: &Row) -> bool {
        matches!(row, Row::Block { .. } | Row::Blocks { .. } | Row::Itself { .. } | Row::Element { .. } | Row::Wrapped { .. })
    }

    #[test]
    fn a_type_is_in_the_tables_once() {
        let mut names = BTreeSet::new();
        for name in types().map(|known| known.terraform).chain(satellites().map(|known| known.terraform)) {
            assert!(names.insert(name), "{name} is there twice");
        }
        assert!(types().all(|known| !known.rows.is_empty()) && satellites().all(|known| !known.rows.is_empty()));
    }

    #[test]
    fn a_satellite_belongs_to_a_kind_that_a_type_makes() {
        for known in satellites() {
            assert!(types().any(|other| other.kind == known.kind), "{}: {}", known.terraform, known.kind);
        }
    }

    #[test]
    fn kinds_are_graph_entities_or_arm_types() {
        for (name, kind) in
            types().flat_map(|known| known.parts.iter().map(|part| part.kind).chain([known.kind]).map(|kind| (known.terraform, kind)))
        {
            let is_entity =
                kind.starts_with(|first: char| first.is_ascii_lowercase()) && kind.chars().all(|letter| letter.is_ascii_alphanumeric());
            assert!(is_entity || kind.starts_with("Microsoft.") && kind.contains('/'), "{name}: {kind}");
            // An ARM type that the model knows has the model's name, or its resources would be told apart by their format.
            if let Some(arm) = crate::reader::graph::arm_kind(kind) {
                assert_eq!(arm.name(), kind, "{name}");
            }
        }
    }

    #[test]
    fn a_path_is_said_by_one_row() {
        for (name, rows) in lists() {
            let mut paths: BTreeMap<&str, &Row> = BTreeMap::new();
            for row in flat(rows).into_iter().filter(|row| !matches!(row, Row::Case { .. } | Row::Fallback { .. })) {
                for to in row.targets() {
                    assert!(to.split('/').all(|part| !part.is_empty()), "{name}: {to}");
                    let other = paths.insert(to, row);
                    // Of two blocks that exclude each other, each may say a constant of its own.
                    let are_alike = |other: &Row| {
                        is_joined(other) && is_joined(row) || matches!((other, row), (Row::Constant { .. }, Row::Constant { .. }))
                    };
                    assert!(other.is_none_or(are_alike), "{name}: {to} is said twice");
                }
            }
            // What is said of an object as a whole would hide what is said of a part.
            for (to, row) in &paths {
                let parents = to.match_indices('/').map(|(at, _)| &to[..at]);
                for parent in parents.filter_map(|parent| paths.get(parent)) {
                    assert!(matches!(parent, Row::Block { .. } | Row::Optional { .. }), "{name}: {to} ({row:?})");
                }
            }
        }
    }

    #[test]
    fn an_attribute_is_read_once_for_a_path() {
        for (name, rows) in lists() {
            let mut read = BTreeSet::new();
            for row in flat(rows) {
                let written = format!("{row:?}");
                assert!(read.insert(written.clone()), "{name}: {written}");
            }
        }
    }

    #[test]
    fn defaults_and_constants_are_json() {
        let is_json = |json: &str| serde_json::from_str::<serde_json::Value>(json).is_ok();
        for (name, rows) in lists() {
            let mut rest: Vec<&'static Row> = flat(rows);
            while let Some(row) = rest.pop() {
                let texts = match row {
                    Row::Attribute { default, .. }
                    | Row::Filled { default, .. }
                    | Row::Optional { default, .. }
                    | Row::Blocks { default, .. }
                    | Row::Entries { default, .. } => default.iter().copied().collect(),
                    Row::Spelt { default, pairs, .. } => pairs.iter().flat_map(|(theirs, ours)| [*theirs, *ours]).chain(*default).collect(),
                    Row::Wrapped { default, with, .. } => with.iter().map(|(_, json)| *json).chain(*default).collect(),
                    Row::Presence { set, unset, .. } => [*set].into_iter().chain(*unset).collect(),
                    Row::Switches { pairs, .. } => pairs.iter().map(|(_, json)| *json).collect(),
                    Row::Constant { json, .. } => vec![*json],
                    Row::Case { cases, otherwise, .. } => {
                        rest.extend(cases.iter().flat_map(|(_, rows)| *rows).chain(*otherwise));
                        cases.iter().map(|(json, _)| *json).collect()
                    }
                    Row::Fallback { rows } => {
                        rest.extend(*rows);
                        Vec::new()
                    }
                    _ => Vec::new(),
                };
                for text in texts {
                    assert!(is_json(text), "{name}: {text}");
                }
            }
        }
    }

    #[test]
    fn no_secret_is_told() {
        // What the providers call the value of a secret or certificate, in types that have one.
        for (name, rows) in lists() {
            for row in flat(rows) {
                if let Row::Attribute { from, .. } | Row::Filled { from, .. } = row {
                    for secret in ["client_secret", "app_secret", "consumer_secret", "secret_text"] {
                        assert!(!from.split('|').any(|from| from == secret), "{name}: {from}");
                    }
                    // Scopes and roles have a public `value`, credentials a secret one.
                    let is_credential = rows.iter().any(|row| row.targets().contains(&"keyId"));
                    assert!(!is_credential || *from != "value", "{name}: {from}");
                    assert!(*from != "password", "{name}: {from}");
                }
            }
        }
    }

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
    fn of_several_names_the_first_that_is_known_counts() {
        let unknown = || Value::unknown("later");
        assert_eq!(made(&[("a", Value::null()), ("b", Value::text("x"))]), r#"{"a":"x","size":1,"parts":[]}"#);
        assert_eq!(made(&[("a", unknown()), ("b", Value::text("x"))]), r#"{"a":"x","size":1,"parts":[]}"#);
        assert_eq!(made(&[("a", unknown())]), r#"{"a":{"$unknown":"later"},"size":1,"parts":[]}"#);
        assert_eq!(made(&[("text", Value::text("")), ("b", Value::text("y"))]), r#"{"a":"y","size":1,"parts":[]}"#);
    }

    #[test]
    fn a_case_holds_for_its_value_and_any_may_where_that_is_unknown() {
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
    fn a_block_that_is_unknown_leaves_the_object_around_it() {
        assert_eq!(
            made(&[("a", Value::text("x")), ("inner", Value::unknown("later"))]),
            r#"{"a":"x","size":{"$unknown":"later"},"parts":{"$unknown":"later"}}"#
        );
        let block = Value::object([("size".into(), Value::whole(2))]);
        assert_eq!(made(&[("inner", Value::list([block]))]), r#"{"size":2,"parts":[]}"#);
    }

    #[test]
    fn what_is_known_of_an_unknown_text_changes_with_it() {
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
    fn a_fallback_takes_no_place() {
        let part = Value::list([Value::object([("n".into(), Value::whole(1))])]);
        let inner = |part: Value| ("inner", Value::object([("part".into(), part)]));
        assert_eq!(made(&[("old", Value::text("o")), ("older", Value::list([Value::whole(7)]))]), r#"{"size":1,"parts":[7],"a":"o"}"#);
        assert_eq!(
            made(&[("a", Value::text("n")), ("old", Value::text("o")), inner(part), ("older", Value::list([Value::whole(7)]))]),
            r#"{"a":"n","size":1,"parts":[{"n":1}]}"#
        );
    }
}
