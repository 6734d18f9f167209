//! Just enough JSON for the browser: it reads requests and writes answers. (`serde_json` would double the code that a
//! reader's browser must fetch.)

use crate::prelude::*;
/// Deepest nesting that is read.
const MAX_DEPTH: usize = 8;

/// A JSON value. Numbers are read as whole ones; what a request says in fractions is cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number that is not negative.
    Number(usize),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in order.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Reads a whole text; `None` where it is no JSON.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text };
        let value = parser.value(0)?;
        parser.space();
        parser.rest.is_empty().then_some(value)
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Object(members) => members.iter().find(|member| member.0 == name).map(|member| &member.1),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a number.
    pub fn number(&self) -> Option<usize> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn eat(&mut self, word: &str) -> bool {
        self.space();
        let after = self.rest.strip_prefix(word);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        match self.rest.bytes().next()? {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => self.string().map(Value::Text),
            b't' => self.eat("true").then_some(Value::Bool(true)),
            b'f' => self.eat("false").then_some(Value::Bool(false)),
            b'n' => self.eat("null").then_some(Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.eat("{");
        let mut members = Vec::new();
        while !self.eat("}") {
            if !members.is_empty() && !self.eat(",") {
                return None;
            }
            self.space();
            let name = self.string()?;
            members.push((name, self.eat(":").then(|| self.value(depth + 1))??));
        }
        Some(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.eat("[");
        let mut items = Vec::new();
        while !self.eat("]") {
            if !items.is_empty() && !self.eat(",") {
                return None;
            }
            items.push(self.value(depth + 1)?);
        }
        Some(Value::List(items))
    }

    fn number(&mut self) -> Option<Value> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        digits.parse().ok().map(Value::Number)
    }

    fn string(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        loop {
            let at = self.rest.find(['"', '\\'])?;
            text.push_str(&self.rest[..at]);
            let quote = self.rest.as_bytes()[at] == b'"';
            self.rest = &self.rest[at + 1..];
            if quote {
                return Some(text);
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => return self.unicode(),
            other => other,
        })
    }

    /// `\uXXXX`, or two of them for a scalar beyond the basic plane; half of such a pair is U+FFFD.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) || !self.rest.starts_with("\\u") {
            return Some(char::from_u32(high).unwrap_or('\u{fffd}'));
        }
        self.rest = &self.rest[2..];
        let low = self.hex()?;
        let scalar = 0x10000 + ((high - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
        Some(char::from_u32(scalar).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }
}

/// Writes JSON. Commas are set where they belong.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// The text written.
    pub fn finish(self) -> String {
        self.out
    }

    fn comma(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(['{', '[', ':']) {
            self.out.push(',');
        }
    }

    /// Writes an object.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.comma();
        self.out.push('{');
        members(self);
        self.out.push('}');
    }

    /// Writes an array.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
        self.comma();
        self.out.push('[');
        items.into_iter().for_each(|one| item(self, one));
        self.out.push(']');
    }

    /// Writes the name of a member; its value follows.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.out.push(':');
        self
    }

    /// Writes `true` or `false`.
    pub fn bool(&mut self, value: bool) {
        self.comma();
        self.out.push_str(if value { "true" } else { "false" });
    }

    /// Writes a number.
    pub fn number(&mut self, value: usize) {
        self.comma();
        self.out.push_str(&crate::format::decimal(value as u32));
    }

    /// Writes a string, or `null` for an empty one.
    pub fn known(&mut self, text: &str) {
        if text.is_empty() {
            self.null();
        } else {
            self.text(text);
        }
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.comma();
        self.out.push_str("null");
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        self.comma();
        self.out.push('"');
        text.chars().for_each(|c| self.char(c));
        self.out.push('"');
    }

    fn char(&mut self, c: char) {
        match c {
            '"' | '\\' => self.out.extend(['\\', c]),
            c if c < ' ' => {
                self.out.push_str("\\u00");
                self.out.extend(char::from_digit(u32::from(c) >> 4, 16));
                self.out.extend(char::from_digit(u32::from(c) & 15, 16));
            }
            c => self.out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_are_read_and_written_as_the_library_does(text in "\\PC*|[\\x00-\\x7f]*") {
            let mut writer = Writer::default();
            writer.text(&text);
            let written = writer.finish();
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text.clone());
            let library = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(Value::parse(&library), Some(Value::Text(text)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:a1\\\\u.tn -]*") {
            let _ = Value::parse(&text);
        }
    }

    #[test]
    fn reads_requests() {
        let value = Value::parse(r#" {"op":"search", "limit": 10.5, "filters":{"kind":["a"]}, "x":[true,null,{}]} "#);
        let value = value.unwrap();
        assert_eq!(value.get("op").and_then(Value::text), Some("search"));
        assert_eq!(value.get("limit").and_then(Value::number), Some(10));
        assert_eq!(Value::parse("\"\\ud83d\\ude00\""), Some(Value::Text("😀".to_owned())));
        assert_eq!(Value::parse("[1,]"), None);
        assert_eq!(Value::parse("{\"a\" 1}"), None);
    }
}
