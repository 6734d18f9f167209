//! Ids through random edit scripts, compared with the script's own record of what became of each plan.

use std::collections::BTreeMap;

use planarium::document::{Body, BodyLine, Document, Plan, Source, Visibility};
use planarium::pipeline::identify::{Lock, State, identify};
use proptest::prelude::*;

/// A plan as the script knows it.
#[derive(Clone, Debug)]
struct Model {
    /// The script's own name for it, never reused.
    name: usize,
    paragraphs: Vec<String>,
}

type Archive = BTreeMap<String, Vec<Model>>;

/// What people do to an archive. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
    Edit { plan: usize, from: usize },
    Insert { file: usize, place: usize },
    Delete { plan: usize },
    Rename { file: usize },
    Move { plan: usize, file: usize, place: usize },
    Split { plan: usize },
    Merge { plan: usize, other: usize },
    Close { plan: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0_usize..1000;
    prop_oneof![
        4 => (n.clone(), n.clone()).prop_map(|(plan, from)| Step::Edit { plan, from }),
        3 => (n.clone(), n.clone()).prop_map(|(file, place)| Step::Insert { file, place }),
        2 => n.clone().prop_map(|plan| Step::Delete { plan }),
        1 => n.clone().prop_map(|file| Step::Rename { file }),
        2 => (n.clone(), n.clone(), n.clone()).prop_map(|(plan, file, place)| Step::Move { plan, file, place }),
        1 => n.clone().prop_map(|plan| Step::Split { plan }),
        1 => (n.clone(), n.clone()).prop_map(|(plan, other)| Step::Merge { plan, other }),
        1 => n.prop_map(|plan| Step::Close { plan }),
    ]
}

/// What the script says became of each plan.
#[derive(Default)]
struct Script {
    archive: Archive,
    names: usize,
    texts: u64,
    merged: BTreeMap<usize, usize>,
    /// Paragraphs of plans that were merged into others.
    absorbed: BTreeMap<usize, Vec<String>>,
    deleted: Vec<usize>,
    closed: Vec<usize>,
}

const BOILERPLATE: [&str; 3] = [
    "坚持以人民为中心的发展思想,全面贯彻党的教育方针,落实立德树人根本任务。",
    "各学校要高度重视,加强组织领导,明确责任分工,确保各项任务落到实处。",
    "一、指导思想",
];

