//! A table in Apache Parquet, which a lakehouse reads without parsing: the rows of the format `csv` and one for each tenant, with complete
//! and unchanged names as in JSON.
//!
//! Source: Apache Parquet format specification, "Types" and "Logical Types".

use super::record::{Accepted, Finding, KnownFinding, Location, Problem, Resource, Shown, Undecided};
use super::tenant_name;
use crate::language::Language;
use crate::outcome::{Exit, Outcome, Run};
use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `BYTE_ARRAY (STRING)`
    Text,
    /// `INT32`
    Number,
    /// `INT32 (DATE)`: days since 1970-01-01
    Date,
}

/// The columns. All but the first are optional. They are documented in `docs/outputs.md`.
const COLUMNS: [(&str, Kind); 28] = [
    ("status", Kind::Text),
    ("tenant", Kind::Text),
    ("exportDate", Kind::Date),
    ("checkDate", Kind::Date),
    ("policyVersion", Kind::Text),
    ("toolVersion", Kind::Text),
    ("exitCode", Kind::Number),
    ("severity", Kind::Text),
    ("confidence", Kind::Text),
    ("rule", Kind::Text),
    ("title", Kind::Text),
    ("help", Kind::Text),
    ("fact", Kind::Text),
    ("kind", Kind::Text),
    ("name", Kind::Text),
    ("address", Kind::Text),
    ("root", Kind::Text),
    ("id", Kind::Text),
    ("appId", Kind::Text),
    ("file", Kind::Text),
    ("line", Kind::Number),
    ("column", Kind::Number),
    ("endLine", Kind::Number),
    ("endColumn", Kind::Number),
    ("fingerprint", Kind::Text),
    ("reason", Kind::Text),
    ("reviewer", Kind::Text),
    ("firstSeen", Kind::Date),
];

/// Rows that are written together. A reader takes as many at a time.
const GROUP: usize = 20_000;

/// Bytes of texts that are written together.
const GROUP_BYTES: usize = 32 << 20;

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Nothing,
    Text(String),
    Number(i32),
}

fn text(text: Option<impl AsRef<str>>) -> Cell {
    text.map_or(Cell::Nothing, |text| Cell::Text(text.as_ref().to_owned()))
}

fn number(number: Option<u32>) -> Cell {
    number.map_or(Cell::Nothing, |number| Cell::Number(i32::try_from(number).unwrap_or(i32::MAX)))
}

fn day(date: Option<Date>) -> Cell {
    let days = |date: Date| (date - jiff::civil::date(1970, 1, 1)).get_days();
    date.map_or(Cell::Nothing, |date| Cell::Number(days(date)))
}

/// A table that is written while it grows.
pub struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    rows: Vec<[Cell; COLUMNS.len()]>,
    bytes: usize,
}

/// What a row is about.
#[derive(Default)]
struct Row<'r> {
    status: &'r str,
    exit: Option<Exit>,
    finding: Option<&'r Finding<'r>>,
    rule: Option<&'r str>,
    title: Option<&'r str>,
    help: Option<&'r str>,
    resource: Option<&'r Resource<'r>>,
    location: Option<&'r Location<'r>>,
    reason: Option<&'r str>,
    reviewer: Option<&'r str>,
    first_seen: Option<Date>,
}

