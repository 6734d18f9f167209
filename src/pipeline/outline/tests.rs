use super::*;
use crate::document::{BodyLine, LineForm};

/// A body of these lines, which are as many as those of its source. Lines that begin with `- ` or `> ` are blocks.
pub(super) fn body_of(text: &str) -> Body {
    let mut at = 0;
    let mut lines = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let form = if line.starts_with(['-', '>']) { LineForm::Block } else { LineForm::Prose };
        lines.push(BodyLine { range: at..at + line.len(), pieces: vec![(0, number as u32 + 1)], form, heading: 0 });
        at += line.len() + 1;
    }
    Body { text: text.into(), lines, ..Body::default() }
}

/// The outline of a text, and what is doubtful about it.
fn outlined(text: &str) -> (Vec<Section>, Vec<Finding>) {
    let body = body_of(text);
    let plan = Plan { ordinal: 1, start_line: 1, lines: 0..body.lines.len(), ..Plan::default() };
    outline(&body, &plan, Headings::builtin())
}

/// Level and number of each section are as wanted, and the numbers are in order.
#[track_caller]
fn check(text: &str, wanted: &[(u8, &str)]) {
    let wanted: Vec<(u8, String)> = wanted.iter().map(|(level, number)| (*level, (*number).to_owned())).collect();
    let (sections, findings) = outlined(text);
    let found: Vec<_> = sections.into_iter().map(|section| (section.level, section.number)).collect();
    assert_eq!(found, wanted, "{text}");
    assert!(findings.iter().all(|finding| finding.rule == "ends-on-heading"), "{text}: {findings:?}");
}

#[test]
fn financial_numbers_stand_over_the_others() {
    let text = "壹、依據\n一、縣府函。\n二、本校計畫。\n貳、目的\n一、增進知能\n（一）閱讀\n1.班級\n二、充實館藏\n參、本計畫核可後實施。";
    let wanted = [
        (1, "壹、"),
        (2, "一、"),
        (2, "二、"),
        (1, "貳、"),
        (2, "一、"),
        (3, "（一）"),
        (4, "1."),
        (2, "二、"),
        (1, "參、"),
    ];
    check(text, &wanted);
    check("一、目标\n陸、海、空軍代表參加。\n伍、其他", &[(1, "一、")]);
}

#[test]
fn stems_stand_outside_or_inside() {
    check(
        "甲、課程\n一、國語\n二、數學\n乙、活動\n一、校慶",
        &[(1, "甲、"), (2, "一、"), (2, "二、"), (1, "乙、"), (2, "一、")],
    );
    check(
        "一、課程\n（一）國語\n甲、閱讀\n乙、寫作\n（二）數學",
        &[(1, "一、"), (2, "（一）"), (3, "甲、"), (3, "乙、"), (2, "（二）")],
    );
    check("一、要求\n甲、乙双方各执一份。\n乙、丙两班参加。", &[(1, "一、")]);
}

#[test]
fn loose_markers_count_in_series() {
    check("一：指导思想\n全面发展。\n二：目标\n达标。", &[(1, "一："), (1, "二：")]);
    check("一 指导思想\n全面发展。\n二 工作目标\n达标。", &[(1, "一"), (1, "二")]);
    check("一 、目标\n1 、达标。\n2 、合格。\n二 、措施", &[(1, "一 、"), (2, "1 、"), (2, "2 、"), (1, "二 、")]);
    check("（1）.抓队伍\n（2）.抓质量", &[(1, "（1）."), (1, "（2）.")]);
    check("一、安排\n1.3月举办联赛。\n2.5月举办运动会。\n3.总结。", &[(1, "一、"), (2, "1."), (2, "2."), (2, "3.")]);
    check("⼀、⼯作⽬标\n达标。\n⼆、措施", &[(1, "⼀、"), (1, "⼆、")]);
}

#[test]
fn lone_numbers_are_none() {
    check("一 年级组活动\n二 年级组活动\n三 年级组活动", &[]);
    check("一、目标\n1.3月举办联赛。\n二、措施", &[(1, "一、"), (1, "二、")]);
    check("一、目标\n112.08.30校務會議通過", &[(1, "一、")]);
    check("二：检查。", &[]);
}

#[test]
fn headings_that_a_converter_made_items() {
    check(
        "- 一、指导思想\n全面发展。\n- 二、目标\n达标。\n> 三、措施\n落实。",
        &[(1, "一、"), (1, "二、"), (1, "三、")],
    );
    check("县里的要求是：\n> 一、加强领导\n> 二、落实责任\n照此办理。", &[]);
}

