//! The stages that look at one file.

use super::{Rules, clean, corrections, describe, documents, outline, read, refer, split};
use crate::document::{Document, Visibility};
use crate::gist::Gist;
use crate::inspect;
use crate::tree::hash;

/// The plans of a file, from its bytes.
pub fn document(file: &str, bytes: &[u8], rules: &Rules) -> Document {
    let source = read::read(file, bytes);
    let body = clean::clean(&source, &rules.text.cleaning);
    let own = rules.overrides.of(file);
    let split = split::split(&source, body, &corrections::boundaries(file, own), &rules.text.splitting);
    let script = describe::script(&source.text);
    let mut document = Document { script, stated_total: split.stated_total, ..Document::default() };
    let mut findings = [source.findings.clone(), split.body.findings.clone(), split.findings].concat();
    findings.extend(corrections::unused(own, &split.plans));
    let (mut plans, body) = (split.plans, split.body);
    findings.extend(refer::refer(&body, &mut plans));
    for mut plan in plans {
        plan.folder = rules.folders.visibility(file);
        plan.given = own.and_then(|own| own.facts.get(&plan.start_line)).cloned().unwrap_or_default();
        let (outline, outline_findings) = outline::outline(&body, &plan, &rules.text.headings);
        plan.outline = outline;
        let (facts, fact_findings) = describe::describe(&source, &body, &plan);
        plan.facts = facts;
        if rules.shows_staff && plan.facts.visibility == Visibility::Staff {
            plan.facts.visibility = Visibility::Public;
        }
        findings.extend(outline_findings);
        findings.extend(fact_findings);
        document.plans.push(plan);
    }
    findings.sort_by_key(|finding| (finding.line, finding.rule));
    let mut document = Document { source, body, findings, ..document };
    document.made_from = documents::made_from(file, hash(bytes), rules);
    document.removed_lines = inspect::removed_lines(&document);
    let gists: Vec<Gist> = document.plans.iter().map(|plan| Gist::of(&document, plan)).collect();
    for (plan, gist) in document.plans.iter_mut().zip(gists) {
        plan.gist = Some(Box::new(gist));
    }
    document
}
