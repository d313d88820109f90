//! The forms of application settings: the names of the files, and the words that a text must contain to be read.

use super::configuration::Out;
use crate::reader::detector::{Claim, Detector, File, FileName, Reading};
use crate::reader::words::Words;
use crate::resource::{Format, Problem, Sink};
use crate::source::Span;
use crate::syntax::json::{SyntaxError, parse_lenient, skip_comments};
use crate::syntax::tree::{Bytes, Node};
use crate::text::Text;
use memchr::memmem;

/// Maximum size of a file, because people write configurations.
const MAX_BYTES: usize = 4 << 20;

/// The position and message of a syntax error.
pub(super) type Broken = (Bytes, Text);

/// The settings of an application in files of certain names.
pub(in crate::reader) struct Form {
    /// A description of such files.
    pub(super) what: &'static str,
    pub(super) is_named: fn(&FileName) -> bool,
    /// Words of which a text must contain at least one.
    pub(super) signs: Words,
    pub(super) others: Others,
    /// Emits the configurations in a text.
    pub(super) read: fn(&str, &mut Out<'_>) -> Result<(), Broken>,
}

/// Whether files of this name may have other formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    None,
    /// An export may have the name: App Service also has an `appsettings.json`.
    Few,
    /// Most of them have.
    Most,
}

impl Form {
    fn without(&self, reason: &'static str) -> Claim {
        match self.others {
            Others::None => Claim::Taken(Reading::none(reason)),
            Others::Few => Claim::Passed(Some(reason.into())),
            Others::Most => Claim::Passed(None),
        }
    }

    /// A file that is too large, which is reported if its start may configure sign-in.
    fn too_large(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim {
        if file.source.piece(0, MAX_BYTES).is_ok_and(|head| self.signs.may_occur_in(&head.text)) {
            let message = Text::new("application settings over {limit} MiB are not read").with("limit", (MAX_BYTES >> 20).to_string());
            sink.problem(Problem::warning(Span::new(file.id, 0, 0), message));
        }
        self.without("larger than the limit for application configurations")
    }
}

impl Detector for Form {
    fn wants(&self, name: &FileName) -> bool {
        (self.is_named)(name)
    }

    fn may_hold(&self, text: &str) -> bool {
        self.signs.may_occur_in(text)
    }

    fn is_foreign(&self, _path: &str, _text: &str) -> bool {
        true
    }

    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim {
        if file.source.len() > MAX_BYTES {
            return self.too_large(file, sink);
        }
        let Ok(text) = file.source.text() else { return Claim::Passed(None) };
        if !self.signs.may_occur_in(text) {
            return self.without("it contains no sign-in configuration");
        }
        let mut out = Out::new(file.id, &file.source.path, sink);
        let read = (self.read)(text, &mut out);
        if let Err((bytes, message)) = &read {
            out.problem(text, bytes, message.clone());
        }
        match (out.given, read) {
            (0, Ok(())) => self.without("it contains no sign-in configuration"),
            (0, Err(_)) if self.others == Others::Few => self.without("it cannot be read"),
            (0, Err(_)) => Claim::Taken(Reading::none("it cannot be read")),
            _ => Claim::Taken(Reading::of(Format::AppConfiguration, self.what)),
        }
    }
}

pub(super) fn has_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

/// The single value of a JSON text that may contain comments.
pub(super) fn json(text: &str) -> Result<Node<'_>, Broken> {
    let not_json = |error: SyntaxError| {
        // For truncated text the span is the last character.
        let bytes = if error.truncated { error.offset.saturating_sub(1)..error.offset } else { error.offset..error.offset + 1 };
        (bytes, Text::new("not well-formed JSON: {reason}").with("reason", error.message.clone()))
    };
    let node: Node<'_> = parse_lenient(text, skip_comments(text, 0)).map_err(not_json)?;
    let end = skip_comments(text, node.bytes.end);
    if end < text.len() {
        return Err(not_json(SyntaxError { message: "expected the end of the file".into(), offset: end, truncated: false }));
    }
    Ok(node)
}

#[cfg(test)]
mod tests {
    use crate::reader::app_configuration::{
        api_policy, asp_net, descriptions, environment, msal, oauth2_proxy, spring, static_web_app, teams,
    };
    use crate::reader::detector::{Detector, FileName};

    #[test]
    fn names_select_the_possible_formats() {
        let forms = [
            ("settings", &asp_net::SETTINGS),
            ("static web app", &static_web_app::CONFIG),
            ("policy", &api_policy::POLICY),
            ("spring", &spring::YAML),
            ("properties", &spring::PROPERTIES),
            ("msal", &msal::JSON),
            ("any json", &msal::ANY_JSON),
            ("script", &msal::SCRIPT),
            ("variables", &environment::VARIABLES),
            ("cfg", &oauth2_proxy::CFG),
            ("yaml", &oauth2_proxy::YAML),
            ("teams", &teams::PROJECT),
            ("descriptions", &descriptions::APPS),
        ];
        for (path, expected) in [
            ("src/appsettings.json", &["settings", "any json", "descriptions"][..]),
            ("AppSettings.Development.json", &["settings", "any json", "descriptions"]),
            ("staticwebapp.config.json", &["static web app", "any json", "descriptions"]),
            ("policies/inbound.xml", &["policy"]),
            ("src/main/resources/application-prod.yml", &["spring", "teams"]),
            ("applications.yaml", &["yaml", "teams"]),
            ("bootstrap.properties", &["properties"]),
            ("gradle.properties", &["properties"]),
            ("res/raw/auth_config_single_account.json", &["msal", "descriptions"]),
            ("src/authConfig.ts", &["script"]),
            ("src/environments/environment.prod.ts", &["script"]),
            ("src/index.tsx", &["script"]),
            ("src/jquery.js", &["script"]),
            ("src/auth.spec.ts", &[]),
            ("types/msal.d.ts", &[]),
            (".env", &["variables"]),
            (".env.local", &["variables"]),
            ("deploy/prod.env", &["variables"]),
            ("oauth2-proxy.cfg", &["cfg"]),
            ("oauth2_proxy.toml", &["cfg"]),
            ("Cargo.toml", &[]),
            ("export.yaml", &["yaml", "teams"]),
            ("teamsapp.local.yml", &["yaml", "teams"]),
            (".tenantlint.yaml", &[]),
            ("users.json", &["any json", "descriptions"]),
            ("Makefile", &[]),
            ("", &[]),
        ] {
            let wanting: Vec<&str> = forms.iter().filter(|(_, form)| form.wants(&FileName::of(path))).map(|(name, _)| *name).collect();
            assert_eq!(wanting, expected, "{path}");
        }
    }
}
