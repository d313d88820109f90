//! Limits of single-tenant apps.
//!
//! No other audience has a lower limit. An app over a limit was created before the limit, and Entra refuses the next change to it.
//!
//! Source: Microsoft identity platform, "Supported accounts validation" and "Redirect URI restrictions and limitations", column
//! `AzureADMyOrg`, August 2026.

use super::Application;
use crate::message::{Label, Text};
use crate::model::{RedirectFault, Setting, Str, View};
use std::collections::HashSet;

/// Maximum characters of a text.
const DISPLAY_NAME: usize = 120;
const IDENTIFIER_URI: usize = 255;
const REDIRECT_URI: usize = 256;
const LOGOUT_URL: usize = 255;
const SCOPE: usize = 120;
const TAG: usize = 256;

/// Maximum elements of a list.
const REDIRECT_URIS: usize = 256;
const APIS: usize = 50;
const PERMISSIONS: usize = 400;

/// Everything in an app that exceeds a limit of single-tenant apps, each with its place.
pub fn beyond_single_tenant(app: &View<'_, Application<'_>>) -> Vec<Label> {
    let mut labels = long_texts(app);
    labels.extend(long_lists(app));
    labels.extend(unfit(app));
    labels
}

/// Texts with too many characters.
fn long_texts<'a>(app: &View<'_, Application<'a>>) -> Vec<Label> {
    let scopes = app.api.known().map(|api| api.oauth2_permission_scopes.elements()).unwrap_or_default();
    let scopes = scopes.iter().filter_map(|scope| Some(&scope.known()?.value));
    let logout = app.web.known().map(|web| &web.logout_url);
    let texts = std::iter::once((&app.display_name, DISPLAY_NAME))
        .chain(app.identifier_uris.elements().iter().map(|uri| (uri, IDENTIFIER_URI)))
        .chain(redirect_uris(app).map(|uri| (uri, REDIRECT_URI)))
        .chain(logout.map(|url| (url, LOGOUT_URL)))
        .chain(scopes.map(|value| (value, SCOPE)))
        .chain(app.tags.elements().iter().map(|tag| (tag, TAG)));
    let is_long = |(text, max): &(&Setting<'a, Str<'a>>, usize)| text.known().is_some_and(|text| text.chars().count() > *max);
    let label = |(text, max): (&Setting<'a, Str<'a>>, usize)| {
        let message = Text::new("longer than {max} characters, the limit for every audience");
        Label::new(app.place(text), message.with("max", max.to_string()))
    };
    texts.filter(is_long).map(label).collect()
}

/// Lists with too many elements.
fn long_lists(app: &View<'_, Application<'_>>) -> Vec<Label> {
    let apis = app.required_resource_access.elements();
    let permissions: usize = apis.iter().filter_map(|api| Some(api.known()?.resource_access.elements().len())).sum();
    let first_uris = app.platforms().into_iter().find_map(|(_, platform)| platform.known().map(|platform| &platform.redirect_uris));
    let uris = first_uris.map(|first| (redirect_uris(app).count(), REDIRECT_URIS, app.place(first)));
    let asked = || app.place(&app.required_resource_access);
    let lists = uris.into_iter().chain([(apis.len(), APIS, asked()), (permissions, PERMISSIONS, asked())]);
    let label = |(count, max, place): (usize, usize, _)| {
        let message = Text::new("contains {count} items; the limit for every audience is {max}");
        Label::new(place, message.with("count", count.to_string()).with("max", max.to_string()))
    };
    lists.filter(|(count, max, _)| count > max).map(label).collect()
}

/// Values whose form is invalid in any app.
fn unfit<'a>(app: &View<'_, Application<'a>>) -> Vec<Label> {
    let is = |setting: &Setting<'a, Str<'a>>, unfit: &dyn Fn(&str) -> bool| setting.known().is_some_and(|text| unfit(text));
    let is_plain = |uri: &str| RedirectFault::of::<&str>(uri, &[]) == Some(RedirectFault::PlainHttp);
    let mut labels: Vec<Label> = Vec::new();
    for uri in redirect_uris(app).filter(|uri| is(uri, &is_plain)) {
        labels.push(Label::new(app.place(uri), "any change fails: only `localhost` may use `http`"));
    }
    for uri in app.identifier_uris.elements().iter().filter(|uri| is(uri, &|uri| uri.contains('*'))) {
        labels.push(Label::new(app.place(uri), "any change fails: an App ID URI cannot contain a wildcard"));
    }
    let is_http = |url: &str| url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"));
    for url in app.web.known().map(|web| &web.logout_url).into_iter().filter(|url| is(url, &is_http)) {
        labels.push(Label::new(app.place(url), "any change fails: a logout URL cannot use `http`"));
    }
    let mut seen = HashSet::new();
    for tag in app.tags.elements() {
        let Some(text) = tag.known() else { continue };
        if text.is_empty() || text.contains(char::is_whitespace) || !seen.insert(&**text) {
            labels.push(Label::new(app.place(tag), "any change fails: tags must be unique, non-empty and without white space"));
        }
    }
    labels
}

