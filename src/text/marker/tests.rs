use super::*;

#[test]
fn finds_each_scheme_in_both_widths() {
    let cases = [
        ("一、加强", Scheme::Han, 1, 6),
        ("（十二）实施", Scheme::HanBracket, 12, 12),
        ("(十)、建立", Scheme::HanBracket, 10, 8),
        ("1.继续", Scheme::ArabicDot, 1, 2),
        ("１、继续", Scheme::Arabic, 1, 6),
        ("(1)在备课方面", Scheme::ArabicBracket, 1, 3),
        ("①开展", Scheme::Circled, 1, 3),
        ("第三章 总则", Scheme::Chapter, 3, 9),
        ("第 2 阶段", Scheme::Stage, 2, 12),
        ("一是加强", Scheme::Order, 1, 6),
        ("壹、依據", Scheme::Financial, 1, 6),
        ("拾貳、附則", Scheme::Financial, 12, 9),
        ("第參章　實施", Scheme::Chapter, 3, 9),
        ("乙、課程", Scheme::Stem, 2, 6),
        ("⼀、⼯作", Scheme::Han, 1, 6),
        ("二　、目标", Scheme::Han, 2, 9),
        ("1 、合格率", Scheme::Arabic, 1, 5),
        ("（2）．抓质量", Scheme::ArabicBracket, 2, 10),
    ];
    for (text, scheme, number, len) in cases {
        assert_eq!(at_start(text), Some(Marker { scheme, number: Some(number), parts: 1, len }), "{text}");
    }
    assert_eq!(at_start("1.2 目标").map(|found| (found.number, found.parts)), Some((Some(2), 2)));
    assert_eq!(at_start("2.1.3 职责").map(|found| (found.number, found.parts)), Some((Some(3), 3)));
}

#[test]
fn loose_forms_look_like_numbers() {
    let found = |text| loose(text).map(|found| (found.scheme, found.number.unwrap_or(0), found.len));
    assert_eq!(found("一：指导思想"), Some((Scheme::Han, 1, 6)));
    assert_eq!(found("二 工作目标"), Some((Scheme::Han, 2, 3)));
    assert_eq!(found("１．３月举办联赛"), Some((Scheme::ArabicDot, 1, 6)));
    assert_eq!(found("2.2024年建成"), Some((Scheme::ArabicDot, 2, 2)));
    for text in ["一 班", "一 语文 三", "三 年级，四年级", "1.13月", "1.5年", "1.5万", "一", "一中"]
    {
        assert_eq!(found(text), None, "{text}");
    }
}

#[test]
fn rejects_what_only_looks_like_a_marker() {
    for text in [
        "2.51万个",
        "2019年",
        "第一线",
        "一中心",
        "十五计划",
        "(2020—2022年)",
        "3—5人",
        "...",
        "112.08.30校務會議通過",
        "陸、海、空軍",
        "甲、乙双方",
        "0.5 个",
    ] {
        assert_eq!(at_start(text), None, "{text}");
    }
}

#[test]
fn months_open_items() {
    let found = |text| month_item(text).map(|found| (found.number.unwrap_or(0), found.len));
    assert_eq!(found("九月：开学"), Some((9, 9)));
    assert_eq!(found("12月份:总结"), Some((12, 9)));
    assert_eq!(found("（十 月）家访"), Some((10, 13)));
    assert_eq!(found("(1月)放假"), Some((1, 6)));
    for text in ["9月1日：报到", "九月份的工作", "2019年9月：", "九月、十月：", "13月：", "(9月开学)", "月：", "九月"]
    {
        assert_eq!(found(text), None, "{text}");
    }
}

#[test]
fn months_stand_alone() {
    assert_eq!(month("20__年一月份").and_then(|m| m.number), Some(1));
    assert_eq!(month("12月").and_then(|m| m.number), Some(12));
    assert_eq!(month("九月份开学工作"), None);
    assert_eq!(month("2023年"), None);
}
