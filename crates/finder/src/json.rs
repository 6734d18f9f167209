//! Just enough JSON to write answers for the browser. (`serde_json` would double the code that a reader's browser must
//! fetch.)

use crate::prelude::*;

/// Writes JSON. Commas are set where they belong.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// The text written.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn comma(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(b',');
        }
    }

    /// Writes an object.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.comma();
        self.out.push(b'{');
        members(self);
        self.out.push(b'}');
    }

    /// Writes an array.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
        self.comma();
        self.out.push(b'[');
        items.into_iter().for_each(|one| item(self, one));
        self.out.push(b']');
    }

    /// Writes the name of a member; its value follows.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.out.push(b':');
        self
    }

    /// Writes `true` or `false`.
    pub fn bool(&mut self, value: bool) {
        self.comma();
        self.put(if value { "true" } else { "false" });
    }

    /// Writes a number.
    pub fn number(&mut self, value: usize) {
        self.comma();
        self.put(&crate::format::decimal(value as u32));
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
        self.put("null");
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        self.comma();
        self.out.push(b'"');
        text.bytes().for_each(|byte| self.byte(byte));
        self.out.push(b'"');
    }

    fn byte(&mut self, byte: u8) {
        if byte < b' ' {
            self.put("\\u00");
            let hex = |digit: u8| b"0123456789abcdef"[usize::from(digit)];
            self.out.extend([hex(byte >> 4), hex(byte & 15)]);
            return;
        }
        if matches!(byte, b'"' | b'\\') {
            self.out.push(b'\\');
        }
        self.out.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_are_written_as_the_library_reads_them(text in "\\PC*|[\\x00-\\x7f]*") {
            let mut writer = Writer::default();
            writer.text(&text);
            prop_assert_eq!(serde_json::from_slice::<String>(&writer.finish()).unwrap(), text);
        }
    }

    #[test]
    fn commas_stand_between_values() {
        let mut writer = Writer::default();
        writer.object(|out| {
            out.name("a").list([1, 2], |out, number| out.number(number));
            out.name("b").known("");
            out.name("c").bool(true);
        });
        assert_eq!(writer.finish(), br#"{"a":[1,2],"b":null,"c":true}"#);
    }
}