fn redirect_uris<'v, 'a>(app: &'v View<'_, Application<'a>>) -> impl Iterator<Item = &'v Setting<'a, Str<'a>>> {
    app.platforms().into_iter().filter_map(|(_, platform)| platform.known()).flat_map(|platform| platform.redirect_uris.elements())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Format, Kind, Resource, SourceMap};
    use crate::source::{FileId, Span};

    /// The labels of an app: the text under each span, and the message.
    fn labels(json: &str) -> Vec<String> {
        let resource = Resource {
            kind: Kind::Application,
            address: None,
            root: std::sync::Arc::default(),
            deployment: std::sync::Arc::default(),
            format: Format::Graph,
            span: Span::new(FileId(0), 0, json.len()),
            json: json.into(),
            map: SourceMap::Identity { file: FileId(0), offset: 0 },
            calls: Vec::new(),
            only_if: Vec::new(),
            is_update: false,
            ambiguous: Vec::new(),
        };
        let members = resource.members().unwrap();
        let app = View::new(&resource, &members).unwrap();
        let render = |label: Label| {
            let under: String = json[label.span.start as usize..label.span.end as usize].chars().take(12).collect();
            format!("{under} -- {}", label.text.render(str::to_owned))
        };
        beyond_single_tenant(&app).into_iter().map(render).collect()
    }

    fn list(count: usize, element: &str) -> String {
        vec![element; count].join(",")
    }

    #[test]
    fn values_at_the_limit_are_accepted() {
        let text = |length: usize| "é".repeat(length);
        let json = format!(
            r#"{{"displayName":"{}","identifierUris":["{}"],"tags":["{}","b"],"web":{{"redirectUris":[{}],"logoutUrl":"{}"}},
                "spa":{{"redirectUris":["{}"]}},"api":{{"oauth2PermissionScopes":[{{"value":"{}"}}]}},
                "requiredResourceAccess":[{}]}}"#,
            text(DISPLAY_NAME),
            text(IDENTIFIER_URI),
            text(TAG),
            list(REDIRECT_URIS - 1, r#""https://a""#),
            text(LOGOUT_URL),
            text(REDIRECT_URI),
            text(SCOPE),
            list(APIS, &format!(r#"{{"resourceAccess":[{}]}}"#, list(PERMISSIONS / APIS, "{}"))),
        );
        assert_eq!(labels(&json), Vec::<String>::new());
    }

    #[test]
    fn values_over_the_limit_are_reported_at_their_place() {
        let text = |length: usize| "a".repeat(length + 1);
        let over = |max: usize| format!("longer than {max} characters, the limit for every audience");
        for (json, max) in [
            (format!(r#"{{"displayName":"{}"}}"#, text(DISPLAY_NAME)), DISPLAY_NAME),
            (format!(r#"{{"identifierUris":["{}"]}}"#, text(IDENTIFIER_URI)), IDENTIFIER_URI),
            (format!(r#"{{"publicClient":{{"redirectUris":["{}"]}}}}"#, text(REDIRECT_URI)), REDIRECT_URI),
            (format!(r#"{{"web":{{"logoutUrl":"{}"}}}}"#, text(LOGOUT_URL)), LOGOUT_URL),
            (format!(r#"{{"api":{{"oauth2PermissionScopes":[{{"value":"{}"}}]}}}}"#, text(SCOPE)), SCOPE),
            (format!(r#"{{"tags":["{}"]}}"#, text(TAG)), TAG),
        ] {
            assert_eq!(labels(&json), [format!("\"aaaaaaaaaaa -- {}", over(max))]);
        }
        let uris = format!(r#"{{"spa":{{"redirectUris":[{}]}}}}"#, list(REDIRECT_URIS + 1, r#""https://a""#));
        assert_eq!(labels(&uris), [r#"["https://a" -- contains 257 items; the limit for every audience is 256"#]);
        let apis = format!(r#"{{"requiredResourceAccess":[{}]}}"#, list(APIS + 1, r#"{"resourceAccess":[]}"#));
        assert_eq!(labels(&apis), [r#"[{"resourceA -- contains 51 items; the limit for every audience is 50"#]);
        let permissions = format!(r#"{{"requiredResourceAccess":[{{"resourceAccess":[{}]}}]}}"#, list(PERMISSIONS + 1, "{}"));
        assert_eq!(labels(&permissions), [r#"[{"resourceA -- contains 401 items; the limit for every audience is 400"#]);
    }

    #[test]
    fn invalid_forms_are_reported() {
        let json = r#"{"web":{"redirectUris":["http://a.example","http://localhost"],"logoutUrl":"http://localhost/out"},
            "identifierUris":["api://*"],"tags":["a b","c","c",""]}"#;
        let found = labels(json);
        assert_eq!(found.len(), 6, "{found:?}");
        assert!(found[0].starts_with("\"http://a.ex"), "{found:?}");
        assert_eq!(labels(r#"{"web":null,"tags":{"$unknown":"x"},"displayName":5}"#), Vec::<String>::new());
    }
}
