//! Reads one object of a document: a resource, or a wrapper around others.

use super::lists::At;
use super::{Documents, MAX_WRAPPERS, Members, has, range};
use crate::parts::Parts;
use crate::reader::description::is_schema;
use crate::reader::frame::What;
use crate::reader::graph::classify;
use crate::reader::list::{List, ListText, error_code};
use crate::reader::relation::{self, ResponseShape};
use crate::reader::{azurehound, dsc, exporter, powershell};
use crate::resource::{Completeness, Format, Gap, Kind, Problem};
use crate::syntax::json::{Cursor, Duplicate, Scan, SyntaxError, member, scan};
use std::ops::Range;

/// An object that was scanned. Offsets are those of the document.
struct Object<'s> {
    bytes: Range<usize>,
    /// Its members without the list of a page.
    members: Members<'s>,
    /// Duplicate keys at any depth, in source order.
    duplicates: Vec<Duplicate>,
}

impl<'s> Object<'s> {
    /// An object that was scanned as a text of its own.
    fn of_scan(bytes: Range<usize>, scan: Scan<'s>) -> Self {
        let at = |inner: Range<usize>| bytes.start + inner.start..bytes.start + inner.end;
        let members = scan.members.into_iter().map(|(key, value)| (key, at(value))).collect();
        let duplicates = scan.duplicates.into_iter().map(|twice| Duplicate { bytes: at(twice.bytes), ..twice }).collect();
        Self { bytes, members, duplicates }
    }

    /// The same with the offsets of a text of its own.
    fn scan(&self) -> Scan<'s> {
        let at = |outer: &Range<usize>| outer.start - self.bytes.start..outer.end - self.bytes.start;
        let mut scan = Scan::default();
        scan.end = self.bytes.len();
        scan.members = self.members.iter().map(|(key, value)| (key.clone(), at(value))).collect();
        scan.duplicates = self.duplicates.iter().map(|twice| Duplicate { bytes: at(&twice.bytes), key: twice.key.clone() }).collect();
        scan
    }

    /// Duplicates among its own keys.
    fn written_twice(&self) -> impl Iterator<Item = &Duplicate> {
        let is_within = |at: usize| {
            let after = self.members.partition_point(|(_, value)| value.start <= at);
            self.members.before(after).last().is_some_and(|(_, value)| value.contains(&at))
        };
        self.duplicates.iter().filter(move |twice| !is_within(twice.bytes.start))
    }
}

