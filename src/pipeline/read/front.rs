//! Front matter: YAML between `---` lines, TOML between `+++` lines.

use crate::document::{Finding, Front, FrontEntry, Severity};
use crate::text::lines::{Line, lines};

/// Longest front matter that is looked for, in lines.
const LONGEST: usize = 400;

/// The front matter `text` begins with; blank lines may stand before it. Broken front matter is reported and read line by line as far as it goes, so that a
/// slip in it never makes a plan public that says `visibility: staff`.
pub fn parse(text: &str) -> (Front, Vec<Finding>) {
    let all = lines(text.get(..text.len().min(64 * 1024)).unwrap_or(text));
    let Some(block) = Block::find(text, &all) else { return unfenced(text, &all) };
    let end = if block.closed { all[block.last].start } else { all[block.last].end };
    let content = &text[all[block.first].next..end];
    let parsed = if block.yaml { yaml(content) } else { toml(content) };
    let mut findings = Vec::new();
    let above = block.first as u32;
    let lines = Some((above + 1, block.last as u32 + 1));
    if !block.closed {
        findings.push(broken(above + 1, "no closing fence"));
    }
    let mut entries: Vec<FrontEntry> = match parsed {
        Ok(pairs) => pairs.into_iter().map(|(key, value)| entry(content, key, value)).collect(),
        Err((line, message)) => {
            findings.push(broken(above + line, &message));
            by_line(content)
        }
    };
    entries.iter_mut().for_each(|entry| entry.line += above);
    (Front { lines, entries }, findings)
}

fn broken(line: u32, message: &str) -> Finding {
    let args = vec![("error", message.to_owned())];
    Finding { rule: "front-matter-broken", severity: Severity::Error, line, args }
}

/// What says who may see a plan where a text begins with keys and values between fences that are none: it counts, the rest is
/// text.
fn unfenced(text: &str, all: &[Line]) -> (Front, Vec<Finding>) {
    let is_fence =
        |line: &str| line.len() >= 3 && line.chars().all(|c| matches!(c, '-' | '+' | '=' | '—' | '–' | '－'));
    let row = |line: &Line| line.of(text).trim().to_owned();
    let begins: Vec<String> = all.iter().take(LONGEST).map(row).collect();
    let Some(fence) = begins.iter().position(|line| !line.is_empty()).filter(|&at| is_fence(&begins[at])) else {
        return (Front::default(), Vec::new());
    };
    let is_front = |line: &&String| line.is_empty() || is_fence(line) || key(line, true).or(key(line, false)).is_some();
    let content: Vec<&str> = begins[fence + 1..].iter().take_while(is_front).map(String::as_str).collect();
    let mut entries = by_line(&content.join("\n"));
    entries.retain(|entry| entry.key == "visibility");
    entries.iter_mut().for_each(|entry| entry.line += fence as u32);
    let findings = entries.first().map(|entry| broken(entry.line, "no fence of three dashes before it"));
    (Front { lines: None, entries }, findings.into_iter().collect())
}

/// Where the front matter begins and ends.
struct Block {
    yaml: bool,
    closed: bool,
    /// Its opening fence.
    first: usize,
    last: usize,
}

impl Block {
    fn find(text: &str, all: &[Line]) -> Option<Self> {
        let begin = all.iter().take(LONGEST).position(|line| !line.of(text).trim().is_empty())?;
        let fence = all[begin].of(text).trim_end();
        let yaml = match fence {
            "---" => true,
            "+++" => false,
            _ => return None,
        };
        let of = |index: usize| all[index].of(text).trim_end();
        let first =
            (begin + 1..all.len().min(LONGEST)).find(|&index| !of(index).is_empty() && !of(index).starts_with('#'))?;
        let closes = |index: &usize| of(*index) == fence || (yaml && of(*index) == "...");
        if closes(&first) {
            return Some(Self { yaml, closed: true, first: begin, last: first });
        }
        key(of(first), yaml)?;
        if let Some(last) = (first..all.len().min(LONGEST)).find(closes) {
            return Some(Self { yaml, closed: true, first: begin, last });
        }
        let open = (first..all.len()).take_while(|&index| key(of(index), yaml).is_some()).last()?;
        Some(Self { yaml, closed: false, first: begin, last: open })
    }
}

/// The key a line of front matter begins with.
fn key(line: &str, yaml: bool) -> Option<&str> {
    let (key, _) = line.split_once(if yaml { ':' } else { '=' })?;
    let key = key.trim().trim_matches(['"', '\'']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!key.is_empty() && key.len() <= 60 && key.chars().all(plain)).then_some(key)
}

type Pairs = Result<Vec<(String, String)>, (u32, String)>;

