//! Conditional Access.
//!
//! Source: Microsoft Graph v1.0, resource type `conditionalAccessPolicy`.

mod users;

use super::GuestTypes;
use crate::model::membership::{Rule, RuleError};
use crate::model::{Setting, State, Str, View, identified, object};
use crate::resource::Place;
use crate::syntax::membership_rule::{Dialect, parse};
use serde::de::Deserialize;

object! {
    ConditionalAccessPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        state: Str<'a>,
        conditions: CaConditions<'a>,
        grant_controls: GrantControls<'a>,
    }
}

identified!(ConditionalAccessPolicy, |object| (&object.id, &object.display_name));
identified!(NamedLocation, |object| (&object.id, &object.display_name));

object! {
    /// The conditions under which a policy applies.
    CaConditions {
        users: CaUsers<'a>,
        applications: CaApplications<'a>,
        client_app_types: Vec<Setting<'a, Str<'a>>>,
        devices: CaDevices<'a>,
        locations: CaLocations<'a>,
        platforms: CaPlatforms<'a>,
        sign_in_risk_levels: Vec<Setting<'a, Str<'a>>>,
        user_risk_levels: Vec<Setting<'a, Str<'a>>>,
        /// Insider risk: `minor`, `moderate`, `elevated`, separated by commas.
        insider_risk_levels: Str<'a>,
        authentication_flows: CaAuthenticationFlows<'a>,
    }

    CaAuthenticationFlows {
        /// `deviceCodeFlow`, `authenticationTransfer`, separated by commas, or `none`.
        transfer_methods: Str<'a>,
    }

    CaUsers {
        /// Ids, `All`, `None`, `GuestsOrExternalUsers`.
        include_users: Vec<Setting<'a, Str<'a>>>,
        exclude_users: Vec<Setting<'a, Str<'a>>>,
        include_groups: Vec<Setting<'a, Str<'a>>>,
        exclude_groups: Vec<Setting<'a, Str<'a>>>,
        include_roles: Vec<Setting<'a, Str<'a>>>,
        exclude_roles: Vec<Setting<'a, Str<'a>>>,
        include_guests_or_external_users: CaGuests<'a>,
        exclude_guests_or_external_users: CaGuests<'a>,
    }

    /// External users of certain types and tenants.
    CaGuests {
        /// One string, separated by commas (Graph), or a list (Terraform, DSC).
        guest_or_external_user_types: GuestTypes,
        external_tenants: ExternalTenants<'a>,
    }

    ExternalTenants {
        membership_kind: Str<'a>,
        members: Vec<Setting<'a, Str<'a>>>,
    }

    CaApplications {
        /// Client ids, `All`, `None`, `Office365`, `MicrosoftAdminPortals`.
        include_applications: Vec<Setting<'a, Str<'a>>>,
        exclude_applications: Vec<Setting<'a, Str<'a>>>,
        include_user_actions: Vec<Setting<'a, Str<'a>>>,
        application_filter: CaFilter<'a>,
    }

    /// A filter on custom security attributes of apps.
    CaFilter {
        /// `include`, `exclude`
        mode: Str<'a>,
    }

    CaDevices {
        device_filter: DeviceFilter<'a>,
    }

    CaLocations {
        /// Ids of named locations, `All`, `AllTrusted`.
        include_locations: Vec<Setting<'a, Str<'a>>>,
        exclude_locations: Vec<Setting<'a, Str<'a>>>,
    }

    NamedLocation {
        id: Str<'a>,
        display_name: Str<'a>,
        /// Only of IP ranges.
        is_trusted: bool,
    }

    CaPlatforms {
        /// `all`, `android`, `iOS`, …
        include_platforms: Vec<Setting<'a, Str<'a>>>,
        exclude_platforms: Vec<Setting<'a, Str<'a>>>,
    }

    DeviceFilter {
        mode: Str<'a>,
        /// A membership rule about devices.
        rule: Str<'a>,
    }
}

impl DeviceFilter<'_> {
    /// The parsed rule; `None` if unknown.
    pub fn parsed_rule(&self) -> Option<Result<Rule<'_>, RuleError>> {
        Some(parse(self.rule.known()?, Dialect::DeviceFilter))
    }
}