impl<W: Write + Send> Table<W> {
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W) -> io::Result<Self> {
        let field = |(name, kind): (&str, Kind)| {
            let physical = if kind == Kind::Text { Physical::BYTE_ARRAY } else { Physical::INT32 };
            let logical = match kind {
                Kind::Text => Some(LogicalType::String),
                Kind::Date => Some(LogicalType::Date),
                Kind::Number => None,
            };
            let repetition = if name == "status" { Repetition::REQUIRED } else { Repetition::OPTIONAL };
            Type::primitive_type_builder(name, physical).with_logical_type(logical).with_repetition(repetition).build().map(Arc::new)
        };
        let fields = COLUMNS.into_iter().map(field).collect::<Result<_, _>>().map_err(other)?;
        let schema = Type::group_type_builder("tenantlint").with_fields(fields).build().map_err(other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("tenantlint {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(other)?;
        Ok(Self { writer, rows: Vec::new(), bytes: 0 })
    }

    /// Adds everything that an outcome contains. `exit` is that of its only tenant, if it was checked together with others.
    ///
    /// # Errors
    /// Those of the output.
    pub fn add(&mut self, outcome: &Outcome, exit: Option<Exit>) -> io::Result<()> {
        let shown = Shown { outcome, language: Language::English };
        for (tenant, run) in outcome.runs() {
            let exit = exit.or(outcome.fleet.as_ref().and_then(|fleet| fleet.runs.get(tenant)?.exit));
            self.push(tenant_name(outcome, tenant), Some(run), &Row { status: "tenant", exit, ..Row::default() })?;
        }
        for finding in &outcome.findings {
            self.finding("finding", &Finding::new(shown, finding), &Row::default())?;
        }
        for Accepted { finding, reason, reviewer, .. } in shown.accepted() {
            self.finding("accepted", &finding, &Row { reason: Some(&reason), reviewer: Some(&reviewer), ..Row::default() })?;
        }
        for (KnownFinding { finding, first_seen }, known) in shown.known().zip(&outcome.known) {
            let reason = outcome.why_known(known);
            self.finding("known", &finding, &Row { reason: Some(&reason), first_seen, ..Row::default() })?;
        }
        for (Undecided { rule, missing, decide, resource, location, tenant, .. }, undecided) in shown.undecided().zip(&outcome.undecided) {
            let row = Row {
                status: "undecided",
                rule: Some(&rule),
                title: Some(&missing),
                help: Some(&decide),
                resource: resource.as_ref(),
                location: location.as_ref(),
                ..Row::default()
            };
            self.push(tenant.as_deref(), outcome.run_of(undecided.tenant), &row)?;
        }
        for Problem { level, message, location } in shown.problems() {
            let status = if level == "warning" { "incomplete" } else { "unreadable" };
            let row = Row { status, title: Some(&message), location: Some(&location), ..Row::default() };
            // The problems of merged reports have the name of the tenant in their path.
            let tenant = Some(0).filter(|_| outcome.run.is_some());
            self.push(tenant.and_then(|tenant| tenant_name(outcome, tenant)), outcome.run.as_ref(), &row)?;
        }
        Ok(())
    }

    fn finding(&mut self, status: &str, finding: &Finding<'_>, row: &Row<'_>) -> io::Result<()> {
        let row = Row {
            status,
            finding: Some(finding),
            rule: Some(&finding.rule),
            title: Some(&finding.title),
            help: Some(&*finding.help).filter(|help| !help.is_empty()),
            resource: Some(&finding.resource),
            location: Some(&finding.location),
            ..*row
        };
        self.push(finding.tenant.as_deref(), finding.run.as_deref(), &row)
    }

    fn push(&mut self, tenant: Option<&str>, run: Option<&Run>, row: &Row<'_>) -> io::Result<()> {
        let Row { status, exit, finding, rule, title, help, resource, location, reason, reviewer, first_seen } = *row;
        let of_resource = |name: fn(&Resource<'_>) -> Option<String>| text(resource.and_then(name));
        let place = |of: fn(&Location<'_>) -> u32| number(location.map(of));
        let cells = [
            text(Some(status)),
            text(tenant),
            day(run.and_then(|run| run.export_date)),
            day(run.map(|run| run.check_date)),
            text(run.and_then(|run| run.policy_version.as_ref())),
            text(run.map(|run| &run.tool_version)),
            number(exit.map(|exit| exit as u32)),
            text(finding.map(|finding| finding.severity.name())),
            text(finding.map(|finding| finding.confidence.name())),
            text(rule),
            text(title),
            text(help),
            text(finding.map(|finding| &finding.fact).filter(|fact| !fact.is_empty())),
            of_resource(|resource| Some(resource.kind.to_string())),
            of_resource(|resource| resource.name.as_deref().map(str::to_owned)),
            of_resource(|resource| Some(resource.address.to_string())),
            of_resource(|resource| resource.root.as_deref().map(str::to_owned)),
            of_resource(|resource| resource.id.as_deref().map(str::to_owned)),
            of_resource(|resource| resource.app_id.as_deref().map(str::to_owned)),
            text(location.map(|location| &location.file)),
            place(|location| location.line),
            place(|location| location.column),
            place(|location| location.end_line),
            place(|location| location.end_column),
            text(finding.map(|finding| &finding.fingerprint)),
            text(reason),
            text(reviewer),
            day(first_seen),
        ];
        self.bytes += cells.iter().map(|cell| if let Cell::Text(text) = cell { text.len() } else { 4 }).sum::<usize>();
        self.rows.push(cells);
        if self.rows.len() == GROUP || self.bytes > GROUP_BYTES { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(other)?;
        for (number, (name, kind)) in COLUMNS.iter().enumerate() {
            let Some(mut column) = group.next_column().map_err(other)? else { break };
            let cells = || rows.iter().filter_map(|row| row.get(number));
            // Whether there is a value, for each row.
            let levels: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Nothing)).collect();
            let levels = Some(&*levels).filter(|_| *name != "status");
            if *kind == Kind::Text {
                let texts: Vec<ByteArray> =
                    cells().filter_map(|cell| if let Cell::Text(text) = cell { Some(ByteArray::from(&**text)) } else { None }).collect();
                column.typed::<ByteArrayType>().write_batch(&texts, levels, None).map_err(other)?;
            } else {
                let numbers: Vec<i32> =
                    cells().filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None }).collect();
                column.typed::<Int32Type>().write_batch(&numbers, levels, None).map_err(other)?;
            }
            column.close().map_err(other)?;
        }
        group.close().map_err(other)?;
        Ok(())
    }

    /// Writes the end of the table, without which nothing reads it.
    ///
    /// # Errors
    /// Those of the output.
    pub fn close(mut self) -> io::Result<()> {
        self.write_group()?;
        self.writer.close().map_err(other)?;
        Ok(())
    }
}

