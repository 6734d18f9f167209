//! Front matter: YAML between `---` lines, TOML between `+++` lines.

use crate::document::{Finding, Front, FrontEntry, Severity};
use crate::text::lines::{Line, lines};

/// Longest front matter that is looked for, in lines.
const LONGEST: usize = 400;

/// The front matter `text` begins with. Broken front matter is reported and read line by line as far as it goes, so that a
/// slip in it never makes a plan public that says `visibility: staff`.
pub fn parse(text: &str) -> (Front, Vec<Finding>) {
    let all = lines(text.get(..text.len().min(64 * 1024)).unwrap_or(text));
    let Some(block) = Block::find(text, &all) else { return (Front::default(), Vec::new()) };
    let content = &text[all[0].next..all[block.last].end];
    let content = if block.closed { &text[all[0].next..all[block.last].start] } else { content };
    let parsed = if block.yaml { yaml(content) } else { toml(content) };
    let mut findings = Vec::new();
    let lines = Some((1, block.last as u32 + 1));
    if !block.closed {
        findings.push(broken(1, "no closing fence"));
    }
    let entries = match parsed {
        Ok(pairs) => pairs.into_iter().map(|(key, value)| entry(content, key, value)).collect(),
        Err((line, message)) => {
            findings.push(broken(line, &message));
            by_line(content)
        }
    };
    (Front { lines, entries }, findings)
}

fn broken(line: u32, message: &str) -> Finding {
    let args = vec![("error", message.to_owned())];
    Finding { rule: "front-matter-broken", severity: Severity::Error, line, args }
}

/// Where the front matter ends.
struct Block {
    yaml: bool,
    closed: bool,
    last: usize,
}

impl Block {
    fn find(text: &str, all: &[Line]) -> Option<Self> {
        let fence = all.first()?.of(text).trim_end();
        let yaml = match fence {
            "---" => true,
            "+++" => false,
            _ => return None,
        };
        let of = |index: usize| all[index].of(text).trim_end();
        let first = (1..all.len().min(LONGEST)).find(|&index| !of(index).is_empty() && !of(index).starts_with('#'))?;
        let closes = |index: &usize| of(*index) == fence || (yaml && of(*index) == "...");
        if closes(&first) {
            return Some(Self { yaml, closed: true, last: first });
        }
        key(of(first), yaml)?;
        if let Some(last) = (first..all.len().min(LONGEST)).find(closes) {
            return Some(Self { yaml, closed: true, last });
        }
        let open = (first..all.len()).take_while(|&index| key(of(index), yaml).is_some()).last()?;
        Some(Self { yaml, closed: false, last: open })
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
        serde_json::Value::Object(map) => Ok(map.into_iter().filter_map(|(k, v)| Some((k, json_text(&v)?))).collect()),
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
    Ok(table.into_iter().filter_map(|(k, v)| Some((k, toml_text(&v)?))).collect())
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

fn json_text(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    Some(match value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().filter_map(json_text).collect::<Vec<_>>().join("、"),
        Value::Null | Value::Object(_) => return None,
    })
}

fn toml_text(value: &toml::Value) -> Option<String> {
    Some(match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().filter_map(toml_text).collect::<Vec<_>>().join("、"),
        toml::Value::Table(_) => return None,
        other => other.to_string(),
    })
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