object! {
    GrantControls {
        operator: Str<'a>,
        /// `block`, `mfa`, `compliantDevice`, `domainJoinedDevice`, …
        built_in_controls: Vec<Setting<'a, Str<'a>>>,
        authentication_strength: AuthenticationStrength<'a>,
        terms_of_use: Vec<Setting<'a, Str<'a>>>,
        custom_authentication_factors: Vec<Setting<'a, Str<'a>>>,
    }

    /// The authentication strength of a policy.
    AuthenticationStrength {
        id: Str<'a>,
        /// `mfa`, or `none` for a custom strength that one factor satisfies.
        requirements_satisfied: Str<'a>,
    }

    SecurityDefaults {
        id: Str<'a>,
        display_name: Str<'a>,
        is_enabled: bool,
    }
}

identified!(SecurityDefaults, |object| (&object.id, &object.display_name));

impl AuthenticationStrength<'_> {
    /// Whether this is one of the three strengths of Microsoft, which all require MFA.
    ///
    /// Source: Microsoft Learn, "Conditional Access authentication strength" (built-in strengths).
    fn is_built_in(&self) -> bool {
        let last = self.id.known().and_then(|id| id.strip_prefix("00000000-0000-0000-0000-00000000000"));
        last.is_some_and(|last| matches!(last, "2" | "3" | "4"))
    }
}

/// What keeps a policy from covering sign-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    pub place: Place,
    /// The reason, as a clause.
    pub reason: &'static str,
}

/// All obstacles of a policy, of which only the first one is shown.
#[derive(Debug, Clone, Default)]
pub struct Obstacles {
    pub first: Option<Obstacle>,
    pub count: usize,
    /// There may be more, because a part of the policy is unknown.
    pub is_partly_unknown: bool,
}

impl Obstacles {
    pub(in crate::model) fn add(&mut self, is_obstacle: Option<bool>, place: Place, reason: &'static str) {
        match is_obstacle {
            Some(true) => self.push(Obstacle { place, reason }),
            Some(false) => {}
            None => self.is_partly_unknown = true,
        }
    }

    pub(in crate::model) fn push(&mut self, obstacle: Obstacle) {
        self.first.get_or_insert(obstacle);
        self.count += 1;
    }
}

