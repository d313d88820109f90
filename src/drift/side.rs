//! One of the two inputs: its objects by what identifies them, and of which kinds it contains all.
//!
//! Of an object that is a part of a file, only the place is kept. Its text is read again if it differs.

use super::properties::Properties;
use crate::judge::{Objects, Versions};
use crate::load::Loaded;
use crate::model::{Contents, PlainMember, Str};
use crate::policy::Policy;
use crate::reader::{self, Project, Reading};
use crate::resource::{
    Completeness, Forks, Format, Identity, Kind, Problem, Resource, Scan, Sink, SourceMap, digest, forked, is_single, seeded,
};
use crate::source::{FileId, Sources, Span};
use std::borrow::Cow;
use std::num::NonZeroU64;
use std::sync::Arc;

/// What identifies an object: hashes of texts, because a tenant may have a million objects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Keys {
    pub id: Option<NonZeroU64>,
    /// The path of a relation in an export.
    pub path: Option<NonZeroU64>,
    /// The address in code.
    pub address: Option<NonZeroU64>,
    pub app_id: Option<NonZeroU64>,
    pub unique_name: Option<NonZeroU64>,
    pub name: Option<NonZeroU64>,
    /// All values, for an object that has nothing else.
    pub content: Option<NonZeroU64>,
}

/// An object of one input.
#[derive(Debug)]
pub(super) struct Object {
    pub kind: Kind,
    pub tenant: usize,
    pub keys: Keys,
    /// A hash of its JSON.
    pub text: u64,
    pub format: Format,
    /// Whether it is a member of the tenant with an internal account, which no rule needs individually.
    pub is_plain: bool,
    /// Whether it changes an object that is not in the input.
    pub is_update: bool,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// The JSON is this part of a file.
    Text { span: Span, address: Option<Box<str>>, ambiguous: Box<[String]> },
    /// A reader wrote the JSON.
    Written(Box<Resource<'static>>),
}

impl Object {
    fn of(resource: &Resource<'_>, members: &Scan<'_>, tenant: usize) -> Self {
        let body = match resource.map {
            SourceMap::Identity { file, offset } => Body::Text {
                span: Span::new(file, offset, offset + resource.json.len()),
                address: resource.address.as_deref().map(Into::into),
                ambiguous: resource.ambiguous.clone().into(),
            },
            SourceMap::Written(_) => Body::Written(Box::new(resource.keep())),
        };
        Self {
            kind: resource.kind.clone(),
            tenant,
            keys: Keys::of(resource, members),
            text: seeded(&resource.json),
            format: resource.format,
            is_plain: PlainMember::of(resource, members).is_some(),
            is_update: resource.is_update,
            body,
        }
    }

    /// Where it is.
    pub fn span(&self) -> Span {
        match &self.body {
            Body::Written(resource) => resource.span,
            Body::Text { span, .. } => *span,
        }
    }

