//! What `make bench-search` asks a browser about: `pages FOLDER COUNT OUT` makes COUNT plans (`all`: one a file) of the
//! Markdown files of a folder and writes their search data to `OUT/find`, the plans to `OUT/plans.jsonl` and the queries
//! to `OUT/queries.txt`; what the writing took, plans included, to `OUT/cost.json`.

mod corpus;

use finder::{
    plan::Plan,
    write::{Settings, write},
};
use std::{
    fs::{File, create_dir_all},
    io::{self, BufWriter, Write},
    path::Path,
};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count, out] = arguments.as_slice() else {
        return Err(io::Error::other("pages FOLDER COUNT OUT"));
    };
    let (plans, out) = (corpus::plans(Path::new(folder), count.parse().ok()), Path::new(out));
    let begun = std::time::Instant::now();
    let written = write(&plans, Settings::default(), &mut |name, bytes| save(&out.join("find").join(name), &bytes));
    written.map_err(|error| io::Error::other(error.to_string()))?;
    let cost = serde_json::json!({ "seconds": begun.elapsed().as_secs_f64(), "memory": corpus::peak() });
    lines(&out.join("cost.json"), [cost])?;
    lines(&out.join("plans.jsonl"), plans.iter().map(json))?;
    let keys: Vec<Vec<String>> = plans.iter().map(corpus::keys).collect();
    lines(&out.join("queries.txt"), corpus::queries(&keys))
}

fn save(path: &Path, bytes: &[u8]) {
    create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, bytes).expect("written");
}

fn lines(path: &Path, lines: impl IntoIterator<Item = impl std::fmt::Display>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    lines.into_iter().try_for_each(|line| writeln!(file, "{line}"))
}

fn json(plan: &Plan) -> serde_json::Value {
    let Plan { id, url, title, paragraphs, .. } = plan;
    serde_json::json!({ "id": id, "url": url, "title": title, "paragraphs": paragraphs })
}
