//! Users: internal or external, enabled or not.

use crate::chunks::{At, Chunks};
use crate::message::{Label, Text};
use crate::model::{Invitation, ObjectId, Reference, Setting, Standing, State, Str, is_external_name, standing};
use crate::resource::{Kind, Resource};
use crate::source::{FileId, Span};
use crate::syntax::json::Scan;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The facts that are kept of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserFacts<'t> {
    pub id: ObjectId,
    /// `None` if the export does not decide it.
    pub standing: Option<Standing>,
    /// Whether the sign-in name is known, which shows whether a member is external.
    pub has_sign_in_name: bool,
    /// Whether the account is enabled; `None` if the export does not decide it.
    pub enabled: Option<bool>,
    /// The place in the input that shows the type, else the sign-in name, else the id.
    pub span: Span,
    /// The sign-in name, display name or address in code; empty for members of the tenant.
    pub name: &'t str,
}

impl UserFacts<'_> {
    /// `None` if the export does not decide it.
    pub fn guest(self) -> Option<bool> {
        self.standing.map(|standing| standing == Standing::Guest)
    }

    /// Whether the user is external, as a guest or as a member; `None` if the export does not decide it.
    pub fn external(self) -> Option<bool> {
        match self.standing {
            Some(Standing::Member) => self.has_sign_in_name.then_some(false),
            Some(Standing::Guest | Standing::ExternalMember) => Some(true),
            None => is_external_name(self.name).then_some(true),
        }
    }

    /// A label at the place where the input shows that this is a guest.
    pub fn label(self) -> Label {
        let text = if self.standing == Some(Standing::Guest) { "{name} is a guest" } else { "{name} is an external user" };
        Label::at(self.span, Text::new(text).with("name", self.name))
    }
}

/// The stored facts of a user.
#[derive(Debug)]
pub(super) struct Record {
    id: ObjectId,
    standing: Option<Standing>,
    has_sign_in_name: bool,
    enabled: Option<bool>,
    span: Span,
    /// Sign-in name or display name; not stored for members of the tenant.
    name: Option<Box<str>>,
    /// Whether the name is the sign-in name, by which other objects may refer to the user.
    is_sign_in_name: bool,
    /// The mail address, by which other objects may refer to the user; not stored for members.
    mail: Option<Box<str>>,
    /// Whether the input may have a mail address that it does not show.
    lacks_mail: bool,
}

impl Record {
    /// The facts about a user in a reference to an object, if the reference shows that it is a user.
    pub(super) fn of_reference<'a>(id: ObjectId, object: &Reference<'a>, place: impl Fn(&str) -> Span) -> Option<Self> {
        let text = |setting: &'_ Setting<'a, Str<'a>>| setting.known().map(ToString::to_string);
        let (kind, name) = (text(&object.user_type), text(&object.user_principal_name));
        if kind.is_none() && name.is_none() {
            return None;
        }
        let standing = standing(kind.as_deref(), name.as_deref());
        let span = place(object.user_type.or(&object.user_principal_name).raw().unwrap_or_default());
        let has_sign_in_name = name.is_some();
        let name = name.or_else(|| text(&object.display_name)).filter(|_| standing != Some(Standing::Member));
        let enabled = object.account_enabled.known().copied();
        // The relation already records the id of a referenced user.
        let name = name.map(Into::into);
        Some(Self { id, standing, has_sign_in_name, enabled, span, name, is_sign_in_name: false, mail: None, lacks_mail: false })
    }

    fn facts(&self) -> UserFacts<'_> {
        let Self { id, standing, has_sign_in_name, enabled, span, .. } = *self;
        UserFacts { id, standing, has_sign_in_name, enabled, span, name: self.name.as_deref().unwrap_or_default() }
    }

    /// Other names by which objects refer to the user.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.name.as_deref().filter(|_| self.is_sign_in_name).into_iter().chain(self.mail.as_deref())
    }

    /// How much is known. A reference in another object contains less than the user itself.
    fn completeness(&self) -> (bool, bool) {
        (self.standing.is_some(), self.enabled.is_some())
    }
}

/// A member of the tenant with an internal account, as nearly all users are. No rule on users applies, and the facts for joins take half
/// the size of another user's record.
#[derive(Debug)]
pub(crate) struct PlainMember {
    id: ObjectId,
    /// The place of the type.
    pub(super) span: Span,
    is_enabled: bool,
    /// Whether the object has `signInActivity`.
    pub(super) has_activity: bool,
}

/// The type of a member as JSON.
const MEMBER: &str = "\"Member\"";