fn yaml(content: &str) -> Pairs {
    if content.trim().is_empty() {
        return Ok(Vec::new());
    }
    let value: serde_json::Value = serde_saphyr::from_str(content).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line() as u32 + 1);
        (line, first_line(&error.to_string()))
    })?;
    match value {
        serde_json::Value::Object(map) => {
            // A key without a value says nothing; but `visibility:` alone must not mean that everybody may see it.
            let says =
                |(key, value): &(String, serde_json::Value)| !value.is_null() || key.eq_ignore_ascii_case("visibility");
            Ok(map.into_iter().filter(says).map(|(key, value)| (key, json_text(&value))).collect())
        }
        serde_json::Value::Null => Ok(Vec::new()),
        _ => Err((1, "not a list of keys and values".to_owned())),
    }
}

fn toml(content: &str) -> Pairs {
    let table: toml::Table = content.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start).min(content.len());
        let before = content.get(..at).unwrap_or(content).matches('\n').count();
        (before as u32 + 2, first_line(error.message()))
    })?;
    Ok(table.into_iter().map(|(key, value)| (key, toml_text(&value))).collect())
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

fn json_text(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().filter(|item| !item.is_null()).map(json_text).collect::<Vec<_>>().join("、")
        }
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

fn toml_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(toml_text).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

fn entry(content: &str, name: String, value: String) -> FrontEntry {
    let on = |line: &str| [true, false].into_iter().any(|yaml| key(line, yaml) == Some(name.as_str()));
    let line = content.lines().position(on).map_or(1, |index| index as u32 + 2);
    FrontEntry { key: name.to_lowercase(), value, line }
}

/// What can be read of front matter that its parser refuses.
fn by_line(content: &str) -> Vec<FrontEntry> {
    let read = |(index, line): (usize, &str)| {
        let yaml = key(line, true).is_some();
        let name = key(line, yaml)?;
        let (_, value) = line.split_once(if yaml { ':' } else { '=' })?;
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        Some(FrontEntry { key: name.to_lowercase(), value, line: index as u32 + 2 })
    };
    content.lines().enumerate().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String, u32)> {
        parse(text).0.entries.into_iter().map(|entry| (entry.key, entry.value, entry.line)).collect()
    }

    #[test]
    fn reads_yaml_and_toml() {
        let expected = [("title", "甲县计划", 2), ("topics", "安全、师资", 3)].map(|(k, v, l)| (k.into(), v.into(), l));
        assert_eq!(pairs("---\ntitle: 甲县计划\ntopics: [安全, 师资]\n---\n正文"), expected);
        assert_eq!(pairs("+++\ntitle = \"甲县计划\"\ntopics = [\"安全\", \"师资\"]\n+++\n正文"), expected);
        assert_eq!(parse("---\ntitle: x\n---\n正文").0.lines, Some((1, 3)));
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        for text in ["---\n工作计划\n---\n", "---\n", "------\na: b\n---\n", "正文\n---\na: b\n---\n"] {
            assert_eq!(parse(text).0.lines, None, "{text}");
        }
    }

    #[test]
    fn blank_lines_may_stand_above() {
        let (front, findings) = parse("\n \n---\nvisibility: staff\ntitle:\n---\n正文");
        assert_eq!((front.lines, findings.len()), (Some((3, 6)), 0));
        let entries: Vec<_> = front.entries.iter().map(|entry| (&*entry.key, &*entry.value, entry.line)).collect();
        assert!(entries.contains(&("visibility", "staff", 4)), "{entries:?}");
        assert_eq!(parse("---\nvisibility:\ntitle:\n---\n正文").0.entries.len(), 1);
    }

    #[test]
    fn a_bad_fence_opens_no_plan() {
        for text in [
            " ---\nvisibility: staff\n---\n正文",
            "-----\ntitle: 甲\nvisibility: staff\n-----\n正文",
            "\n－－－\nvisibility: staff\n正文",
        ] {
            let (front, findings) = parse(text);
            assert_eq!(front.lines, None, "what is no front matter stays text");
            assert!(front.entries.iter().any(|entry| entry.value == "staff"), "{text}");
            assert_eq!(findings[0].rule, "front-matter-broken");
        }
    }

    #[test]
    fn broken_front_matter_still_says_staff() {
        let text = "---\ntitle: \"甲\nvisibility: staff\n---\n正文";
        let (front, findings) = parse(text);
        assert_eq!(findings[0].rule, "front-matter-broken");
        assert!(front.entries.iter().any(|entry| entry.key == "visibility" && entry.value == "staff"));
        let (front, findings) = parse("---\nvisibility: staff\n\n正文");
        assert_eq!(front.lines, Some((1, 2)));
        assert_eq!(findings[0].line, 1);
    }
}
