//! Where a plan is for.
//!
//! Every division named in the text is weighed: most in the title and in the issuer's name, least in titles of other
//! documents, not at all as a partner or an example. Of those the heaviest wins that fits how the text speaks of itself
//! (我县 is a county); where none fits, a masked name of that unit (`xx县`) is said to be masked, and else nothing is said.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::divisions::{Divisions, Named};
use super::title::regex;
use super::view::{Line, View};
use super::voice::Voice;
use crate::document::{Basis, Fact, Script};

/// A weight that decides alone: the title or the issuer names the place.
const SURE: u32 = 20;
/// Least weight without a voice that agrees.
const ENOUGH: u32 = 6;

/// What a division's mentions weigh, and the line of the weightiest.
#[derive(Clone, Copy, Default)]
struct Weight {
    sum: u32,
    best: u32,
    line: u32,
    /// Only ever named without its last word.
    short: bool,
}

type Weights = BTreeMap<usize, Weight>;

/// What is known of the plan's place before the region is looked for.
pub(super) struct Known<'a> {
    pub title: Option<&'a Fact<String>>,
    pub issuer: Option<&'a Fact<String>>,
    pub voice: Option<Voice>,
}

/// The region, stated or masked.
pub(super) fn region(view: &View, known: &Known) -> Option<Fact<String>> {
    let weights = weigh(view, known);
    let own = named(known);
    // A county that is in no table is still the document's own, whatever other places its text names. A town is not: its
    // county may be one of these.
    let is_own = |weight: &Weight| weight.best >= SURE || own.as_ref().is_none_or(|own| is_town(&own.value));
    if let Some((division, weight)) = choose(&weights, known.voice).filter(|(_, weight)| is_own(weight)) {
        let table = Divisions::get();
        let township = township(table.name(division), known);
        let value = table.path(division) + &township.map(|name| format!("/{name}")).unwrap_or_default();
        return Some(Fact { value, basis: Basis::Stated, line: weight.line });
    }
    own.or_else(|| masked(view, known)).or_else(|| coast(view)).or_else(|| nation(view, known))
}

fn is_town(place: &str) -> bool {
    place.ends_with(['镇', '乡', '鎮', '鄉'])
}

/// Hong Kong and Macau, which speak of themselves as 本港 and 本澳.
fn coast(view: &View) -> Option<Fact<String>> {
    static OWN: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?:本|全)(?P<hk>港)(?:[^口资元币股]|$)|(?:本|全)澳(?:[^大洲]|$)"));
    let (line, found) = view.lines.iter().find_map(|line| Some((line, OWN.captures(&line.key)?)))?;
    let name = if found.name("hk").is_some() { "香港特别行政区" } else { "澳门特别行政区" };
    Some(Fact { value: name.to_owned(), basis: Basis::Stated, line: line.at(found.get(0)?.start()) })
}

/// The whole country, where the title says so or a body of the state speaks. Only in Simplified documents: Taiwan has a
/// 教育部 too.
fn nation(view: &View, known: &Known) -> Option<Fact<String>> {
    if view.script == Script::Hant {
        return None;
    }
    let fact = |basis, line| Some(Fact { value: "全国".to_owned(), basis, line });
    if let Some(title) = known.title.filter(|title| title.value.starts_with("全国")) {
        return fact(Basis::Stated, title.line);
    }
    let issuer = known.issuer.filter(|issuer| super::level::of_name(&issuer.value) == Some("国家"))?;
    fact(Basis::Inferred, issuer.line)
}

/// What of a title or a body's name is the document's own: not what a notice passes on, which another body issued.
fn own_words(fact: &Fact<String>) -> String {
    let mut key = super::view::fold_text(&fact.value);
    key.truncate(passed_on(&key).unwrap_or(key.len()));
    key
}

/// Where a title begins to name what the document passes on.
fn passed_on(key: &str) -> Option<usize> {
    static PASSED_ON: LazyLock<Regex> = LazyLock::new(|| regex(r"转发|批转|翻印"));
    PASSED_ON.find(key).map(|found| found.end())
}

