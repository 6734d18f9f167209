//! Pictures and attachments beside the plan documents: which of them the site may show, and their way onto it.
//!
//! A document may refer to files in the folder of plans, by paths that start at its own folder. Nothing outside that folder is
//! read, through no link, and nothing of a kind that could act in a browser or be a plan itself.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::archive::Archive;
use crate::document::{Attached, Document, Fault, Finding, Reference, Severity, Visibility};
use crate::folders::Folders;
use crate::generated::{Inquiry, Ledger, Line, write_changed};
use crate::tree::{self, Stamp, hash};

/// Pictures that are shown in a page. SVG is not among them: it may hold scripts.
const PICTURES: [&str; 6] = ["bmp", "gif", "jpeg", "jpg", "png", "webp"];
/// Other files that may be offered.
const ATTACHMENTS: [&str; 20] = [
    "7z", "csv", "doc", "docx", "et", "mp3", "mp4", "odp", "ods", "odt", "ofd", "pdf", "ppt", "pptx", "rar", "rtf",
    "wps", "xls", "xlsx", "zip",
];
/// Most bytes of a file: what common hosts take (see [`crate::pipeline::limits::Limits::file_bytes`]).
const MOST_BYTES: u64 = 25 << 20;

/// Findings about references, which are made anew whenever the files are looked at.
const RULES: [&str; 3] = ["file-missing", "file-refused", "link-dropped"];

/// Looks for the files that a document refers to, below the folder of plans, and reports what is not shown. A file that was
/// seen before is not read again. Says whether anything is other than it was.
pub fn settle(document: &mut Document, folder: &Path, folders: &Folders) -> bool {
    let is_ours = |finding: &Finding| RULES.contains(&finding.rule);
    let before: Vec<Finding> = document.findings.iter().filter(|finding| is_ours(finding)).cloned().collect();
    let file = document.source.file.clone();
    let (mut findings, mut is_changed) = (Vec::new(), false);
    for reference in document.plans.iter_mut().flat_map(|plan| &mut plan.references) {
        let found = find(&file, reference, folder, folders);
        if let Err(fault) = found {
            let args = vec![("address", shortened(&reference.written))];
            let severity = if fault == Fault::Dropped { Severity::Note } else { Severity::Warning };
            findings.push(Finding { rule: fault.rule(), severity, line: reference.line, args });
        }
        is_changed |= reference.file.as_ref() != found.as_ref().ok();
        reference.fault = found.as_ref().err().copied();
        reference.file = found.ok();
    }
    findings.sort_by_key(|finding| (finding.line, finding.rule));
    if findings != before {
        document.findings.retain(|finding| !is_ours(finding));
        document.findings.extend(findings);
        document.findings.sort_by_key(|finding| (finding.line, finding.rule));
        is_changed = true;
    }
    is_changed
}

/// Looks for the files that a document outside the archive refers to, below the folder it lies in.
pub fn settle_beside(document: &mut Document, path: &Path) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = std::mem::replace(&mut document.source.file, name);
    settle(document, folder, &Folders::default());
    document.source.file = file;
}

/// An address for people: they run to megabytes where a picture is written into them.
pub fn shortened(address: &str) -> String {
    let short: String = address.chars().take(80).collect();
    if short.len() < address.len() { short + "…" } else { short }
}

/// The file that is meant, or why none is shown.
fn find(file: &str, reference: &Reference, folder: &Path, folders: &Folders) -> Result<Attached, Fault> {
    let written = local(&reference.written).ok_or(Fault::Dropped)?;
    let extension = extension(&written).ok_or(Fault::Dropped)?;
    let is_picture = is_picture(&extension).ok_or(Fault::Refused)?;
    let path = below(file, &written).ok_or(Fault::Refused)?;
    if path.split('/').any(|part| part.starts_with('.')) || folders.visibility(&path) != Visibility::Public {
        return Err(Fault::Refused);
    }
    let begun = tree::now();
    let place = folder.join(&path);
    let (Ok(real), Ok(root), Ok(metadata)) = (place.canonicalize(), folder.canonicalize(), fs::metadata(&place)) else {
        return Err(Fault::Missing);
    };
    // A path that leads through a link ends elsewhere than it says.
    if real != root.join(&path) || !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(Fault::Refused);
    }
    let known = reference.file.as_ref().filter(|known| known.path == path && known.stamp.is_of(&metadata));
    let stamp = match known {
        Some(known) => known.stamp,
        None => Stamp::new(hash(&fs::read(place).map_err(|_| Fault::Missing)?), &metadata, begun),
    };
    let name = format!("{:012x}.{extension}", hash(written.as_bytes()) >> 80);
    Ok(Attached { path, name, is_picture, stamp })
}

/// Whether files with this extension are pictures; `None` where they are not shown at all.
fn is_picture(extension: &str) -> Option<bool> {
    let is_picture = PICTURES.contains(&extension);
    (is_picture || ATTACHMENTS.contains(&extension)).then_some(is_picture)
}

/// Whether an address means a picture; `None` where it means no file that could be shown.
pub fn means_picture(address: &str) -> Option<bool> {
    is_picture(&extension(&local(address)?)?)
}