/// Errors of the output, or of the library, which has none for a table of these columns.
fn other(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// The table of one outcome. It is in memory first, because its end is written once everything else is known.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut table = Table::new(&mut bytes)?;
    table.add(outcome, None)?;
    table.close()?;
    out.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{HOSTILE, hostile, sample};
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    fn rows(outcome: &Outcome) -> Vec<parquet::record::Row> {
        let mut file = tempfile::tempfile().unwrap();
        write(outcome, &mut file).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn the_table_contains_the_rows_of_the_report() {
        let rows = rows(&sample());
        assert_eq!(rows.len(), 1);
        insta::assert_snapshot!(rows[0].to_string(), @r##"
        {status: "finding", tenant: null, exportDate: null, checkDate: null, policyVersion: null, toolVersion: null, exitCode: null, severity: "high", confidence: "high", rule: "guest-invite-everyone", title: "everyone, including guests, can invite guests", help: "set `allowInvitesFrom` to `adminsAndGuestInviters`
        az rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{"allowInvitesFrom":"adminsAndGuestInviters"}'", fact: "everyone", kind: "authorizationPolicy", name: null, address: "authorizationPolicy", root: null, id: "authorizationPolicy", appId: null, file: "policy.json", line: 2, column: 23, endLine: 2, endColumn: 33, fingerprint: "0e827b3dd7f651cc8b939f9edf12cdc1", reason: null, reviewer: null, firstSeen: null}
        "##);
    }

    #[test]
    fn names_are_whole_and_numbers_are_numbers() {
        let mut outcome = hostile();
        outcome.run = Some(Run {
            export_date: Some(jiff::civil::date(2027, 3, 31)),
            check_date: jiff::civil::date(2027, 4, 1),
            tool_version: "0.1.0".to_owned(),
            policy_version: None,
        });
        let rows = rows(&outcome);
        let status: Vec<&String> = rows.iter().map(|row| row.get_string(0).unwrap()).collect();
        assert_eq!(status, ["tenant", "finding", "accepted", "known", "undecided", "unreadable", "unreadable"]);
        assert_eq!(rows[1].get_string(14).unwrap(), HOSTILE);
        assert!(rows[1].get_int(20).unwrap() > 0);
        assert!(rows[1].to_string().contains("exportDate: 2027-03-31"), "{}", rows[1]);
    }
}
