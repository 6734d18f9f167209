//! Measures search over a folder of Markdown files: `measure FOLDER [PLANS [CHANGES]]`. With PLANS, the files are cut at
//! paragraphs into that many plans (`all`: one a file). CHANGES is how many plans are added, and how many edited. Prints what writing costs, and for each query of `queries.txt` and as many drawn by a
//! fixed seed: bytes, requests and round trips of a cold first query, and whether exactly the plans that hold it are
//! found. What a reader's browser makes of it is measured by `make bench-search`.

mod corpus;

use finder::{
    engine::{Engine, Outcome, Request},
    fold::fold,
    plan::Plan,
    write::{Change, Kept, Settings, UpdateError, update, write},
};
use std::{collections::BTreeMap, path::Path, time::Instant};

type Data = BTreeMap<String, Vec<u8>>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().expect("a folder");
    let wanted = arguments.get(1).and_then(|count| count.parse().ok());
    let plans = corpus::plans(Path::new(folder), wanted);
    let characters: usize = plans.iter().flat_map(|plan| &plan.paragraphs).map(|text| text.chars().count()).sum();
    let text: usize = plans.iter().flat_map(|plan| &plan.paragraphs).map(String::len).sum();
    println!("{} plans, {characters} characters, {:.1} MB", plans.len(), text as f64 / 1e6);
    let begun = Instant::now();
    let (data, kept) = data(&plans);
    let (wall, cpu) = (begun.elapsed().as_secs_f64(), corpus::cpu());
    println!("written in {wall:.1} s, {cpu:.1} s of CPU with reading, peak {} MB", corpus::peak());
    println!("kept for the next: {:.1} MB", kept.to_bytes().len() as f64 / 1e6);
    sizes(&data, text);
    if wanted != Some(0) {
        measure(&plans, &data);
    }
    changes(&plans, data, kept, arguments.get(2).map_or(CHANGES, |count| count.parse().expect("a number")));
}

fn data(plans: &[Plan]) -> (Data, Kept) {
    let mut data = Data::new();
    let mut sink = |name: &str, bytes| drop(data.insert(name.to_owned(), bytes));
    let kept = write(plans, Settings::default(), &mut sink).expect("written");
    (data, kept)
}

fn sizes(data: &Data, text: usize) {
    let total: usize = data.values().map(Vec::len).sum();
    println!("{} files, {:.1} MB, {:.2} of the text", data.len(), total as f64 / 1e6, total as f64 / text as f64);
    for kind in ["e", "d/", "s/", "r/", "l/", "t/", "f/"] {
        let of: Vec<usize> = data.iter().filter(|file| file.0.starts_with(kind)).map(|file| file.1.len()).collect();
        println!("  {kind:3} {:6} files {:10} bytes", of.len(), of.iter().sum::<usize>());
    }
}

/// What a query cost.
#[derive(Default)]
struct Cost {
    bytes: usize,
    requests: usize,
    trips: usize,
    /// Bytes of the entry, directories, shards, recent shards, lists, text and columns.
    kinds: [usize; 7],
}

fn measure(plans: &[Plan], data: &Data) {
    let keys: Vec<Vec<String>> = plans.iter().map(corpus::keys).collect();
    let queries = corpus::queries(&keys);
    let (mut ten, mut five, mut warm) = (Vec::new(), Vec::new(), Vec::new());
    for query in &queries {
        let held: Vec<&Plan> =
            plans.iter().zip(&keys).filter(|(_, keys)| holds(keys, query)).map(|both| both.0).collect();
        let mut engine = Engine::default();
        let first = ask(&mut engine, data, query, 5, false);
        let mut engine = Engine::default();
        let (cost, answer) = ask(&mut engine, data, query, 10, false);
        let begun = Instant::now();
        ask(&mut engine, data, query, 10, false);
        let time = begun.elapsed();
        let sound = answer.1.iter().all(|id| held.iter().any(|plan| plan.id == *id));
        let full = answer.1.len() == held.len().min(10) && (!answer.2 || answer.0 == held.len());
        println!(
            "{query}\t{} held, {}{} told\t{:.1} KB {:?}, {} requests, {} trips; five {:.1} KB; warm {:.1} ms{}{}",
            held.len(),
            if answer.2 { "" } else { "about " },
            answer.0,
            cost.bytes as f64 / 1e3,
            cost.kinds.map(|bytes| bytes / 1_000),
            cost.requests,
            cost.trips,
            first.0.bytes as f64 / 1e3,
            time.as_secs_f64() * 1e3,
            if sound { "" } else { "  WRONG HIT" },
            if full { "" } else { "  MISSED" },
        );
        warm.push(time.as_secs_f64() * 1e3);
        five.push(first.0.bytes as f64 / 1e3);
        ten.push(cost);
    }
    summary("five hits, KB", five);
    summary("ten hits, KB", ten.iter().map(|cost| cost.bytes as f64 / 1e3).collect());
    for (at, kind) in ["entry", "directories", "shards", "recent", "lists", "text", "columns"].into_iter().enumerate() {
        summary(&format!("  {kind}, KB"), ten.iter().map(|cost| cost.kinds[at] as f64 / 1e3).collect());
    }
    summary("requests", ten.iter().map(|cost| cost.requests as f64).collect());
    summary("trips", ten.iter().map(|cost| cost.trips as f64).collect());
    summary("warm, ms", warm);
}

