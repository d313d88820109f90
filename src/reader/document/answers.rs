//! Documents that contain responses: `$batch` of Graph and ARM, also as a list of the answers only, `Invoke-AzRestMethod`, and the samples of the
//! Azure REST specifications.

use super::{Asked, Documents, Members, documents, range};
use crate::parts::Parts;
use crate::reader::converted::Converted;
use crate::reader::frame::Frame;
use crate::reader::relation;
use crate::syntax::json::{Scan, SyntaxError, json_offsets, parse, scan, skip_white};
use std::collections::BTreeMap;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Request {
    id: String,
    url: String,
}

impl<'s> Documents<'s, '_> {
    /// Reads responses: those of a `$batch` (`responses` is a list, optionally with `requests`), and the samples of the Azure REST
    /// specifications (`responses` is an object by status, `parameters` is the request).
    pub(super) fn responses(&mut self, members: &Members<'s>, depth: usize) -> Result<(), SyntaxError> {
        let Some(responses) = range(members, "responses") else { return Ok(()) };
        if let Some(parameters) = range(members, "parameters").filter(|value| self.text.after(value.start).starts_with('{')) {
            let mut request = Scan::default();
            scan(self.text, parameters.start, &mut request)?;
            for (key, value) in request.members {
                if self.text.after(value.start).starts_with('{') {
                    self.inner_object(&key, &value, depth)?;
                }
            }
        }
        let requests = self.requests(members);
        match self.text.as_bytes().get(responses.start) {
            Some(b'[') => {
                let mut at = skip_white(self.text, responses.start + 1);
                while at < responses.end && self.text.after(at).starts_with('{') {
                    let end = self.response(at, &requests, depth)?;
                    at = skip_white(self.text, end);
                    at = skip_white(self.text, at + usize::from(self.text.after(at).starts_with(',')));
                }
            }
            Some(b'{') => {
                let mut by_status = Scan::default();
                scan(self.text, responses.start, &mut by_status)?;
                for (_, value) in by_status.members {
                    if self.text.after(value.start).starts_with('{') {
                        self.response(value.start, &requests, depth)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The URLs of the requests of a `$batch`, by id.
    fn requests(&self, members: &Members<'s>) -> BTreeMap<String, String> {
        let list = range(members, "requests").filter(|value| self.text.after(value.start).starts_with('['));
        let list: Vec<Request> = list.and_then(|value| serde_json::from_str(self.text.part(value)).ok()).unwrap_or_default();
        list.into_iter().map(|request| (request.id, request.url)).collect()
    }

    /// Reads an answer outside of its batch, as scripts collect them; returns whether the object at `start` is one.
    pub(super) fn answer(&mut self, start: usize, members: &Members<'s>, depth: usize) -> Result<bool, SyntaxError> {
        let is_answer = ["status", "httpStatusCode", "statusCode"].iter().any(|key| range(members, key).is_some())
            && ["body", "content"].iter().any(|key| range(members, key).is_some());
        if is_answer {
            self.response(start, &BTreeMap::new(), depth)?;
        }
        Ok(is_answer)
    }

    /// Reads the text in `Content` of `Invoke-AzRestMethod` and `Invoke-WebRequest`; returns whether the object is their result.
    pub(super) fn content(&mut self, members: &Members<'s>) -> bool {
        let text = range(members, "Content").filter(|_| range(members, "StatusCode").is_some());
        let Some((value, text)) = text.and_then(|value| Some((value.clone(), self.string(&value)?))) else { return false };
        let Ok(content) = parse(&text) else { return true };
        let offsets = json_offsets(self.text.part(&value));
        let at = |offset: usize| value.start + offsets.get(offset).copied().unwrap_or(value.len());
        let (frame, outer) = (self.frame, self.text);
        let converted = Converted::documents(&[content], &|node| frame.span(outer, at(node.bytes.start), at(node.bytes.end)));
        let inner = documents(&self.file, Frame::whole(frame.file), &converted.json, None, &mut converted.back(frame.file, self.sink));
        if let Some(format) = inner.format {
            self.take(format, "the result of a request in PowerShell");
        }
        true
    }

    /// Reads the body of the response at `start`: `body` in Graph, `content` in ARM.
    fn response(&mut self, start: usize, requests: &BTreeMap<String, String>, depth: usize) -> Result<usize, SyntaxError> {
        let mut response = Scan::default();
        scan(self.text, start, &mut response)?;
        let body = ["body", "content"].iter().find_map(|key| range(&response.members, key));
        if let Some(body) = body.filter(|body| self.text.after(body.start).starts_with('{')) {
            // Some clients use the URL as the id.
            let text = |key| self.member(&response.members, key);
            let url = text("url").or_else(|| text("id").map(|id| requests.get(&id).cloned().unwrap_or(id))).unwrap_or_default();
            let asked = Asked { holds: relation::request(&url), kind: relation::kind(&url), is_filtered: relation::is_filtered(&url) };
            self.inside(false, |documents| {
                documents.asked = asked;
                documents.object(body.start, depth + 1)
            })?;
        }
        Ok(response.end)
    }
}
