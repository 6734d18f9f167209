//! Cuts a query into tokens.

use super::{Facet, Field, Filter};
use crate::fold::fold;
use crate::prelude::*;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `OR` or `|`
    Or,
    /// `-` before what is excluded, or `NOT`
    Not,
    /// A word or phrase to look for.
    Phrase(Field, String),
    /// A condition.
    Filter(Filter),
}

/// What stands before a colon.
#[derive(Clone, Copy)]
enum Prefix {
    Field(Field),
    Facet(Facet),
}

/// Names of the fields, with their Chinese aliases. A 发文字号 is looked for in the text: brackets fold to one form.
const FIELDS: [(Field, &[&str]); 3] = [
    (Field::Title, &["title", "标题", "题目"]),
    (Field::Heading, &["heading", "小标题", "章节"]),
    (Field::Text, &["text", "正文", "文号", "发文字号"]),
];

struct Lexer<'a> {
    rest: &'a str,
    depth: usize,
    /// What stands before the bracket of an open group, and how deep that is: it goes for every word in it.
    named: Option<(Prefix, usize)>,
    tokens: Vec<Token>,
}

/// The tokens of a query, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: text, depth: 0, named: None, tokens: Vec::new() };
    while lexer.step() {}
    lexer.tokens
}

impl<'a> Lexer<'a> {
    /// Reads one token; false at the end.
    fn step(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        let Some(c) = self.rest.chars().next() else {
            return false;
        };
        match c {
            '(' | '（' if !is_glued(self.rest) => self.open(c),
            ')' | '）' => self.close(c),
            '|' | '｜' => self.single(c, Token::Or),
            '-' | '－' | '−' => self.minus(c),
            _ if closing(c).is_some() => self.phrase(self.prefix()),
            _ => self.word(),
        }
        true
    }

    /// What goes for a word that has nothing of its own before it.
    fn prefix(&self) -> Option<Prefix> {
        self.named.map(|named| named.0)
    }

    fn skip(&mut self, c: char) {
        self.rest = &self.rest[c.len_utf8()..];
    }

    fn single(&mut self, c: char, token: Token) {
        self.skip(c);
        self.tokens.push(token);
    }

    fn open(&mut self, c: char) {
        self.depth += 1;
        self.single(c, Token::Open);
    }

    /// Closes a group; where none is open, it means nothing.
    fn close(&mut self, c: char) {
        if self.depth == 0 {
            return self.skip(c);
        }
        self.named = self.named.filter(|named| named.1 < self.depth);
        self.depth -= 1;
        self.single(c, Token::Close);
    }

    /// Excludes what follows at once; before a space, it means nothing.
    fn minus(&mut self, c: char) {
        self.skip(c);
        if self.rest.chars().next().is_some_and(|next| !next.is_whitespace()) {
            self.tokens.push(Token::Not);
        }
    }

    /// A phrase between quotation marks.
    fn phrase(&mut self, prefix: Option<Prefix>) {
        if let Some((text, after)) = quoted(self.rest) {
            self.rest = after;
            self.push(prefix, text, text);
        }
    }

    fn word(&mut self) {
        let start = self.rest;
        let Some((prefix, value)) = named(start) else {
            return self.plain();
        };
        self.rest = value;
        match value.chars().next() {
            Some(c @ ('(' | '（')) if !is_glued(value) => {
                self.named = Some((prefix, self.depth + 1));
                self.open(c);
            }
            Some(c) if closing(c).is_some() => self.phrase(Some(prefix)),
            _ => {
                let value = self.run();
                self.push(Some(prefix), value, &start[..start.len() - self.rest.len()]);
            }
        }
    }

    /// A word without a name before it, which may be an operator.
    fn plain(&mut self) {
        let word = self.run();
        match word {
            "NOT" => self.tokens.push(Token::Not),
            "AND" => {}
            _ if word == "OR" || !self.tokens.is_empty() && is_operator(word) => self.tokens.push(Token::Or),
            _ => self.push(self.prefix(), word, word),
        }
    }

    /// Text up to white space, a quotation mark, `|`, or the end of the group. Brackets inside a word belong to it, and so
    /// does what is between quotation marks with text on both sides.
    fn run(&mut self) -> &'a str {
        let text = self.rest;
        let (mut inner, mut read) = (0usize, 0);
        for (at, c) in text.char_indices() {
            let ends = match c {
                _ if at < read => false,
                '(' | '（' => {
                    inner += 1;
                    false
                }
                ')' | '）' if inner > 0 => {
                    inner -= 1;
                    false
                }
                ')' | '）' => self.depth > 0,
                _ => match quoted(&text[at..]) {
                    Some((_, after)) if at > 0 && is_text(after) => {
                        read = text.len() - after.len();
                        false
                    }
                    _ => ends_word(c),
                },
            };
            if ends {
                // A stray closing mark must not stop the reading for ever.
                let stray = if c == '”' { c.len_utf8() } else { 0 };
                self.rest = &text[at + stray..];
                return &text[..at];
            }
        }
        self.rest = "";
        text
    }

    /// Adds a phrase or condition. Without a value, or with one that the facet cannot have, it is looked for as it was typed.
    fn push(&mut self, prefix: Option<Prefix>, value: &str, whole: &str) {
        let filter = match prefix {
            Some(Prefix::Facet(facet)) => Filter::new(facet, value),
            _ => None,
        };
        self.tokens.push(match (filter, prefix) {
            (Some(filter), _) => Token::Filter(filter),
            (_, Some(Prefix::Field(field))) if !value.is_empty() => Token::Phrase(field, value.to_owned()),
            _ => Token::Phrase(Field::Text, whole.to_owned()),
        });
    }
}

/// Whether a word is an operator.
pub fn is_operator(word: &str) -> bool {
    ["NOT", "AND"].contains(&word) || fold(word).text() == "or"
}

/// Whether the bracket that a text begins with belongs to a word, as in headings (`（一）师德`): it holds nothing that joins
/// or separates, and text follows at once.
fn is_glued(text: &str) -> bool {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ if ends_word(c) => return false,
            _ => {}
        }
        if depth == 0 {
            return is_text(&text[at + c.len_utf8()..]);
        }
    }
    false
}

/// The phrase between quotation marks that a text begins with, and what follows it. Without a closing mark it goes on to the
/// end.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let mut chars = text.chars();
    let close = closing(chars.next()?)?;
    let inner = chars.as_str();
    Some(inner.split_once(close).unwrap_or((inner, "")))
}

/// Whether text goes on.
fn is_text(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !ends_word(c) && !matches!(c, '(' | ')' | '（' | '）'))
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '｜' | '”') || closing(c).is_some()
}

/// The marks that close a phrase opened by `c`.
fn closing(c: char) -> Option<&'static [char]> {
    match c {
        '"' | '＂' | '“' | '„' => Some(&['"', '＂', '”', '“']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        _ => None,
    }
}

/// The field or facet that is named before a colon, and what follows that.
fn named(text: &str) -> Option<(Prefix, &str)> {
    let at = text.find(|c: char| matches!(c, ':' | '：') || c.is_whitespace())?;
    let mut value = text[at..].chars();
    value.next().filter(|c| !c.is_whitespace())?;
    Some((prefix(&text[..at])?, value.as_str().trim_start()))
}

fn prefix(name: &str) -> Option<Prefix> {
    if name.len() > 36 {
        return None;
    }
    let key = fold(name).text();
    let field = FIELDS.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(field, _)| Prefix::Field(*field));
    field.or_else(|| Facet::named(name).map(Prefix::Facet))
}
