//! Redirect URIs of an app.

use super::Application;
use crate::model::{Setting, Str, View, object};
use std::net::Ipv4Addr;

object! {
    /// The redirect URIs of one platform.
    Platform {
        redirect_uris: Vec<Setting<'a, Str<'a>>>,
        /// The front-channel logout URL (web apps).
        logout_url: Str<'a>,
    }
}

/// The problem of a redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectFault {
    /// A wildcard matches many addresses.
    Wildcard,
    Fragment,
    /// Unencrypted, and the host is not the local machine.
    PlainHttp,
    /// Anyone can register the name of the host.
    FreeHost,
}

impl<'a> View<'_, Application<'a>> {
    pub fn platforms(&self) -> [(&'static str, &Setting<'a, Platform<'a>>); 3] {
        [("web", &self.web), ("spa", &self.spa), ("publicClient", &self.public_client)]
    }
}

impl RedirectFault {
    /// The problem of a redirect URI. `free_hosts` are host suffixes under which anyone can register a name.
    pub fn of<S: AsRef<str>>(uri: &str, free_hosts: &[S]) -> Option<Self> {
        // `urn:ietf:wg:oauth:2.0:oob` and `myapp:/callback` are received by an app on the user's own machine.
        let (scheme, rest) = uri.split_once("://")?;
        if uri.contains('*') {
            return Some(Self::Wildcard);
        }
        if rest.contains('#') {
            return Some(Self::Fragment);
        }
        let is = |known: &str| scheme.eq_ignore_ascii_case(known);
        if !is("http") && !is("https") {
            return None;
        }
        let host = host(rest);
        if is("http") && !is_own_machine(host) {
            return Some(Self::PlainHttp);
        }
        free_hosts.iter().any(|end| is_free(host, end.as_ref())).then_some(Self::FreeHost)
    }
}

/// The host of a URI, from the text after `://`. Browsers treat a backslash as a slash.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(host, _)| host);
    host.strip_suffix('.').unwrap_or(host)
}

/// Whether a host is the local machine.
fn is_own_machine(host: &str) -> bool {
    let is_local_name = || host.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("localhost"));
    host == "[::1]" || host.parse::<Ipv4Addr>().map_or_else(|_| is_local_name(), |address| address.is_loopback())
}

/// Whether a host lies below `end` and its name becomes available when its resource is deleted.
fn is_free(host: &str, end: &str) -> bool {
    let end = end.trim_start_matches(['*', '.']);
    let parts = host.len().checked_sub(end.len()).and_then(|at| host.split_at_checked(at));
    let before = parts.filter(|(_, own_end)| own_end.eq_ignore_ascii_case(end)).map(|(before, _)| before);
    let Some(name) = before.and_then(|before| before.strip_suffix('.')) else { return false };
    // `<app>-<hash>.<region>.azurewebsites.net` is reserved for its owner. Source: Microsoft Learn, Prevent subdomain takeovers in Azure
    // App Service.
    let is_bound = end.eq_ignore_ascii_case("azurewebsites.net") && name.contains('.') && !name.to_ascii_lowercase().ends_with(".scm");
    !name.is_empty() && !is_bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_decides_the_problem() {
        use RedirectFault::{Fragment, FreeHost, PlainHttp, Wildcard};
        for (uri, expected) in [
            ("https://app.contoso.example/cb", None),
            ("https://app.contoso.example/cb?next=http://x", None),
            ("http://app.contoso.example", Some(PlainHttp)),
            ("HTTP://app.contoso.example", Some(PlainHttp)),
            ("http://localhost:8080/cb", None),
            ("http://LOCALHOST", None),
            ("http://app.localhost/", None),
            ("http://localhost.evil.example/", Some(PlainHttp)),
            ("http://notlocalhost/", Some(PlainHttp)),
            ("http://localhost@evil.example/", Some(PlainHttp)),
            ("http://evil.example\\@localhost/", Some(PlainHttp)),
            ("http://127.0.0.1:3000", None),
            ("http://127.9.9.9", None),
            ("http://127.evil.example/", Some(PlainHttp)),
            ("http://[::1]:80/", None),
            ("http://[::1].evil.example/", Some(PlainHttp)),
            ("http://[::2]/", Some(PlainHttp)),
            ("http://", Some(PlainHttp)),
            ("https://*.contoso.example/cb", Some(Wildcard)),
            ("https://app.contoso.example/*", Some(Wildcard)),
            ("myapp://*", Some(Wildcard)),
            ("https://app.contoso.example/#/cb", Some(Fragment)),
            ("myapp://auth", None),
            ("ms-appx-web://microsoft.aad.brokerplugin/x", None),
            ("urn:ietf:wg:oauth:2.0:oob", None),
            ("https://expenses.azurewebsites.net/cb", Some(FreeHost)),
            ("https://Expenses.AzureWebsites.net:443/cb", Some(FreeHost)),
            ("https://expenses.scm.azurewebsites.net/cb", Some(FreeHost)),
            ("https://expenses-d5ahbub5h0b3b9a6.westeurope-01.azurewebsites.net/cb", None),
            ("https://expenses.azurewebsites.net./cb", Some(FreeHost)),
            ("https://azurewebsites.net/cb", None),
            ("https://evilazurewebsites.net/cb", None),
            ("https://x.azurewebsites.net.evil.example/cb", None),
            ("https://x.westeurope.cloudapp.azure.com/cb", Some(FreeHost)),
            ("http://x.azurewebsites.net/cb", Some(PlainHttp)),
            ("", None),
        ] {
            assert_eq!(RedirectFault::of(uri, &["azurewebsites.net", "*.CloudApp.azure.com"]), expected, "{uri}");
        }
    }
}