    /// The object as it was read; without text if that cannot be read again.
    pub fn resource(&self, sources: &Sources) -> Cow<'_, Resource<'static>> {
        match &self.body {
            Body::Written(resource) => Cow::Borrowed(resource),
            Body::Text { span, address, ambiguous } => Cow::Owned(Resource {
                kind: self.kind.clone(),
                address: address.as_deref().map(|address| Cow::Owned(address.to_owned())),
                root: Arc::default(),
                deployment: Arc::default(),
                format: self.format,
                span: *span,
                json: Cow::Owned(sources.text(*span)),
                map: SourceMap::Identity { file: span.file, offset: span.start as usize },
                calls: Vec::new(),
                only_if: Vec::new(),
                is_update: self.is_update,
                ambiguous: ambiguous.to_vec(),
            }),
        }
    }
}

impl Keys {
    fn of(resource: &Resource<'_>, members: &Scan<'_>) -> Self {
        let text = |key: &str| members.get(&resource.json, key).and_then(|raw| serde_json::from_str::<Str<'_>>(raw).ok());
        let key = |text: &str| NonZeroU64::new(seeded(&(resource.kind.name(), text)).max(1)).filter(|_| !text.is_empty());
        let lower = |name: &str| text(name).and_then(|text| key(&text.to_ascii_lowercase()));
        let exact = |name: &str| text(name).and_then(|text| key(&text));
        if let Some(address) = resource.address.as_deref().filter(|_| resource.format.is_exported()) {
            return Self { path: key(&address.to_ascii_lowercase()), ..Self::default() };
        }
        let id = match &resource.kind {
            kind if is_single(kind) => key("the only one"),
            Kind::CrossTenantAccessPartner => lower("tenantId"),
            _ => lower("id"),
        };
        let name = match resource.kind.entry().map(|entry| entry.format) {
            Some(Format::Graph) => exact("displayName").or_else(|| exact("name")),
            _ if resource.kind == Kind::Subscription => exact("displayName").or_else(|| exact("name")),
            _ => arm_name(&resource.kind, text("id").as_deref(), text("name").as_deref()).and_then(|name| key(&name)),
        };
        let address = resource.full_address().and_then(|address| key(&address));
        let unique_name = exact("uniqueName").or_else(|| lower("userPrincipalName"));
        let keys = Self { id, path: None, address, app_id: lower("appId"), unique_name, name, content: None };
        if keys != Self::default() {
            return keys;
        }
        let content = serde_json::from_str(&resource.json).ok().map(|value| seeded(&(resource.kind.name(), digest(&value))));
        Self { content: content.and_then(NonZeroU64::new), ..keys }
    }

    /// Which of the keys an object has, a bit for each. Two objects without a key in common cannot be compared.
    pub fn present(&self) -> u8 {
        let Self { id, path, address, app_id, unique_name, name, content } = self;
        let keys = [id, path, address, app_id, unique_name, name, content];
        keys.iter().enumerate().filter(|(_, key)| key.is_some()).fold(0, |present, (bit, _)| present | 1 << bit)
    }
}

/// The name of an ARM object, with the names of the objects that it is in; nothing if these are unknown.
fn arm_name(kind: &Kind, id: Option<&str>, name: Option<&str>) -> Option<String> {
    let arm = kind.entry().and_then(|entry| entry.arm.first()).map_or(kind.name(), |arm| arm);
    let depth = arm.matches('/').count();
    let of_id = || {
        let (_, path) = id?.rsplit_once("/providers/")?;
        Some(path.split('/').skip(2).step_by(2).collect::<Vec<_>>().join("/"))
    };
    let is_full = |name: &String| name.split('/').count() == depth;
    name.map(str::to_owned).filter(is_full).or_else(|| of_id().filter(is_full)).map(|name| name.to_ascii_lowercase())
}

/// One of the two inputs.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub objects: Vec<Object>,
    /// What it contains, for each tenant.
    pub contents: Vec<Contents>,
    pub problems: Vec<Problem>,
    pub readings: Vec<(FileId, Reading)>,
}

impl Side {
    /// Reads an input. Of objects that are in it in several versions, the same ones count as in `check`.
    pub fn read(loaded: &Loaded, policy: &Policy, properties: &Properties) -> Self {
        let (sources, project) = (&loaded.sources, &loaded.project);
        let tenants = policy.tenant_names().len();
        let tenant_of = |path: &str| policy.tenant_of(path);
        let run = |versions: Option<&Versions>| {
            let new = |path: &str| {
                let complete = policy.complete_kinds(path, &loaded.folders);
                Part::new(Input { properties, project, versions }, tenant_of(path), complete)
            };
            let mut side = Self { contents: (0..tenants).map(|_| Contents::default()).collect(), ..Self::default() };
            let mut identities: Vec<Objects> = (0..tenants).map(|_| Objects::default()).collect();
            side.readings = reader::read_all(sources, project, &tenant_of, &new, &mut |part: Part<'_>| {
                side.objects.extend(part.objects);
                side.problems.extend(part.problems);
                if let Some((contents, objects)) = side.contents.get_mut(part.tenant).zip(identities.get_mut(part.tenant)) {
                    contents.join(part.contents);
                    objects.join(part.identities);
                }
            });
            for (id, source) in sources.iter().filter(|(_, source)| source.unreadable) {
                if let Some(contents) = side.contents.get_mut(tenant_of(&source.path)) {
                    contents.add_unreadable(&policy.complete_kinds(&source.path, &loaded.folders), Span::new(id, 0, 0));
                }
            }
            (side, identities)
        };
        let (mut side, identities) = run(None);
        if let Some(versions) = Versions::find(identities, sources, project, &tenant_of) {
            drop(side);
            (side, _) = run(Some(&versions));
            side.problems.extend(versions.warnings);
        }
        side
    }
}

/// What is the same for all files of an input.
#[derive(Clone, Copy)]
struct Input<'r> {
    properties: &'r Properties,
    project: &'r Project,
    /// What counts of objects that are in several places, if that is known.
    versions: Option<&'r Versions>,
}

/// The objects in one file, or in a part of one.
struct Part<'r> {
    input: Input<'r>,
    tenant: usize,
    /// The kinds of which the file contains a part of all objects, according to the policy file.
    complete: Vec<Kind>,
    contents: Contents,
    objects: Vec<Object>,
    identities: Objects,
    problems: Vec<Problem>,
}

impl<'r> Part<'r> {
    fn new(input: Input<'r>, tenant: usize, complete: Vec<Kind>) -> Self {
        let (contents, objects, identities, problems) = Default::default();
        Self { input, tenant, complete, contents, objects, identities, problems }
    }

    fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        self.contents.add(resource, members);
        // A module is read as a whole, but only what a named file declares is compared.
        let mut places = std::iter::once(resource.span).chain(resource.calls.iter().copied());
        if self.input.properties.has(&resource.kind) && places.any(|span| !self.input.project.is_dependency(span.file)) {
            self.objects.push(Object::of(resource, members, self.tenant));
        }
    }
}

impl Sink for Part<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        if self.complete.contains(&resource.kind) {
            self.contents.add_completeness(&resource.kind, "", Completeness::Whole(resource.span));
        }
        match (Identity::of(resource, members), self.input.versions) {
            (Some(object), Some(versions)) => versions.filter(self.tenant, object, resource, |resource| self.add(resource, members)),
            (object, _) => {
                if let Some(object) = object {
                    self.identities.add(object, resource);
                }
                self.add(resource, members);
            }
        }
    }

    fn problem(&mut self, problem: Problem) {
        if !problem.is_warning {
            self.contents.add_unreadable(&self.complete, problem.span);
        }
        self.problems.push(problem);
    }

    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.contents.add_completeness(kind, scope, completeness);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (input, tenant, complete) = (self.input, self.tenant, self.complete.clone());
        for part in forked(|| Self::new(input, tenant, complete.clone()), work) {
            self.contents.join(part.contents);
            self.objects.extend(part.objects);
            self.identities.join(part.identities);
            self.problems.extend(part.problems);
        }
    }
}
