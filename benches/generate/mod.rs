//! Generates deterministic benchmark inputs: Graph exports of applications, and Terraform.

#![allow(clippy::indexing_slicing, reason = "the input is our own, and each bench uses a part of this module")]

use std::fmt::Write;
use std::time::{Duration, Instant};

/// A single-line export, as the service returns it, of slightly more than this many bytes.
#[allow(dead_code)] // each bench uses a part of this module
pub fn export(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 4096);
    text.push_str(r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications","value":["#);
    let mut random = Random(0x7465_6e61_6e74);
    for number in 0.. {
        application(&mut text, number, &mut random);
        if text.len() >= bytes {
            break;
        }
        text.push(',');
    }
    text.push_str("]}\n");
    text
}

/// An application as Graph returns it: most properties null or empty, about 2.5 kB. One in eight is not single-tenant.
#[allow(dead_code)] // the same
fn application(text: &mut String, number: usize, random: &mut Random) {
    let (id, app_id) = (random.guid(), random.guid());
    let audience = random.one_of(&[
        "AzureADMyOrg",
        "AzureADMyOrg",
        "AzureADMyOrg",
        "AzureADMyOrg",
        "AzureADMyOrg",
        "AzureADMyOrg",
        "AzureADMyOrg",
        "AzureADMultipleOrgs",
    ]);
    let word = random.one_of(&["Payroll", "Ledger", "Harbor", "経費精算", "Beacon", "Quartz"]);
    let token_version = random.one_of(&["null", "2"]);
    write!(
        text,
        concat!(
            r#"{{"id":"{id}","deletedDateTime":null,"appId":"{app_id}","applicationTemplateId":null,"disabledByMicrosoftStatus":null,"#,
            r#""createdDateTime":"2024-03-09T11:22:33Z","displayName":"{word} {number:06}","description":null,"#,
            r#""groupMembershipClaims":"SecurityGroup","identifierUris":["api://{app_id}"],"isDeviceOnlyAuthSupported":null,"#,
            r#""isFallbackPublicClient":null,"nativeAuthenticationApisEnabled":null,"notes":null,"#,
            r#""publisherDomain":"contoso.onmicrosoft.com","serviceManagementReference":null,"signInAudience":"{audience}","#,
            r#""tags":["HideApp","team:{number}"],"tokenEncryptionKeyId":null,"uniqueName":null,"samlMetadataUrl":null,"#,
            r#""defaultRedirectUri":null,"certification":null,"requestSignatureVerification":null,"addIns":[],"optionalClaims":null,"#,
            r#""servicePrincipalLockConfiguration":{{"isEnabled":true,"allProperties":true,"credentialsWithUsageVerify":true,"#,
            r#""credentialsWithUsageSign":true,"tokenEncryptionKeyId":true}},"api":{{"acceptMappedClaims":null,"#,
            r#""knownClientApplications":[],"requestedAccessTokenVersion":{token_version},"oauth2PermissionScopes":["#,
            r#"{{"adminConsentDescription":"Allow the application to access the service on behalf of the signed-in user.","#,
            r#""adminConsentDisplayName":"Access the service","id":"{id}","isEnabled":true,"type":"User","#,
            r#""userConsentDescription":null,"userConsentDisplayName":null,"value":"user_impersonation"}}],"#,
            r#""preAuthorizedApplications":[]}},"appRoles":[{{"allowedMemberTypes":["User"],"#,
            r#""description":"Members of this role can act as Reader","displayName":"Reader","id":"{id}","isEnabled":true,"#,
            r#""origin":"Application","value":"Reader"}}],"info":{{"logoUrl":null,"marketingUrl":null,"#,
            r#""privacyStatementUrl":null,"supportUrl":null,"termsOfServiceUrl":null}},"keyCredentials":[],"#,
            r#""parentalControlSettings":{{"countriesBlockedForMinors":[],"legalAgeGroupRule":"Allow"}},"passwordCredentials":["#,
            r#"{{"customKeyIdentifier":null,"displayName":"rotate-1","endDateTime":"2026-01-02T03:04:05Z","hint":"aB1","#,
            r#""keyId":"{app_id}","secretText":null,"startDateTime":"2024-01-02T03:04:05Z"}}],"publicClient":{{"redirectUris":[]}},"#,
            r#""requiredResourceAccess":[{{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":["#,
            r#"{{"id":"{id}","type":"Scope"}},{{"id":"{app_id}","type":"Role"}}]}}],"verifiedPublisher":{{"displayName":null,"#,
            r#""verifiedPublisherId":null,"addedDateTime":null}},"web":{{"homePageUrl":"https://app{number}.contoso.example","#,
            r#""logoutUrl":null,"redirectUris":["https://app{number}.contoso.example/auth/callback"],"#,
            r#""implicitGrantSettings":{{"enableAccessTokenIssuance":false,"enableIdTokenIssuance":false}},"#,
            r#""redirectUriSettings":[]}},"spa":{{"redirectUris":[]}}}}"#,
        ),
        id = id,
        app_id = app_id,
        word = word,
        number = number,
        audience = audience,
        token_version = token_version,
    )
    .expect("writing to a string cannot fail");
}

