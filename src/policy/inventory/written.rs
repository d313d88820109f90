//! The types of the written form of an inventory, from which the JSON Schemas are generated.

use crate::inventory::{Partner, Subscription, Trust};
use crate::policy::schema::drafted;
use jiff::civil::Date;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the tenants are declared to contain.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Inventory")]
pub(in crate::policy) struct WrittenInventory {
    /// Guests.
    #[serde(default)]
    #[schemars(with = "WrittenGuests")]
    pub guests: Option<WrittenGuests>,
    /// Azure subscriptions.
    #[serde(default)]
    #[schemars(with = "Listed<SubscriptionEntry>")]
    pub subscriptions: Option<Listed<SubscriptionEntry>>,
    /// Managed identities and service principals.
    #[serde(default)]
    #[schemars(with = "Listed<IdentityEntry>")]
    pub identities: Option<Listed<IdentityEntry>>,
    /// Partner tenants, and the trust in them that is accepted.
    #[serde(default)]
    #[schemars(with = "Listed<PartnerEntry>")]
    pub partners: Option<Listed<PartnerEntry>>,
    /// Principals that are allowed to have billing roles.
    #[serde(default)]
    #[schemars(with = "Listed<PrincipalEntry>")]
    pub billing: Option<Listed<PrincipalEntry>>,
    /// Principals that are allowed to have roles at `/` and at the tenant root group.
    #[serde(default)]
    #[schemars(with = "Listed<PrincipalEntry>")]
    pub root_scope: Option<Listed<PrincipalEntry>>,
}

/// The declared guests: everything given here together.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Guests")]
pub(in crate::policy) struct WrittenGuests {
    /// Domains whose users are all declared: exactly these domains, no subdomains.
    #[serde(default)]
    pub domains: Vec<Named<DomainEntry>>,
    /// Ids of tenants whose users are all declared.
    #[serde(default)]
    pub tenants: Vec<Named<TenantIdEntry>>,
    /// Individual guests.
    #[serde(default)]
    pub people: Vec<GuestEntry>,
    /// A file that lists guests, relative to the policy file: YAML, JSON or CSV.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1))]
    pub file: Option<String>,
}

/// The entries, or the file that contains them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub(in crate::policy) enum Listed<T> {
    /// The entries.
    Here(Vec<T>),
    /// The file that contains them.
    Elsewhere(ListFile),
}

/// A file that contains the entries.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct ListFile {
    /// Its path, relative to the policy file: YAML, JSON or CSV.
    #[schemars(length(min = 1))]
    pub file: String,
}

/// An id, or an entry with an id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, bound(deserialize = "T: Entered"))]
#[schemars(inline, bound = "T: Entered")]
pub(in crate::policy) enum Named<T> {
    /// The id.
    Id(#[schemars(schema_with = "id_alone::<T>")] String),
    /// The entry.
    Entry(T),
}

fn id_alone<T: Entered>(_: &mut SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "format": T::FORM })
}

/// The keys that every entry has. Only the id is required, but a missing reviewer or review date is a warning.
#[derive(Debug, Default)]
pub(in crate::policy) struct Record {
    pub id: String,
    pub name: Option<String>,
    pub reviewer: Option<String>,
    pub review_by: Option<Date>,
    pub reason: Option<String>,
}

/// An entry of a list.
pub(in crate::policy) trait Entered: for<'de> Deserialize<'de> + JsonSchema {
    /// The keys that only this list has.
    type About: Default;
    /// The format of its id.
    const FORM: &'static str;
    /// The keys that every entry has, and those that only this list has.
    fn taken(self) -> (Record, Self::About);
}

