//! Front matter of a generated page, as TOML that no text can break out of.

use serde_json::{Map, Value};

/// A generated page: everything is in its front matter.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Address below the site's base, without slashes at the ends.
    pub path: String,
    /// Template that draws it.
    pub template: &'static str,
    /// Title; its words are text, not markup.
    pub title: String,
    /// What the template prints.
    pub extra: Value,
    /// Whether it becomes a file of the site; otherwise it only holds data.
    pub render: bool,
}

impl Page {
    /// The page as a content file.
    pub(super) fn to_file(&self) -> String {
        let mut out = String::from("+++\n");
        pair(&mut out, "title", &Value::from(self.title.as_str()));
        pair(&mut out, "path", &Value::from(self.path.as_str()));
        pair(&mut out, "template", &Value::from(self.template));
        if !self.render {
            pair(&mut out, "render", &Value::from(false));
        }
        out.push_str("\n[extra]\n");
        for (key, value) in self.extra.as_object().into_iter().flatten() {
            if !value.is_null() {
                pair(&mut out, key, value);
            }
        }
        out.push_str("+++\n");
        out
    }
}

fn pair(out: &mut String, key: &str, value: &Value) {
    string(out, key);
    out.push_str(" = ");
    write(out, value);
    out.push('\n');
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("\"\""),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => out.push_str(&value.to_string()),
        Value::String(text) => string(out, text),
        Value::Array(values) => array(out, values),
        Value::Object(map) => table(out, map),
    }
}

fn array(out: &mut String, values: &[Value]) {
    out.push('[');
    for value in values {
        out.push_str("\n  ");
        write(out, value);
        out.push(',');
    }
    out.push(']');
}

fn table(out: &mut String, map: &Map<String, Value>) {
    out.push('{');
    let mut separator = "";
    for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        out.push_str(separator);
        string(out, key);
        out.push_str(" = ");
        write(out, value);
        separator = ", ";
    }
    out.push('}');
}

/// A TOML basic string. `+` is escaped too, so that no text can close the front matter.
fn string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '+' | '\u{7F}' | '\0'..='\u{1F}' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
}
