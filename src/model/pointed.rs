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

    pub fn starts_with(&self, names: &[String]) -> bool {
        self.0.starts_with(names)
    }

    /// The text of a pointer of these names.
    pub fn text(names: &[String]) -> String {
        names.iter().flat_map(|name| ["/".to_owned(), escape(name)]).collect()
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
    walk(resource, members, pointer, |_| true)
}

/// The first value at a pointer that is not known.
pub fn unread<'r>(resource: &'r Resource<'r>, members: &Scan<'r>, pointer: &Pointer) -> Option<Found<'r>> {
    walk(resource, members, pointer, |state| matches!(state, State::Absent | State::Unknown(_))).into_iter().next()
}

/// The values at a pointer in these states.
fn walk<'r>(
    resource: &'r Resource<'r>,
    members: &Scan<'r>,
    Pointer(names): &Pointer,
    is_asked: fn(&State<Raw<'r>>) -> bool,
) -> Vec<Found<'r>> {
    let mut walk = Walk { resource, is_asked, found: Vec::new() };
    let at = Position::default();
    let Some((first, rest)) = names.split_first() else { return walk.found };
    if let Some(marker) = members.get(&resource.json, "$unknown").and_then(|_| reason(&resource.json)) {
        walk.push(&at.under(first), &[], State::Unknown(marker), "");
        return walk.found;
    }
    if first == "*" {
        for (key, bytes) in &members.members {
            walk.step(resource.json.get(bytes.clone()).unwrap_or_default(), rest, &at.under(key));
        }
        return walk.found;
    }
    match members.get(&resource.json, first) {
        _ if resource.ambiguous.iter().any(|key| key == first) => {
            walk.push(&at.under(first), &[], State::Unknown("the input contains several values of it".into()), "");
        }
        Some(value) => walk.step(value, rest, &Position { is_top: first == "properties", ..at.under(first) }),
        None => walk.missing(names, "", &Position { is_top: true, ..at }),
    }
    walk.found
}

/// Where a walk is. Most values that are passed are not asked for, so the text of a pointer is written only at the end.
#[derive(Clone, Copy, Default)]
struct Position<'p> {
    /// The position before, and what leads from it to this one.
    last: Option<(&'p Position<'p>, Part<'p>)>,
    /// Whether the members of the object are properties of the resource, which a request can leave out.
    is_top: bool,
    /// Whether an element of a list leads to it, of which a request can leave out properties, too.
    is_in_list: bool,
}

#[derive(Clone, Copy)]
enum Part<'p> {
    Member(&'p str),
    /// The index of an element, and its value.
    Element(usize, &'p str),
}

impl<'p> Position<'p> {
    fn under(&'p self, name: &'p str) -> Self {
        Self { last: Some((self, Part::Member(name))), is_top: false, is_in_list: self.is_in_list }
    }

    fn element(&'p self, index: usize, value: &'p str) -> Self {
        Self { last: Some((self, Part::Element(index, value))), is_top: false, is_in_list: true }
    }

    /// The pointer with the index of each element, and with a name for each element that has one.
    fn texts(&self) -> (String, String) {
        let Some((before, part)) = &self.last else { return Default::default() };
        let (pointer, stable) = before.texts();
        let (name, stable_name) = match part {
            Part::Member(name) => (escape(name), escape(name)),
            Part::Element(index, value) => {
                (index.to_string(), name_of_element(value).map_or_else(|| index.to_string(), |name| escape(&name)))
            }
        };
        (format!("{pointer}/{name}"), format!("{stable}/{stable_name}"))
    }
}

struct Walk<'r> {
    resource: &'r Resource<'r>,
    /// Which states are asked for.
    is_asked: fn(&State<Raw<'r>>) -> bool,
    found: Vec<Found<'r>>,
}

impl<'r> Walk<'r> {
    /// Follows the rest of a pointer into a value.
    fn step(&mut self, value: &'r str, names: &[String], at: &Position<'_>) {
        if let Some(reason) = reason(value) {
            return self.push(at, &[], State::Unknown(reason), value);
        }
        let Some((name, rest)) = names.split_first() else {
            let state = if value == "null" { State::Null } else { State::Known(Raw::Json(value)) };
            return self.push(at, &[], state, value);
        };
        match (value.as_bytes().first(), &**name) {
            (Some(b'['), "*") => {
                for (index, element) in elements(value).into_iter().enumerate() {
                    self.step(element, rest, &at.element(index, element));
                }
            }
            (Some(b'['), index) => match index.parse::<usize>().ok().and_then(|index| Some((index, *elements(value).get(index)?))) {
                Some((index, element)) => self.step(element, rest, &at.element(index, element)),
                None => self.missing(names, value, &Position { is_in_list: false, ..*at }),
            },
            (Some(b'{'), "*") => {
                for (key, value) in members_of(value) {
                    self.step(value, rest, &at.under(&key));
                }
            }
            (Some(b'{'), key) => match member(value, key) {
                Some(inner) => self.step(inner, rest, &at.under(key)),
                None => self.missing(names, value, at),
            },
            // Nothing is in null, and a scalar has no members.
            (_, "*") => {}
            _ if value == "null" => self.push(at, names, State::Null, value),
            _ => self.missing(names, value, &Position { is_top: false, is_in_list: false, ..*at }),
        }
    }

    /// The value with the first of these names is not in the object `around`, which is empty for the resource itself.
    fn missing(&mut self, names: &[String], around: &'r str, at: &Position<'_>) {
        let resource = self.resource;
        let is_whole_in_code = resource.format.makes_whole_objects() && !resource.is_update;
        let is_certain = is_whole_in_code || !at.is_top && !at.is_in_list;
        if is_certain && names.iter().skip(1).any(|name| name == "*") {
            return;
        }
        self.push(at, names, if is_certain { State::Known(Raw::Missing) } else { State::Absent }, around);
    }

    /// Records a value at the end of these names, if it is asked for.
    fn push(&mut self, at: &Position<'_>, names: &[String], state: State<Raw<'r>>, value: &str) {
        if !(self.is_asked)(&state) {
            return;
        }
        let (pointer, stable) = at.texts();
        let [pointer, stable] = [pointer, stable].map(|before| before + &Pointer::text(names));
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