/// Whether everything in a user shows an internal member, without escapes.
pub(super) fn is_internal(resource: &Resource<'_>, members: &Scan<'_>) -> bool {
    // In the order in which Graph writes them.
    let mut from = 0;
    let mut raw = |key| members.get_from(&resource.json, key, &mut from).unwrap_or("null");
    let name = raw("userPrincipalName");
    raw("userType") == MEMBER
        && raw("creationType") == "null"
        && !raw("externalUserState").starts_with('"')
        && !raw("identities").contains("ExternalAzureAD")
        && name.starts_with('"')
        && !name.contains("#EXT#")
        && !name.contains('\\')
}

impl PlainMember {
    /// This user, if everything in it shows a plain member without escapes.
    pub(crate) fn of(resource: &Resource<'_>, members: &Scan<'_>) -> Option<Self> {
        if resource.kind != Kind::User || !resource.ambiguous.is_empty() {
            return None;
        }
        // In the order in which Graph writes them.
        let mut from = 0;
        let mut raw = |key| members.get_from(&resource.json, key, &mut from).unwrap_or("null");
        let id = raw("id").strip_prefix('"')?.strip_suffix('"')?;
        let is_enabled = match raw("accountEnabled") {
            "true" => true,
            "false" => false,
            _ => return None,
        };
        let user_type = Some(raw("userType")).filter(|raw| *raw == MEMBER)?;
        let is_plain = is_internal(resource, members) && !members.has("sponsors");
        let span = Some(resource.place(user_type).span).filter(|span| is_plain && (span.end - span.start) as usize == MEMBER.len())?;
        Some(Self { id: ObjectId::of_guid(id)?, span, is_enabled, has_activity: members.has("signInActivity") })
    }
}

/// The place of a plain member.
#[derive(Debug)]
struct Member {
    id: ObjectId,
    file: FileId,
    /// The start of the type.
    start: u32,
    is_enabled: bool,
}

impl Member {
    fn facts(&self) -> UserFacts<'static> {
        let start = self.start as usize;
        let span = Span::new(self.file, start, start + MEMBER.len());
        UserFacts { id: self.id, standing: Some(Standing::Member), has_sign_in_name: true, enabled: Some(self.is_enabled), span, name: "" }
    }
}

/// The text of a JSON string; nearly all have no escapes.
fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    match raw.get(1..raw.len().saturating_sub(1)) {
        Some(inner) if !inner.contains('\\') => Some(Cow::Borrowed(inner)),
        _ => serde_json::from_str(raw).ok(),
    }
}

/// The users of a tenant: a million need about 30 MB, and the index twice as much.
#[derive(Debug, Default)]
pub(super) struct People {
    members: Chunks<Member>,
    others: Chunks<Record>,
    /// Pairs of ids of the same user.
    aliases: Chunks<(ObjectId, ObjectId)>,
    index: OnceLock<Index>,
}

/// Positions of the users.
#[derive(Debug)]
struct Index {
    members: HashMap<ObjectId, At>,
    others: HashMap<ObjectId, At>,
}

