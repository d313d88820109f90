//! The script for PowerShell, with Microsoft Graph PowerShell and Az.Accounts. It runs in Windows PowerShell 5.1 and in PowerShell 7.

use super::plan::{Answer, List, is_graph, permission_lines, permissions, sections, variable};
use crate::resource::{Each, Request};
use std::fmt::Write as _;

const FUNCTIONS: &str = r#"
$ErrorActionPreference = 'Stop'
New-Item -ItemType Directory -Force -Path $Dir | Out-Null
$folder = (Resolve-Path -LiteralPath $Dir).ProviderPath
$utf8 = New-Object System.Text.UTF8Encoding($false)
$failed = New-Object System.Collections.ArrayList

# One answer as text.
function Get-Answer([string] $Url, [bool] $OrNotFound) {
    if ($Url.StartsWith('https://graph.microsoft.com/')) {
        return Invoke-MgGraphRequest -Method GET -Uri $Url -OutputType Json
    }
    $answer = Invoke-AzRestMethod -Method GET -Path $Url.Substring('https://management.azure.com'.Length)
    if ($answer.StatusCode -eq 200 -or ($OrNotFound -and $answer.StatusCode -eq 404)) {
        return $answer.Content
    }
    throw ('{0}: {1}' -f $answer.StatusCode, $answer.Content)
}

function Add-Failure([string] $Url, $Reason) {
    Write-Warning ('not collected: {0}: {1}' -f $Url, $Reason)
    [void] $failed.Add($Url)
}

# The file of a page. Windows allows no colon in a name.
function Get-PagePath([string] $Name, [int] $Number) {
    $suffix = '.json'
    if ($Number -gt 1) { $suffix = '.' + $Number + '.json' }
    return Join-Path $folder ($Name.Replace(':', '_') + $suffix)
}

# The link to the next page.
function Get-NextPage([string] $Text) {
    $links = [regex]::Matches($Text, '"(?:@odata\.)?nextLink": *("https://(?:graph\.microsoft|management\.azure)\.com/[^"]*")')
    if ($links.Count -eq 0) { return '' }
    return $links[$links.Count - 1].Groups[1].Value | ConvertFrom-Json
}

# An answer and all its next pages. A link that was followed is renamed, so that it does not mark an incomplete list. With $Path, the answer
# is written like that to a batch, because only the path names the object that it belongs to.
function Save-Pages([string] $Name, [string] $Url, [string] $Path) {
    if (-not $Path) { Write-Host $Name }
    $number = 1
    $before = ''
    while ($Url) {
        try { $text = Get-Answer $Url $false } catch { Add-Failure $Url $_; return }
        $next = Get-NextPage $text
        if ($Path) {
            $text = '{"requests":[{"id":"1","method":"GET","url":"/' + $Path + '"}],"responses":[{"id":"1","status":200,"body":' + $text + '}]}'
        }
        $file = Get-PagePath $Name $number
        [System.IO.File]::WriteAllText($file, $text, $utf8)
        if ($before) {
            $renamed = [regex]::Replace([System.IO.File]::ReadAllText($before), '"(?:@odata\.)?nextLink":', '"followed":')
            [System.IO.File]::WriteAllText($before, $renamed, $utf8)
        }
        $before = $file
        $Url = $next
        $number++
    }
}

# An answer, or the error 404, which shows that the setting was never changed.
function Save-Setting([string] $Name, [string] $Url) {
    Write-Host $Name
    try { $text = Get-Answer $Url $true } catch { Add-Failure $Url $_; return }
    [System.IO.File]::WriteAllText((Get-PagePath $Name 1), $text, $utf8)
}

# The ids of the objects of a list, with all its pages.
function Get-Ids([string] $Url, [string] $Pattern) {
    while ($Url) {
        try { $text = Get-Answer $Url $false } catch { Add-Failure $Url $_; return }
        foreach ($id in [regex]::Matches($text, $Pattern, 'IgnoreCase')) { $id.Groups[1].Value }
        $Url = Get-NextPage $text
    }
}
"#;

const END: &str = r#"
if ($failed.Count -gt 0) {
    Write-Warning ("not collected, because these requests failed:`n  " + ($failed -join "`n  "))
    Write-Warning 'with 401 or 403, a permission or role is missing: they are listed at the start of this script'
    Write-Host ('the rest was collected; next: tenantlint check "' + $Dir + '"')
    exit 1
}
Write-Host ('collected; next: tenantlint check "' + $Dir + '"')
"#;

