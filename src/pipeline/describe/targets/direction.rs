//! Which way a number is meant, if it is promised at all: by the words right before and after it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::title::regex;

/// What turns the comparison or the verb right after it: `不低于`, `不得超过`, `未达到`.
const NOT: &str = "(?:不|未|勿)(?:应当|应该|允许|[得能应该可宜准许要会再])*[ ]?";
const FORBID: &str = "严禁|禁止|防止|严防|避免|杜绝|不得|不准|不许|不允许";
const OVER: &str = "超过|超出|突破|高于|多于|大于";
const UNDER: &str = "低于|少于|小于";

/// Verbs of reaching, making and comparing, right before the number or a few words earlier in its clause.
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    let words = concat!(
        r"(?P<attain>达到|达)|(?P<reach>提高到|提升到|上升到|增加到|增长到|扩大到|增至|升至|提高至|提升至|上升至|扩大至|降到|降至|降低到|降低至|下降到|下降至|减少到|减少至|",
        r"整合到|整合为|压减到|稳定在|保持在|保持|建成|新建|改扩建|扩建|改建|重建|建设|创建|打造|培育|培养|培训|招聘|招收|引进|选派|",
        r"评选|遴选|完成|配备|配置|安排|投入|投资|建立|组建|举办|开设|补充|选聘|招录|设立|添置|资助|开展|组织|推出|实现|覆盖)|",
        r"(?P<up>新增|增加|增长|提高|提升|上升)|(?P<down>减少|下降|降低|压减|缩减)",
    );
    regex(&format!(
        r"(?P<noun>培训(?:学校|机构|班|基地|中心)|建设(?:方案|项目|工程|标准|规划)|占地(?:面积)?)|(?P<least>至少)|(?P<most>控制在)|(?P<if>如果?|若|一旦|凡)?(?P<not>{NOT})?(?:(?P<over>{OVER}|超[ ]?$)|(?P<under>{UNDER})|{words})"
    ))
});
/// A bound that may not be passed.
static BOUND: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!("(?:{NOT}|(?:{FORBID})[^,。;]{{0,16}})(?:{OVER}|{UNDER})")));
/// What forbids what follows in the clause, until something is promised.
static FORBIDS: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!("{NOT}(?:{OVER}|{UNDER})|确保|力争|保证|争取|(?P<no>{FORBID})")));
/// How a clause opens, or ends, that says when something is to be done: `凡超过…`, `人数超过…的`.
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[^\p{Han}]|[一二三四五六七八九十]{1,3}[、.)])*(?:凡|倘若|假如|一旦|只要|若[^干]|如[^期下皋东实数同何一意])|[^目]的[ ]?$",
    )
});
/// What makes the number right before it a condition, too.
static THEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:者|的?时(?:$|[^间])|的话|即|就|则|才|方可|可|要|应|须|必须|一律|取消|扣|不予|视为|得(?:满分|[0-9])|为(?:超?大班额|优秀|良好|合格|不合格|达标|满分))",
    )
});
/// What a bare comparison tells of the things it picks out: `超过55人的班级`. A level that is to be reached is none.
static PICKED: LazyLock<Regex> = LazyLock::new(|| regex(r"^的\p{Han}"));
static LEVEL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^的\p{Han}{0,3}(?:率|目标|要求|标准|水平|任务|规模|比例|指标)"));
/// What makes a share of a whole a promise: `30%的学校达到…`.
static SHARE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^的[^,。;]{0,24}(?:达到|达标|配备|实现|完成|建成|接入|成为|通过)"));
/// What makes 个 a part of a span of time.
static SPAN: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:月|工作日|星期|小时|学时|课时|学期|学年|年|周|阶段|方面)"));
static RATE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:率|比例|占比|比重|覆盖面|普及程度)[ ]?(?:[均都]?[为在达]?)?(?:达到)?$"));
/// The number before is where it comes from, or not a target's.
static FROM: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:从|由|比|第|占|权重|每\p{Han}{0,3}|约占|前|近|不足|不到|不满|未满|[0-9](?:%|[个所人名次场])?至|[0-9]到|[从由][^,。;]{0,12}年的)[ ]?$",
    )
});