/// Marsaglia's xorshift64, sufficient to make objects differ.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let count = u64::try_from(choices.len()).expect("a few choices");
        choices[usize::try_from(self.next() % count).expect("less than a few")]
    }

    fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xfff, low >> 52, low & 0xffff_ffff_ffff)
    }
}

/// Terraform files with about this many apps: a root module, and modules that it calls with variables.
#[allow(dead_code)] // each bench uses a part of this module
pub fn terraform(apps: usize) -> Vec<(String, String)> {
    const IN_A_FILE: usize = 10;
    let mut files = Vec::new();
    let mut root = String::new();
    for module in 0..apps.div_ceil(IN_A_FILE) {
        let _ = writeln!(root, "module \"m{module}\" {{\n  source   = \"./modules/m{module}\"\n  audience = \"AzureADMyOrg\"\n}}\n");
        let mut text = "variable \"audience\" {\n  type = string\n}\n\nlocals {\n  tags = [\"managed-by:terraform\"]\n}\n".to_owned();
        for app in 0..IN_A_FILE.min(apps - module * IN_A_FILE) {
            let audience = if app % 7 == 0 { "\"AzureADMultipleOrgs\"" } else { "var.audience" };
            let _ = write!(
                text,
                "\nresource \"azuread_application\" \"app{app}\" {{\n  display_name     = \"App {module} {app}\"\n  sign_in_audience = {audience}\n  \
                 owners           = [data.azuread_client_config.current.object_id]\n  tags             = concat(local.tags, [\"app:{app}\"])\n\n  \
                 api {{\n    requested_access_token_version = 2\n  }}\n\n  web {{\n    homepage_url  = \"https://app{app}.contoso.example\"\n    \
                 redirect_uris = [\"https://app{app}.contoso.example/auth/callback\"]\n\n    implicit_grant {{\n      \
                 access_token_issuance_enabled = false\n    }}\n  }}\n}}\n"
            );
        }
        files.push((format!("modules/m{module}/main.tf"), text));
    }
    files.push(("main.tf".to_owned(), root));
    files
}

/// The ratio of the median times of two functions, from alternating runs.
#[allow(dead_code)] // the same
pub fn ratio(runs: usize, check: impl Fn(), floor: impl Fn()) -> f64 {
    let time = |run: &dyn Fn()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let (mut checks, mut floors): (Vec<Duration>, Vec<Duration>) = (0..runs).map(|_| (time(&check), time(&floor))).unzip();
    checks.sort_unstable();
    floors.sort_unstable();
    checks[runs / 2].as_secs_f64() / floors[runs / 2].as_secs_f64()
}