pub(super) fn script(requests: &[&Request]) -> String {
    let (graph, arm): (Vec<&Request>, Vec<&Request>) = requests.iter().partition(|request| is_graph(request));
    let (has_graph, has_arm) = (!graph.is_empty(), !arm.is_empty());
    let modules = [(has_graph, "Microsoft.Graph.Authentication"), (has_arm, "Az.Accounts")];
    let modules: Vec<&str> = modules.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, module)| module).collect();
    let modules = modules.join(", ");
    let mut text = "#Requires -Version 5.1\n".to_owned();
    if !modules.is_empty() {
        let _ = writeln!(text, "#Requires -Modules {modules}");
    }
    text.push_str(
        "# Collects the configuration of a tenant that tenantlint reads. It changes nothing.\n#   pwsh -File collect.ps1 [-Dir DIR]\n",
    );
    if !modules.is_empty() {
        let _ = writeln!(text, "# It requires: Install-Module {modules} -Scope CurrentUser");
    }
    text.push_str(&permission_lines(requests));
    text.push_str(
        "#\n# The script asks a user to sign in and to consent to these permissions; the user also needs a role that reads everything, such as Global\n\
         # Reader. To run as a service principal that has these roles and, with the consent of an administrator, these application permissions, sign\n\
         # in before:\n",
    );
    if has_graph {
        text.push_str("#   Connect-MgGraph -ClientId APP_ID -TenantId TENANT_ID -CertificateThumbprint THUMBPRINT\n");
    }
    if has_arm {
        text.push_str(
            "#   Connect-AzAccount -ServicePrincipal -ApplicationId APP_ID -Tenant TENANT_ID -CertificateThumbprint THUMBPRINT\n",
        );
    }
    text.push_str("param([string] $Dir = 'tenant')\n");
    text.push_str(FUNCTIONS);
    text.push_str(&sign_in(&graph, has_arm));
    for (each, requests) in sections(requests) {
        text.push_str(&section(each, &requests));
    }
    text.push_str(END);
    text
}

/// Both services must be asked about the same tenant.
fn sign_in(graph: &[&Request], has_arm: bool) -> String {
    let mut text = String::from("\n");
    if !graph.is_empty() {
        let scopes: Vec<String> = permissions(graph, true).into_iter().map(|scope| format!("    '{scope}'")).collect();
        let scopes = scopes.join(",\n");
        let _ = writeln!(text, "$scopes = @(\n{scopes}\n)\nif (-not (Get-MgContext)) {{ Connect-MgGraph -Scopes $scopes | Out-Null }}");
    }
    match (graph.is_empty(), has_arm) {
        (_, false) => {}
        (true, true) => text.push_str("if (-not (Get-AzContext)) { Connect-AzAccount | Out-Null }\n"),
        (false, true) => text.push_str(
            "if (-not (Get-AzContext)) { Connect-AzAccount -Tenant (Get-MgContext).TenantId | Out-Null }\n\
             if ((Get-AzContext).Tenant.Id -ne (Get-MgContext).TenantId) {\n    \
                 throw 'Connect-MgGraph and Connect-AzAccount have signed in to different tenants'\n}\n",
        ),
    }
    text
}

/// The requests of one sort, in a loop if they are repeated.
fn section(each: Each, requests: &[&Request]) -> String {
    let lines = |indent: &str| requests.iter().map(|request| line(request, indent)).collect::<String>();
    let variable = variable(each);
    match List::of(each) {
        Some(List { url, id }) => format!("\nforeach (${variable} in @(Get-Ids '{url}' '{id}')) {{\n{}}}\n", lines("    ")),
        None if each == Each::Tenant => format!("\n$tenant = (Get-AzContext).Tenant.Id\n{}", lines("")),
        None => format!("\n{}", lines("")),
    }
}

/// One request. Texts are in single quotes, in which a dollar sign is no variable.
fn line(request: &Request, indent: &str) -> String {
    let each = request.each();
    let text = |text: &str| {
        let quoted = |part: &str| format!("'{}'", part.replace('\'', "''"));
        let Some(name) = each.name() else { return quoted(text) };
        match text.split_once(&format!("{{{name}}}")) {
            None => quoted(text),
            Some((before, "")) => format!("({} + ${})", quoted(before), variable(each)),
            Some((before, after)) => format!("({} + ${} + {})", quoted(before), variable(each), quoted(after)),
        }
    };
    let file = match each {
        Each::Once | Each::Tenant => text(request.file),
        each => text(&format!("{}-{{{}}}", request.file, each.name().unwrap_or_default())),
    };
    let url = text(&request.url());
    match Answer::to(request) {
        Answer::Setting => format!("{indent}Save-Setting {file} {url}\n"),
        Answer::Pages => format!("{indent}Save-Pages {file} {url}\n"),
        Answer::PagesOfPath => format!("{indent}Save-Pages {file} {url} {}\n", text(request.path)),
    }
}
