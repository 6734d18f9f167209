//! Questions as trees, written out as a person would type them, so that the scan needs no parser.

use super::key::Keys;

/// Where a phrase is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Text,
    Title,
    Heading,
}

/// A condition on a plan.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A phrase, as typed without quotation marks.
    Phrase(Part, String),
    /// A fact, under its English name, and the value asked for.
    Fact(&'static str, String),
    Not(Box<Asked>),
    All(Vec<Asked>),
    Any(Vec<Asked>),
}

/// How a question is written; each choice must mean the same.
pub struct Style {
    /// Picks among this many ways.
    pub choose: Box<dyn FnMut(usize) -> usize>,
}

impl Style {
    fn one_of<'a>(&mut self, ways: &[&'a str]) -> &'a str {
        ways[(self.choose)(ways.len())]
    }

    /// The question as typed.
    pub fn typed(&mut self, asked: &Asked) -> String {
        match asked {
            Asked::All(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.required(part)).collect();
                parts.join(" ")
            }
            other => self.required(other),
        }
    }

    /// As one of several that are all required: there `OR` binds tighter and needs no brackets.
    fn required(&mut self, asked: &Asked) -> String {
        match asked {
            Asked::Any(parts) if (self.choose)(2) == 0 => {
                let or = self.or();
                self.joined(parts, or)
            }
            other => self.operand(other),
        }
    }

    fn or(&mut self) -> &'static str {
        self.one_of(&[" OR ", "|", " ｜ "])
    }

    /// As one of several parts.
    fn operand(&mut self, asked: &Asked) -> String {
        match asked {
            Asked::Phrase(part, text) => {
                let names: &[&str] = match part {
                    Part::Text => &["", "", "", "正文:", "文号："],
                    Part::Title => &["title:", "标题：", "標題:", "TITLE:"],
                    Part::Heading => &["heading:", "小标题:", "小標題："],
                };
                format!("{}{}", self.one_of(names), self.phrase(text))
            }
            Asked::Fact(name, value) => {
                let names: &[&str] = match *name {
                    "year" => &["year:", "年份：", "年度:"],
                    "region" => &["region:", "地区:", "地區："],
                    "issuer" => &["issuer:", "机关:", "發文機關:"],
                    "level" => &["level:", "层级:"],
                    "kind" => &["kind:", "类型:", "文種:"],
                    _ => &["topic:", "主题：", "主題:"],
                };
                format!("{}{}", self.one_of(names), self.value(value))
            }
            Asked::Not(inner) => format!("{}{}", self.one_of(&["-", "－", "NOT ", "-"]), self.operand(inner)),
            Asked::All(parts) => self.grouped(parts, " "),
            Asked::Any(parts) => {
                let or = self.or();
                self.grouped(parts, or)
            }
        }
    }

    fn grouped(&mut self, parts: &[Asked], between: &str) -> String {
        let inner = self.joined(parts, between);
        if (self.choose)(2) == 0 { format!("({inner})") } else { format!("（{inner}）") }
    }

    fn joined(&mut self, parts: &[Asked], between: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.operand(part)).collect();
        parts.join(between)
    }

    /// A phrase that is one word of Han characters, letters and digits may go without quotation marks.
    fn phrase(&mut self, text: &str) -> String {
        let is_operator = ["OR", "NOT", "AND"].contains(&text);
        if !is_operator && text.chars().all(char::is_alphanumeric) && (self.choose)(4) > 0 {
            return text.to_owned();
        }
        match self.one_of(&["\"", "“", "「"]) {
            "「" if !text.contains('」') => format!("「{text}」"),
            "“" => format!("“{text}”"),
            _ => format!("\"{text}\""),
        }
    }

    fn value(&mut self, value: &str) -> String {
        match value.chars().all(|c| c.is_alphanumeric() || ".-".contains(c)) {
            true => value.to_owned(),
            false => format!("\"{value}\""),
        }
    }
}

/// Text that can stand between any quotation marks, and is something to look for.
pub fn quotable(text: &str, keys: &mut Keys) -> Option<String> {
    let text: String = text.chars().filter(|c| !"\"＂“”„\n\r".contains(*c)).collect();
    (!keys.key(&text).is_empty()).then_some(text)
}
