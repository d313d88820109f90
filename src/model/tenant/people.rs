//! Users: where they come from, and whether they may sign in.

use crate::chunks::{At, Chunks};
use crate::finding::{Label, Text};
use crate::model::{Invitation, ObjectId, Reference, Setting, Standing, State, Str, is_external_name, standing};
use crate::source::Span;
use crate::syntax::json::Scan;
use crate::wire::Resource;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What is remembered of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFacts {
    /// The user.
    pub id: ObjectId,
    /// Where the user comes from, where the export tells.
    pub standing: Option<Standing>,
    /// Whether the account may sign in, where the export tells.
    pub enabled: Option<bool>,
    /// Where the input says what it is: its type, else its sign-in name, else its id.
    pub span: Span,
    /// Sign-in name or display name; of members of the tenant it is not kept.
    name: Option<Box<str>>,
}

impl UserFacts {
    /// What a reference to an object tells of it, where it tells that it is a user.
    pub(super) fn of_reference<'a>(id: ObjectId, object: &Reference<'a>, place: impl Fn(&str) -> Span) -> Option<Self> {
        let text = |setting: &'_ Setting<'a, Str<'a>>| setting.known().map(ToString::to_string);
        let (kind, name) = (text(&object.user_type), text(&object.user_principal_name));
        let standing = standing(kind.as_deref(), name.as_deref())?;
        let span = place(object.user_type.or(&object.user_principal_name).raw().unwrap_or_default());
        let name = name.or_else(|| text(&object.display_name)).filter(|_| standing != Standing::Member);
        Some(Self { id, standing: Some(standing), enabled: object.account_enabled.known().copied(), span, name: name.map(Into::into) })
    }

    /// Whether it is a guest, where the export tells.
    pub fn guest(&self) -> Option<bool> {
        self.standing.map(|standing| standing == Standing::Guest)
    }

    /// Whether it comes from elsewhere, as a guest or with the rights of a member, where the export tells.
    pub fn external(&self) -> Option<bool> {
        self.standing.map_or_else(|| is_external_name(self.name()).then_some(true), |standing| Some(standing != Standing::Member))
    }

    /// The name that people know; empty of a member of the tenant.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// A label where the input says that this is a guest.
    pub fn label(&self) -> Label {
        let text = if self.standing == Some(Standing::Guest) { "{name} is a guest" } else { "{name} comes from elsewhere" };
        Label::at(self.span, Text::new(text).with("name", self.name()))
    }
}

/// The text of a JSON string: nearly all have no escapes.
fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    match raw.get(1..raw.len().saturating_sub(1)) {
        Some(inner) if !inner.contains('\\') => Some(Cow::Borrowed(inner)),
        _ => serde_json::from_str(raw).ok(),
    }
}

/// Whether this is certainly a member of the tenant who was made in it: rules on users have nothing to say of him.
pub(crate) fn is_plain_member(resource: &Resource<'_>, members: &Scan<'_>) -> bool {
    let raw = |key| members.get(&resource.json, key).unwrap_or("null");
    raw("userType") == "\"Member\""
        && raw("creationType") == "null"
        && !raw("userPrincipalName").contains("#EXT#")
        && !raw("identities").contains("ExternalAzureAD")
        && !raw("externalUserState").starts_with('"')
}

/// The users of a tenant: a million fit in some 50 MB, and the index of them in as much again.
#[derive(Debug, Default)]
pub(super) struct People {
    all: Chunks<UserFacts>,
    /// Sign-in names and addresses of users from elsewhere.
    aliases: Chunks<(ObjectId, ObjectId)>,
    index: OnceLock<HashMap<ObjectId, At>>,
}