/// A place that is in no table, but at the head of the issuer's name or of the title.
fn named(known: &Known) -> Option<Fact<String>> {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^(?:中共|共青团|中国共产党)?(?P<place>\p{Han}{2,4}?(?:自治县|自治旗|省|县|市|区|旗|镇|乡))(?P<inner>\p{Han}{2,4}?(?:镇|乡|街道))?(?:\p{Han}|[0-9“ ])",
        )
    });
    static NO_PLACE: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^[全我本各该某在对把将为和与]|^(?:关于|印发|中共|共青团)|[社校学城园地辖郊市]区|乡镇|城镇|城市|农村|[省市县]市",
        )
    });
    [known.issuer, known.title].into_iter().flatten().find_map(|fact| {
        let key = own_words(fact);
        let found = HEAD.captures(&key)?;
        let place = found.name("place").filter(|place| !NO_PLACE.is_match(place.as_str()))?;
        let letters = |part: &str| part.chars().count();
        let written = |part: regex::Match| -> String {
            fact.value.chars().skip(letters(&key[..part.start()])).take(letters(part.as_str())).collect()
        };
        let inner = found.name("inner").map(|inner| format!("/{}", own_end(&written(inner)))).unwrap_or_default();
        let value = written(place) + &inner;
        (fact.basis != Basis::Masked).then_some(Fact { value, basis: fact.basis, line: fact.line })
    })
}

fn weigh(view: &View, known: &Known) -> Weights {
    let mut weights = Weights::new();
    for fact in [known.title, known.issuer].into_iter().flatten() {
        let key = own_words(fact);
        // 朝阳幼儿园 lies anywhere: a city's short name needs a word that says that it is one.
        let says =
            |named: &Named| !named.short || is_province(named) || PLACE_FOLLOWS.is_match(&key[named.range.end..]);
        for named in Divisions::get().find(&key).into_iter().filter(says) {
            add(&mut weights, &named, SURE, fact.line);
        }
    }
    let others = others(known.title);
    for (place, line) in view.lines.iter().enumerate() {
        for named in Divisions::get().find(&line.key) {
            if named.divisions.iter().any(|division| others.contains(division)) {
                continue;
            }
            let weight = weight(line, place, &named);
            add(&mut weights, &named, weight, line.at(named.range.start));
        }
    }
    settle(&mut weights);
    weights
}

/// Places of the bodies whose document a notice passes on.
fn others(title: Option<&Fact<String>>) -> Vec<usize> {
    let Some(key) = title.map(|title| super::view::fold_text(&title.value)) else { return Vec::new() };
    let Some(start) = passed_on(&key) else { return Vec::new() };
    Divisions::get().find(&key[start..]).into_iter().flat_map(|named| named.divisions).copied().collect()
}

fn add(weights: &mut Weights, named: &Named, weight: u32, line: u32) {
    for division in named.divisions.iter().filter(|_| weight > 0) {
        let entry = weights.entry(*division).or_insert(Weight { short: true, ..Weight::default() });
        entry.sum += weight;
        entry.short &= named.short;
        if weight > entry.best {
            (entry.best, entry.line) = (weight, line);
        }
    }
}

/// A name that several places have stands for the one whose surroundings are named too; for none where that is unclear.
fn settle(weights: &mut Weights) {
    let table = Divisions::get();
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for division in weights.keys() {
        by_name.entry(table.name(*division)).or_default().push(*division);
    }
    for same in by_name.into_values().filter(|same| same.len() > 1) {
        let around = |division: usize| {
            table.up(division).skip(1).filter_map(|outer| weights.get(&outer)).map(|w| w.sum).sum::<u32>()
        };
        let best = same.iter().copied().max_by_key(|division| around(*division));
        let keep = best.filter(|best| {
            around(*best) > 0 && same.iter().all(|other| other == best || around(*other) < around(*best))
        });
        for division in same.into_iter().filter(|division| Some(*division) != keep) {
            weights.remove(&division);
        }
    }
}

static PARTNER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:与|和|同|赴|到|往|对口|支援|支持|帮扶|援助|学习|借鉴|来自|邀请|如|及|、|考察)$"));
static BODY_FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?:教育局|教体局|教育体育局|教育厅|教育委员会|人民政府|政府办公[室厅]|委办公[室厅]|县委|市委)")
});
/// What a city's short name must be followed by, lest a common word be taken for it.
static PLACE_FOLLOWS: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:教育|教体|市|地区|校区|一中|中学)"));

fn weight(line: &Line, place: usize, named: &Named) -> u32 {
    let (before, after) = (&line.key[..named.range.start], &line.key[named.range.end..]);
    if PARTNER.is_match(tail(before)) {
        return 0;
    }
    if named.short {
        return u32::from(is_province(named) || PLACE_FOLLOWS.is_match(after));
    }
    let inside = before.rfind('《') > before.rfind('》');
    let base = if inside && place >= HEAD { 1 } else { 2 };
    base + if BODY_FOLLOWS.is_match(after) { 2 } else { 0 } + if place == 0 { 2 } else { 0 }
}