/// An address as a path, as the author may have meant it: `%E5%9B%BE.png`, `media\1.png`, `./a.png`; `None` where it leads into
/// the web or is no path.
fn local(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?.replace('\\', "/");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let is_rooted = path.starts_with('/') || parts.first().is_some_and(|part| part.contains(':'));
    (!is_rooted && !parts.is_empty() && !path.contains('\0')).then(|| parts.join("/"))
}

fn extension(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    let is_one = !stem.is_empty() && !extension.contains('/') && !extension.is_empty();
    let extension = extension.to_ascii_lowercase();
    (is_one && !matches!(extension.as_str(), "md" | "txt" | "htm" | "html")).then_some(extension)
}

/// A path seen from the folder of a document, as a path below the folder of plans; `None` where it leads out of that.
fn below(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Writes the files of all plans below `root/static`, beside their pages. `archive` holds what the public may see, and nothing
/// else; `plans` is the folder of plans.
pub fn write(archive: &Archive, plans: &Path, root: &Path, ledger: &mut Ledger) -> io::Result<()> {
    let mut files = BTreeMap::new();
    for entry in &archive.entries {
        let attached = archive.plan(entry).references.iter().filter_map(|reference| reference.file.as_ref());
        files.extend(attached.map(|file| (format!("plans/{}/files/{}", entry.id, file.name), file)));
    }
    let known: &Ledger = ledger;
    let bring = |inquiry: &mut Inquiry, (path, file): (String, &Attached)| {
        if let Some(kept) = inquiry.kept(&path, file.stamp.hash) {
            return Ok(Err(kept));
        }
        let (bytes, path) = (fs::read(plans.join(&file.path))?, format!("static/{path}"));
        write_changed(&root.join(&path), &bytes)?;
        let stamp = Stamp::certain(hash(&bytes), &fs::metadata(root.join(&path))?);
        Ok(Ok((path, Line::new(stamp.hash, stamp, &bytes))))
    };
    let brought = files.into_par_iter().map_init(|| known.inquiry("static"), bring);
    for file in brought.collect::<io::Result<Vec<_>>>()? {
        match file {
            Ok((path, line)) => ledger.note(path, line),
            Err(kept) => ledger.keep(kept),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Plan;

    /// A document at `县/计划.md` that refers to this address, and what became of it: the path, or the rule of the finding.
    fn settled(plans: &Path, address: &str) -> Result<String, &'static str> {
        let staff = ["plans/内部".to_owned()];
        let folders = Folders::new(plans, &staff, &[]).unwrap();
        let reference = Reference { written: address.into(), line: 3, file: None, fault: None };
        let mut document = Document::default();
        document.source.file = "县/计划.md".into();
        document.plans.push(Plan { references: vec![reference], ..Plan::default() });
        settle(&mut document, plans, &folders);
        settle(&mut document, plans, &folders);
        assert!(document.findings.len() <= 1, "a second look repeats nothing");
        match &document.plans[0].references[0].file {
            Some(file) => Ok(file.path.clone()),
            None => Err(document.findings[0].rule),
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_harmless_files_of_the_open_folders_are_shown() {
        let folder = tempfile::tempdir().unwrap();
        let plans = folder.path().join("plans");
        let write = |path: &str, bytes: &[u8]| {
            let path = plans.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        for path in
            ["县/media/图 1.png", "共用.docx", "内部/a.png", "县/.隐藏/a.png", "县/x.svg", "县/other.md", "../外.png"]
        {
            write(path, b"x");
        }
        std::os::unix::fs::symlink(folder.path().join("外.png"), plans.join("县/链.png")).unwrap();
        std::os::unix::fs::symlink(folder.path(), plans.join("县/夹")).unwrap();
        fs::File::create(plans.join("县/大.pdf")).unwrap().set_len(MOST_BYTES + 1).unwrap();
        for (address, path) in [
            ("media/%E5%9B%BE%201.png", "县/media/图 1.png"),
            (".\\media\\图 1.png", "县/media/图 1.png"),
            ("../县/media/图 1.png?v=2", "县/media/图 1.png"),
            ("../共用.docx", "共用.docx"),
        ] {
            assert_eq!(settled(&plans, address).as_deref(), Ok(path), "{address}");
        }
        for (address, rule) in [
            ("media/没有.png", "file-missing"),
            ("../../外.png", "file-refused"),
            ("%2e%2e/%2e%2e/外.png", "file-refused"),
            ("链.png", "file-refused"),
            ("夹/外.png", "file-refused"),
            ("../内部/a.png", "file-refused"),
            (".隐藏/a.png", "file-refused"),
            ("x.svg", "file-refused"),
            ("大.pdf", "file-refused"),
            ("other.md", "link-dropped"),
            ("/etc/a.png", "link-dropped"),
            ("C:\\a.png", "link-dropped"),
            ("file:///a.png", "link-dropped"),
            ("data:image/png;base64,AAAA", "link-dropped"),
            ("javascript:alert(1).png", "link-dropped"),
        ] {
            assert_eq!(settled(&plans, address), Err(rule), "{address}");
        }
    }
}