fn summary(name: &str, mut values: Vec<f64>) {
    if values.is_empty() {
        return;
    }
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    println!("{name}: median {:.2}, p90 {:.2}, max {:.2}", at(0.5), at(0.9), at(1.0));
}

fn holds(keys: &[String], query: &str) -> bool {
    query.split(' ').all(|word| {
        let word = fold(word.trim_matches('"')).text();
        keys.iter().any(|key| key.contains(&word))
    })
}

/// Asks; the cost, and total, ids and whether the total is exact.
fn ask(engine: &mut Engine, data: &Data, query: &str, limit: usize, exact: bool) -> (Cost, (usize, Vec<String>, bool)) {
    let mut cost = Cost::default();
    let request = Request { query: query.to_owned(), limit, exact, ..Request::default() };
    loop {
        match engine.search(&request) {
            Outcome::Need(names) => {
                cost.trips += 1;
                cost.requests += names.len();
                for name in names {
                    cost.bytes += data[&name].len();
                    cost.kinds["edsrltf".find(&name[..1]).expect("a kind")] += data[&name].len();
                    engine.put(&name, &data[&name]).expect("sound");
                }
            }
            Outcome::Done(answer) => {
                let ids = answer.hits.into_iter().map(|hit| hit.id).collect();
                return (cost, (answer.total, ids, answer.exact));
            }
            Outcome::Bad(name, error) => panic!("{name}: {error}"),
        }
    }
}

/// Plans that are added, and edits that are made, one after the other, unless another number is given.
const CHANGES: usize = 50;

/// How much changes when a plan is added, and when a few characters of one are; what that costs.
fn changes(plans: &[Plan], mut data: Data, mut kept: Kept, count: usize) {
    let bound = plans.len() as u32;
    let place = |at: usize| at * 7_919 % plans.len();
    let added = |at: usize| Plan {
        number: bound + at as u32,
        id: format!("added{at}"),
        date: "2026-11-21".to_owned(),
        ..plans[place(at)].clone()
    };
    let mut all: BTreeMap<u32, Plan> = plans.iter().map(|plan| (plan.number, plan.clone())).collect();
    kept = report("a plan added", (0..count).map(added), &mut all, &mut data, kept);
    let edited = |at: usize| {
        let mut plan = plans[place(at)].clone();
        let middle = plan.paragraphs.len() / 2;
        plan.paragraphs[middle].push_str("补充一句");
        plan
    };
    report("an edit in place", (0..count).map(edited), &mut all, &mut data, kept);
}

/// Changes of one plan each. Where sizes of files follow from the archive and are others now, all is written anew.
fn report(
    what: &str,
    changed: impl Iterator<Item = Plan>,
    all: &mut BTreeMap<u32, Plan>,
    data: &mut Data,
    mut kept: Kept,
) -> Kept {
    let (mut files, mut bytes, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    let mut kinds = BTreeMap::new();
    for plan in changed {
        all.insert(plan.number, plan.clone());
        let begun = corpus::cpu();
        let kept_bytes = kept.to_bytes();
        let mut new = Data::new();
        let change = Change { put: std::slice::from_ref(&plan), removed: &[] };
        let before = &*data;
        let read = |name: &str| before.get(name).cloned();
        let mut sink = |name: &str, bytes| drop(new.insert(name.to_owned(), bytes));
        // The next process begins with what was kept.
        let kept_now = Kept::from_bytes(&kept_bytes).expect("kept");
        let updated = match update(&kept_now, &change, Settings::default(), &read, &mut sink) {
            Ok(updated) => updated,
            Err(UpdateError::Layout) => {
                println!("{what}: all is written anew");
                (*data, kept) = self::data(&all.values().cloned().collect::<Vec<_>>());
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        cpu.push(corpus::cpu() - begun);
        new.keys().for_each(|name| *kinds.entry(name[..1].to_owned()).or_insert(0) += 1);
        files.push(100.0 * new.len() as f64 / updated.files as f64);
        let size: usize = new.values().map(Vec::len).sum();
        updated.removed.iter().for_each(|name| drop(data.remove(name)));
        data.extend(new);
        bytes.push(100.0 * size as f64 / data.values().map(Vec::len).sum::<usize>() as f64);
        kept = updated.kept;
    }
    summary(&format!("{what}: % of files"), files);
    summary(&format!("{what}: % of bytes"), bytes);
    summary(&format!("{what}: s of CPU"), cpu);
    println!("  files of each kind, in all: {kinds:?}");
    kept
}
