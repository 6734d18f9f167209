//! Measures search over a folder of Markdown files: `measure FOLDER [PLANS]`. With PLANS, the files are cut at
//! paragraphs into that many plans. Prints what writing costs, and for each query of `queries.txt` and as many drawn by a
//! fixed seed: bytes, requests and round trips of a cold first query, and whether exactly the plans that hold it are
//! found. What a reader's browser makes of it is measured by `make bench-search`.

mod corpus;

use finder::{
    engine::{Engine, Outcome, Request},
    fold::fold,
    plan::Plan,
    write::{Settings, write},
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
    let data = data(&plans);
    println!("written in {:.1} s, peak {} MB", begun.elapsed().as_secs_f64(), corpus::peak());
    sizes(&data, text);
    if wanted != Some(0) {
        measure(&plans, &data);
    }
    changes(plans, &data);
}

fn data(plans: &[Plan]) -> Data {
    let mut data = Data::new();
    write(plans, Settings::default(), &mut |name, bytes| drop(data.insert(name.to_owned(), bytes))).expect("written");
    data
}

fn sizes(data: &Data, text: usize) {
    let total: usize = data.values().map(Vec::len).sum();
    println!("{} files, {:.1} MB, {:.2} of the text", data.len(), total as f64 / 1e6, total as f64 / text as f64);
    for kind in ["e", "s/", "l/", "t/", "f/"] {
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
    /// Bytes of the entry, shards, lists, text and columns.
    kinds: [usize; 5],
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
            "{query}\t{} held, {}{} told\t{:.1} KB, {} requests, {} trips; five {:.1} KB; warm {:.1} ms{}{}",
            held.len(),
            if answer.2 { "" } else { "about " },
            answer.0,
            cost.bytes as f64 / 1e3,
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
    for (at, kind) in ["entry", "shards", "lists", "text", "columns"].into_iter().enumerate() {
        summary(&format!("  {kind}, KB"), ten.iter().map(|cost| cost.kinds[at] as f64 / 1e3).collect());
    }
    summary("requests", ten.iter().map(|cost| cost.requests as f64).collect());
    summary("trips", ten.iter().map(|cost| cost.trips as f64).collect());
    summary("warm, ms", warm);
}

fn summary(name: &str, mut values: Vec<f64>) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    println!("{name}: median {:.1}, p90 {:.1}, max {:.1}", at(0.5), at(0.9), at(1.0));
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
                    cost.kinds["esltf".find(&name[..1]).expect("a kind")] += data[&name].len();
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

/// How much changes when a plan is added, and when a few characters of one are.
fn changes(mut plans: Vec<Plan>, data_before: &Data) {
    if plans.len() > 30_000 {
        return;
    }
    let added = Plan { number: plans.len() as u32, id: "added".to_owned(), ..plans[plans.len() / 2].clone() };
    plans.push(added);
    report("one plan added", data_before, &data(&plans));
    plans.pop();
    let middle = plans.len() / 3;
    let last = plans[middle].paragraphs.len() / 2;
    plans[middle].paragraphs[last].push_str("补充一句");
    report("an edit in place", data_before, &data(&plans));
}

fn report(what: &str, before: &Data, after: &Data) {
    let changed = after.iter().filter(|(name, bytes)| before.get(*name) != Some(*bytes));
    let (files, bytes) = changed.fold((0, 0), |sum, file| (sum.0 + 1, sum.1 + file.1.len()));
    let all: usize = after.values().map(Vec::len).sum();
    for kind in ["s/", "l/", "t/", "f/"] {
        let of = |data: &Data| {
            data.keys().filter(|name| name.starts_with(kind)).cloned().collect::<std::collections::BTreeSet<_>>()
        };
        println!("  {kind} {} new of {}", of(after).difference(&of(before)).count(), of(after).len());
    }
    println!(
        "{what}: {:.2} % of files, {:.2} % of bytes",
        100.0 * f64::from(files) / after.len() as f64,
        100.0 * bytes as f64 / all as f64
    );
}
