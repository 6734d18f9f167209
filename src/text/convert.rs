//! Text in the other script, for people to read; never for search data, citations or records.
//!
//! OpenCC's tables by character and phrase (`t2s`, `s2tw`). Those that also exchange words are not used: `tw2sp` makes
//! 运行 of 执行.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

use crate::document::Script;

// The tables are built in: loading fails only if they are damaged, and then text stays as it is.
static TO_HANS: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());
static TO_HANT: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::S2tw).ok());

/// A text written out in `script`.
pub fn text(text: &str, script: Script) -> String {
    let converter = match script {
        Script::Hans => &TO_HANS,
        Script::Hant => &TO_HANT,
    };
    converter.as_ref().map_or_else(|| text.to_owned(), |converter| converter.convert(text))
}

/// HTML with its text written out in `script`; tags and their attributes stay as they are.
pub fn html(html: &str, script: Script) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&text(&rest[..at], script));
        let end = tag_end(&rest[at..]);
        out.push_str(&rest[at..at + end]);
        rest = &rest[at + end..];
    }
    out + &text(rest, script)
}

/// Bytes of the tag that `text` begins with; all of it if the tag does not end.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_and_phrases_change_words_do_not() {
        assert_eq!(text("鹿澤縣國小執行計畫，皇后的頭髮發展", Script::Hans), "鹿泽县国小执行计划，皇后的头发发展");
        assert_eq!(text("执行计划，为了头发和发展，在这里", Script::Hant), "執行計劃，為了頭髮和發展，在這裡");
    }

    #[test]
    fn tags_stay() {
        let given = "<a href=\"/学>校\" title='发\"展'>发展 &lt;学校&gt;</a><br>";
        assert_eq!(html(given, Script::Hant), "<a href=\"/学>校\" title='发\"展'>發展 &lt;學校&gt;</a><br>");
        assert_eq!(html("发<展", Script::Hant), "發<展");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(given in "(?s).{0,60}", markup in "[<>\"'发展a=]{0,30}") {
            text(&given, Script::Hans);
            prop_assert_eq!(text(&given, Script::Hant).is_empty(), given.is_empty());
            html(&markup, Script::Hant);
        }
    }
}
