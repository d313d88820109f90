//! Microsoft Defender for Cloud: plans, contacts, suppression and export of alerts.
//!
//! Source: `Microsoft.Security` of the named versions.

use super::{any, nested};
use crate::model::{Setting, State, Str, identified, object};

nested! {
    /// Recipients of alerts of Defender for Cloud (`Microsoft.Security/securityContacts`).
    SecurityContact {
        id: Str<'a>,
        name: Str<'a>,
    } properties: SecurityContactProperties {
        /// Addresses, separated by `;` or `,`.
        emails: Str<'a>,
        /// A single address (before 2020-01-01-preview).
        email: Str<'a>,
        is_enabled: bool,
        /// Whether alerts are sent (since 2020-01-01-preview; `On` or `Off` before).
        alert_notifications: AlertNotifications<'a>,
        /// The roles that are also notified.
        notifications_by_role: NotificationsByRole<'a>,
        /// The sources of notifications (2023-12-01-preview).
        notifications_sources: Vec<Setting<'a, NotificationSource<'a>>>,
        /// `On` or `Off` (before 2020-01-01-preview).
        alerts_to_admins: Str<'a>,
    }
}

identified!(SecurityContact, |object| (&object.id, &object.name));

/// Whether a contact is notified of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notified<'a> {
    Yes,
    /// The text of the setting that prevents it, and the reason.
    No(&'a str, &'static str),
    /// An unknown setting decides it: its text, and its name.
    Unknown(&'a str, &'static str),
}

impl<'a> SecurityContact<'a> {
    /// Whether this contact is notified of alerts.
    pub fn notified(&self) -> Notified<'a> {
        let (addresses, sources) = (self.emails().or(self.email()), self.notifications_sources());
        let by_role = self.notifies_roles();
        let silence = [
            self.is_enabled().raw().filter(|_| self.is_enabled().known() == Some(&false)).zip(Some("the contact is disabled")),
            self.notifications_off().zip(Some("alert notifications are disabled")),
            sources.raw().filter(|_| self.includes_alerts() == Some(false)).zip(Some("alerts are not a notification source")),
            (is_empty(addresses) && !by_role).then(|| (addresses.raw().unwrap_or_default(), "no address")),
        ];
        if let Some((at, reason)) = silence.into_iter().flatten().next() {
            return Notified::No(at, reason);
        }
        // Before 2020 the setting was a string.
        let notifications = self.alert_notifications().raw().filter(|raw| raw.starts_with('{'));
        let state = self.alert_notifications().known().map(|alerts| &alerts.state);
        let unknown = [
            self.is_enabled().raw().filter(|_| is_unknown(self.is_enabled())).zip(Some("isEnabled")),
            notifications.filter(|_| state.is_none_or(is_unknown)).zip(Some("alertNotifications")),
            sources.raw().filter(|_| self.includes_alerts().is_none()).zip(Some("notificationsSources")),
            addresses.raw().filter(|_| is_unknown(addresses) && !by_role).zip(Some("emails")),
        ];
        unknown.into_iter().flatten().next().map_or(Notified::Yes, |(at, name)| Notified::Unknown(at, name))
    }

    /// A setting that decides whether the contact is notified, and that a response of the service lacks.
    pub fn lacks(&self) -> Option<&'static str> {
        let (enabled, sources, alerts) = (self.is_enabled(), self.notifications_sources(), self.alert_notifications());
        let has_no_alerts = alerts.is_absent() && self.alerts_to_admins().is_absent();
        let lacking = [
            // One version of the API has both.
            (enabled.is_absent() && !sources.is_absent(), "isEnabled"),
            (sources.is_absent() && has_no_alerts, "notificationsSources"),
            (alerts.known().is_some_and(|alerts| alerts.state.is_absent()), "alertNotifications.state"),
            (self.emails().or(self.email()).is_absent() && !self.notifies_roles(), "emails"),
        ];
        lacking.into_iter().find(|(is_lacking, _)| *is_lacking).map(|(_, name)| name)
    }

    /// The text that disables alert notifications.
    fn notifications_off(&self) -> Option<&'a str> {
        let state = self.alert_notifications().known().map(|alerts| &alerts.state).filter(|state| is_off(state));
        let former = self.alert_notifications().raw().filter(|raw| raw.eq_ignore_ascii_case("\"off\""));
        state.and_then(Setting::raw).or(former)
    }

    /// Whether roles are notified, which needs no address.
    fn notifies_roles(&self) -> bool {
        let roles = self.notifications_by_role().known();
        let admins = self.alerts_to_admins().known().is_some_and(|state| state.eq_ignore_ascii_case("On"));
        admins || roles.is_some_and(|by| !is_off(&by.state) && !by.roles.elements().is_empty())
    }

    /// Whether alerts are among the notification sources. They are if the contact has no sources.
    fn includes_alerts(&self) -> Option<bool> {
        let sources = self.notifications_sources();
        match sources.state() {
            State::Absent | State::Null => Some(true),
            State::Unknown(_) => None,
            State::Known(sources) => {
                any(sources.iter().map(|source| Some(source.known()?.source_type.known()?.eq_ignore_ascii_case("Alert"))))
            }
        }
    }
}

