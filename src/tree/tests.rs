use std::thread::sleep;
use std::time::Duration;

use super::*;

fn read(folder: &Path, before: &Tree) -> Tree {
    Tree::read(folder, before, |_| true).unwrap()
}

/// What the files hold. Their times do not count: the later a look at one that has just changed, the more it proves.
fn contents(tree: &Tree) -> Vec<(&str, Hash)> {
    tree.files.iter().map(|(path, stamp)| (path, stamp.hash)).collect()
}

fn settle() {
    sleep(Duration::from_nanos(TICK as u64 * 2));
}

#[test]
fn sees_every_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("b")).unwrap();
    for name in ["a", "b/c", "d"] {
        fs::write(path(name), "same size").unwrap();
    }
    settle();
    let before = read(folder.path(), &Tree::default());
    fs::write(path("a"), "SAME SIZE").unwrap();
    fs::rename(path("d"), path("b/d")).unwrap();
    let after = read(folder.path(), &before);
    assert_eq!(after.difference(&before), ["a", "b/d", "d"]);
    assert_ne!(after.digest(), before.digest());
    assert_eq!(after.hash_of("a"), Some(hash(b"SAME SIZE")));
}

#[test]
fn a_change_within_the_tick_of_the_look_is_seen_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    for round in 0..50 {
        fs::write(&path, format!("{round:03}")).unwrap();
        let before = read(folder.path(), &Tree::default());
        fs::write(&path, format!("{:03}", round + 100)).unwrap();
        assert_eq!(read(folder.path(), &before).difference(&before), ["a"]);
    }
}

#[test]
fn does_not_read_the_names_in_a_folder_again_that_nobody_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["a/b", "c/d"] {
        fs::create_dir_all(path(name)).unwrap();
    }
    for name in ["a/b/1", "a/2", "c/d/3", "4"] {
        fs::write(path(name), name).unwrap();
    }
    settle();
    let before = read(folder.path(), &Tree::default());
    let mut forgetful = before.clone();
    forgetful.files.change([("a/b/1", None)]);
    assert_eq!(read(folder.path(), &before), before);
    assert_eq!(read(folder.path(), &forgetful).difference(&before), ["a/b/1"], "its folder was not read");
    fs::rename(path("c/d"), path("a/d")).unwrap();
    fs::create_dir_all(path("e/f")).unwrap();
    fs::write(path("e/f/5"), "5").unwrap();
    fs::remove_file(path("4")).unwrap();
    let after = read(folder.path(), &before);
    assert_eq!(after.files.keys().collect::<Vec<_>>(), ["a/2", "a/b/1", "a/d/3", "e/f/5"]);
    assert_eq!(contents(&after), contents(&read(folder.path(), &Tree::default())));
}

proptest::proptest! {
    /// Files that come, change and go in folders that do, too: what is known of the folder spares work and hides nothing.
    #[test]
    fn what_is_known_hides_nothing(rounds in proptest::collection::vec((0..3u8, 0..3u8, 0..3u8, 0..4u8), 1..30)) {
        let folder = tempfile::tempdir().unwrap();
        let mut known = Tree::default();
        for (a, b, c, what) in rounds {
            let (inner, file) = (format!("{a}/{b}"), format!("{a}/{b}/{c}"));
            let path = |name: &str| folder.path().join(name);
            let _ = match what {
                0 => fs::create_dir_all(path(&inner)).and_then(|()| fs::write(path(&file), "new")),
                1 => fs::remove_file(path(&file)),
                2 => fs::remove_dir_all(path(&inner)),
                _ => fs::rename(path(&inner), path(&format!("{c}/{b}"))),
            };
            known = read(folder.path(), &known);
            let afresh = read(folder.path(), &Tree::default());
            proptest::prop_assert_eq!(contents(&known), contents(&afresh));
        }
    }
}

#[test]
fn does_not_read_again_what_did_not_change() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "text").unwrap();
    settle();
    let mut before = read(folder.path(), &Tree::default());
    let stamp = Stamp { hash: 7, ..*before.files.get("a").unwrap() };
    before.files.extend([("a", stamp)]);
    assert_eq!(read(folder.path(), &before).hash_of("a"), Some(7));
}

#[test]
fn an_absent_folder_is_empty() {
    assert_eq!(read(Path::new("/nonexistent"), &Tree::default()), Tree::default());
}
