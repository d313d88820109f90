//! Microsoft Defender for Cloud: plans, contacts, suppression and export of alerts.
//!
//! Source: `Microsoft.Security` of the named versions.

use super::nested;
use crate::model::{Identified, Identity, Setting, Str, object};

object! {
    /// Whom Defender for Cloud tells of alerts (`Microsoft.Security/securityContacts`).
    SecurityContact {
        /// Resource id.
        id: Str<'a>,
        /// Name.
        name: Str<'a>,
        /// What ARM nests.
        properties: SecurityContactProperties<'a>,
        /// Addresses, separated by `;` or `,`.
        emails: Str<'a>,
        /// An address (before 2020-01-01-preview).
        email: Str<'a>,
        /// Whether the contact is in use.
        is_enabled: bool,
        /// Whether alerts are sent (2020-01-01-preview; `On` or `Off` before).
        alert_notifications: AlertNotifications<'a>,
        /// Which roles are told too.
        notifications_by_role: NotificationsByRole<'a>,
        /// What is told (2023-12-01-preview).
        notifications_sources: Vec<Setting<'a, NotificationSource<'a>>>,
        /// `On` or `Off` (before 2020-01-01-preview).
        alerts_to_admins: Str<'a>,
    }
}

nested! {
    SecurityContact: SecurityContactProperties {
        /// Addresses, separated by `;` or `,`.
        emails: Str<'a>,
        /// An address (before 2020-01-01-preview).
        email: Str<'a>,
        /// Whether the contact is in use.
        is_enabled: bool,
        /// Whether alerts are sent (2020-01-01-preview; `On` or `Off` before).
        alert_notifications: AlertNotifications<'a>,
        /// Which roles are told too.
        notifications_by_role: NotificationsByRole<'a>,
        /// What is told (2023-12-01-preview).
        notifications_sources: Vec<Setting<'a, NotificationSource<'a>>>,
        /// `On` or `Off` (before 2020-01-01-preview).
        alerts_to_admins: Str<'a>,
    }
}

impl Identified for SecurityContact<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

impl<'a> SecurityContact<'a> {
    /// Why this contact is told of nothing: the text of the setting, and what it says. Nothing where it is told.
    pub fn silence(&self) -> Option<(&'a str, &'static str)> {
        let is_off = |state: &Setting<'a, Str<'a>>| state.known().is_some_and(|state| state.eq_ignore_ascii_case("Off"));
        let is_empty = |text: &Setting<'a, Str<'a>>| text.is_null() || text.known().is_some_and(|text| text.trim().is_empty());
        let addresses = self.emails().or(self.email());
        let notifications = self.alert_notifications().known().map(|alerts| &alerts.state);
        // Before 2020 it was a text.
        let former = self.alert_notifications().raw().filter(|raw| raw.eq_ignore_ascii_case("\"off\""));
        if self.is_enabled().known() == Some(&false) {
            return Some((self.is_enabled().raw()?, "the contact is switched off"));
        }
        if let Some(state) = notifications.filter(|state| is_off(state)).and_then(Setting::raw).or(former) {
            return Some((state, "notifications of alerts are off"));
        }
        let by_role = self.notifications_by_role().known().is_some_and(|roles| !is_off(&roles.state) && !roles.roles.elements().is_empty());
        (is_empty(addresses) && !by_role).then(|| (addresses.raw().unwrap_or_default(), "no address"))
    }
}

object! {
    /// Whether alerts are sent.
    AlertNotifications {
        /// `On` or `Off`.
        state: Str<'a>,
        /// From which severity on.
        minimal_severity: Str<'a>,
    }
}

object! {
    /// Which roles are told of alerts.
    NotificationsByRole {
        /// `On` or `Off`.
        state: Str<'a>,
        /// `Owner`, `Contributor`, …
        roles: Vec<Setting<'a, Str<'a>>>,
    }
}

object! {
    /// A source of notifications.
    NotificationSource {
        /// `Alert` or `AttackPath`.
        source_type: Str<'a>,
        /// From which severity on.
        minimal_severity: Str<'a>,
    }
}

object! {
    /// A plan of Defender for Cloud (`Microsoft.Security/pricings`).
    SecurityPricing {
        /// Resource id.
        id: Str<'a>,
        /// Name.
        name: Str<'a>,
        /// What ARM nests.
        properties: SecurityPricingProperties<'a>,
        /// `Standard` is on, `Free` is off.
        pricing_tier: Str<'a>,
        /// A variant of the plan.
        sub_plan: Str<'a>,
    }
}

nested! {
    SecurityPricing: SecurityPricingProperties {
        /// `Standard` is on, `Free` is off.
        pricing_tier: Str<'a>,
        /// A variant of the plan.
        sub_plan: Str<'a>,
    }
}

impl Identified for SecurityPricing<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// A rule that keeps Defender for Cloud silent (`Microsoft.Security/alertsSuppressionRules`).
    AlertsSuppressionRule {
        /// Resource id.
        id: Str<'a>,
        /// Name.
        name: Str<'a>,
        /// What ARM nests.
        properties: AlertsSuppressionRuleProperties<'a>,
        /// The type of alert, or `*`.
        alert_type: Str<'a>,
        /// Until when.
        expiration_date_utc: Str<'a>,
        /// Why.
        reason: Str<'a>,
        /// `Enabled`, `Disabled`, `Expired`.
        state: Str<'a>,
        /// What people wrote of it.
        comment: Str<'a>,
    }
}

nested! {
    AlertsSuppressionRule: AlertsSuppressionRuleProperties {
        /// The type of alert, or `*`.
        alert_type: Str<'a>,
        /// Until when.
        expiration_date_utc: Str<'a>,
        /// Why.
        reason: Str<'a>,
        /// `Enabled`, `Disabled`, `Expired`.
        state: Str<'a>,
        /// What people wrote of it.
        comment: Str<'a>,
    }
}

impl Identified for AlertsSuppressionRule<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// Where Defender for Cloud sends its alerts (`Microsoft.Security/automations`).
    SecurityAutomation {
        /// Resource id.
        id: Str<'a>,
        /// Name.
        name: Str<'a>,
        /// What ARM nests.
        properties: SecurityAutomationProperties<'a>,
        /// Whether it runs.
        is_enabled: bool,
        /// Of what.
        scopes: Vec<Setting<'a, AutomationScope<'a>>>,
        /// What is sent.
        sources: Vec<Setting<'a, AutomationSource<'a>>>,
    }
}

nested! {
    SecurityAutomation: SecurityAutomationProperties {
        /// Whether it runs.
        is_enabled: bool,
        /// Of what.
        scopes: Vec<Setting<'a, AutomationScope<'a>>>,
        /// What is sent.
        sources: Vec<Setting<'a, AutomationSource<'a>>>,
    }
}

impl Identified for SecurityAutomation<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// Of what an automation sends.
    AutomationScope {
        /// Resource id.
        scope_path: Str<'a>,
    }
}

object! {
    /// What an automation sends.
    AutomationSource {
        /// `Alerts`, `Assessments`, …
        event_source: Str<'a>,
    }
}