fn is_off<'a>(state: &Setting<'a, Str<'a>>) -> bool {
    state.known().is_some_and(|state| state.eq_ignore_ascii_case("Off"))
}

fn is_empty<'a>(addresses: &Setting<'a, Str<'a>>) -> bool {
    addresses.is_null() || addresses.known().is_some_and(|text| text.trim_matches([' ', ';', ',']).is_empty())
}

fn is_unknown<'a, T: serde::Deserialize<'a>>(setting: &Setting<'a, T>) -> bool {
    matches!(setting.state(), State::Unknown(_))
}

object! {
    AlertNotifications {
        state: Str<'a>,
    }

    NotificationsByRole {
        state: Str<'a>,
        roles: Vec<Setting<'a, Str<'a>>>,
    }

    NotificationSource {
        source_type: Str<'a>,
    }
}

nested! {
    /// `Microsoft.Security/pricings`
    SecurityPricing {
        id: Str<'a>,
        name: Str<'a>,
    } properties: SecurityPricingProperties {
        /// `Standard` is on, `Free` is off.
        pricing_tier: Str<'a>,
    }
}

identified!(SecurityPricing, |object| (&object.id, &object.name));

nested! {
    /// `Microsoft.Security/alertsSuppressionRules`
    AlertsSuppressionRule {
        id: Str<'a>,
        name: Str<'a>,
    } properties: AlertsSuppressionRuleProperties {
        /// The type of alert, or `*`.
        alert_type: Str<'a>,
        expiration_date_utc: Str<'a>,
        state: Str<'a>,
    }
}

identified!(AlertsSuppressionRule, |object| (&object.id, &object.name));

nested! {
    /// Continuous export of alerts (`Microsoft.Security/automations`).
    SecurityAutomation {
        id: Str<'a>,
        name: Str<'a>,
    } properties: SecurityAutomationProperties {
        is_enabled: bool,
        sources: Vec<Setting<'a, AutomationSource<'a>>>,
    }
}

identified!(SecurityAutomation, |object| (&object.id, &object.name));

impl SecurityAutomation<'_> {
    /// Whether it is enabled and exports alerts; `None` if unknown.
    pub fn sends_alerts(&self) -> Option<bool> {
        let runs = self.is_enabled().known().copied();
        let sources = self.sources().known();
        let alerts = sources.and_then(|sources| {
            any(sources.iter().map(|source| Some(source.known()?.event_source.known()?.eq_ignore_ascii_case("Alerts"))))
        });
        if runs == Some(false) || alerts == Some(false) { Some(false) } else { runs.zip(alerts).map(|_| true) }
    }
}

object! {
    AutomationSource {
        event_source: Str<'a>,
    }
}
