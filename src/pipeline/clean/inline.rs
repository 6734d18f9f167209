//! Small damage inside lines: characters nobody sees, entities, Markdown marks, pinyin in brackets, doubled punctuation.

use std::borrow::Cow;

use super::rows::Row;
use super::rules::Rules;
use super::tags;
use crate::attachments;
use crate::document::{Finding, LineForm, Severity};
use crate::edits::Cut;
use crate::html;
use crate::text::chars::{ends_sentence, is_han, is_invisible};
use crate::text::mask::is_mask;

/// Adds the cuts and findings of all lines that stay.
pub fn edit(rows: &[Row], rules: &Rules, cuts: &mut Vec<Cut>, findings: &mut Vec<Finding>) {
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.stays() && !row.is_settled()) {
        let mut line = Line { row, cuts, findings, number: index as u32 + 1, parted: true };
        line.characters();
        if row.worded && row.form != LineForm::Block {
            line.site_sentences(rules);
        }
    }
}

/// A line and where its cuts go.
struct Line<'r, 's> {
    row: &'r Row<'s>,
    cuts: &'r mut Vec<Cut>,
    findings: &'r mut Vec<Finding>,
    number: u32,
    /// White space, or nothing, is what was left last.
    parted: bool,
}

impl Line<'_, '_> {
    fn cut(&mut self, from: usize, to: usize, inserted: impl Into<Cow<'static, str>>, reason: &'static str) {
        let range = self.row.start + from..self.row.start + to;
        self.cuts.push(Cut { range, inserted: inserted.into(), reason: Cow::Borrowed(reason) });
    }

    /// One pass over the characters; only the rare ones are looked at.
    fn characters(&mut self) {
        let text = self.row.text;
        let block = self.row.form == LineForm::Block;
        let mut last = '\0';
        let mut skip = 0;
        for (at, c) in text.char_indices() {
            if at < skip {
                continue;
            }
            match c {
                '&' => skip = self.entity(at),
                '<' if !block => skip = self.tag(at),
                '\\' if !block => skip = self.escape(at),
                '*' if !block => skip = self.emphasis(at, last),
                '{' if matches!(last, ')' | ']' | ' ') => skip = self.attributes(at, last),
                '(' | '（' if is_han(last) => skip = self.pinyin(at, c),
                ',' | '，' | '。' | '；' | '、' if c == last && !block => {
                    self.cut(at, at + c.len_utf8(), "", "doubled-punctuation")
                }
                _ if is_invisible(c) => self.cut(at, at + c.len_utf8(), "", "invisible-character"),
                _ => {}
            }
            last = c;
            if c != '<' || skip <= at {
                self.parted = c.is_whitespace();
            }
        }
    }

    /// `&nbsp;` and its kin become what they stand for; a number that has lost its `#` is reported.
    fn entity(&mut self, at: usize) -> usize {
        let rest = &self.row.text[at + 1..];
        let Some(end) = rest.bytes().take(10).position(|b| b == b';') else { return 0 };
        let name = &rest[..end];
        let stop = at + end + 2;
        if let Some(character) = decode_entity(name) {
            self.cut(at, stop, character.to_string(), "html-entity");
            return stop;
        }
        if name.len() >= 3 && name.bytes().all(|b| b.is_ascii_digit()) {
            let args = vec![("text", format!("&{name};"))];
            self.findings.push(Finding {
                rule: "entity-remnant",
                severity: Severity::Warning,
                line: self.number,
                args,
            });
        }
        0
    }

    /// A tag goes; one that parts lines leaves a space between what stands before it and after it.
    fn tag(&mut self, at: usize) -> usize {
        let Some((length, name)) = tags::at_start(&self.row.text[at..]) else { return 0 };
        if name == "a" && self.link(at, length) {
            return at + length;
        }
        let rest = &self.row.text[at + length..];
        let fused = tags::parts(name) && !self.parted && !rest.starts_with(char::is_whitespace) && !tags::is_bare(rest);
        self.cut(at, at + length, if fused { " " } else { "" }, "html-tag");
        self.parted |= tags::parts(name);
        at + length
    }

