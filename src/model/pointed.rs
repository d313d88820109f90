//! The values of a resource at a JSON pointer, each in one of four states and at its place.

use super::{State, setting};
use crate::resource::{Place, Resource, Scan, UNKNOWN};
use crate::syntax::json::member;
use crate::text::Words;
use serde_json::value::RawValue;

/// A JSON pointer in which `*` is each element of a list, or each member of an object.
#[derive(Debug, Clone)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// The pointer that a text spells; nothing if it is none.
    pub fn new(text: &str) -> Option<Self> {
        let names = text.strip_prefix('/')?.split('/').map(|name| name.replace("~1", "/").replace("~0", "~"));
        let names: Vec<String> = names.collect();
        let is_escaped = |text: &str| text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        (is_escaped(text) && names.iter().all(|name| !name.is_empty())).then_some(Self(names))
    }
}

/// A value as the resource has it: the text of its JSON, or that it is missing for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raw<'r> {
    Json(&'r str),
    /// The object that would contain it is complete.
    Missing,
}

/// A value at a pointer.
#[derive(Debug)]
pub struct Found<'r> {
    /// Where it is, with the index of each element.
    pub pointer: String,
    /// The same with a name for each element that has one.
    pub stable: String,
    pub state: State<Raw<'r>>,
    /// Of the value, or of the object that lacks it.
    pub place: Place,
}

/// The values of a resource at a pointer. Of a list that is null or empty, or that is certainly missing, there is none.
pub fn found<'r>(resource: &'r Resource<'r>, members: &Scan<'r>, pointer: &Pointer) -> Vec<Found<'r>> {
    let mut walk = Walk { resource, found: Vec::new() };
    let Some((first, rest)) = pointer.0.split_first() else { return walk.found };
    if let Some(marker) = members.get(&resource.json, "$unknown").and_then(|_| reason(&resource.json)) {
        walk.push(&Position::default().under(first), State::Unknown(marker), "");
        return walk.found;
    }
    if first == "*" {
        for (key, bytes) in &members.members {
            walk.step(resource.json.get(bytes.clone()).unwrap_or_default(), rest, &Position::default().under(key));
        }
        return walk.found;
    }
    let at = Position { is_top: true, ..Position::default() };
    match members.get(&resource.json, first) {
        _ if resource.ambiguous.iter().any(|key| key == first) => {
            walk.push(&at.under(first), State::Unknown("the input contains several values of it".into()), "");
        }
        Some(value) => walk.step(value, rest, &Position { is_top: first == "properties", ..at.under(first) }),
        None => walk.missing(first, rest, "", &at),
    }
    walk.found
}

/// Where a walk is.
#[derive(Debug, Clone, Default)]
struct Position {
    pointer: String,
    stable: String,
    /// Whether the members of the object are properties of the resource, which a request can leave out.
    is_top: bool,
    /// Whether an element of a list leads to it, of which a request can leave out properties, too.
    is_in_list: bool,
}

impl Position {
    fn under(&self, name: &str) -> Self {
        let escaped = escape(name);
        let joined = |before: &str| format!("{before}/{escaped}");
        Self { pointer: joined(&self.pointer), stable: joined(&self.stable), is_top: false, is_in_list: self.is_in_list }
    }

    fn element(&self, index: usize, value: &str) -> Self {
        let stable = name_of_element(value).map_or_else(|| index.to_string(), |name| escape(&name));
        Self { pointer: format!("{}/{index}", self.pointer), stable: format!("{}/{stable}", self.stable), is_top: false, is_in_list: true }
    }
}

struct Walk<'r> {
    resource: &'r Resource<'r>,
    found: Vec<Found<'r>>,
}

impl<'r> Walk<'r> {
    /// Follows the rest of a pointer into a value.
    fn step(&mut self, value: &'r str, rest: &[String], at: &Position) {
        if let Some(reason) = reason(value) {
            return self.push(at, State::Unknown(reason), value);
        }
        let Some((name, rest)) = rest.split_first() else {
            let state = if value == "null" { State::Null } else { State::Known(Raw::Json(value)) };
            return self.push(at, state, value);
        };
        match (value.as_bytes().first(), &**name) {
            (Some(b'['), "*") => {
                for (index, element) in elements(value).into_iter().enumerate() {
                    self.step(element, rest, &at.element(index, element));
                }
            }
            (Some(b'['), index) => match index.parse::<usize>().ok().and_then(|index| Some((index, *elements(value).get(index)?))) {
                Some((index, element)) => self.step(element, rest, &at.element(index, element)),
                None => self.missing(name, rest, value, &Position { is_in_list: false, ..at.clone() }),
            },
            (Some(b'{'), "*") => {
                for (key, value) in members_of(value) {
                    self.step(value, rest, &at.under(&key));
                }
            }
            (Some(b'{'), key) => match member(value, key) {
                Some(inner) => self.step(inner, rest, &at.under(key)),
                None => self.missing(name, rest, value, at),
            },
            // Nothing is in null, and a scalar has no members.
            (_, "*") => {}
            _ if value == "null" => {
                let at = std::iter::once(name).chain(rest).fold(at.clone(), |at, name| at.under(name));
                self.push(&at, State::Null, value);
            }
            _ => self.missing(name, rest, value, &Position { is_top: false, is_in_list: false, ..at.clone() }),
        }
    }

    /// The value is not in the object `around`, which is empty for the resource itself.
    fn missing(&mut self, name: &str, rest: &[String], around: &'r str, at: &Position) {
        let resource = self.resource;
        let is_whole_in_code = resource.format.makes_whole_objects() && !resource.is_update;
        let is_certain = is_whole_in_code || !at.is_top && !at.is_in_list;
        if is_certain && rest.iter().any(|name| name == "*") {
            return;
        }
        let at = std::iter::once(name).chain(rest.iter().map(String::as_str)).fold(at.clone(), |at, name| at.under(name));
        self.push(&at, if is_certain { State::Known(Raw::Missing) } else { State::Absent }, around);
    }

    fn push(&mut self, at: &Position, state: State<Raw<'r>>, value: &str) {
        let Position { pointer, stable, .. } = at.clone();
        self.found.push(Found { pointer, stable, state, place: self.resource.place(value) });
    }
}

/// Why a value is unknown, if a reader marks it so.
fn reason(value: &str) -> Option<Words> {
    value.starts_with(UNKNOWN).then(|| setting::reason(value))
}

fn elements(value: &str) -> Vec<&str> {
    let raw: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
    raw.into_iter().map(RawValue::get).collect()
}

fn members_of(value: &str) -> Vec<(String, &str)> {
    let mut scan = Scan::default();
    if crate::syntax::json::scan(value, 0, &mut scan).is_err() {
        return Vec::new();
    }
    scan.members.iter().filter_map(|(key, bytes)| Some((key.to_string(), value.get(bytes.clone())?))).collect()
}

/// What identifies an element of a list, independent of its position.
fn name_of_element(value: &str) -> Option<String> {
    /// Longer texts identify nothing.
    const LONGEST: usize = 200;
    let name = match value.as_bytes().first() {
        Some(b'"') => serde_json::from_str(value).ok(),
        Some(b'{') => ["id", "keyId", "appId", "resourceAppId", "name"]
            .iter()
            .find_map(|key| member(value, key).and_then(|name| serde_json::from_str::<String>(name).ok())),
        _ => None,
    };
    name.filter(|name: &String| !name.is_empty() && name.len() <= LONGEST)
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