impl Script {
    /// A paragraph that nobody wrote before.
    fn paragraph(&mut self) -> String {
        self.texts += 1;
        let mut state = self.texts.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u32
        };
        let length = 30 + next() % 60;
        (0..length).filter_map(|_| char::from_u32(0x4e00 + next() % 3000)).collect()
    }

    fn new_plan(&mut self) -> Model {
        let count = 6 + (self.texts % 9) as usize;
        let mut paragraphs: Vec<String> = (0..count).map(|_| self.paragraph()).collect();
        paragraphs.insert(1, BOILERPLATE[count % 3].to_owned());
        self.names += 1;
        Model { name: self.names - 1, paragraphs }
    }

    fn place(&self, plan: usize) -> Option<(String, usize)> {
        let all: Vec<(String, usize)> =
            self.archive.iter().flat_map(|(file, plans)| (0..plans.len()).map(move |at| (file.clone(), at))).collect();
        all.get(plan % all.len().max(1)).cloned()
    }

    fn file(&self, file: usize) -> String {
        self.archive.keys().nth(file % self.archive.len().max(1)).cloned().unwrap_or_else(|| "first.md".into())
    }

    fn take(&mut self, (file, at): &(String, usize)) -> Model {
        let plans = self.archive.get_mut(file).unwrap();
        let plan = plans.remove(*at);
        if plans.is_empty() {
            self.archive.remove(file);
        }
        plan
    }

    fn put(&mut self, file: String, place: usize, plan: Model) {
        let plans = self.archive.entry(file).or_default();
        plans.insert(place % (plans.len() + 1), plan);
    }

    fn run(&mut self, step: &Step) {
        match *step {
            Step::Insert { file, place } => {
                let new = self.new_plan();
                let file = if place % 3 == 0 { format!("new{}.md", self.names) } else { self.file(file) };
                self.put(file, place, new);
            }
            Step::Rename { file } => {
                let old = self.file(file);
                if let Some(plans) = self.archive.remove(&old) {
                    self.archive.insert(format!("renamed{}/{}", self.names + self.texts as usize, old.len()), plans);
                }
            }
            Step::Edit { plan, from } => self.edit(plan, from),
            Step::Delete { plan } => {
                let Some(place) = self.place(plan) else { return };
                let plan = self.take(&place);
                self.deleted.push(plan.name);
            }
            Step::Move { plan, file, place } => {
                let Some(from) = self.place(plan) else { return };
                let plan = self.take(&from);
                let file = self.file(file);
                self.put(file, place, plan);
            }
            Step::Split { plan } => self.split(plan),
            Step::Merge { plan, other } => self.merge(plan, other),
            Step::Close { plan } => {
                let Some((file, at)) = self.place(plan) else { return };
                self.closed.push(self.archive[&file][at].name);
            }
        }
    }

    /// Writes a quarter of the paragraphs anew.
    fn edit(&mut self, plan: usize, from: usize) {
        let Some((file, at)) = self.place(plan) else { return };
        let count = self.archive[&file][at].paragraphs.len();
        for step in 0..count.div_ceil(4) {
            let paragraph = self.paragraph();
            self.archive.get_mut(&file).unwrap()[at].paragraphs[(from + step) % count] = paragraph;
        }
    }

    /// Cuts a plan in two; the larger part stays what it was. Nearly equal halves are left alone: either answer would do.
    fn split(&mut self, plan: usize) {
        let Some((file, at)) = self.place(plan) else { return };
        let plans = self.archive.get_mut(&file).unwrap();
        let count = plans[at].paragraphs.len();
        let letters = |paragraphs: &[String]| paragraphs.iter().map(|text| text.chars().count()).sum::<usize>();
        let (head, tail) = plans[at].paragraphs.split_at(count * 2 / 3);
        if count < 6 || letters(head) < letters(tail) * 2 {
            return;
        }
        let again = self
            .absorbed
            .iter()
            .map(|(name, old)| (tail.iter().filter(|text| old.contains(text)).count(), *name))
            .max();
        let (name, whole) = match again {
            Some((shared, name)) if shared > 1 => {
                (name, shared * 5 >= tail.len() * 4 && shared * 5 >= self.absorbed[&name].len() * 4)
            }
            _ => (self.names, true),
        };
        if !whole {
            return;
        }
        let paragraphs = plans[at].paragraphs.split_off(count * 2 / 3);
        plans.insert(at + 1, Model { name, paragraphs });
        self.absorbed.remove(&name);
        self.merged.remove(&name);
        self.names += usize::from(name == self.names);
    }

    /// Joins two plans; the longer one stays what it was. Equals are left alone: either answer would do; so is a plan that would
    /// be less than a third of the whole, which a fingerprint cannot tell from one that was withdrawn.
    fn merge(&mut self, plan: usize, other: usize) {
        let (Some(one), Some(two)) = (self.place(plan), self.place(other)) else { return };
        let size =
            |(file, at): &(String, usize)| self.archive[file][*at].paragraphs.iter().map(|p| p.chars().count()).sum();
        let (one_size, two_size): (usize, usize) = (size(&one), size(&two));
        let closed = |(file, at): &(String, usize)| self.closed.contains(&self.archive[file][*at].name);
        if one == two || one_size * 2 < two_size * 3 || one_size > two_size * 2 || closed(&one) || closed(&two) {
            return;
        }
        let target = self.archive[&one.0][one.1].name;
        let gone = self.take(&two);
        self.merged.insert(gone.name, target);
        self.absorbed.insert(gone.name, gone.paragraphs.clone());
        let holder = self.archive.values_mut().flatten().find(|plan| plan.name == target).unwrap();
        holder.paragraphs.extend(gone.paragraphs);
    }

    fn documents(&self) -> Vec<Document> {
        self.archive.iter().map(|(file, plans)| self.document(file, plans)).collect()
    }

    fn document(&self, file: &str, plans: &[Model]) -> Document {
        let source = Source { file: file.to_owned(), ..Source::default() };
        let mut document = Document { source, body: Body::default(), ..Document::default() };
        for plan in plans {
            let first = document.body.lines.len();
            for paragraph in &plan.paragraphs {
                let start = document.body.text.len();
                document.body.text.push_str(paragraph);
                let range = start..document.body.text.len();
                document.body.text.push('\n');
                document.body.lines.push(BodyLine {
                    range,
                    pieces: vec![(0, 1)],
                    form: Default::default(),
                    heading: 0,
                });
            }
            let mut made = Plan { lines: first..document.body.lines.len(), ..Plan::default() };
            if self.closed.contains(&plan.name) {
                made.facts.visibility = Visibility::Staff;
            }
            document.plans.push(made);
        }
        document
    }
}