impl People {
    /// Takes note of a user, or of a directory object that may be one.
    pub(super) fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        // Read by hand: of a million users nearly all are members, of whom five settings matter.
        let raw = |key| members.get(&resource.json, key).filter(|value| value.starts_with('"'));
        let text = |key| raw(key).and_then(unquoted);
        let name = text("userPrincipalName");
        // Where a format has no ids, users go by their sign-in names.
        let id = text("id").or_else(|| name.clone().filter(|_| !resource.format.makes_whole_objects() && !members.has("id")));
        let id = id.map(|id| ObjectId::of(&id)).or_else(|| resource.address.as_deref().map(ObjectId::of));
        let Some(id) = id else { return };
        let is_user = resource.kind == crate::wire::Kind::User || name.is_some();
        if !is_user {
            return;
        }
        let mut standing = standing(text("userType").as_deref(), name.as_deref());
        let made = raw("creationType").unwrap_or_default();
        if standing == Some(Standing::Member) && matches!(made, "\"Invitation\"" | "\"SelfServiceSignUp\"") {
            standing = Some(Standing::ExternalMember);
        }
        let enabled = match members.get(&resource.json, "accountEnabled") {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        let evidence = raw("userType").or_else(|| raw("userPrincipalName")).or_else(|| raw("id")).unwrap_or_default();
        let span = resource.place(evidence).span;
        let mut kept_name = None;
        if standing != Some(Standing::Member) {
            self.aliases.extend(name.as_deref().map(|name| (ObjectId::of(name), id)));
            self.aliases.extend(text("mail").map(|mail| (ObjectId::of(&mail), id)));
            kept_name = name.or_else(|| text("displayName")).map(Into::into);
        }
        self.all.push(UserFacts { id, standing, enabled, span, name: kept_name });
    }

    /// Takes note of whom an invitation makes: in code he goes by its address, as roles and owners name him.
    pub(super) fn add_invitation(&mut self, resource: &Resource<'_>, invitation: &Invitation<'_>) {
        let made = invitation.invited_user.known().and_then(|user| ObjectId::of_setting(&user.id));
        let Some(id) = resource.address.as_deref().map(ObjectId::of).or(made) else { return };
        let standing = match invitation.invited_user_type.state() {
            State::Known(kind) if kind.eq_ignore_ascii_case("Member") => Some(Standing::ExternalMember),
            State::Unknown(_) => None,
            // "The userType of the user being invited. By default, this is Guest": Microsoft Graph, resource type `invitation`.
            State::Known(_) | State::Null | State::Absent => Some(Standing::Guest),
        };
        let address = &invitation.invited_user_email_address;
        let span = resource.place(address.raw().unwrap_or_default()).span;
        let name = address.known().map(|address| Box::from(&**address));
        self.aliases.extend(made.into_iter().chain(address.known().map(|address| ObjectId::of(address))).map(|alias| (alias, id)));
        self.extend([UserFacts { id, standing, enabled: None, span, name }]);
    }

    /// Takes what was told of users elsewhere.
    pub(super) fn extend(&mut self, people: impl IntoIterator<Item = UserFacts>) {
        self.all.extend(people);
    }

    /// Appends what another part of the input holds.
    pub(super) fn join(&mut self, part: Self) {
        self.all.append(part.all);
        self.aliases.append(part.aliases);
    }

    /// The user of this id, sign-in name or address. Of several the one of which most is known.
    pub(super) fn get(&self, id: ObjectId) -> Option<&UserFacts> {
        let index = self.index.get_or_init(|| self.index());
        index.get(&id).map(|&at| self.all.at(at))
    }

    fn index(&self) -> HashMap<ObjectId, At> {
        let mut index = HashMap::with_capacity(self.all.len() + self.aliases.len());
        for (at, person) in self.all.places() {
            let known = index.entry(person.id).or_insert(at);
            let before = self.all.at(*known);
            // A reference in another object tells less than the user itself.
            let told = |user: &UserFacts| (user.standing.is_some(), user.enabled.is_some());
            if told(before) < told(person) {
                *known = at;
            }
        }
        for (alias, id) in self.aliases.iter() {
            if let Some(&at) = index.get(id) {
                index.entry(*alias).or_insert(at);
            }
        }
        index
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &UserFacts> {
        self.all.iter()
    }
}