/// Declares the entry of a list: the keys that every entry has, and its specific ones.
macro_rules! entry {
    (
        $(#[$doc:meta])* $name:ident($form:literal) => $about:ty;
        $(#[$id_doc:meta])* id $({ $($(#[$own_doc:meta])* $own:ident: $type:ty,)* })?
        => |$entry:ident| $about_entry:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub(in crate::policy) struct $name {
            $(#[$id_doc])*
            #[schemars(extend("format" = $form))]
            pub id: String,
            /// The name, for people; it is not used to match.
            #[serde(default)]
            #[schemars(with = "String")]
            pub name: Option<String>,
            $($(
                $(#[$own_doc])*
                #[serde(default)]
                pub $own: $type,
            )*)?
            /// Who reviewed the entry. Entries without a reviewer cause a warning.
            #[serde(default)]
            #[schemars(with = "String")]
            pub reviewer: Option<String>,
            /// The last day before the entry has to be reviewed again. Entries without one cause a warning.
            #[serde(default)]
            #[schemars(with = "Date")]
            pub review_by: Option<Date>,
            /// Why the entry exists.
            #[serde(default)]
            #[schemars(with = "String")]
            pub reason: Option<String>,
        }

        impl Entered for $name {
            type About = $about;
            const FORM: &'static str = $form;

            fn taken(self) -> (Record, $about) {
                let $entry = self;
                let about = $about_entry;
                let Self { id, name, reviewer, review_by, reason, .. } = $entry;
                (Record { id, name, reviewer, review_by, reason }, about)
            }
        }
    };
}

entry! {
    /// A guest, or all guests of a domain.
    GuestEntry("tenantlint-guest") => ();
    /// The guest's object id, UPN or mail address, or `@` and a domain for all of its users. The object id is the safest, because the
    /// others can be reassigned.
    id {
        /// The UPN, for people; it is not used to match.
        #[schemars(with = "String")]
        #[serde(rename = "upn")]
        _upn: Option<String>,
        /// The home domain, for people; it is not used to match.
        #[schemars(with = "String")]
        #[serde(rename = "domain")]
        _domain: Option<String>,
    }
    => |entry| ()
}

entry! {
    /// A domain whose users are all declared.
    DomainEntry("tenantlint-domain") => ();
    /// The domain.
    id
    => |entry| ()
}

entry! {
    /// A tenant whose users are all declared.
    TenantIdEntry("uuid") => ();
    /// The tenant's id.
    id
    => |entry| ()
}

entry! {
    /// An Azure subscription.
    SubscriptionEntry("uuid") => Subscription;
    /// Its id.
    id {
        /// Who is responsible for it: an object id is compared with the Owners of the subscription, a name or an address is for people.
        #[schemars(with = "String")]
        owner: Option<String>,
        /// The billing scope that pays for it.
        #[schemars(with = "String")]
        billing_scope: Option<String>,
    }
    => |entry| Subscription { owner: entry.owner.clone(), billing_scope: entry.billing_scope.clone() }
}

entry! {
    /// A managed identity or service principal.
    IdentityEntry("tenantlint-identity") => ();
    /// Its object id, client id or resource id.
    id
    => |entry| ()
}

fn domains(_: &mut SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "array", "items": { "type": "string", "format": DomainEntry::FORM } })
}

entry! {
    /// A partner tenant.
    PartnerEntry("uuid") => Partner;
    /// Its tenant id.
    id {
        /// Its domains.
        #[schemars(schema_with = "domains")]
        domains: Vec<String>,
        /// The trust in it that is accepted. Without this key any trust is accepted, with an empty list none.
        #[schemars(with = "Vec<Trust>")]
        accepts: Option<Vec<Trust>>,
    }
    => |entry| Partner { domains: entry.domains.clone(), accepts: entry.accepts.clone() }
}

entry! {
    /// A principal.
    PrincipalEntry("tenantlint-principal") => ();
    /// Its object id, or the UPN or mail address of a user. The object id is the safest, because the others can be reassigned.
    id
    => |entry| ()
}

/// The JSON Schema of a file that holds a list of these.
pub(in crate::policy) fn list_schema<T: Entered>() -> Value {
    drafted().into_root_schema_for::<Vec<T>>().to_value()
}

/// The JSON Schema of one of these, for what a table may have as columns.
pub(in crate::policy) fn entry_schema<T: Entered>() -> Value {
    drafted().into_root_schema_for::<T>().to_value()
}

/// The JSON Schema of inventory files, for editors: a list of entries, all of one kind. The policy file determines which list it is, and
/// then the file is checked against the schema of that list alone.
pub fn inventory_schema() -> Value {
    let mut generator = drafted();
    let lists = [
        generator.subschema_for::<Vec<GuestEntry>>(),
        generator.subschema_for::<Vec<SubscriptionEntry>>(),
        generator.subschema_for::<Vec<IdentityEntry>>(),
        generator.subschema_for::<Vec<PartnerEntry>>(),
        generator.subschema_for::<Vec<PrincipalEntry>>(),
    ];
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "tenantlint inventory file",
        "description": "Guests, subscriptions, identities, partners, or principals that are allowed to have billing roles or roles at the root scope.",
        "anyOf": lists,
        "definitions": generator.take_definitions(true),
    })
}