    /// `<a href="附件.docx">…</a>`: a link to a file beside the document becomes one in Markdown. Others lead to pages of the site that
    /// the text was taken from.
    fn link(&mut self, at: usize, length: usize) -> bool {
        let (tag, rest) = self.row.text[at..].split_at(length);
        let Some(address) = html::attribute(tag, "href").and_then(written) else { return false };
        let near = rest.char_indices().nth(LONGEST_LINK).map_or(rest, |(end, _)| &rest[..end]);
        let Some(end) = near.find("</a>").or_else(|| near.find("</A>")) else { return false };
        if near[..end].contains(['[', ']', '\\']) || near[..end].contains("<a") || near[..end].trim().is_empty() {
            return false;
        }
        let close = at + length + end;
        self.cut(at, at + length, "[", "html-tag");
        // That this tag goes is found again when it is met; what is known first counts.
        self.cut(close, close + "</a>".len(), format!("]({address})"), "html-tag");
        true
    }

    /// `1\.` as pandoc writes it, and the break that it notes at the end of a line.
    fn escape(&mut self, at: usize) -> usize {
        let next = self.row.text[at + 1..].chars().next();
        if !next.is_none_or(|c| c.is_ascii_punctuation()) {
            return 0;
        }
        self.cut(at, at + 1, "", "markdown");
        at + 1 + next.map_or(0, char::len_utf8)
    }

    /// `![](a.png){width="5in"}`, `[]{#_Toc1 .anchor}`, `# 目标 {#s1 .unnumbered}`: what pandoc notes of a picture's looks, of
    /// some words and of a heading.
    fn attributes(&mut self, at: usize, last: char) -> usize {
        let (before, rest) = self.row.text.split_at(at);
        let span =
            before.strip_suffix(']').and_then(|words| words.rfind('[').filter(|open| !words[*open..].contains(']')));
        let of_link = before.rfind("](").is_some_and(|open| !before[open..before.len() - 1].contains(')'));
        let fits = match last {
            ')' => of_link,
            ']' => span.is_some(),
            _ => (1..7).contains(&self.row.heading) && rest.ends_with('}'),
        };
        let Some(end) = rest.bytes().take(LONGEST_ATTRIBUTES).position(|byte| byte == b'}') else { return 0 };
        let all = rest[1..end].split_whitespace();
        let is_one = |word: &str| word.starts_with(['.', '#']) || word.contains("=\"");
        if !fits || end == 1 || !all.clone().all(is_one) || all.clone().next().is_none() {
            return 0;
        }
        if let Some(open) = span.filter(|_| last == ']') {
            self.cut(open, open + 1, "", "markdown");
        }
        let from = before.trim_end_matches(' ').len() - usize::from(last == ']');
        self.cut(from, at + end + 1, "", "markdown");
        at + end + 1
    }

    /// `**bold**` and `*italic*` inside a line: the marks go when there is a second one to close.
    fn emphasis(&mut self, at: usize, last: char) -> usize {
        let text = self.row.text;
        let run = text[at..].bytes().take_while(|&b| b == b'*').count();
        if run > 3 || is_mask(Some(last), run, &text[at + run..]) {
            return at + run;
        }
        let mark = &text[at..at + run];
        let after = &text[at + run..];
        let opens = after.chars().next().is_some_and(|c| !c.is_whitespace());
        let close = after.find(mark).filter(|&close| opens && close > 0 && close < 600);
        let Some(close) = close.filter(|&close| !after[..close].ends_with(char::is_whitespace)) else {
            return at + run;
        };
        let close = at + run + close;
        self.cut(at, at + run, "", "markdown");
        self.cut(close, close + run, "", "markdown");
        // What stands between is looked at too: the closing mark is skipped when it is met, since its cut is known.
        self.between(at + run, close);
        close + run
    }

    fn between(&mut self, from: usize, to: usize) {
        for (at, c) in self.row.text[from..to].char_indices().filter(|(_, c)| is_invisible(*c)) {
            self.cut(from + at, from + at + c.len_utf8(), "", "invisible-character");
        }
    }

