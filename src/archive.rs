//! All plans of an archive, and the one gate between what staff and what the public may see.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::document::{Document, Plan, Visibility};
use crate::gist::Gist;
use crate::tree::{Hash, hash};

/// Documents and the plans in them.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// Sorted by file.
    pub documents: Vec<Document>,
    /// Sorted by id.
    pub entries: Vec<Entry>,
    /// Which plans say the same, sorted by place of their entries.
    pub relations: Vec<Relation>,
    /// Addresses at which a public plan stood once, sorted by id.
    pub former: Vec<Former>,
}

/// An address at which a public plan stood once. Nothing is kept of the plan itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Id that the plan had.
    pub id: String,
    /// Id of the public plan that its text is now part of.
    pub into: Option<String>,
}

/// Two plans that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Id of one plan; of versions the earlier.
    pub one: String,
    /// Id of the other.
    pub other: String,
    /// How they belong together.
    pub tie: Tie,
    /// Jaccard similarity of their five-character shingles, in thousandths.
    pub jaccard: u16,
    /// How much of the smaller is in the larger, in thousandths.
    pub containment: u16,
    /// Source lines of paragraphs they share: in `one`, in `other`.
    pub shared: Vec<(u32, u32)>,
}

/// How two plans belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Nearly the same text.
    Duplicate,
    /// Much of the text is the same.
    Relative,
    /// The same plan for another period.
    Version,
    /// Only some long paragraphs are the same.
    Paragraphs,
}

/// A plan with its lasting identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Lasting id: a short ASCII word, part of the plan's address.
    pub id: String,
    /// Lasting number: the plan's document number in the search data.
    pub number: u32,
    /// Index into [`Archive::documents`].
    pub document: usize,
    /// Index into [`Document::plans`].
    pub plan: usize,
    /// Its length for ranking: how many runs of five letters its lines had when `plans.lock` took its fingerprint.
    pub length: u32,
    /// Hash of all that is known of the plan by itself: its document, its place there, id, number and length, the files it shows.
    pub trace: Hash,
}

impl Entry {
    /// The entry of a plan in one of the documents.
    pub fn new(
        documents: &[Document],
        (document, plan): (usize, usize),
        id: String,
        number: u32,
        length: u32,
    ) -> Entry {
        let mut all = Vec::with_capacity(64);
        all.extend(documents[document].made_from.to_le_bytes());
        all.extend((plan as u64).to_le_bytes());
        all.extend(number.to_le_bytes().into_iter().chain(length.to_le_bytes()));
        all.extend(id.as_bytes());
        for reference in &documents[document].plans[plan].references {
            all.push(0);
            all.extend(reference.file.iter().flat_map(|file| file.path.bytes()));
        }
        Entry { id, number, document, plan, length, trace: hash(&all) }
    }

    /// Address of the plan's page, relative to the site's base address.
    pub fn url(&self) -> String {
        format!("plans/{}/", self.id)
    }
}

impl Archive {
    /// The document an entry stands in.
    pub fn document(&self, entry: &Entry) -> &Document {
        &self.documents[entry.document]
    }

    /// The plan of an entry.
    pub fn plan(&self, entry: &Entry) -> &Plan {
        &self.documents[entry.document].plans[entry.plan]
    }

    /// What people call the plan: its title, else the label it has in its compilation (`…计划 篇三`), else the
    /// compilation's title, else the name of its file.
    pub fn title(&self, entry: &Entry) -> &str {
        let (document, plan) = (self.document(entry), self.plan(entry));
        plan.gist.as_ref().map_or_else(|| title_of(document, plan), |gist| &gist.title)
    }

    /// The plan of an entry in short.
    pub fn gist(&self, entry: &Entry) -> Cow<'_, Gist> {
        let (document, plan) = (self.document(entry), self.plan(entry));
        plan.gist.as_deref().map_or_else(|| Cow::Owned(Gist::of(document, plan)), Cow::Borrowed)
    }

    /// All entries, from the one that came first.
    pub fn oldest_first(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| entry.number);
        entries
    }

    /// The entries that have this visibility.
    pub fn with_visibility(&self, visibility: Visibility) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| self.plan(entry).facts.visibility == visibility)
    }

    /// The gate: everything that is written for the public is made from what this returns. Plans that are not public lose
    /// their entries and, in files that also hold public plans, their text; no source text is left.
    pub fn into_public(mut self) -> Archive {
        let entries = std::mem::take(&mut self.entries);
        self.entries =
            entries.into_iter().filter(|entry| self.plan(entry).facts.visibility == Visibility::Public).collect();
        self.documents.par_iter_mut().for_each(redact);
        let shown: std::collections::BTreeSet<&str> = self.entries.iter().map(|entry| entry.id.as_str()).collect();
        self.relations
            .retain(|relation| shown.contains(relation.one.as_str()) && shown.contains(relation.other.as_str()));
        self
    }
}