fn is_province(named: &Named) -> bool {
    Divisions::get().depth(named.divisions[0]) == 1
}

/// Lines whose cited titles say what the plan is made for.
const HEAD: usize = 4;

fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(3).map_or(0, |(offset, _)| offset);
    &text[start..]
}

fn choose(weights: &Weights, voice: Option<Voice>) -> Option<(usize, Weight)> {
    let table = Divisions::get();
    let fits = |division: usize| voice.is_none_or(|voice| speaks_as(voice, table.name(division)));
    let rank = |(division, weight): &(usize, Weight)| (weight.best >= SURE, weight.sum, table.depth(*division));
    let sure = weights.iter().filter(|(_, weight)| weight.best >= SURE);
    let sure = sure.map(|(division, weight)| (*division, *weight)).max_by_key(|one| (table.depth(one.0), one.1.sum));
    if sure.is_some() {
        return sure;
    }
    let bound = voice.is_some_and(|voice| !matches!(voice.unit, '校' | '乡' | '镇'));
    let least = if bound { 1 } else { ENOUGH };
    let fitting = weights.iter().map(|(division, weight)| (*division, *weight)).filter(|(division, weight)| {
        weight.sum >= least && (!bound || fits(*division)) && (!weight.short || bound && weight.sum >= 1)
    });
    let best = fitting.max_by_key(rank)?;
    // Several places of one rank, equally often named, are a list and not the plan's own place.
    let rivals = weights.iter().filter(|(division, weight)| {
        **division != best.0 && weight.sum == best.1.sum && table.depth(**division) == table.depth(best.0)
    });
    (rivals.count() == 0).then_some(best)
}

fn speaks_as(voice: Voice, name: &str) -> bool {
    match voice.unit {
        '省' => name.ends_with('省'),
        '市' => name.ends_with('市'),
        '县' => name.ends_with('县'),
        '区' => name.ends_with('区'),
        '州' => name.ends_with('州'),
        '旗' => name.ends_with('旗'),
        _ => true,
    }
}

/// The township right after the county's name, in the issuer's name or in the title.
fn township(county: &str, known: &Known) -> Option<String> {
    static TOWNSHIP: LazyLock<Regex> = LazyLock::new(|| regex(r"^(\p{Han}{1,5}?(?:乡|镇|街道))(?:\p{Han}|$)"));
    [known.issuer, known.title].into_iter().flatten().find_map(|fact| {
        let key = own_words(fact);
        let after = key.split_once(county)?.1;
        Some(own_end(&TOWNSHIP.captures(after)?[1]).to_owned())
    })
}

/// A name without the first character of what follows it: 斗六市, not 斗六市鎮 of 斗六市鎮西國小; but 新市镇.
fn own_end(name: &str) -> &str {
    let mut before = name.chars().rev().skip(1);
    let ends = before.next().is_some_and(|last| matches!(last, '市' | '区' | '區' | '县' | '縣'));
    let last = name.chars().next_back().map_or(0, char::len_utf8);
    if ends && before.count() >= 2 { &name[..name.len() - last] } else { name }
}

/// The masked name of the unit that speaks, or that the title or the issuer names.
fn masked(view: &View, known: &Known) -> Option<Fact<String>> {
    static MASK: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?:[xX×]{2}|[*＊]{2}|_{1,2}|某)(?P<unit>省|市|县|区|州|旗|乡|镇)"));
    for fact in [known.title, known.issuer].into_iter().flatten() {
        let key = own_words(fact);
        if let Some(found) = MASK.find(&key) {
            let start = key[..found.start()].chars().count();
            let value = fact.value.chars().skip(start).take(found.as_str().chars().count()).collect();
            return Some(Fact { value, basis: Basis::Masked, line: fact.line });
        }
    }
    let unit = known.voice?.unit.to_string();
    view.lines.iter().find_map(|line| {
        let found = MASK.captures_iter(&line.key).find(|found| found["unit"] == unit)?.get(0)?;
        let value = line.words(found.range()).to_owned();
        Some(Fact { value, basis: Basis::Masked, line: line.at(found.start()) })
    })
}

#[cfg(test)]
mod tests;