impl<'a> View<'_, ConditionalAccessPolicy<'a>> {
    /// Whether a setting was not collected. The body of a request that creates a policy has no id, and what it omits is not set.
    pub fn hides<U>(&self, setting: &Setting<'_, U>) -> bool {
        self.is_uncollected(setting) && !self.id.is_absent()
    }

    /// Whether the policy is enforced; `None` if unknown. A report-only policy is not enforced.
    pub fn is_enforced(&self) -> Option<bool> {
        self.state.known().map(|state| &**state == "enabled")
    }

    fn users(&self) -> Option<&CaUsers<'a>> {
        self.conditions.known()?.users.known()
    }

    fn applications(&self) -> Option<&CaApplications<'a>> {
        self.conditions.known()?.applications.known()
    }

    /// The external user types that the policy includes for all tenants; `None` if unknown.
    ///
    /// A policy for the external users of certain tenants does not cover a whole type.
    pub fn included_guests(&self) -> Option<GuestTypes> {
        let users = self.users()?;
        match self.names(&users.include_users)? {
            named if has(&named, "All") || has(&named, "GuestsOrExternalUsers") => Some(GuestTypes::ALL),
            _ => self.guests_of(&users.include_guests_or_external_users),
        }
    }

    /// The external user types that the policy excludes; `None` if unknown. Excluded users, and some user types of certain tenants, are
    /// deliberate exceptions and do not count.
    pub fn excluded_guests(&self) -> Option<GuestTypes> {
        let users = self.users()?;
        if has(&self.names(&users.exclude_users)?, "GuestsOrExternalUsers") {
            return Some(GuestTypes::ALL);
        }
        let guests = &users.exclude_guests_or_external_users;
        let types = self.guest_types_of(guests)?;
        if types == GuestTypes::ALL { Some(types) } else { self.guests_of(guests) }
    }

    /// The tenants whose external users the policy includes, if it is limited to certain tenants.
    pub fn included_tenants(&self) -> &[Setting<'a, Str<'a>>] {
        let guests = self.users().and_then(|users| users.include_guests_or_external_users.known());
        let tenants = guests.and_then(|guests| guests.external_tenants.known());
        let is_some =
            |tenants: &&ExternalTenants<'a>| tenants.membership_kind.known().is_some_and(|kind| kind.eq_ignore_ascii_case("enumerated"));
        tenants.filter(is_some).map_or(&[], |tenants| tenants.members.elements())
    }

    /// Whether the tenants to which the policy is limited are known, if it is limited to certain tenants.
    pub fn shows_included_tenants(&self) -> bool {
        let guests = self.users().and_then(|users| users.include_guests_or_external_users.known());
        guests.and_then(|guests| guests.external_tenants.known()).is_none_or(|tenants| !self.hides(&tenants.members))
    }

    /// The included groups and the excluded groups.
    pub fn groups(&self) -> Option<[&Setting<'a, Vec<Setting<'a, Str<'a>>>>; 2]> {
        self.users().map(|users| [&users.include_groups, &users.exclude_groups])
    }

    /// The user actions that the policy applies to; `None` if unknown.
    pub fn target_actions(&self) -> Option<Vec<&str>> {
        self.names(&self.applications()?.include_user_actions)
    }

    /// The setting that excludes external users, if its value is unknown.
    pub fn unknown_exclusion_of_guests(&self) -> Option<&str> {
        let users = self.users()?;
        let named = Some(&users.exclude_users).filter(|users| self.names(users).is_none()).and_then(Setting::raw);
        let typed = &users.exclude_guests_or_external_users;
        named.or_else(|| typed.raw().filter(|_| self.guests_of(typed).is_none()))
    }

    /// Whether the policy includes or excludes external users in any way.
    pub fn names_guests(&self) -> bool {
        let Some(users) = self.users() else { return false };
        let named = |list| self.names(list).is_some_and(|named| has(&named, "GuestsOrExternalUsers"));
        named(&users.include_users) || users.include_guests_or_external_users.known().is_some()
    }

    /// The setting that excludes external users.
    pub fn exclusion_of_guests(&self) -> Option<&str> {
        let users = self.users()?;
        let excluded = users.exclude_users.elements().iter();
        let named = excluded.filter(|user| user.known().is_some_and(|user| user.eq_ignore_ascii_case("GuestsOrExternalUsers")));
        let typed = users.exclude_guests_or_external_users.known().and_then(|guests| guests.guest_or_external_user_types.raw());
        named.last().and_then(Setting::raw).or(typed)
    }

    /// The setting that includes external users.
    pub fn inclusion_of_guests(&self) -> Option<&str> {
        let users = self.users()?;
        let typed = users.include_guests_or_external_users.known().and_then(|guests| guests.guest_or_external_user_types.raw());
        typed.or(users.include_users.raw())
    }

    /// Whether the policy applies to all resources; `None` if unknown. Excluded apps do not count.
    pub fn targets_all_apps(&self) -> Option<bool> {
        Some(has(&self.names(&self.applications()?.include_applications)?, "All"))
    }

    /// Whether the apps of the policy were not collected.
    pub fn hides_apps(&self) -> bool {
        let Some(conditions) = self.conditions.known() else { return self.hides(&self.conditions) };
        let Some(apps) = conditions.applications.known() else { return self.hides(&conditions.applications) };
        self.hides(&apps.include_applications)
    }

    /// The settings that name an app or a group of apps.
    pub fn target_apps(&self) -> &[Setting<'a, Str<'a>>] {
        self.applications().map_or(&[], |apps| apps.include_applications.elements())
    }

    /// The setting that names this app by its client id or by the name of an app group.
    pub fn target(&self, app: &str) -> Option<&Setting<'a, Str<'a>>> {
        self.target_apps().iter().find(|target| target.known().is_some_and(|target| target.eq_ignore_ascii_case(app)))
    }

    /// Whether the policy excludes one of these apps by name; `None` if unknown.
    pub fn leaves_out(&self, apps: &[&str]) -> Option<bool> {
        let named = self.names(&self.applications()?.exclude_applications)?;
        Some(apps.iter().any(|app| has(&named, app)))
    }

    /// Whether the policy applies to a user action such as `urn:user:registerdevice`; `None` if unknown.
    pub fn targets_action(&self, action: &str) -> Option<bool> {
        Some(has(&self.target_actions()?, action))
    }

    /// Whether the policy includes all users, apart from deliberate exceptions; `None` if unknown.
    pub fn is_for_everybody(&self) -> Option<bool> {
        Some(has(&self.names(&self.users()?.include_users)?, "All"))
    }

    /// Whether the policy includes no user; `None` if unknown.
    pub fn is_for_nobody(&self) -> Option<bool> {
        let users = self.users()?;
        let lists = [&users.include_users, &users.include_groups, &users.include_roles];
        let named = lists.into_iter().map(|list| self.names(list)).collect::<Option<Vec<_>>>()?.concat();
        let guests = self.guests_of(&users.include_guests_or_external_users)?;
        Some(named.iter().all(|name| name.eq_ignore_ascii_case("None")) && guests.is_empty())
    }

    /// Whether the policy requires MFA for a user action of the members of groups.
    pub fn requires_mfa_of_groups(&self, action: &str) -> bool {
        let has_groups = self.groups().is_some_and(|[included, _]| !included.elements().is_empty());
        has_groups && self.targets_action(action) == Some(true) && self.protects() != Some(false)
    }

    /// What keeps the policy from requiring MFA or blocking access, at every sign-in of its users to its apps.
    pub fn obstacles(&self) -> Obstacles {
        let mut found = Obstacles::default();
        let state = match self.state.known().map(|state| &**state) {
            Some("enabledForReportingButNotEnforced") => "the policy is report-only",
            _ => "the policy is disabled",
        };
        found.add(self.is_enforced().map(|enforced| !enforced), self.place(&self.state), state);
        let of_controls = |controls: &GrantControls<'a>| self.place(&controls.built_in_controls);
        let controls = self.grant_controls.known().map_or_else(|| self.place(&self.grant_controls), of_controls);
        let reason =
            if self.factors().is_some() { "other controls satisfy the policy, too" } else { "it neither requires MFA nor blocks access" };
        found.add(self.demands_mfa().map(|demands| !demands), controls, reason);
        match self.conditions.known() {
            Some(conditions) => self.add_conditions(conditions, &mut found),
            None => found.is_partly_unknown = true,
        }
        found
    }

    /// Conditions that limit the policy to a part of the sign-ins. Excluded locations are not among them.
    fn add_conditions(&self, conditions: &CaConditions<'a>, found: &mut Obstacles) {
        let by_risk = |risk| self.names(risk).map(|risk| !risk.is_empty());
        for risk in [&conditions.sign_in_risk_levels, &conditions.user_risk_levels] {
            found.add(by_risk(risk), self.place(risk), "it applies only to risky sign-ins");
        }
        let risk = &conditions.insider_risk_levels;
        found.add(names_some(risk), self.place(risk), "it applies only to users with insider risk");
        let flows = &conditions.authentication_flows;
        let is_limited = narrows(flows, |flows| names_some(&flows.transfer_methods).filter(|_| !self.hides(&flows.transfer_methods)));
        found.add(is_limited, self.place(flows), "it applies only to certain authentication flows");
        let clients = self.names(&conditions.client_app_types).map(|clients| {
            let all = has(&clients, "browser") && has(&clients, "mobileAppsAndDesktopClients");
            !(clients.is_empty() || has(&clients, "all") || all)
        });
        found.add(clients, self.place(&conditions.client_app_types), "it applies only to certain client apps");
        let is_limited = narrows(&conditions.platforms, |platforms| {
            Some(!has(&self.names(&platforms.include_platforms)?, "all") || !self.names(&platforms.exclude_platforms)?.is_empty())
        });
        found.add(is_limited, self.place(&conditions.platforms), "it applies only to certain device platforms");
        let is_limited = narrows(&conditions.locations, |locations| Some(!has(&self.names(&locations.include_locations)?, "All")));
        found.add(is_limited, self.place(&conditions.locations), "it applies only to certain locations");
        let is_limited = narrows(&conditions.devices, |devices| narrows(&devices.device_filter, |_| Some(true)));
        found.add(is_limited, self.place(&conditions.devices), "it applies only to certain devices");
    }

    /// The locations whose sign-ins the policy excludes; `None` if unknown.
    pub fn excluded_locations(&self) -> Option<&[Setting<'a, Str<'a>>]> {
        let conditions = self.conditions.known()?;
        match conditions.locations.state() {
            State::Known(locations) => self.names(&locations.exclude_locations).map(|_| locations.exclude_locations.elements()),
            State::Null | State::Absent => Some(&[]),
            State::Unknown(_) => None,
        }
    }

    /// The apps that the policy excludes; `None` if unknown.
    pub fn excluded_apps(&self) -> Option<&[Setting<'a, Str<'a>>]> {
        let apps = self.applications()?;
        self.names(&apps.exclude_applications).map(|_| apps.exclude_applications.elements())
    }

    /// Whether a filter excludes some apps; `None` if unknown.
    pub fn filters_apps(&self) -> Option<bool> {
        narrows(&self.applications()?.application_filter, |_| Some(true))
    }

    /// The place of the apps that the policy includes.
    pub fn apps_place(&self) -> Place {
        self.applications().map_or_else(|| self.place(&self.conditions), |apps| self.place(&apps.include_applications))
    }

    /// The place of the users that the policy includes.
    pub fn users_place(&self) -> Place {
        self.inclusion_of_guests().map_or_else(|| self.place(&self.conditions), |users| self.resource.place(users))
    }

    /// Whether the policy grants access only after MFA, or blocks access; `None` if unknown.
    pub fn demands_mfa(&self) -> Option<bool> {
        let Some(controls) = self.granted()?.first() else { return Some(false) };
        let built_in = self.names(&controls.built_in_controls)?;
        if has(&built_in, "block") {
            return Some(true);
        }
        let strength = match controls.authentication_strength.state() {
            State::Known(strength) => match strength.requirements_satisfied.state() {
                State::Known(satisfied) => Some(!satisfied.eq_ignore_ascii_case("none")),
                State::Unknown(_) => None,
                State::Absent if self.hides(&strength.requirements_satisfied) && !strength.is_built_in() => None,
                State::Null | State::Absent => Some(true),
            },
            State::Unknown(_) => None,
            State::Null | State::Absent => Some(false),
        };
        if !any(&[strength, Some(has(&built_in, "mfa"))])? {
            return Some(false);
        }
        let others = [&controls.terms_of_use, &controls.custom_authentication_factors];
        let others = others.iter().map(|list| self.names(list)).collect::<Option<Vec<_>>>()?.concat();
        let alone = others.is_empty() && built_in.iter().all(|control| control.eq_ignore_ascii_case("mfa"));
        Some(alone || controls.operator.known()?.eq_ignore_ascii_case("AND"))
    }

    /// Whether the policy is enforced, requires MFA or blocks access, and applies to every sign-in of the included users; `None` if
    /// unknown.
    pub fn protects(&self) -> Option<bool> {
        let obstacles = self.obstacles();
        if obstacles.first.is_none() { (!obstacles.is_partly_unknown).then_some(true) } else { Some(false) }
    }

    /// The grant control of this name.
    pub fn control(&self, name: &str) -> Option<&Setting<'a, Str<'a>>> {
        let controls = self.grant_controls.known()?.built_in_controls.elements();
        controls.iter().find(|control| control.known().is_some_and(|known| known.eq_ignore_ascii_case(name)))
    }

    /// Whether the policy has any grant control. One without only changes the sessions of users. `None` if unknown.
    pub fn has_grant_controls(&self) -> Option<bool> {
        let Some(controls) = self.granted()?.first() else { return Some(false) };
        let lists = [&controls.built_in_controls, &controls.terms_of_use, &controls.custom_authentication_factors];
        let mut all = lists.map(|list| self.names(list).map(|names| !names.is_empty())).to_vec();
        all.push(narrows(&controls.authentication_strength, |_| Some(true)));
        any(&all)
    }

    /// The object of the grant controls, if the policy has one; `None` if unknown. A desired state leaves the controls that it omits
    /// unchanged.
    fn granted(&self) -> Option<&[GrantControls<'a>]> {
        match self.grant_controls.state() {
            State::Known(controls) => Some(std::slice::from_ref(controls)),
            State::Unknown(_) => None,
            State::Absent if self.hides(&self.grant_controls) || self.resource.format.is_desired_state() => None,
            State::Null | State::Absent => Some(&[]),
        }
    }

    /// Whether it is known which controls the policy has.
    pub fn shows_controls(&self) -> bool {
        self.granted().is_some_and(|controls| {
            controls.first().is_none_or(|controls| {
                self.names(&controls.built_in_controls).is_some() && narrows(&controls.authentication_strength, |_| Some(true)).is_some()
            })
        })
    }

    /// The setting that requires MFA.
    pub fn factors(&self) -> Option<&str> {
        let strength = || self.grant_controls.known().map(|controls| &controls.authentication_strength);
        let mfa = self.control("mfa").and_then(Setting::raw);
        mfa.or_else(|| strength().filter(|strength| strength.known().is_some()).and_then(Setting::raw))
    }

    /// The device controls that satisfy the policy as an alternative to other controls; `None` if unknown.
    pub fn device_alternatives(&self) -> Option<Vec<&Setting<'a, Str<'a>>>> {
        let Some(controls) = self.granted()?.first() else { return Some(Vec::new()) };
        let built_in = self.names(&controls.built_in_controls)?;
        let is_device = |name: &str| ["compliantDevice", "domainJoinedDevice"].iter().any(|device| device.eq_ignore_ascii_case(name));
        if !built_in.iter().any(|name| is_device(name)) {
            return Some(Vec::new());
        }
        let has_other = [
            Some(!built_in.iter().all(|name| is_device(name))),
            narrows(&controls.authentication_strength, |_| Some(true)),
            self.names(&controls.custom_authentication_factors).map(|factors| !factors.is_empty()),
        ];
        let is_or = match controls.operator.state() {
            State::Known(operator) => Some(operator.eq_ignore_ascii_case("OR")),
            State::Unknown(_) => None,
            State::Absent if self.hides(&controls.operator) => None,
            // The operator has no effect on a single control, and Graph always returns it for several.
            State::Null | State::Absent => Some(false),
        };
        match (is_or, any(&has_other)) {
            (Some(false), _) | (_, Some(false)) => Some(Vec::new()),
            (Some(true), Some(true)) => {
                let devices = controls.built_in_controls.elements().iter();
                Some(devices.filter(|control| control.known().is_some_and(|name| is_device(name))).collect())
            }
            _ => None,
        }
    }

    /// The names in a list; empty if the list is null or code omits it, and `None` if a name is unknown.
    fn names<'l>(&self, list: &'l Setting<'a, Vec<Setting<'a, Str<'a>>>>) -> Option<Vec<&'l str>> {
        match list.state() {
            State::Known(elements) => elements.iter().map(|element| element.known().map(|name| &**name)).collect(),
            State::Absent if self.hides(list) => None,
            State::Null | State::Absent => Some(Vec::new()),
            State::Unknown(_) => None,
        }
    }

    /// The external user types that are named for all tenants; `None` if unknown.
    fn guests_of(&self, guests: &Setting<'a, CaGuests<'a>>) -> Option<GuestTypes> {
        let is_limited = narrows(guests, |guests| {
            narrows(&guests.external_tenants, |tenants| Some(tenants.membership_kind.known()?.eq_ignore_ascii_case("enumerated")))
        })?;
        if is_limited { Some(GuestTypes::default()) } else { self.guest_types_of(guests) }
    }

    /// The external user types that are named; `None` if unknown.
    fn guest_types_of(&self, guests: &Setting<'a, CaGuests<'a>>) -> Option<GuestTypes> {
        let guests = match guests.state() {
            State::Known(guests) => guests,
            State::Null | State::Absent => return Some(GuestTypes::default()),
            State::Unknown(_) => return None,
        };
        match guests.guest_or_external_user_types.state() {
            State::Known(types) => Some(*types),
            State::Absent if self.hides(&guests.guest_or_external_user_types) => None,
            State::Null | State::Absent => Some(GuestTypes::default()),
            State::Unknown(_) => None,
        }
    }
}

fn has(names: &[&str], wanted: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(wanted))
}

/// Whether a text is not empty; `None` if unknown.
fn names_some<'a>(text: &Setting<'a, Str<'a>>) -> Option<bool> {
    match text.state() {
        State::Known(text) => Some(!text.trim().is_empty() && !text.trim().eq_ignore_ascii_case("none")),
        State::Null | State::Absent => Some(false),
        State::Unknown(_) => None,
    }
}

/// Whether a condition is set and limits the policy; `None` if unknown. Graph returns null where it is not set, which other tools leave out.
fn narrows<'a, T: Deserialize<'a>>(condition: &Setting<'a, T>, how: impl Fn(&T) -> Option<bool>) -> Option<bool> {
    match condition.state() {
        State::Known(condition) => how(condition),
        State::Null | State::Absent => Some(false),
        State::Unknown(_) => None,
    }
}

/// Whether any answer is true; one `true` decides, even if other answers are unknown.
fn any(answers: &[Option<bool>]) -> Option<bool> {
    if answers.contains(&Some(true)) { Some(true) } else { answers.iter().all(Option::is_some).then_some(false) }
}