/// A number in its clause.
pub(super) struct Number<'a> {
    pub clause: &'a str,
    /// Where the words begin that are its own: behind the number before it.
    pub from: usize,
    /// It and its unit.
    pub range: Range<usize>,
    pub unit: &'a str,
    /// `以上`, `以内` and the like.
    pub more: &'a str,
}

/// Whether a text sets a bound: `不得低于`.
pub(super) fn bounds(text: &str) -> bool {
    BOUND.is_match(text)
}

/// Whether a clause says when something is to be done, not what is to be reached.
pub(super) fn is_condition(clause: &str) -> bool {
    CONDITION.is_match(clause)
}

impl Number<'_> {
    /// The direction, if it is a target at all.
    pub fn direction(&self) -> Option<&'static str> {
        let (before, after) = (self.before(), self.after());
        if self.is_other() || THEN.is_match(after) {
            return None;
        }
        let by_more = match self.more {
            "以上" | "及以上" => Some("above"),
            "以内" | "以下" | "之内" => Some("below"),
            _ => None,
        };
        let word = WORD.captures_iter(before).last().filter(|_| !RATE.is_match(before));
        let near = word.as_ref().filter(|word| self.is_near(word));
        if let Some(word) = near.filter(|word| is_comparison(word)) {
            return self.compared(word);
        }
        let share = self.unit == "%" && SHARE.is_match(after);
        let named = if share || RATE.is_match(before) { "reach" } else { self.named(near?)? };
        (!self.is_forbidden()).then(|| by_more.unwrap_or(named))
    }

    /// Whether it goes on with a list, `新建小学2所、中学3所`, and is meant as the number before it.
    pub fn is_listed(&self) -> bool {
        let before = self.before();
        before.contains(['、', '和']) && !self.is_other() && !WORD.is_match(before) && !THEN.is_match(self.after())
    }

    fn before(&self) -> &str {
        &self.clause[self.from..self.range.start]
    }

    fn after(&self) -> &str {
        &self.clause[self.range.end..]
    }

    /// Whether it is part of something else, or where a change comes from.
    fn is_other(&self) -> bool {
        let before = self.before();
        let glued = |char: char| char.is_ascii_alphanumeric() || "-—~.:+×".contains(char);
        let longer = self.unit.ends_with('个') && SPAN.is_match(self.after());
        longer || FROM.is_match(before) || before.ends_with(glued)
    }

    fn is_near(&self, word: &Captures) -> bool {
        word.get(0).is_some_and(|word| self.before()[word.end()..].chars().count() <= 16)
    }

    fn is_forbidden(&self) -> bool {
        let last = FORBIDS.captures_iter(&self.clause[..self.range.start]).last();
        last.is_some_and(|last| last.name("no").is_some())
    }

    /// The direction of a comparison: what is forbidden is turned round.
    fn compared(&self, word: &Captures) -> Option<&'static str> {
        let turned = word.name("not").is_some() || self.is_forbidden();
        let share = self.unit == "%" && SHARE.is_match(self.after());
        if word.name("if").is_some() || !turned && !share && self.is_picking() {
            return None;
        }
        Some(if word.name("over").is_some() == turned { "below" } else { "above" })
    }

    /// The direction that a verb names; none where it is denied.
    fn named(&self, word: &Captures) -> Option<&'static str> {
        let group =
            ["least", "most", "attain", "reach", "up", "down"].into_iter().find(|name| word.name(name).is_some());
        if word.name("if").or(word.name("not")).is_some() {
            return None;
        }
        Some(match group? {
            "least" => "above",
            "most" => "below",
            "up" => "increase",
            "down" => "decrease",
            "attain" if self.is_picking() => return None,
            _ => "reach",
        })
    }

    fn is_picking(&self) -> bool {
        PICKED.is_match(self.after()) && !LEVEL.is_match(self.after())
    }
}

fn is_comparison(word: &Captures) -> bool {
    word.name("over").or(word.name("under")).is_some()
}
