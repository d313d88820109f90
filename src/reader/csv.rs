//! Tables of users, apps and role assignments: the downloads of the portal, and the output of `Export-Csv`.
//!
//! The portal filters what it downloads and commands may do so, which a table does not show: no table is known to be complete.
//!
//! Sources: Microsoft Learn, "Download a list of users in the Azure portal" and "List Azure role assignments using the Azure portal";
//! `PowerShell` 7, `Export-Csv`.

use super::converted::Converted;
use super::cut_off;
use super::detector::{Claim, Detector, File, FileName, Reading};
use super::frame::Frame;
use super::list::{Held, List, ListText};
use super::signs::Signs;
use crate::parts::Parts;
use crate::resource::{Collector, Format, Origin, Place, Problem, Sink, Writer};
use crate::source::Span;
use crate::syntax::csv::{Cell, Rows};
use crate::syntax::json::parse;
use crate::text::Text;
use std::borrow::Cow;

/// The part of a file whose columns and first rows show whether it is an export.
const HEAD_BYTES: usize = 64 << 10;

/// The number of rows that are converted at once.
const ROWS: usize = 4096;

/// Columns of the portal whose names in Graph differ.
const RENAMED: &[(&str, &str)] =
    &[("objectId", "id"), ("invitationState", "externalUserState"), ("assignmentRequired", "appRoleAssignmentRequired")];

/// The column with the issuer of the first identity of a user.
const ISSUER: &str = "identityIssuer";

pub(super) struct Export;

impl Detector for Export {
    fn wants(&self, name: &FileName) -> bool {
        name.has_extension(&["csv"])
    }

    fn is_foreign(&self, _path: &str, _text: &str) -> bool {
        true
    }

    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim {
        file.declined(&|sink| read(file, sink)).unwrap_or_else(|| Claim::Taken(read(file, sink)))
    }
}

fn read(file: &File<'_>, sink: &mut dyn Sink) -> Reading {
    const UNRELATED: &str = "it contains no tenant object";
    let Some(columns) = file.source.piece(0, HEAD_BYTES).ok().and_then(|head| Columns::of(&head.text, file)) else {
        return Reading::none(UNRELATED);
    };
    let Ok(text) = file.source.text() else { return Reading::none("it cannot be read as text") };
    let mut table = Table { file, columns: &columns, format: None, has_cut_off: false, has_misplaced: false };
    table.read(text, sink);
    match table.format {
        Some(format) => Reading::of(format, "a table of tenant objects"),
        None => Reading::none(UNRELATED),
    }
}

/// The first row of a table.
#[derive(Debug)]
struct Columns {
    /// The names of the properties in Graph or `PowerShell`.
    names: Vec<String>,
    separator: u8,
    /// The offset of the second row.
    end: usize,
}

impl Columns {
    /// The columns of a table whose first rows are objects of a tenant. `head` is the start of its text.
    fn of(head: &str, file: &File<'_>) -> Option<Self> {
        let start = start(head);
        let line = head.after(start).lines().next()?;
        let count = |separator: &u8| memchr::memchr_iter(*separator, line.as_bytes()).count();
        let separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(count).filter(|separator| count(separator) > 0)?;
        let mut rows = Rows::new(head, start, separator);
        let names = rows.next()?.ok()?.iter().map(|cell| name(&cell.text).into_owned()).collect();
        let columns = Self { names, separator, end: rows.end() };
        let mut found = Collector::default();
        let first: Vec<_> = rows.take(2).filter_map(Result::ok).collect();
        Table { file, columns: &columns, format: None, has_cut_off: true, has_misplaced: true }.rows(first, &mut found);
        (!found.resources.is_empty()).then_some(columns)
    }
}

/// The offset of the first row: Windows `PowerShell` writes the type above it, and Excel the separator.
fn start(head: &str) -> usize {
    let is_other = head.starts_with("#TYPE ") || head.starts_with("sep=");
    if is_other { memchr::memchr(b'\n', head.as_bytes()).map_or(head.len(), |end| end + 1) } else { 0 }
}

/// The name of the property in a column: `User principal name` is `userPrincipalName`.
fn name(column: &str) -> Cow<'_, str> {
    if let Some((_, name)) = RENAMED.iter().find(|(renamed, _)| *renamed == column) {
        return Cow::Borrowed(name);
    }
    if !column.contains(' ') {
        return Cow::Borrowed(column);
    }
    let mut joined = String::with_capacity(column.len());
    for word in column.split(' ') {
        let mut letters = word.chars();
        let first = letters.next().map(|first| if joined.is_empty() { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() });
        joined.extend(first.into_iter().chain(letters.map(|letter| letter.to_ascii_lowercase())));
    }
    match RENAMED.iter().find(|(renamed, _)| *renamed == joined) {
        Some((_, name)) => Cow::Borrowed(name),
        None => Cow::Owned(joined),
    }
}

