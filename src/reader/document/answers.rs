//! Documents that contain responses with their requests: `$batch` of Graph and ARM, and the samples of the Azure REST specifications.

use super::{Asked, Documents, Members, range};
use crate::reader::relation;
use crate::syntax::json::{Scan, SyntaxError, scan, skip_white};
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
        if let Some(parameters) = range(members, "parameters").filter(|value| self.text.as_bytes()[value.start] == b'{') {
            let mut request = Scan::default();
            scan(self.text, parameters.start, &mut request)?;
            for (key, value) in request.members {
                if self.text.as_bytes()[value.start] == b'{' {
                    self.inner_object(&key, &value)?;
                }
            }
        }
        let requests = self.requests(members);
        match self.text.as_bytes()[responses.start] {
            b'[' => {
                let mut at = skip_white(self.text, responses.start + 1);
                while at < responses.end && self.text.as_bytes()[at] == b'{' {
                    let end = self.response(at, &requests, depth)?;
                    at = skip_white(self.text, end);
                    at = skip_white(self.text, at + usize::from(self.text.as_bytes()[at] == b','));
                }
            }
            b'{' => {
                let mut by_status = Scan::default();
                scan(self.text, responses.start, &mut by_status)?;
                for (_, value) in by_status.members {
                    if self.text.as_bytes()[value.start] == b'{' {
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
        let list = range(members, "requests").filter(|value| self.text.as_bytes()[value.start] == b'[');
        let list: Vec<Request> = list.and_then(|value| serde_json::from_str(&self.text[value]).ok()).unwrap_or_default();
        list.into_iter().map(|request| (request.id, request.url)).collect()
    }

    /// Reads the body of the response at `start`: `body` in Graph, `content` in ARM.
    fn response(&mut self, start: usize, requests: &BTreeMap<String, String>, depth: usize) -> Result<usize, SyntaxError> {
        let mut response = Scan::default();
        scan(self.text, start, &mut response)?;
        let body = ["body", "content"].iter().find_map(|key| range(&response.members, key));
        if let Some(body) = body.filter(|body| self.text.as_bytes()[body.start] == b'{') {
            // Some clients use the URL as the id.
            let text = |key| self.member(&response.members, key);
            let url = text("url").or_else(|| text("id").map(|id| requests.get(&id).cloned().unwrap_or(id))).unwrap_or_default();
            let asked = Asked { holds: relation::request(&url), kind: relation::kind(&url), is_filtered: relation::is_filtered(&url) };
            let before = std::mem::replace(&mut self.asked, asked);
            let read = self.object(body.start, depth + 1);
            self.asked = before;
            read?;
        }
        Ok(response.end)
    }
}
