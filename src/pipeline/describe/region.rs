//! Where a plan is for, and the level of the body that speaks.
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
    if let Some((division, weight)) = choose(&weights, known.voice) {
        let table = Divisions::get();
        let township = township(table.name(division), known);
        let value = table.path(division) + &township.map(|name| format!("/{name}")).unwrap_or_default();
        return Some(Fact { value, basis: Basis::Stated, line: weight.line });
    }
    named(known).or_else(|| masked(view, known)).or_else(|| coast(view)).or_else(|| nation(view, known))
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
    let issuer = known.issuer.filter(|issuer| level_of_name(&issuer.value) == Some("国家"))?;
    fact(Basis::Inferred, issuer.line)
}

/// A place that is in no table, but at the head of the issuer's name or of the title.
fn named(known: &Known) -> Option<Fact<String>> {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^(?P<place>\p{Han}{2,4}?(?:自治县|自治旗|省|县|市|区|旗|镇|乡))(?P<inner>\p{Han}{2,4}?(?:镇|乡|街道))?(?:\p{Han}|[0-9“ ])",
        )
    });
    static NO_PLACE: LazyLock<Regex> =
        LazyLock::new(|| regex(r"^[全我本各该某在对把将为和与]|[社校学城园地辖郊市]区|乡镇|城镇|城市|农村|[省市县]市"));
    [known.issuer, known.title].into_iter().flatten().find_map(|fact| {
        let key = super::view::fold_text(&fact.value);
        let found = HEAD.captures(&key)?;
        let (place, inner) = (found.name("place")?, found.name("inner"));
        let letters = |part: &str| part.chars().count();
        let own: String = fact.value.chars().take(letters(place.as_str())).collect();
        let below: Option<String> =
            inner.map(|inner| fact.value.chars().skip(letters(&own)).take(letters(inner.as_str())).collect());
        let value = own + &below.map(|below| format!("/{below}")).unwrap_or_default();
        let fits = !NO_PLACE.is_match(place.as_str()) && fact.basis != Basis::Masked;
        fits.then_some(Fact { value, basis: Basis::Stated, line: fact.line })
    })
}

/// The level of the body that issued the plan.
pub(super) fn level(known: &Known, region: Option<&Fact<String>>) -> Option<Fact<String>> {
    if let Some(issuer) = known.issuer
        && let Some(level) = level_of_name(&issuer.value)
    {
        return Some(Fact { value: level.to_owned(), basis: Basis::Stated, line: issuer.line });
    }
    let Some(voice) = known.voice else { return level_of_title(known.title?, region) };
    // A county-level city also says 我市.
    let county_city = voice.unit == '市' && region.is_some_and(|region| region.value.matches('/').count() == 2);
    let level = if county_city { "县" } else { voice.level() };
    Some(Fact { value: level.to_owned(), basis: Basis::Stated, line: voice.line })
}

/// The level of the place that the title names.
fn level_of_title(title: &Fact<String>, region: Option<&Fact<String>>) -> Option<Fact<String>> {
    let fact = |level: &str| Some(Fact { value: level.to_owned(), basis: Basis::Stated, line: title.line });
    if title.value.starts_with("全国") || title.value.starts_with("全國") {
        return fact("国家");
    }
    let region = region.filter(|region| region.line == title.line && region.basis == Basis::Stated)?;
    fact(level_of_place(&region.value)?)
}

/// The level of a place by the end of its path.
fn level_of_place(path: &str) -> Option<&'static str> {
    let last = super::view::fold_text(path.rsplit('/').next()?);
    let table = Divisions::get();
    if let Some(known) = table.find(&last).first().filter(|known| known.range == (0..last.len())) {
        return Some(table.level(known.divisions[0]));
    }
    match last.chars().next_back()? {
        '省' => Some("省"),
        '市' | '州' | '盟' => Some("市"),
        '县' | '区' | '旗' => Some("县"),
        '镇' | '乡' => Some("乡镇"),
        _ => None,
    }
}

static LEVELS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let school =
        r"学校|小学|中学|高中|幼儿园|幼稚园|[学书]院|大学|中心校|国小|国中|[一二三四五六七八九十]中$|职教中心$";
    let table = [
        (school, "学校"),
        (r"^(?:中华人民共和国)?(?:教育部|国务院|财政部|国家)", "国家"),
        (r"(?:乡|镇|街道)(?:人民政府|政府|中心学区|党委|教育)", "乡镇"),
        (
            r"^(?:[^省]{2,8}省|(?:北京|天津|上海|重庆)市|[^区]{2,8}自治区|省)(?:教育|人民政府|政府|委|[^市县区]{0,8}厅)",
            "省",
        ),
        (r"(?:县|区|旗)[^市]{0,10}(?:局|委|政府|办公室|室|中心)", "县"),
        (r"市[^县区]{0,10}(?:局|委|政府|办公室|室|中心)", "市"),
    ];
    table.into_iter().map(|(pattern, level)| (regex(pattern), level)).collect()
});

fn level_of_name(name: &str) -> Option<&'static str> {
    let key = super::view::fold_text(name);
    let by_words =
        |patterns: &[(Regex, &'static str)]| patterns.iter().find(|one| one.0.is_match(&key)).map(|one| one.1);
    let table = Divisions::get();
    // Schools, national bodies and townships lie below or above what the table tells.
    by_words(&LEVELS[..3])
        .or_else(|| table.find(&key).into_iter().rfind(|named| !named.short).map(|last| table.level(last.divisions[0])))
        .or_else(|| by_words(&LEVELS[3..]))
}

fn weigh(view: &View, known: &Known) -> Weights {
    let mut weights = Weights::new();
    for fact in [known.title, known.issuer].into_iter().flatten() {
        let key = super::view::fold_text(&fact.value);
        // 朝阳幼儿园 lies anywhere: a city's short name needs a word that says that it is one.
        let says =
            |named: &Named| !named.short || is_province(named) || PLACE_FOLLOWS.is_match(&key[named.range.end..]);
        for named in Divisions::get().find(&key).into_iter().filter(says) {
            add(&mut weights, &named, SURE, fact.line);
        }
    }
    for (place, line) in view.lines.iter().enumerate() {
        for named in Divisions::get().find(&line.key) {
            let weight = weight(line, place, &named);
            add(&mut weights, &named, weight, line.at(named.range.start));
        }
    }
    settle(&mut weights);
    weights
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
        let key = super::view::fold_text(&fact.value);
        let after = key.split_once(county)?.1;
        Some(TOWNSHIP.captures(after)?[1].to_owned())
    })
}

/// The masked name of the unit that speaks, or that the title or the issuer names.
fn masked(view: &View, known: &Known) -> Option<Fact<String>> {
    static MASK: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?:[xX×]{2}|[*＊]{2}|_{1,2}|某)(?P<unit>省|市|县|区|州|旗|乡|镇)"));
    for fact in [known.title, known.issuer].into_iter().flatten() {
        let key = super::view::fold_text(&fact.value);
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
