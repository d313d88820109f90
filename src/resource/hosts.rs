//! Hosts that issue tokens of Microsoft Entra ID.
//!
//! Source: Microsoft identity platform, "National clouds", August 2026.

/// Hosts that issue tokens of Microsoft Entra ID for every tenant of their cloud.
const HOSTS: &[&str] = &[
    "login.microsoftonline.com",
    "login.microsoft.com",
    "login.windows.net",
    "sts.windows.net",
    "login-us.microsoftonline.com",
    "login.microsoftonline.us",
    "sts.microsoftonline.us",
    "login.usgovcloudapi.net",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "sts.chinacloudapi.cn",
    "login.microsoftonline.de",
];

/// Host suffixes under which each host belongs to one tenant: B2C and external tenants.
pub const TENANT_HOSTS: &[&str] = &[".b2clogin.com", ".ciamlogin.com"];

pub fn is_entra_host(host: &str) -> bool {
    HOSTS.iter().any(|known| known.eq_ignore_ascii_case(host))
}

/// Whether a text is, or begins as, a URL of a host that issues tokens of Microsoft Entra ID. The scheme is optional.
pub fn names_entra(text: &str) -> bool {
    let host = host(text);
    is_entra_host(host) || TENANT_HOSTS.iter().any(|end| host.len() > end.len() && ends_with(host, end))
}

/// Whether a text is a complete URL of another host, which issues no tokens of Microsoft Entra ID.
pub fn names_other(text: &str) -> bool {
    let host = host(text);
    let is_name = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    text.contains("://") && is_name && !names_entra(text)
}

fn host(text: &str) -> &str {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

fn ends_with(text: &str, end: &str) -> bool {
    text.len().checked_sub(end.len()).and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_identifies_the_issuer() {
        for text in ["https://login.microsoftonline.com/x", "LOGIN.microsoftonline.us/common", "https://a.b2clogin.com:443/x"] {
            assert!(names_entra(text) && !names_other(text), "{text}");
        }
        for text in ["https://accounts.google.com", "https://login.microsoftonline.com.evil.example/x", "http://localhost:8080"] {
            assert!(!names_entra(text) && names_other(text), "{text}");
        }
        for text in ["", "common", "https://{host}/x", ".b2clogin.com", "ü.b2clogin.co"] {
            assert!(!names_entra(text) && !names_other(text), "{text}");
        }
    }
}