impl<'s> Documents<'s, '_> {
    /// Reads the object at `start`, possibly a wrapper.
    pub(super) fn object(&mut self, start: usize, depth: usize) -> Result<usize, SyntaxError> {
        let mut cursor = Cursor::new(self.text, start);
        let mut members: Members<'s> = Vec::new();
        let mut duplicates = Vec::new();
        let mut value = Scan::default();
        let mut context = self.asked.holds.clone();
        let mut is_page = false;
        let first = self.lists.len();
        while let Some((key, at)) = cursor.next_key()? {
            let is_list = self.text.as_bytes().get(at) == Some(&b'[');
            if key == "value" && is_list {
                if context.is_none() && !is_page && self.has_context_after(at) {
                    context = self.later_context(start);
                }
                let end = self.list(at, context.clone(), At::Page, depth)?;
                is_page = true;
                cursor.resume(end);
                continue;
            }
            scan(self.text, at, &mut value)?;
            if key == "@odata.context" {
                let named = self.context(&(at..value.end));
                // For members of a group, the context may only contain `directoryObjects`.
                if self.asked.holds.is_none() || named.as_ref().is_some_and(|named| named.relation.is_some()) {
                    context = named;
                }
            }
            members.push((key, at..value.end));
            duplicates.append(&mut value.duplicates);
            cursor.resume(value.end);
        }
        let end = cursor.end();
        duplicates.append(&mut cursor.duplicates);
        duplicates.sort_by_key(|twice| twice.bytes.start);
        self.closed(&Object { bytes: start..end, members, duplicates }, is_page, context, first, depth)?;
        Ok(end)
    }

    /// Reads an object whose members are known. `first` is the number of lists before those of a page that it is.
    fn closed(
        &mut self,
        object: &Object<'s>,
        is_page: bool,
        context: Option<ResponseShape>,
        first: usize,
        depth: usize,
    ) -> Result<(), SyntaxError> {
        // Its samples and definitions are not objects of a tenant either.
        if !is_page && is_schema(self.text, &object.members) {
            self.reason = "a JSON Schema or an API description".into();
            return Ok(());
        }
        if !is_page && self.configuration(&object.members)? {
            object.written_twice().for_each(|twice| self.sink.problem(self.frame.written_twice(0, twice)));
            return Ok(());
        }
        // Keys that are written twice inside a resource are reported with the resource; this reports those of a wrapper.
        let is_resource = !is_page && self.resource(object, context);
        let is_wrapper = is_page || (!is_resource && self.wrapper(&object.members, object.bytes.clone(), depth)?);
        if is_wrapper && self.format.is_some() {
            object.written_twice().for_each(|twice| self.sink.problem(self.frame.written_twice(0, twice)));
        }
        if self.format.is_some() {
            self.next_page(first, &object.members);
        }
        Ok(())
    }

    /// Reads the resources of tenant configuration management, and warns if some were not collected.
    fn configuration(&mut self, members: &Members<'s>) -> Result<bool, SyntaxError> {
        let evidence = dsc::incomplete(self.text, members).map(|evidence| self.frame.span(self.text, evidence.start, evidence.end));
        if let Some(span) = evidence {
            let message = "the snapshot is incomplete: objects that are not in it were not collected";
            self.sink.problem(Problem::warning(span, message));
        }
        let Some(found) = dsc::document(self.text, members)? else { return Ok(false) };
        let is_baseline = found.format == Format::UtcmBaseline;
        self.take(found.format, if is_baseline { "a baseline of tenant configuration" } else { "a snapshot of tenant configuration" });
        let text = ListText::Held(self.text);
        let list = List { frame: self.frame, text, holds: None, format: found.format, signs: self.signs };
        let held = list.read(found.resources.start, self.sink);
        if let Some(span) = evidence {
            let gap = Gap { span, reason: "the snapshot does not contain all objects" };
            held.configured.iter().for_each(|kind| self.sink.completeness(kind, "", Completeness::Partial(gap)));
        }
        held.error.map_or(Ok(true), Err)
    }

    /// Passes the object to the sink if it is a resource.
    fn resource(&mut self, object: &Object<'s>, context: Option<ResponseShape>) -> bool {
        let (bytes, members) = (object.bytes.clone(), &object.members);
        if has(members, "planned_values") || has(members, "resource_changes") || has(members, "terraform_version") {
            return false;
        }
        let json = self.text.part(&bytes);
        let own = object.scan();
        let what =
            |holds: &ResponseShape, format| What { kind: holds.kind.clone(), format, address: holds.address(|| own.get(json, "id")) };
        let is_there = || ["id", "displayName", "isEnabled", "isServiceDefault", "tenantId"].iter().any(|key| own.has(key));
        let by_path = || self.by_path.as_ref().filter(|_| is_there()).map(|holds| what(holds, Format::EntraExporter));
        let known = context
            .filter(|_| !has(members, "error"))
            .map(|holds| what(&holds, Format::Graph))
            .or_else(by_path)
            .or_else(|| classify(json, &own).map(What::from));
        let offset = self.frame.offset(bytes.start);
        if let Some(what) = known {
            let is_by_path = what.format == Format::EntraExporter;
            self.lists.add_single(&what.kind, self.frame.span(self.text, bytes.start, bytes.end));
            self.take(what.format, if is_by_path { "an object in an EntraExporter folder" } else { "one object" });
            match exporter::eligibility(self.frame.file, offset, json, &own).filter(|_| is_by_path) {
                Some(written) => written.give(self.sink),
                None => self.frame.give(bytes.start, json, &own, what, self.sink),
            }
            return true;
        }
        if let Some(written) = exporter::role_assignment(self.frame.file, offset, json, &own) {
            self.take(Format::EntraExporter, "a role assignment in an EntraExporter folder");
            written.give(self.sink);
            return true;
        }
        let by_path =
            self.by_path.as_ref().filter(|_| powershell::is_spelt_so(&own)).map(|holds| (holds.kind.clone(), Format::EntraExporter));
        if let Some((kind, format)) = by_path.or_else(|| powershell::kind(json, &own)) {
            self.lists.add_single(&kind, self.frame.span(self.text, bytes.start, bytes.end));
            self.take(format, "one object in PowerShell spelling");
            powershell::give(self.frame, bytes.start, json, kind, format, self.sink);
            return true;
        }
        if azurehound::is_item(json, &own) {
            self.take(Format::Graph, "AzureHound");
            azurehound::give(self.frame, bytes.start, json, &own, self.sink);
            return true;
        }
        if dsc::is_element(json, &own) {
            let format = dsc::element(self.frame, bytes.start, json, &own, Format::Graph, self.sink);
            self.take(format, "one Microsoft365DSC resource");
            return true;
        }
        false
    }

    /// Reads an object under a key: a resource, or a wrapper such as `{"applications":{"value":[…]}}` or `{"entra":{…}}`.
    pub(super) fn inner_object(&mut self, key: &str, value: &Range<usize>, depth: usize) -> Result<(), SyntaxError> {
        let json = self.text.part(value);
        let mut own = Scan::default();
        scan(json, 0, &mut own)?;
        let reason = "tenant objects under keys";
        if let Some(what) = classify(json, &own).map(What::from) {
            self.take(what.format, reason);
            self.frame.give(value.start, json, &own, what, self.sink);
        } else if let Some((kind, format)) = powershell::kind(json, &own) {
            self.take(format, reason);
            powershell::give(self.frame, value.start, json, kind, format, self.sink);
        } else if let Some((code, error)) = error_code(json, &own.members) {
            let named = Kind::of_path(key).filter(|kind| kind.entry().is_some()).map(|kind| (kind, ""));
            self.error(&code, &(value.start + error.start..value.start + error.end), named);
        } else if depth < MAX_WRAPPERS {
            let is_page = own.get(json, "value").is_some_and(|list| list.starts_with('['));
            let object = Object::of_scan(value.clone(), own);
            self.inside(false, |documents| {
                // A page is read in order, because the context comes before its list.
                if is_page {
                    documents.object(value.start, depth + 1).map(drop)
                } else {
                    let context = range(&object.members, "@odata.context").and_then(|value| documents.context(&value));
                    let first = documents.lists.len();
                    documents.closed(&object, false, context, first, depth + 1)
                }
            })?;
        }
        Ok(())
    }

    /// The response that the context of the object at `start` names if it comes after the list, where only other tools write it.
    fn later_context(&self, start: usize) -> Option<ResponseShape> {
        let context = member(self.text.after(start), "@odata.context")?;
        serde_json::from_str::<String>(context).ok().and_then(|context| relation::context(&context))
    }

    /// The response that a value of `@odata.context` names.
    fn context(&self, value: &Range<usize>) -> Option<ResponseShape> {
        self.string(value).and_then(|context| relation::context(&context))
    }
}