#[test]
fn dotted_numbers_say_how_deep_they_are() {
    check(
        "1.1 目的\n1.1.1 依据\n1.1.2 范围\n1.2 原则\n2.1 职责\n2.1.1 组织",
        &[(1, "1.1"), (2, "1.1.1"), (2, "1.1.2"), (1, "1.2"), (1, "2.1"), (2, "2.1.1")],
    );
}

#[test]
fn annexes_have_numbers_of_their_own() {
    let text = "一、目标\n二、措施\n（一）门卫\n1.值班。\n附件1\n检查表\n一、门卫\n是否值班。\n二、食堂\n附件2\n流程\n一、报告";
    let wanted = [
        (1, "一、"),
        (1, "二、"),
        (2, "（一）"),
        (3, "1."),
        (1, "附件1"),
        (2, "一、"),
        (2, "二、"),
        (1, "附件2"),
        (2, "一、"),
    ];
    check(text, &wanted);
    let listed = "一、目标\n1.达标。\n附件：1.检查表　2.流程\n3.名单\n云栖县教育局\n2023年3月2日";
    check(listed, &[(1, "一、"), (2, "1.")]);
}

#[test]
fn due_dates_and_signatures_head_nothing() {
    check("一、目标\n达标。\n云栖县教育局\n二〇二三年九月", &[(1, "一、")]);
    check("任务\n完成时限\n建园\n2023年8月\n招聘\n2023年9月\n改造食堂\n2023年12月\n备注", &[]);
    check("九月\n开学典礼\n十月\n家访\n十一月份\n听课", &[(1, "九月"), (1, "十月"), (1, "十一月份")]);
}

#[test]
fn a_closing_formula_needs_no_text() {
    let plan = |last: &str| format!("壹、依據\n縣府函。\n貳、目的\n增進知能。\n參、{last}");
    for last in ["本計畫經校長核可後實施，修正時亦同。", "本計畫核可後實施。"] {
        assert_eq!(outlined(&plan(last)).1, [], "{last}");
    }
    for last in ["組織與分工", "促協調，聚合力，齊心協力。"] {
        assert_eq!(outlined(&plan(last)).1.len(), 1, "{last}");
    }
}

/// The heads of annexes are addressed as before, whatever they are called.
#[test]
fn an_annex_is_called_by_the_title_below_its_number() {
    let names = |text: &str| -> Vec<String> {
        let (sections, _) = outlined(text);
        sections.into_iter().map(|section| section.number + &section.title).collect()
    };
    assert_eq!(
        names("一、时间\n附件1\n任务分解表\n责任单位见下。\n附件2\n名单\n张老师"),
        ["一、时间", "附件1任务分解表", "附件2名单"]
    );
    assert_eq!(
        names("一、时间\n附件1\n一、要求\n安全。\n附件2\n请各校于3月底前报送。"),
        ["一、时间", "附件1", "一、要求", "附件2"]
    );
}

#[test]
fn boxes_stand_in_sections_and_over_their_items() {
    let text = "第一章 目标\n第一节 指标\n专栏1 主要指标\n1.学位工程\n2.教师工程\n第二节 任务\n专栏2：重大工程\n专栏1所列工程按年度推进。";
    let wanted = [(1, "第一章"), (2, "第一节"), (3, "专栏1"), (4, "1."), (4, "2."), (2, "第二节"), (3, "专栏2：")];
    check(text, &wanted);
}

#[test]
fn two_numbers_with_a_comma_between_them_are_no_heading() {
    let text = "2.作业总量：一、二年级不布置书面作业，三至六年级不超过60分钟。";
    check(
        &format!("一、目标\n1.质量。\n{text}\n二、措施\n设一、二等奖若干。"),
        &[(1, "一、"), (2, "1."), (2, "2."), (1, "二、")],
    );
}

#[test]
fn a_heading_may_begin_with_the_next_number() {
    let text = "一、总体要求\n贯彻落实。\n二、三级联动机制\n提高质量。\n三、四项工程\n扎实推进。\n四、保障\n加强。";
    check(text, &[(1, "一、"), (1, "二、"), (1, "三、"), (1, "四、")]);
    let sentence = "一、总体要求\n贯彻落实。\n二、任务\n三、四年级学生每天锻炼。\n三、保障\n加强。";
    check(sentence, &[(1, "一、"), (1, "二、"), (1, "三、")]);
}

#[test]
fn a_letter_of_an_official_number_is_no_marker() {
    let text = "一、依據\n（一）國民教育法。\n（二）教師法。\n（三）教育基本法。\n（四）教育部臺教學（五）字第1130067890號函。\n二、目的";
    check(text, &[(1, "一、"), (2, "（一）"), (2, "（二）"), (2, "（三）"), (2, "（四）"), (1, "二、")]);
    check("計畫\n112.8.30 校務會議通過\n一、依據\n環境教育法。", &[(1, "一、")]);
}