impl People {
    /// Records a user, or a directory object that may be one.
    pub(super) fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        // Read manually for speed, because only a few settings of many users matter.
        let raw = |key| members.get(&resource.json, key).filter(|value| value.starts_with('"'));
        let text = |key| raw(key).and_then(unquoted);
        let name = text("userPrincipalName");
        // Formats without ids refer to users by sign-in name.
        let id = text("id").or_else(|| name.clone().filter(|_| !resource.format.makes_whole_objects() && !members.has("id")));
        let id = id.map(|id| ObjectId::of(&id)).or_else(|| ObjectId::of_address(resource));
        let Some(id) = id else { return };
        // A directory object without a sign of its type may be a user.
        let is_other = ["appId", "securityEnabled", "servicePrincipalType"].iter().any(|key| members.has(key))
            || text("@odata.type").is_some_and(|name| !name.ends_with(".user"));
        let is_perhaps_user = resource.format.is_response() && !is_other;
        if resource.kind != Kind::User && name.is_none() && !is_perhaps_user {
            return;
        }
        let mut standing = standing(text("userType").as_deref(), name.as_deref());
        let made = raw("creationType").unwrap_or_default();
        let is_named = members.get(&resource.json, "identities").is_some_and(|identities| identities.contains("\"ExternalAzureAD\""));
        if standing == Some(Standing::Member) && (is_named || matches!(made, "\"Invitation\"" | "\"SelfServiceSignUp\"")) {
            standing = Some(Standing::ExternalMember);
        }
        let enabled = match members.get(&resource.json, "accountEnabled") {
            Some("true") => Some(true),
            Some("false") => Some(false),
            None if resource.format.makes_whole_objects() => Some(true),
            _ => None,
        };
        let evidence = raw("userType").or_else(|| raw("userPrincipalName")).or_else(|| raw("id")).unwrap_or_default();
        let span = resource.place(evidence).span;
        let is_sign_in_name = name.is_some();
        let has_sign_in_name = is_sign_in_name || !resource.format.is_response();
        let mut user = Record { id, standing, has_sign_in_name, enabled, span, name: None, is_sign_in_name, mail: None, lacks_mail: false };
        if standing != Some(Standing::Member) {
            user.name = name.or_else(|| text("displayName")).map(Into::into).or_else(|| resource.address.as_deref().map(Into::into));
            user.mail = text("mail").map(Into::into);
            user.lacks_mail = resource.kind == Kind::User && resource.format.is_response() && !members.has("mail");
        }
        self.others.push(user);
    }

    pub(super) fn add_member(&mut self, member: &PlainMember) {
        let PlainMember { id, span, is_enabled, .. } = *member;
        self.members.push(Member { id, file: span.file, start: span.start, is_enabled });
    }

    /// Records the user that an invitation creates: in code, role assignments and owners refer to its address.
    pub(super) fn add_invitation(&mut self, resource: &Resource<'_>, invitation: &Invitation<'_>) {
        let made = invitation.invited_user.known().and_then(|user| ObjectId::of_setting(&user.id));
        let Some(id) = ObjectId::of_address(resource).or(made) else { return };
        let standing = match invitation.invited_user_type.state() {
            State::Known(kind) if kind.eq_ignore_ascii_case("Member") => Some(Standing::ExternalMember),
            State::Unknown(_) => None,
            // "The userType of the user being invited. By default, this is Guest": Microsoft Graph, resource type `invitation`.
            State::Known(_) | State::Null | State::Absent => Some(Standing::Guest),
        };
        let address = &invitation.invited_user_email_address;
        let span = resource.place(address.raw().unwrap_or_default()).span;
        let name = address.known().map(|address| Box::from(&**address));
        let is_sign_in_name = name.is_some();
        let name = name.or_else(|| resource.address.as_deref().map(Into::into));
        self.aliases.extend(made.map(|made| (made, id)));
        self.extend([Record {
            id,
            standing,
            has_sign_in_name: true,
            enabled: Some(true),
            span,
            name,
            is_sign_in_name,
            mail: None,
            lacks_mail: false,
        }]);
    }

    /// Records facts about users from other objects.
    pub(super) fn extend(&mut self, people: impl IntoIterator<Item = Record>) {
        self.others.extend(people);
    }

    pub(super) fn join(&mut self, part: Self) {
        self.members.append(part.members);
        self.others.append(part.others);
        self.aliases.append(part.aliases);
    }

    /// The user with this id, sign-in name or address. Of several records the most complete one counts; if they differ, the external one.
    pub(super) fn get(&self, id: ObjectId) -> Option<UserFacts<'_>> {
        let index = self.index.get_or_init(|| self.index());
        let other = index.others.get(&id).map(|&at| self.others.at(at));
        let member = || index.members.get(&id).map(|&at| self.members.at(at).facts());
        match other {
            Some(other) if other.completeness() == (true, true) => Some(other.facts()),
            other => member().or_else(|| other.map(Record::facts)),
        }
    }

    /// Whether the mail address of some external user is not in the input.
    pub(super) fn lacks_mail(&self) -> bool {
        self.others.iter().any(|user| user.lacks_mail)
    }

    fn index(&self) -> Index {
        let mut members = HashMap::with_capacity(self.members.len());
        for (at, member) in self.members.places() {
            members.entry(member.id).or_insert(at);
        }
        let mut others = HashMap::with_capacity(3 * self.others.len());
        for (at, user) in self.others.places() {
            let known = others.entry(user.id).or_insert(at);
            if self.others.at(*known).completeness() < user.completeness() {
                *known = at;
            }
        }
        // Names and addresses apply only if no object has that id.
        let names = self.others.iter().flat_map(|user| user.names().map(|name| (ObjectId::of(name), user.id)));
        for (alias, id) in self.aliases.iter().copied().chain(names) {
            if let Some(&at) = others.get(&id) {
                others.entry(alias).or_insert(at);
            }
        }
        Index { members, others }
    }

    /// External users, and users who are not known to be members or whose account status is unknown.
    pub(super) fn others(&self) -> impl Iterator<Item = UserFacts<'_>> {
        self.others.iter().map(Record::facts)
    }
}
