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
    tokens: Vec<Token>,
}

/// The tokens of a query, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: text, depth: 0, tokens: Vec::new() };
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
            '(' | '（' => self.open(c),
            ')' | '）' => self.close(c),
            '|' | '｜' => self.single(c, Token::Or),
            '-' | '－' | '−' => self.minus(c),
            _ if closing(c).is_some() => self.phrase(None),
            _ => self.word(),
        }
        true
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

    /// A phrase between quotation marks; without a closing one it goes on to the end.
    fn phrase(&mut self, prefix: Option<Prefix>) {
        let Some((open, close)) = self.rest.chars().next().and_then(|c| Some((c, closing(c)?))) else {
            return;
        };
        self.skip(open);
        let end = self.rest.find(close).unwrap_or(self.rest.len());
        let text = &self.rest[..end];
        self.rest = self.rest[end..].trim_start_matches(|c| close.contains(&c));
        self.push(prefix, text, text);
    }

    fn word(&mut self) {
        let start = self.rest;
        let colon = start.find([':', '：']);
        if let Some((prefix, at)) = colon.and_then(|at| Some((prefix(&start[..at])?, at))) {
            self.rest = &start[at..];
            self.skip(if self.rest.starts_with(':') { ':' } else { '：' });
            if self.rest.chars().next().is_some_and(|c| closing(c).is_some()) {
                return self.phrase(Some(prefix));
            }
            let value = self.run();
            let whole = &start[..start.len() - self.rest.len()];
            return self.push(Some(prefix), value, whole);
        }
        let word = self.run();
        match word {
            "OR" => self.tokens.push(Token::Or),
            "NOT" => self.tokens.push(Token::Not),
            "AND" => {}
            _ => self.push(None, word, word),
        }
    }

    /// Text up to white space, a quotation mark, `|`, or the end of the group. Brackets inside a word belong to it.
    fn run(&mut self) -> &'a str {
        let text = self.rest;
        let mut inner = 0usize;
        for (at, c) in text.char_indices() {
            let ends = match c {
                '(' | '（' => {
                    inner += 1;
                    false
                }
                ')' | '）' if inner > 0 => {
                    inner -= 1;
                    false
                }
                ')' | '）' => self.depth > 0,
                '|' | '｜' => true,
                _ => c.is_whitespace() || closing(c).is_some() || c == '”',
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

    /// Adds a phrase or condition. A value that the facet cannot have is looked for as it was typed.
    fn push(&mut self, prefix: Option<Prefix>, value: &str, whole: &str) {
        self.tokens.push(match prefix {
            Some(Prefix::Facet(facet)) => match Filter::new(facet, value) {
                Some(filter) => Token::Filter(filter),
                None => Token::Phrase(Field::Text, whole.to_owned()),
            },
            Some(Prefix::Field(field)) => Token::Phrase(field, value.to_owned()),
            None => Token::Phrase(Field::Text, value.to_owned()),
        });
    }
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

fn prefix(name: &str) -> Option<Prefix> {
    if name.len() > 36 {
        return None;
    }
    let key = fold(name).text();
    let field = FIELDS.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(field, _)| Prefix::Field(*field));
    field.or_else(|| Facet::named(name).map(Prefix::Facet))
}
