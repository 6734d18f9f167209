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
        self.one_of(&[" OR ", "|", " ｜ ", " or ", " ＯＲ "])
    }

    /// As one of several parts.
    fn operand(&mut self, asked: &Asked) -> String {
        match asked {
            Asked::Phrase(part, text) => format!("{}{}", self.name(*part), self.phrase(text)),
            Asked::Fact(fact, value) => {
                let names: &[&str] = match *fact {
                    "year" => &["year:", "年份：", "年度:", "年份: "],
                    "region" => &["region:", "地区:", "地區：", "region: "],
                    "issuer" => &["issuer:", "机关:", "發文機關:"],
                    "level" => &["level:", "层级:"],
                    "kind" => &["kind:", "类型:", "文種:"],
                    _ => &["topic:", "主题：", "主題:"],
                };
                let name = self.one_of(names);
                let value = match *fact {
                    "year" => self.years(value),
                    "region" => self.region(value),
                    _ => value.clone(),
                };
                format!("{name}{}", self.value(&value))
            }
            Asked::Not(inner) => format!("{}{}", self.one_of(&["-", "－", "NOT ", "-"]), self.operand(inner)),
            Asked::All(parts) => self.grouped(parts, " "),
            Asked::Any(parts) => {
                let or = self.or();
                self.grouped(parts, or)
            }
        }
    }

    fn name(&mut self, part: Part) -> &'static str {
        self.one_of(match part {
            Part::Text => &["", "", "", "正文:", "文号："],
            Part::Title => &["title:", "标题：", "標題:", "TITLE:", "title: "],
            Part::Heading => &["heading:", "小标题:", "小標題：", "小标题： "],
        })
    }

    /// Parts that are phrases of one field may have it before their group.
    fn grouped(&mut self, parts: &[Asked], between: &str) -> String {
        if let Some((field, texts)) = of_one_field(parts).filter(|_| (self.choose)(2) == 0) {
            let texts: Vec<String> = texts.iter().map(|text| self.phrase(text)).collect();
            return format!("{}({})", self.name(field), texts.join(between));
        }
        let inner = self.joined(parts, between);
        if (self.choose)(2) == 0 { format!("({inner})") } else { format!("（{inner}）") }
    }

    fn joined(&mut self, parts: &[Asked], between: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.operand(part)).collect();
        parts.join(between)
    }

    /// A phrase that is one word of Han characters, letters and digits, or one after brackets with such a word, may go
    /// without quotation marks.
    fn phrase(&mut self, text: &str) -> String {
        let key = text.to_lowercase();
        let is_operator = ["or", "ｏｒ", "not", "and"].contains(&key.as_str());
        let is_word = |text: &str| !text.is_empty() && text.chars().all(char::is_alphanumeric);
        let is_heading = text.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）']));
        let is_plain = is_word(text) || is_heading.is_some_and(|(inner, after)| is_word(inner) && is_word(after));
        if !is_operator && is_plain && (self.choose)(4) > 0 {
            return text.to_owned();
        }
        match self.one_of(&["\"", "“", "「"]) {
            "「" if !text.contains('」') => format!("「{text}」"),
            "“" => format!("“{text}”"),
            _ => format!("\"{text}\""),
        }
    }

    /// Years with both ends, as people write them.
    fn years(&mut self, value: &str) -> String {
        match value.split_once("..") {
            Some((from, to)) if !from.is_empty() && !to.is_empty() => match (self.choose)(6) {
                0 => format!("{from}至{to}"),
                1 => format!("{from}—{to}年度"),
                2 => format!("{to}..{from}"),
                3 => format!("{from}年～{to}年"),
                _ => value.to_owned(),
            },
            _ => value.to_owned(),
        }
    }

    /// A path of regions, with or without what separates its steps.
    fn region(&mut self, value: &str) -> String {
        let between = self.one_of(&["/", "", " ", "／"]);
        let joined = value.replace('/', between);
        if joined.trim().is_empty() { value.to_owned() } else { joined }
    }

    fn value(&mut self, value: &str) -> String {
        match value.chars().all(|c| c.is_alphanumeric() || ".-—～".contains(c)) {
            true => value.to_owned(),
            false => format!("\"{value}\""),
        }
    }
}

/// The field that these are all phrases of, other than the text, and the phrases.
fn of_one_field(parts: &[Asked]) -> Option<(Part, Vec<String>)> {
    let of = |asked: &Asked| match asked {
        Asked::Phrase(part, text) if *part != Part::Text => Some((*part, text.clone())),
        _ => None,
    };
    let (fields, texts): (Vec<Part>, Vec<String>) =
        parts.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().unzip();
    fields.windows(2).all(|two| two[0] == two[1]).then(|| (fields[0], texts))
}

/// Text that can stand between any quotation marks, and is something to look for.
pub fn quotable(text: &str, keys: &mut Keys) -> Option<String> {
    let text: String = text.chars().filter(|c| !"\"＂“”„\n\r".contains(*c)).collect();
    (!keys.key(&text).is_empty()).then_some(text)
}
