//! The key of a text as `docs/search.md` describes it, made with other libraries than the finder's table was: ICU's
//! decomposition and another implementation of OpenCC.

use std::collections::HashMap;

use icu_normalizer::DecomposingNormalizerBorrowed;
use zhhz::{Config, Converter};

/// Where this OpenCC and the one of the finder's table choose another of two forms of one character.
const CHOSEN: [(char, char); 3] = [('坏', '坏'), ('壞', '坏'), ('抬', '擡')];

/// Radicals that ICU leaves alone, each before the ideograph that it is sorted as in the Default Unicode Collation Element
/// Table (`allkeys.txt` of the Unicode Collation Algorithm 14.0). Not those few for which the finder's source names another.
const RADICALS: &str = "\
    ⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹\
    ⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻱龜";

/// Makes keys.
pub struct Keys {
    converters: [Converter; 3],
    given: HashMap<char, char>,
    wordings: Vec<Wording>,
    known: HashMap<char, String>,
}

/// A Taiwan wording, and the mainland's, which is empty for a word that is just what it says. The characters beside it: those
/// it does not stand after; those that alone it stands after, beside what is no Han character; those it does not stand before.
struct Wording {
    written: String,
    meant: String,
    guards: [String; 3],
}

/// The names of these guards.
const GUARDS: [&str; 3] = ["not after", "only after", "not before"];

impl Keys {
    pub fn new() -> Keys {
        let variants = include_str!("../../../crates/finder/data/variants.txt");
        let pair = |line: &str| Some((line.chars().next()?, line.chars().nth(2)?));
        let variants = variants.lines().filter(|line| !line.starts_with('#')).filter_map(pair);
        let radicals: Vec<char> = RADICALS.chars().collect();
        let radicals = radicals.chunks(2).map(|pair| (pair[0], pair[1]));
        let mut keys = Keys {
            converters: [Config::T2s, Config::Hk2s, Config::Tw2s].map(Converter::new),
            given: variants.chain(CHOSEN).chain(radicals).collect(),
            wordings: Vec::new(),
            known: HashMap::new(),
        };
        keys.wordings = keys.read_wordings();
        keys
    }

    /// The key of a text: each character folded, white space kept between letters and digits that are not Han.
    pub fn key(&mut self, text: &str) -> String {
        let folded: String = text.chars().map(|c| self.character(c)).collect();
        let mut key = String::new();
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            if key.ends_with(is_spaced) && word.starts_with(is_spaced) {
                key.push(' ');
            }
            key.push_str(word);
        }
        key
    }

    /// The key of a text and, where it is worded as in Taiwan, that of the mainland's wording; none for an empty text.
    pub fn with_rewording(&mut self, text: &str) -> Vec<String> {
        let key = self.key(text);
        if key.is_empty() {
            return Vec::new();
        }
        let other = self.reworded(&key);
        if other == key { vec![key] } else { vec![key, other] }
    }

    /// The keys that a typed phrase is looked for by. Only one in Traditional characters has two.
    pub fn of_typed(&mut self, typed: &str) -> Vec<String> {
        let key = self.key(typed);
        match typed.chars().any(|c| c >= '\u{3400}' && !key.contains(c)) {
            true => self.with_rewording(typed),
            false => vec![key],
        }
    }

    fn character(&mut self, c: char) -> String {
        if let Some(known) = self.known.get(&c) {
            return known.clone();
        }
        let mut folded = c.to_string();
        for _ in 0..3 {
            folded = self.once(&folded);
        }
        self.known.insert(c, folded.clone());
        folded
    }

    fn once(&self, text: &str) -> String {
        let plain = DecomposingNormalizerBorrowed::new_nfkd().normalize(text).to_lowercase();
        let kept = plain.chars().filter(|&c| !is_ignored(c));
        kept.map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { self.simplified(c) }).collect()
    }

    fn simplified(&self, c: char) -> char {
        if let Some(&given) = self.given.get(&c) {
            return given;
        }
        let text = c.to_string();
        let other = self.converters.iter().map(|converter| converter.convert(&text)).find(|other| *other != text);
        let one = other.and_then(|other| (other.chars().count() == 1).then(|| other.chars().next()).flatten());
        // Simplified forms so rare that they stand beyond the basic plane are nobody's to type.
        one.filter(|&one| one <= '\u{ffff}').unwrap_or(c)
    }

    fn reworded(&self, key: &str) -> String {
        let mut out = String::new();
        let mut rest = key;
        let mut before = None;
        while let Some(c) = rest.chars().next() {
            let wording = self.wordings.iter().find(|wording| wording.fits(before, rest));
            let (taken, left) = rest.split_at(wording.map_or(c.len_utf8(), |wording| wording.written.len()));
            let meant = wording.map_or("", |wording| &wording.meant);
            out.push_str(if meant.is_empty() { taken } else { meant });
            before = taken.chars().next_back();
            rest = left;
        }
        out
    }

    fn read_wordings(&mut self) -> Vec<Wording> {
        let text = include_str!("../../../crates/finder/data/vocabulary.txt");
        let mut wordings = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('|');
            let words = parts.next().expect("wordings");
            let (meant, written) = words.split_once('=').unwrap_or(("", words));
            let mut guards: [String; 3] = Default::default();
            for (name, chars) in parts.filter_map(|guard| guard.split_once(':')) {
                let at = GUARDS.iter().position(|known| *known == name.trim()).expect("a guard");
                guards[at] = self.key(chars);
            }
            for written in written.split_whitespace() {
                let (written, meant) = (self.key(written), self.key(meant));
                wordings.push(Wording { written, meant, guards: guards.clone() });
            }
        }
        wordings.sort_by_key(|wording| std::cmp::Reverse(wording.written.chars().count()));
        wordings
    }
}

impl Wording {
    fn fits(&self, before: Option<char>, rest: &str) -> bool {
        let [not_after, only_after, not_before] = &self.guards;
        let Some(after) = rest.strip_prefix(self.written.as_str()) else { return false };
        let is_one_of = |chars: &str| before.is_some_and(|c| chars.contains(c));
        let is_apart = before.is_none_or(|c| !('\u{3400}'..='\u{9fff}').contains(&c)) || is_one_of(only_after);
        !is_one_of(not_after) && (only_after.is_empty() || is_apart) && !after.starts_with(|c| not_before.contains(c))
    }
}

/// Accents, and characters without width.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Letters and digits of scripts that put spaces between words.
fn is_spaced(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{1fff}').contains(&c)
}