/// The title of a plan whose text is at hand; see [`Archive::title`].
pub fn title_of<'a>(document: &'a Document, plan: &'a Plan) -> &'a str {
    if let Some(title) = &plan.facts.title {
        return &title.value;
    }
    if let (1.., Some(label)) = (plan.head_lines, document.body.lines.get(plan.lines.start)) {
        return own_part(document.body.text_of(label), plan.compilation_title.as_deref());
    }
    plan.compilation_title.as_deref().unwrap_or_else(|| file_stem(&document.source.file))
}

/// Blanks whatever of a document is not public, keeping all positions.
pub fn redact(document: &mut Document) {
    if public_plans(document).next().is_none() {
        *document = Document::default();
        return;
    }
    document.source.text = String::new();
    let shown_lines: HashSet<usize> = public_plans(document).flat_map(Plan::all_lines).collect();
    let public: Vec<_> = public_plans(document).map(|plan| plan.start_line..=plan.end_line).collect();
    let mut text = std::mem::take(&mut document.body.text).into_bytes();
    for (index, line) in document.body.lines.iter().enumerate() {
        if !shown_lines.contains(&index) {
            text[line.range.clone()].fill(b' ');
        }
    }
    // Whole lines were filled, so what is left is still UTF-8.
    document.body.text = String::from_utf8(text).unwrap_or_default();
    let shown = |line: u32| public.iter().any(|lines| lines.contains(&line));
    document.body.edits.retain(|edit| shown(edit.line));
    document.findings.retain(|finding| shown(finding.line));
    document.body.findings.retain(|finding| shown(finding.line));
    document.source.findings.clear();
    for plan in &mut document.plans {
        if plan.facts.visibility != Visibility::Public {
            *plan = Plan::default();
        }
    }
}

fn public_plans(document: &Document) -> impl Iterator<Item = &Plan> {
    document.plans.iter().filter(|plan| plan.facts.visibility == Visibility::Public)
}

/// A label without the series marker before it (`篇三：某某计划`), where what is left is not the name of the whole
/// compilation: then the marker is what tells one plan from the next.
fn own_part<'a>(label: &'a str, compilation: Option<&str>) -> &'a str {
    let Some(marker) = SERIES.find(label) else { return label };
    let rest = label[marker.end()..].trim();
    let of_all = compilation.is_some_and(|title| title.contains(rest));
    if rest.chars().count() < LEAST_TITLE || of_all { label } else { rest }
}

/// Fewer characters name nothing.
const LEAST_TITLE: usize = 6;

static SERIES: LazyLock<Regex> = LazyLock::new(|| {
    // The pattern is fixed and tested.
    Regex::new(r"^\W*(?:篇[ 　]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4})|第[ 　]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4})[ 　]?篇)[ 　]*[:：、.．]")
        .expect("the pattern is fixed")
});

fn file_stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Body, BodyLine, LineForm, Source};

    fn line(range: std::ops::Range<usize>, number: u32) -> BodyLine {
        BodyLine { range, pieces: vec![(0, number)], form: LineForm::Prose, heading: 0 }
    }

    fn plan(lines: std::ops::Range<usize>, at: u32, visibility: Visibility) -> Plan {
        let mut plan = Plan { lines, start_line: at, end_line: at, ..Plan::default() };
        plan.facts.visibility = visibility;
        plan
    }

    #[test]
    fn a_label_is_shown_without_its_marker_where_it_names_the_plan() {
        let cases = [
            ("篇三：云岭县教育局秋季开学工作方案", None, "云岭县教育局秋季开学工作方案"),
            ("第2篇、小班安全工作计划", Some("安全工作计划精选"), "小班安全工作计划"),
            ("篇一:技工教育行动计划", Some("技工教育行动计划(9篇)"), "篇一:技工教育行动计划"),
            ("2024年学校工作计划 篇2", None, "2024年学校工作计划 篇2"),
            ("篇二：", None, "篇二："),
        ];
        for (label, compilation, shown) in cases {
            assert_eq!(own_part(label, compilation), shown);
        }
    }

    #[test]
    fn nothing_of_a_staff_plan_passes_the_gate() {
        let text = "公开\n内部\n";
        let document = Document {
            source: Source { file: "a/b.md".into(), text: text.into(), ..Source::default() },
            body: Body { text: text.into(), lines: vec![line(0..6, 1), line(7..13, 2)], ..Body::default() },
            plans: vec![plan(0..1, 1, Visibility::Public), plan(1..2, 2, Visibility::Staff)],
            ..Document::default()
        };
        let documents = vec![document];
        let entry = |plan| Entry::new(&documents, (0, plan), format!("p{plan}"), plan as u32, 0);
        let entries = vec![entry(0), entry(1)];
        let archive = Archive { documents, entries: entries.clone(), ..Archive::default() };
        assert_eq!(archive.with_visibility(Visibility::Staff).count(), 1);

        let public = archive.into_public();
        assert_eq!(public.entries, entries[..1]);
        assert_eq!(public.title(&public.entries[0]), "b");
        let everything = format!("{public:?}");
        assert!(everything.contains("公开"));
        assert!(!everything.contains("内部"), "{everything}");
    }
}
