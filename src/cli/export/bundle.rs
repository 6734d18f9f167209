//! A bundle for the archive room in BagIt layout (RFC 8493): originals, cleaned texts, metadata, checksums.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::rows;
use crate::archive::{Archive, Entry};
use crate::inspect;

/// Files of the bag by their path in it.
type Files = BTreeMap<String, Vec<u8>>;

/// Writes the bundle into a new folder. A file that also holds plans outside the selection is left out as an original:
/// what is not to be handed over must not go along.
pub fn write(archive: &Archive, entries: &[&Entry], plans: &Path, out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir(out).with_context(|| out.display().to_string())?;
    let mut payload = Files::new();
    for (at, document) in archive.documents.iter().enumerate() {
        let chosen = entries.iter().filter(|entry| entry.document == at).count();
        if chosen > 0 && chosen == document.plans.len() {
            let path = plans.join(&document.source.file);
            let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
            payload.insert(format!("data/originals/{}", document.source.file), bytes);
            let report = serde_json::to_string_pretty(&inspect::report(document))? + "\n";
            payload.insert(format!("data/metadata/{}.json", document.source.file), report.into_bytes());
        }
    }
    for entry in entries {
        payload.insert(format!("data/text/{}.txt", entry.id), text(archive, entry).into_bytes());
    }
    payload.insert("data/plans.csv".into(), rows::plans(archive, entries).csv().into_bytes());
    payload.insert("data/targets.csv".into(), rows::targets(archive, entries, None).csv().into_bytes());
    let tags = tags(&payload);
    let tag_manifest = Files::from([("tagmanifest-sha256.txt".to_owned(), manifest(&tags))]);
    for (path, bytes) in payload.iter().chain(&tags).chain(&tag_manifest) {
        let path = out.join(path);
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder.and_then(|()| std::fs::write(&path, bytes)).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The cleaned text, a paragraph a line.
fn text(archive: &Archive, entry: &Entry) -> String {
    let (document, plan) = (archive.document(entry), archive.plan(entry));
    let lines = plan.all_lines().filter_map(|line| document.body.lines.get(line));
    lines.map(|line| document.body.text_of(line).to_owned() + "\n").collect()
}

fn tags(payload: &Files) -> Files {
    let bytes: usize = payload.values().map(Vec::len).sum();
    let info = format!(
        "Bag-Software-Agent: planarium {}\nPayload-Oxum: {bytes}.{}\n",
        env!("CARGO_PKG_VERSION"),
        payload.len()
    );
    Files::from([
        ("bagit.txt".into(), b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_vec()),
        ("bag-info.txt".into(), info.into_bytes()),
        ("manifest-sha256.txt".into(), manifest(payload)),
    ])
}

fn manifest(files: &Files) -> Vec<u8> {
    let line = |(path, bytes): (&String, &Vec<u8>)| {
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        // RFC 8493, 2.1.3: line ends and the percent sign are encoded.
        let path = path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D");
        format!("{digest}  {path}\n")
    };
    files.iter().map(line).collect::<String>().into_bytes()
}
