//! What stands at the address of a plan that is no longer public: that it was taken down, or where its text went. Nothing
//! of the plan itself, not even its title: why it was taken down is not known here.

use super::front::Page;
use crate::archive::{Archive, Former};
use crate::generated::Files;
use serde_json::json;

/// Adds the pages of former addresses.
pub(super) fn pages(archive: &Archive, files: &mut Files) {
    for former in &archive.former {
        files.add(format!("plans/{}.md", former.id), page(former).to_file());
    }
}

fn page(former: &Former) -> Page {
    let to = former.into.as_ref().map(|id| format!("plans/{id}/"));
    Page {
        path: format!("plans/{}", former.id),
        template: "former.html",
        title: former.id.clone(),
        extra: json!({"id": former.id, "to": to}),
        render: true,
    }
}