    /// 学(xué): the reading of the character before it.
    fn pinyin(&mut self, at: usize, open: char) -> usize {
        let inner = &self.row.text[at + open.len_utf8()..];
        let Some(end) = inner.char_indices().take(40).find(|(_, c)| matches!(c, ')' | '）')) else { return 0 };
        let reading = &inner[..end.0];
        let latin = reading.chars().all(|c| c.is_alphabetic() && !is_han(c) || matches!(c, ' ' | '\'' | '’' | '-'));
        if reading.is_empty() || !latin || !reading.chars().any(has_tone) {
            return 0;
        }
        let stop = at + open.len_utf8() + end.0 + end.1.len_utf8();
        self.cut(at, stop, "", "pinyin");
        stop
    }

    /// Sentences in which a site speaks to its readers.
    fn site_sentences(&mut self, rules: &Rules) {
        let Some(words) = &rules.site_words else { return };
        let text = self.row.text;
        let mut at = 0;
        while let Some(hit) = words.find_at(text, at) {
            let from = text[..hit.start()].rfind(ends_sentence).map_or(0, |end| after(text, end));
            let to = text[hit.end()..].find(ends_sentence).map_or(text.len(), |end| after(text, hit.end() + end));
            self.cut(from.max(at), to, "", "site-sentence");
            at = to;
        }
    }
}

/// Longest attributes of a picture, in bytes.
const LONGEST_ATTRIBUTES: usize = 300;

/// Longest text of a link, in characters.
const LONGEST_LINK: usize = 200;

/// The address of a file as Markdown writes it; `None` where it means none, or cannot be written.
fn written(address: String) -> Option<String> {
    attachments::means_picture(&address)?;
    let address = address.replace('\\', "/");
    let is_plain = html::is_local(&address) && !address.contains(['<', '>', '*', '&', '\n', '\r']);
    let is_bare = !address.contains([' ', '(', ')', '\t']);
    is_plain.then(|| if is_bare { address } else { format!("<{address}>") })
}

/// Byte after the character at `at`.
fn after(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Vowels with a tone mark, as only pinyin has them in a Chinese text.
fn has_tone(c: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ".contains(c)
}

fn decode_entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "middot" => '·',
        "bull" => '•',
        "times" => '×',
        "deg" => '°',
        "permil" => '‰',
        "laquo" => '«',
        "raquo" => '»',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Rules, clean};
    use crate::document::Source;

    fn cleaned(text: &str) -> String {
        clean(&Source { text: text.into(), ..Source::default() }, Rules::builtin()).text
    }

    #[test]
    fn tags_part_words_where_lines_are_parted() {
        for (html, text) in [
            ("<div>一、目标</div><div>巩固率达到99%</div>", "一、目标 巩固率达到99%"),
            ("抓好常规。</strong></p>\n<p><b>二、队伍</b></p><p>培训", "抓好常规。\n二、队伍 培训"),
            ("第一行<br><br/>第二行<br>", "第一行 第二行"),
            ("<p>甲</p> <p>乙</p>", "甲 乙"),
            ("<p>加强<b>队伍</b><span>建设</span></p>", "加强队伍建设"),
        ] {
            assert_eq!(cleaned(html), text);
        }
    }

    #[test]
    fn what_pandoc_notes_of_words_and_headings() {
        for (noted, text) in [
            (
                "# []{#_Toc1 .anchor}一、目标 {#一目标 .unnumbered}\n\n达到[99%]{.underline}以上。",
                "一、目标\n\n达到99%以上。",
            ),
            ("县教育局\\\n2024年2月28日", "县教育局\n2024年2月28日"),
            ("{甲}与[乙]{丙}，见[2023]。", "{甲}与[乙]{丙}，见[2023]。"),
            ("文件〔2023〕 {#x}", "文件〔2023〕 {#x}"),
        ] {
            assert_eq!(cleaned(noted), text);
        }
    }
}
