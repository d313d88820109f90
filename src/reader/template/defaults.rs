//! Documented defaults of properties that Bicep or an ARM template omits, by kind.
//!
//! `signInAudience` is missing here: its documentation contradicts observed behavior, so an omitted value allows no conclusion.
//!
//! Sources: Microsoft Graph Bicep reference, v1.0 and beta; Azure Resource Manager reference of the named types (2026-07).

pub(super) enum Default {
    Json(&'static str),
    /// An object with its own defaults, which exists even if nothing in it is written.
    Object(&'static [(&'static str, Self)]),
}

use Default::{Json, Object};

const EMPTY: Default = Json("[]");
const NO: Default = Json("false");
const NULL: Default = Json("null");

pub(super) fn of(kind: &str) -> &'static [(&'static str, Default)] {
    DEFAULTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)).map_or(&[], |(_, defaults)| defaults)
}

type Defaults = &'static [(&'static str, Default)];

static DEFAULTS: &[(&str, Defaults)] = &[
    (
        "application",
        &[
            ("api", Object(&[("requestedAccessTokenVersion", NULL)])),
            ("appRoles", EMPTY),
            ("authenticationBehaviors", NULL),
            ("identifierUris", EMPTY),
            ("isFallbackPublicClient", NULL),
            ("optionalClaims", NULL),
            ("publicClient", Object(&[("redirectUris", EMPTY)])),
            ("requiredResourceAccess", EMPTY),
            ("servicePrincipalLockConfiguration", NULL),
            ("spa", Object(&[("redirectUris", EMPTY)])),
            (
                "web",
                Object(&[
                    ("implicitGrantSettings", Object(&[("enableAccessTokenIssuance", NO), ("enableIdTokenIssuance", NO)])),
                    ("redirectUris", EMPTY),
                ]),
            ),
        ],
    ),
    ("group", &[("groupTypes", EMPTY), ("isAssignableToRole", NULL)]),
    ("Microsoft.Authorization/policyAssignments", &[("properties", Object(&[("enforcementMode", Json("\"Default\""))]))]),
    ("servicePrincipal", &[("accountEnabled", Json("true")), ("appRoleAssignmentRequired", NO)]),
];