/// Ids by the script's names.
fn ids(script: &Script, documents: &[Document], lock: &Lock) -> (BTreeMap<usize, String>, Lock) {
    let (entries, lock, _) = identify(documents, lock);
    let models: Vec<&Vec<Model>> = script.archive.values().collect();
    let name = |document: usize, plan: usize| models[document][plan].name;
    let ids = entries.iter().map(|entry| (name(entry.document, entry.plan), entry.id.clone())).collect();
    let numbers: std::collections::BTreeSet<u32> = lock.records.iter().map(|record| record.number).collect();
    assert_eq!(numbers.len(), lock.records.len(), "a number twice");
    (ids, lock)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn ids_follow_what_became_of_each_plan(steps in proptest::collection::vec(step(), 1..40)) {
        let mut script = Script::default();
        for _ in 0..3 {
            script.run(&Step::Insert { file: 0, place: 1 });
        }
        let mut lock = Lock::default();
        let mut known: BTreeMap<usize, String> = BTreeMap::new();
        for step in std::iter::once(&Step::Rename { file: 0 }).chain(&steps) {
            script.run(step);
            let (now, next) = ids(&script, &script.documents(), &lock);
            for (name, id) in &now {
                let before = known.entry(*name).or_insert_with(|| id.clone());
                prop_assert_eq!(&*before, id, "plan {} after {:?}", name, step);
            }
            let distinct: std::collections::BTreeSet<&String> = known.values().collect();
            prop_assert_eq!(distinct.len(), known.len(), "one id for two plans after {:?}", step);
            lock = Lock::parse(std::path::Path::new("plans.lock"), &next.render()).unwrap();
            prop_assert_eq!(&lock, &next, "the file says all");
        }
        for name in &script.deleted {
            let state = lock.records.iter().find(|record| record.id == known[name]).map(|record| record.state.clone());
            let hidden = script.closed.contains(name);
            prop_assert!(state == Some(State::Withdrawn) || hidden && state == Some(State::Gone), "{:?}", state);
        }
        for (name, into) in &script.merged {
            let record = lock.records.iter().find(|record| record.id == known[name]).unwrap();
            prop_assert_eq!(&record.state, &State::Merged(known[into].clone()));
        }
    }
}

/// Ranking takes the length from the fingerprint, so that an edit does not rewrite what is stored of all other words.
#[test]
fn the_length_of_a_plan_stays_while_it_is_edited_a_little() {
    let mut script = Script::default();
    let paragraphs: Vec<String> = (0..20).map(|_| script.paragraph()).collect();
    let fives = |text: &String| (text.chars().count() as u32).saturating_sub(4);
    let now = |paragraphs: &[String]| paragraphs.iter().map(fives).sum::<u32>();
    let mut lock = Lock::default();
    let mut length = |paragraphs: &[String]| {
        let document = script.document("a.md", &[Model { name: 0, paragraphs: paragraphs.to_vec() }]);
        let (entries, written, _) = identify(&[document], &lock);
        lock = written;
        entries[0].length
    };
    let first = length(&paragraphs);
    assert_eq!(first, now(&paragraphs));
    let edited = [&paragraphs[..], &["补充说明：本计划自印发之日起施行。".to_owned()]].concat();
    assert_eq!(length(&edited), first);
    assert_ne!(now(&edited), first);
    assert_eq!(length(&paragraphs[..10]), now(&paragraphs[..10]));
}

#[test]
fn branches_that_both_added_plans_merge_line_by_line() {
    let mut script = Script::default();
    script.run(&Step::Insert { file: 0, place: 1 });
    let (_, base, _) = identify(&script.documents(), &Lock::default());
    let mut ours = Script { archive: script.archive.clone(), names: 10, texts: 100, ..Script::default() };
    let mut theirs = Script { archive: script.archive.clone(), names: 20, texts: 200, ..Script::default() };
    ours.run(&Step::Insert { file: 0, place: 3 });
    theirs.run(&Step::Insert { file: 0, place: 3 });
    let (_, ours_lock, _) = identify(&ours.documents(), &base);
    let (_, theirs_lock, _) = identify(&theirs.documents(), &base);
    let union = format!("{}{}", ours_lock.render(), theirs_lock.render());
    let union = Lock::parse(std::path::Path::new("plans.lock"), &union).unwrap();
    let mut both = ours.archive.clone();
    both.extend(theirs.archive.clone());
    let both = Script { archive: both, ..Script::default() };
    let (entries, merged, findings) = identify(&both.documents(), &union);
    let numbers: Vec<u32> = {
        let mut all: Vec<u32> = entries.iter().map(|entry| entry.number).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(numbers, [0, 1, 2]);
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["number-clash"]);
    let first = base.records[0].id.clone();
    assert!(merged.records.iter().any(|record| record.id == first && record.number == 0));
    assert_eq!(identify(&both.documents(), &merged).1, merged, "settled once");
}
