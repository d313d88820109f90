//! What a file may be by its name. Its text must agree before anything is read.

/// What a file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reader) enum Form {
    /// `appsettings*.json` of ASP.NET Core, `local.settings.json` of Azure Functions.
    AspNet,
    StaticWebApp,
    /// A policy of API Management.
    ApiPolicy,
    SpringYaml,
    SpringProperties,
    /// A configuration of MSAL in JSON.
    MsalJson,
    /// A script that may configure MSAL or passport-azure-ad.
    Script,
    /// A script of a name that many have.
    CommonScript,
    /// Variables of an environment.
    Environment,
    /// A configuration of oauth2-proxy.
    OAuth2Proxy,
    /// Any other YAML: of oauth2-proxy, or an export.
    Yaml,
}

/// Names of scripts in which the samples of MSAL and their followers keep the configuration.
const SCRIPTS: &[&str] = &[
    "app-config",
    "app.config",
    "app.module",
    "auth-config",
    "auth.config",
    "auth_config",
    "authconfig",
    "config",
    "msal",
    "msal-config",
    "msal.config",
    "msalconfig",
];

/// Names of scripts that make the application, and whatever else.
const COMMON_SCRIPTS: &[&str] = &["app", "index", "main", "server"];

const SCRIPT_EXTENSIONS: &[&str] = &["cjs", "js", "jsx", "mjs", "ts", "tsx"];

/// What the file of this path may be.
pub(in crate::reader) fn form(path: &str) -> Option<Form> {
    let name = path.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
    let (stem, extension) = name.rsplit_once('.')?;
    if extension == "env" || name.starts_with(".env.") {
        return Some(Form::Environment);
    }
    // With a profile behind it, but no `applications.yaml`.
    let is_spring = || {
        let profile = ["application", "bootstrap"].iter().find_map(|start| stem.strip_prefix(start));
        profile.is_some_and(|profile| !profile.starts_with(|first: char| first.is_alphanumeric()))
    };
    match extension {
        "json" => json(stem),
        "xml" => Some(Form::ApiPolicy),
        "yaml" | "yml" if is_policy_file(&name) => None,
        "yaml" | "yml" if is_spring() => Some(Form::SpringYaml),
        "yaml" | "yml" => Some(Form::Yaml),
        "properties" if is_spring() => Some(Form::SpringProperties),
        "cfg" => Some(Form::OAuth2Proxy),
        "toml" if stem.contains("oauth2") => Some(Form::OAuth2Proxy),
        extension if SCRIPT_EXTENSIONS.contains(&extension) => {
            let is_usual = SCRIPTS.contains(&stem) || stem.starts_with("environment");
            let is_common = COMMON_SCRIPTS.contains(&stem);
            is_usual.then_some(Form::Script).or(is_common.then_some(Form::CommonScript))
        }
        _ => None,
    }
}

fn json(stem: &str) -> Option<Form> {
    match stem {
        "staticwebapp.config" => Some(Form::StaticWebApp),
        "local.settings" => Some(Form::AspNet),
        _ if stem.starts_with("appsettings") => Some(Form::AspNet),
        _ if ["auth_config", "authconfig", "auth-config", "msal"].iter().any(|start| stem.starts_with(start)) => Some(Form::MsalJson),
        _ => None,
    }
}

/// Whether this is the policy file of tenantlint itself.
fn is_policy_file(name: &str) -> bool {
    name.trim_start_matches('.').starts_with("tenantlint.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_may_be() {
        for (path, expected) in [
            ("src/appsettings.json", Some(Form::AspNet)),
            ("AppSettings.Development.json", Some(Form::AspNet)),
            ("staticwebapp.config.json", Some(Form::StaticWebApp)),
            ("policies/inbound.xml", Some(Form::ApiPolicy)),
            ("src/main/resources/application-prod.yml", Some(Form::SpringYaml)),
            ("applications.yaml", Some(Form::Yaml)),
            ("bootstrap.properties", Some(Form::SpringProperties)),
            ("gradle.properties", None),
            ("res/raw/auth_config_single_account.json", Some(Form::MsalJson)),
            ("src/authConfig.ts", Some(Form::Script)),
            ("src/environments/environment.prod.ts", Some(Form::Script)),
            ("src/index.tsx", Some(Form::CommonScript)),
            ("src/jquery.js", None),
            (".env", Some(Form::Environment)),
            (".env.local", Some(Form::Environment)),
            ("deploy/prod.env", Some(Form::Environment)),
            ("oauth2-proxy.cfg", Some(Form::OAuth2Proxy)),
            ("oauth2_proxy.toml", Some(Form::OAuth2Proxy)),
            ("Cargo.toml", None),
            ("export.yaml", Some(Form::Yaml)),
            (".tenantlint.yaml", None),
            ("users.json", None),
            ("Makefile", None),
            ("", None),
        ] {
            assert_eq!(form(path), expected, "{path}");
        }
    }
}
