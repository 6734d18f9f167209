//! The words of a query as they are typed at the command line. A word that begins with a hyphen excludes (`-民办`); the
//! parser of options would take it for one.

use std::ffi::{OsStr, OsString};

/// Stands before such a word while options are parsed. No argument of a process can hold it.
pub const GUARD: char = '\0';

/// Options before the name of the command that take a value.
const WITH_VALUE: [&str; 2] = ["--root", "--lang"];

/// The arguments of the process, in those of `search` the guard before every word that begins with one hyphen.
pub fn guarded(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.collect();
    let Some(at) = command(&args).filter(|&at| args[at] == "search") else { return args };
    let words = args[at + 1..].iter_mut().take_while(|arg| *arg != "--");
    for word in words.filter(|word| excludes(word)) {
        let mut guarded = OsString::from(GUARD.to_string());
        guarded.push(&*word);
        *word = guarded;
    }
    args
}

/// Where the name of the command is.
fn command(args: &[OsString]) -> Option<usize> {
    let mut at = 1;
    loop {
        let arg = args.get(at)?.to_string_lossy();
        match arg.starts_with('-') {
            true => at += 1 + usize::from(WITH_VALUE.contains(&&*arg)),
            false => return Some(at),
        }
    }
}

fn excludes(word: &OsStr) -> bool {
    matches!(word.as_encoded_bytes(), [b'-', second, ..] if *second != b'-') && word != "-h"
}

/// A word as it was typed.
pub fn word(word: &str) -> Result<String, String> {
    Ok(word.trim_start_matches(GUARD).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_a_search_are_guarded() {
        let guarded = |line: &str| {
            let args = guarded(line.split(' ').map(OsString::from));
            args.iter().map(|arg| arg.to_string_lossy().replace(GUARD, "·")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(guarded("p --root search search 教师 -民办 -h"), "p --root search search 教师 ·-民办 -h");
        assert_eq!(guarded("p search - --limit 3 -a -- -b"), "p search - --limit 3 ·-a -- -b");
        assert_eq!(guarded("p --root search add -y x"), "p --root search add -y x");
        assert_eq!(word("\0-民办").unwrap(), "-民办");
    }
}