struct Table<'t> {
    file: &'t File<'t>,
    columns: &'t Columns,
    /// The format of the first object.
    format: Option<Format>,
    /// Whether a value that `Export-Csv` does not write was reported.
    has_cut_off: bool,
    /// Whether a row with another number of cells was reported.
    has_misplaced: bool,
}

impl Table<'_> {
    fn read(&mut self, text: &str, sink: &mut dyn Sink) {
        let mut rows = Rows::new(text, self.columns.end, self.columns.separator);
        loop {
            let mut some = Vec::new();
            let mut error = None;
            for row in rows.by_ref().take(ROWS) {
                match row {
                    Ok(row) => some.push(row),
                    Err(wrong) => error = Some(wrong),
                }
            }
            let is_last = some.len() < ROWS;
            self.rows(some, sink);
            if let Some(error) = error {
                let message = Text::new("{reason}: the rows after it cannot be read").with("reason", error.message);
                sink.problem(Problem::error(self.span(error.bytes.start, error.bytes.end), message));
            }
            if is_last {
                return;
            }
        }
    }

    /// Reads these rows.
    fn rows(&mut self, rows: Vec<Vec<Cell<'_>>>, sink: &mut dyn Sink) {
        let mut writer = Writer::default();
        writer.array(Place::new(self.span(0, 0), Origin::Literal), |writer| {
            for row in rows {
                self.row(&row, writer, sink);
            }
        });
        let converted = Converted::of(writer);
        let (id, signs) = (self.file.id, Signs::new("", self.file.source, self.file.neighbors));
        let list =
            List { frame: Frame::whole(id), text: ListText::Held(&converted.json), holds: None, format: Format::Graph, signs: &signs };
        let Held { format, .. } = list.read(0, &mut converted.back(id, sink));
        self.format = self.format.or(format);
    }

    /// Writes a row as an object. Empty cells are omitted, because an export without the property also has them.
    fn row(&mut self, row: &[Cell<'_>], writer: &mut Writer, sink: &mut dyn Sink) {
        let names = &self.columns.names;
        let span = self.span(row.first().map_or(0, |cell| cell.bytes.start), row.last().map_or(0, |cell| cell.bytes.end));
        // Tables that are appended repeat the columns.
        if names.iter().zip(row).all(|(column, cell)| *column == *name(&cell.text)) {
            return;
        }
        if row.len() != names.len() {
            if !std::mem::replace(&mut self.has_misplaced, true) {
                let message = Text::new("expected {number} cells as in the first row, found {given}: such rows are skipped")
                    .with("number", names.len().to_string())
                    .with("given", row.len().to_string());
                sink.problem(Problem::error(span, message));
            }
            return;
        }
        writer.element().object(Place::new(span, Origin::Literal), |writer| {
            for (column, cell) in names.iter().zip(row).filter(|(column, cell)| !column.is_empty() && !cell.text.is_empty()) {
                self.cell(column, cell, writer, sink);
            }
        });
    }

    fn cell(&mut self, column: &str, cell: &Cell<'_>, writer: &mut Writer, sink: &mut dyn Sink) {
        let span = self.span(cell.bytes.start, cell.bytes.end);
        let place = Place::new(span, Origin::Literal);
        if cut_off::is(&cell.text) {
            if !std::mem::replace(&mut self.has_cut_off, true) {
                sink.problem(Problem::warning(span, cut_off::REASON));
            }
            return writer.key(column).unknown(place, cut_off::REASON);
        }
        if column == ISSUER {
            return writer.key("identities").array(place.clone(), |writer| {
                writer.element().object(place.clone(), |writer| writer.key("issuer").string(place, &cell.text));
            });
        }
        // A name may be any word.
        let is_name = column.to_ascii_lowercase().ends_with("name");
        // Azure Resource Graph writes objects and lists as JSON.
        if !is_name
            && cell.text.starts_with(['{', '['])
            && let Ok(node) = parse(&cell.text)
        {
            return writer.key(column).node(&node, &|_| span);
        }
        match &*cell.text {
            "True" | "TRUE" | "true" if !is_name => writer.key(column).literal(place, "true"),
            "False" | "FALSE" | "false" if !is_name => writer.key(column).literal(place, "false"),
            text => writer.key(column).string(place, text),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file.id, start, end)
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::app_configuration::testing::{cut_everywhere, read};
    use serde_json::json;

    const USERS: &str = "userPrincipalName,displayName,objectId,userType,accountEnabled,invitationState,identityIssuer,surname\r\n\
        v_f.example#EXT#@c.example,\"Vendor \"\"One\"\", Inc\",a1,Guest,True,PendingAcceptance,ExternalAzureAD,\r\n\
        ada@c.example,True,a2,Member,False,,c.example,ü\r\n";

    #[test]
    fn downloads_of_the_portal_are_read_with_their_places() {
        let users = read("exportUsers.csv", USERS);
        assert_eq!(
            users.objects(),
            [
                json!({"userPrincipalName": "v_f.example#EXT#@c.example", "displayName": "Vendor \"One\", Inc", "id": "a1", "userType": "Guest",
                    "accountEnabled": true, "externalUserState": "PendingAcceptance", "identities": [{"issuer": "ExternalAzureAD"}]}),
                json!({"userPrincipalName": "ada@c.example", "displayName": "True", "id": "a2", "userType": "Member", "accountEnabled": false,
                    "identities": [{"issuer": "c.example"}], "surname": "ü"}),
            ]
        );
        assert_eq!(users.at(0, "/displayName"), "\"Vendor \"\"One\"\", Inc\"");
        assert_eq!(users.at(1, "/userType"), "Member");
        assert!(users.under(users.resources[1].span).starts_with("ada@c.example,True"));
        assert!(users.completeness.is_empty());
        let apps = read("a.csv", "id,displayName,appId,accountEnabled,assignmentRequired\n1,A,2,True,False\n");
        assert_eq!((apps.resources[0].kind.name(), &apps.objects()[0]["appRoleAssignmentRequired"]), ("servicePrincipal", &json!(false)));
        let spaced = read("a.csv", "User principal name;Object Id;User type\nu@c.example;1;Member\n");
        assert_eq!(spaced.objects(), [json!({"userPrincipalName": "u@c.example", "id": "1", "userType": "Member"})]);
    }

    #[test]
    fn tables_of_powershell_are_read() {
        let text = "#TYPE Microsoft.Azure.Commands.Resources.Models.Authorization.PSRoleAssignment\r\n\
            \"RoleAssignmentId\",\"Scope\",\"DisplayName\",\"SignInName\",\"RoleDefinitionName\",\"ObjectId\",\"CanDelegate\"\r\n\
            \"/r\",\"/\",\"Ada\",\"a@c.example\",\"Owner\",\"o\",\"False\"\r\n";
        let assignments = read("a.csv", text);
        assert_eq!(assignments.resources[0].kind.name(), "roleAssignment");
        assert_eq!(assignments.at(0, "/principalId"), "\"o\"");
        let apps = read("a.csv", "\"AppId\"\t\"SignInAudience\"\t\"KeyCredentials\"\n\"1\"\t\"AzureADMyOrg\"\t\"System.Object[]\"\n");
        assert_eq!((apps.resources[0].kind.name(), apps.at(0, "/signInAudience")), ("application", "\"AzureADMyOrg\""));
        assert_eq!(apps.objects()[0]["keyCredentials"].as_object().unwrap().keys().next().unwrap(), "$unknown");
        assert_eq!((apps.problems().len(), apps.problems[0].is_warning), (1, true));
    }

    #[test]
    fn json_in_a_cell_is_an_object() {
        let text = "id,type,properties\n\
            /r,microsoft.authorization/roleassignments,\"{\"\"principalId\"\":\"\"p\"\",\"\"scope\"\":\"\"/\"\"}\"\n\
            /s,microsoft.authorization/roleassignments,{x\n";
        let assignments = read("a.csv", text);
        assert_eq!(assignments.objects()[0]["properties"], json!({"principalId": "p", "scope": "/"}));
        assert_eq!(assignments.objects()[1]["properties"], "{x");
        assert_eq!(assignments.at(0, "/properties/scope"), r#""{""principalId"":""p"",""scope"":""/""}""#);
    }

    #[test]
    fn rows_that_cannot_be_read_are_reported() {
        let cells = read("a.csv", "userPrincipalName,userType\na@b,Guest\na@b,Guest,x\nb@b,Member\nuserPrincipalName,userType\n");
        assert_eq!((cells.resources.len(), cells.problems()[0].0), (2, "a@b,Guest,x"));
        let quotes = read("a.csv", "userPrincipalName,userType\na@b,Guest\n\"b@b,Member\n");
        assert_eq!((quotes.resources.len(), quotes.problems()[0].0), (1, "\""));
    }

    #[test]
    fn other_tables_are_skipped() {
        for text in ["", "\n", "a", "id,name\n1,2\n", "id,name,reviewer\n1,a,b\n", "a,b\n\"", "userPrincipalName,userType\n", ",,\n,,\n"] {
            let read = read("a.csv", text);
            assert!(read.resources.is_empty() && read.problems.is_empty(), "{text}");
            assert_eq!(read.reading.unwrap().format, None);
        }
    }

    #[test]
    fn hostile_tables_do_no_harm() {
        cut_everywhere("a.csv", USERS);
        read("a.csv", &"x,".repeat(1 << 18));
        read("a.csv", &format!("userPrincipalName,userType\n{}", "a@b,Guest\n".repeat(10_000)));
    }
}
