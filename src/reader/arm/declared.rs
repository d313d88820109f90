//! From the planned resources of an ARM template to the sink.

use crate::eval::arm::template::Planned;
use crate::reader::template::{Declared, Given};
use crate::resource::Sink;
use std::sync::Arc;

/// Emits a resource of a deployment to the sink.
pub(super) fn give(planned: &Planned, deployment: &Arc<str>, given: &mut Given, sink: &mut dyn Sink) {
    let declared = Declared {
        resource_type: &planned.of,
        api_version: planned.version.as_ref(),
        name: planned.name.as_ref(),
        id: Some(&planned.id),
        scope: Some(&planned.scope),
        body: &planned.body,
        header: planned.header,
        address: &planned.address,
        calls: &planned.calls,
        only_if: &planned.only_if,
    };
    given.give(&declared, deployment, sink);
}
