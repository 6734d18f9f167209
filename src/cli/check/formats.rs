//! The forms of a list of findings.

use serde_json::{Value, json};

use super::{Format, Found, rules};
use crate::cli::visible::visible;
use crate::document::Severity;
use crate::messages;

/// The list as text to print.
pub fn render(found: &[Found], format: Format) -> String {
    match format {
        Format::Text => visible(&text(found)),
        Format::Json => lines(&json!({ "findings": found.iter().map(plain).collect::<Vec<_>>() })),
        Format::Github => visible(&found.iter().map(github).collect::<String>()),
        Format::Gitlab => lines(&found.iter().map(gitlab).collect::<Value>()),
        Format::Sarif => lines(&sarif(found)),
    }
}

fn lines(value: &Value) -> String {
    format!("{value:#}\n")
}

fn text(found: &[Found]) -> String {
    let hint = messages::text("prefix.hint", &[]);
    let one = |found: &Found| {
        let Found { path, line, rule, message, suggestion, .. } = found;
        let severity = messages::text(&format!("prefix.{}", name(found.severity)), &[]);
        format!("{path}:{line}: {severity}{rule}: {message}\n  {hint}{suggestion}\n")
    };
    found.iter().map(one).collect()
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn plain(found: &Found) -> Value {
    json!({
        "rule": found.rule, "severity": name(found.severity), "file": found.path, "line": found.line,
        "message": found.message, "suggestion": found.suggestion, "fingerprint": found.fingerprint,
    })
}

/// A workflow command of GitHub Actions.
fn github(found: &Found) -> String {
    let command = match found.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let message = format!("{}\n{}", found.message, found.suggestion);
    let line = found.line.max(1);
    format!(
        "::{command} file={},line={line},title={}::{}\n",
        property(&found.path),
        property(found.rule),
        data(&message)
    )
}

/// An entry of GitLab's Code Quality report.
fn gitlab(found: &Found) -> Value {
    let severity = match found.severity {
        Severity::Note => "info",
        Severity::Warning => "minor",
        Severity::Error => "major",
    };
    json!({
        "description": format!("{} {}", found.message, found.suggestion), "check_name": found.rule, "severity": severity,
        "fingerprint": found.fingerprint, "location": { "path": found.path, "lines": { "begin": found.line.max(1) } },
    })
}

/// SARIF 2.1.0 (OASIS).
fn sarif(found: &[Found]) -> Value {
    let rules: Vec<Value> = rules(found).into_iter().map(rule).collect();
    let results: Vec<Value> = found.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "planarium", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(name: &str) -> Value {
    let help = messages::text(&format!("finding.{name}.suggestion"), &[]);
    json!({ "id": name, "shortDescription": { "text": name.replace('-', " ") }, "help": { "text": help } })
}

fn result(found: &Found) -> Value {
    json!({
        "ruleId": found.rule,
        "level": name(found.severity),
        "message": { "text": format!("{} {}", found.message, found.suggestion) },
        "partialFingerprints": { "planarium/v1": found.fingerprint },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": address(&found.path) },
            "region": { "startLine": found.line.max(1) },
        }}],
    })
}

/// A path as a relative address: what has a meaning in addresses, and all that is not ASCII, is percent-encoded.
fn address(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Vec<Found> {
        let found = |line, severity, message: &str| Found {
            path: "plans/县, 2024.md".into(),
            rule: "mask",
            severity,
            line,
            message: message.into(),
            suggestion: "Look.".into(),
            fingerprint: format!("{line:016x}"),
        };
        vec![found(0, Severity::Error, "100% gone\nhere"), found(7, Severity::Note, "`a`")]
    }

    #[test]
    fn annotations_cannot_be_broken_out_of() {
        let text = render(&found(), Format::Github);
        let first = text.lines().next().unwrap();
        assert_eq!(first, "::error file=plans/县%2C 2024.md,line=1,title=mask::100%25 gone%0Ahere%0ALook.");
        assert_eq!(text.lines().count(), 2);
    }

    #[test]
    fn machines_can_read_all_forms() {
        let parsed = |format| serde_json::from_str::<Value>(&render(&found(), format)).unwrap();
        let gitlab = parsed(Format::Gitlab);
        assert_eq!(gitlab[0]["location"]["lines"]["begin"], 1);
        assert_eq!(gitlab[1]["severity"], "info");
        let sarif = parsed(Format::Sarif);
        let run = &sarif["runs"][0];
        assert_eq!(run["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
        let uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert_eq!(uri, "plans/%E5%8E%BF%2C%202024.md");
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 1);
        assert_eq!(parsed(Format::Json)["findings"].as_array().unwrap().len(), 2);
    }
}
