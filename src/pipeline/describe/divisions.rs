//! The divisions of China and their names in a text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// All divisions down to counties, with a searcher for their names.
pub(super) struct Divisions {
    all: Vec<Division>,
    /// The divisions that each pattern may mean.
    named: Vec<(Vec<usize>, bool)>,
    searcher: AhoCorasick,
}

/// A province, prefecture or county.
struct Division {
    name: String,
    parent: Option<usize>,
}

/// A name in a text.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    /// The divisions it may mean, never empty: names like 鼓楼区 occur in several cities.
    pub divisions: &'a [usize],
    /// Bytes in the text.
    pub range: Range<usize>,
    /// Whether it is written without its last word (海南, 青岛).
    pub short: bool,
}

/// Names that are also common words: they count only right after the division they lie in.
const COMMON: [&str; 6] = ["新城区", "市中区", "城中区", "港口区", "合作市", "东方市"];

impl Divisions {
    /// The embedded table.
    pub fn get() -> &'static Divisions {
        static TABLE: LazyLock<Divisions> =
            LazyLock::new(|| Divisions::parse(include_str!("../../../data/divisions.tsv")));
        &TABLE
    }

    fn parse(table: &str) -> Divisions {
        let mut all: Vec<Division> = Vec::new();
        let mut names: BTreeMap<String, (Vec<usize>, bool)> = BTreeMap::new();
        let mut provinces: BTreeMap<&str, usize> = BTreeMap::new();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(province), Some(prefecture), Some(counties)) = (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let top = *provinces.entry(province).or_insert_with(|| add(&mut all, &mut names, province, None));
            let parent = if prefecture.is_empty() { top } else { add(&mut all, &mut names, prefecture, Some(top)) };
            for county in counties.split_whitespace() {
                add(&mut all, &mut names, county, Some(parent));
            }
        }
        let (patterns, named): (Vec<String>, Vec<_>) = names.into_iter().unzip();
        let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns);
        Divisions { all, named, searcher: builder.expect("a few thousand short names are within every limit") }
    }

    /// The names in a folded text, in order. Names that are common words are left out unless their parent stands before.
    pub fn find(&self, text: &str) -> Vec<Named<'_>> {
        let mut found: Vec<Named> = Vec::new();
        for hit in self.searcher.find_iter(text) {
            let (divisions, short) = &self.named[hit.pattern().as_usize()];
            let name = &text[hit.range()];
            let parent =
                found.last().filter(|last| last.range.end == hit.start() && self.holds(last.divisions, divisions));
            let vague = name.chars().count() <= 2 && !short || COMMON.contains(&name);
            let goes_on = text[hit.end()..].starts_with(['场', '域', '间', '民']);
            if goes_on || vague && parent.is_none() {
                continue;
            }
            found.push(Named { divisions, range: hit.range(), short: *short });
        }
        found
    }

    fn holds(&self, outer: &[usize], inner: &[usize]) -> bool {
        inner.iter().any(|inner| outer.iter().any(|outer| self.lies_in(*inner, *outer)))
    }

    /// Whether a division is another, or lies in it.
    pub fn lies_in(&self, inner: usize, outer: usize) -> bool {
        self.up(inner).any(|division| division == outer)
    }

    /// The division and those it lies in, from the inside out.
    pub fn up(&self, division: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(division), |division| self.all[*division].parent)
    }

    /// Names from the outermost division inwards, joined by `/`.
    pub fn path(&self, division: usize) -> String {
        let mut names: Vec<&str> = self.up(division).map(|division| self.all[division].name.as_str()).collect();
        names.reverse();
        names.join("/")
    }

    /// Full name.
    pub fn name(&self, division: usize) -> &str {
        &self.all[division].name
    }

    /// 1 for a province, 2 for what lies directly in one, 3 for a county in a prefecture.
    pub fn depth(&self, division: usize) -> usize {
        self.up(division).count()
    }

    /// The level of its bodies: 省, 市 or 县. Counties and districts right below a province are counties all the same.
    pub fn level(&self, division: usize) -> &'static str {
        let name = self.name(division);
        match self.depth(division) {
            1 => "省",
            2 if name.ends_with(['县', '区']) && !name.ends_with("地区") => "县",
            2 => "市",
            _ => "县",
        }
    }
}

/// Whether a folded text ends with the name of a division.
pub(super) fn ends_with_a_place(text: &str) -> bool {
    // Names are short: what stands before their last characters does not matter.
    let start = text.char_indices().rev().nth(11).map_or(0, |(offset, _)| offset);
    let text = &text[start..];
    Divisions::get().find(text).last().is_some_and(|last| last.range.end == text.len())
}

type Names = BTreeMap<String, (Vec<usize>, bool)>;

fn add(all: &mut Vec<Division>, names: &mut Names, entry: &str, parent: Option<usize>) -> usize {
    let (name, alias) = entry.split_once('=').map_or((entry, None), |(name, alias)| (name, Some(alias)));
    let place = all.len();
    all.push(Division { name: name.to_owned(), parent });
    for full in [Some(name), alias].into_iter().flatten() {
        let entry = names.entry(full.to_owned()).or_default();
        entry.0.push(place);
        entry.1 = false;
    }
    if let Some(short) = short(name, parent.is_none()) {
        let entry = names.entry(short).or_insert_with(|| (Vec::new(), true));
        if entry.1 {
            entry.0.push(place);
        }
    }
    place
}

/// Provinces and cities are also named without their last word; other short names are too often common words.
fn short(name: &str, is_province: bool) -> Option<String> {
    let ends: &[&str] = if is_province {
        &["省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区"]
    } else {
        &["市"]
    };
    let short = ends.iter().find_map(|end| name.strip_suffix(end))?;
    (short.chars().count() >= 2).then(|| short.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let table = Divisions::get();
        let found = table.find(text);
        found
            .iter()
            .map(|named| named.divisions.iter().map(|one| table.path(*one)).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[test]
    fn names_lead_to_their_place() {
        assert_eq!(paths("昆山市教育局"), ["江苏省/苏州市/昆山市"]);
        assert_eq!(paths("重庆市万州区"), ["重庆市", "重庆市/万州区"]);
        assert_eq!(paths("恩施州和恩施市"), ["湖北省/恩施土家族苗族自治州", "湖北省/恩施土家族苗族自治州/恩施市"]);
        assert_eq!(paths("鼓楼区")[0].matches('|').count(), 3);
    }

    #[test]
    fn common_words_are_no_places() {
        for text in ["建成县级示范校", "省和县的工作", "开展合作市场", "城区学校", "区域发展", "培育新城区"]
        {
            assert_eq!(paths(text), [""; 0], "{text}");
        }
        assert_eq!(paths("马鞍山市和县"), ["安徽省/马鞍山市", "安徽省/马鞍山市/和县"]);
    }

    #[test]
    fn the_table_is_whole() {
        let table = Divisions::get();
        let count = |depth| (0..table.all.len()).filter(|one| table.depth(*one) == depth).count();
        assert_eq!(count(1), 34);
        assert!(count(2) + count(3) > 3_100);
    }
}
