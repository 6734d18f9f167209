//! Properties that hold for any bytes: nothing panics, the text is conserved, and the stages keep their order.

use planarium::document::Source;
use planarium::pipeline::{clean, describe, outline, read, split};
use planarium::{edits, text::lines};
use proptest::prelude::*;

/// Pieces that the rules react to, so that random texts reach every branch.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u{c}",
    " ",
    "\u{3000}",
    "\u{200b}",
    "\u{feff}",
    "一、",
    "二、",
    "三、",
    "（一）",
    "(二)",
    "1、",
    "2.",
    "3．",
    "(1)",
    "①",
    "第一章 ",
    "第二条 ",
    "一是",
    "九月份",
    "第一阶段：",
    "篇一：",
    "篇2",
    "【篇三】",
    "第一篇",
    "范文二",
    "（精选2篇）",
    "计划1",
    "工作计划",
    "教育局工作计划",
    "实施方案",
    "指导思想",
    "关于",
    "加强师资培训",
    "。",
    "，",
    "；",
    "：",
    "、",
    "！",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "(",
    ")",
    "—3—",
    "- 4 -",
    "第5页 共9页",
    "1",
    "2",
    "3",
    "98%",
    "2023年",
    "20xx年",
    "__",
    "目录",
    "……",
    "......7",
    "来源：某某网",
    "当前位置：首页 > 范文",
    "上一篇：无",
    "推荐阅读：",
    "小编为大家整理",
    "# ",
    "## ",
    "**",
    "*",
    "---",
    "===",
    "| a | b |",
    "|---|---|",
    "```",
    "- ",
    "> ",
    "<p>",
    "</p>",
    "</div><div>",
    "<br>",
    "# <!--",
    "各 校 要 做 好 安 全 工 作",
    "二 、",
    "【打印】【关闭】",
    "共3页 1 [2] 下一页",
    "目标\t3",
    "<table>",
    "</table>",
    "<!--",
    "-->",
    "<h2>",
    "&nbsp;",
    "&8226;",
    "\\.",
    "(xué)",
    ",,",
    "。。",
    "http://a.cn/b",
    "附件",
    "备注:",
    "+++",
    "---\ntitle: a\n---\n",
    "某县教育局",
    "为了进一步加强全县教育工作的领导和管理以及各项任务的落实",
    "agreed",
    "依据",
    "府教學字第1120012345號",
    "云教发〔2021〕7号",
    "（民國113年至116年）",
    "2023/2024—2025/2026學年",
    "| 指标 | 2020年 | 2025年 |\n|---|---|---|\n| 巩固率 | 97% | ≥98% |\n",
    "| 月份 | 工作内容 |\n|---|---|\n",
    "<tr>",
    "<td rowspan=2>",
    "<td colspan=3>",
    "</td>",
    "某县教育局2024年3月5日",
    "二〇二四年三月五日",
    "2023.8",
    "印发",
    "发文字号：",
    "成文日期：",
    "不低于",
    "达到",
    "提高到",
    "个月",
    "由2023年的",
    "3月1日：",
    "第一阶段（3月1日—3月31日）：",
    "专栏1 ",
    "附件1",
    "[]{#a .b}",
    " {#c}",
    "\\",
    "昆山市",
    "斗六市鎮",
    "镇",
    "实验小学校园安全",
    "“十三五”期间",
    "张三老师",
    "\u{FFFD}",
    "𠀀",
];

fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..120).prop_map(|pieces| pieces.concat())
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let gbk = any_text().prop_map(|text| encoding_rs::GB18030.encode(&text).0.into_owned());
    let utf16 = any_text().prop_map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    let noise = prop::collection::vec(any::<u8>(), 0..400);
    prop_oneof![4 => any_text().prop_map(String::into_bytes), 1 => gbk, 1 => utf16, 1 => noise]
}

fn cleaned(source: &Source) -> planarium::document::Body {
    clean::clean(source, clean::Rules::builtin())
}

fn all_lines(source: &Source) -> u32 {
    lines::lines(&source.text).len() as u32
}

/// Body and edits give the source, source and edits the body; lines tell where they come from.
fn is_conserved(source: &Source, body: &planarium::document::Body) {
    assert_eq!(edits::apply(&source.text, &body.edits).as_ref(), Ok(&body.text));
    assert_eq!(edits::rebuild(&body.text, &body.edits).as_ref(), Ok(&source.text));
    let all = lines::lines(&source.text);
    for line in &body.lines {
        let text = body.text_of(line);
        assert!(!text.is_empty() && text == text.trim());
        assert!(
            line.pieces[0].0 == 0 && line.pieces.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1)
        );
        assert!(line.last_line() as usize <= all.len());
    }
    assert!(body.lines.windows(2).all(|pair| pair[0].last_line() < pair[1].first_line()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_conserved_through_all_stages(bytes in any_bytes()) {
        let source = read::read("a.md", &bytes);
        let body = cleaned(&source);
        is_conserved(&source, &body);
        let split = split::split(&source, body, &[], split::Words::builtin());
        is_conserved(&source, &split.body);
        let mut next = 0;
        for (index, plan) in split.plans.iter().enumerate() {
            prop_assert_eq!(plan.ordinal as usize, index + 1);
            prop_assert_eq!(plan.lines.start, next);
            prop_assert!(plan.lines.start + plan.head_lines <= plan.lines.end && plan.lines.start < plan.lines.end);
            prop_assert!(plan.start_line <= plan.end_line);
            next = plan.lines.end;
            let (sections, _) = outline::outline(&split.body, plan, outline::Headings::builtin());
            prop_assert!(sections.windows(2).all(|pair| pair[0].line <= pair[1].line));
            prop_assert!(sections.windows(2).all(|pair| (pair[0].body_line, pair[0].range.start) < (pair[1].body_line, pair[1].range.start)));
            for section in &sections {
                let text = split.body.text_of(&split.body.lines[section.body_line]);
                prop_assert!(text.get(section.range.clone()).is_some_and(|text| text.starts_with(&section.number)));
                prop_assert!(plan.lines.contains(&section.body_line));
            }
            let (facts, _) = describe::describe(&source, &split.body, plan);
            let lines = 1..=all_lines(&source);
            prop_assert!(facts.targets.iter().map(|target| target.line).chain(facts.title.map(|title| title.line)).all(|line| lines.contains(&line)));
            let anchors: std::collections::HashSet<&str> = sections.iter().map(|section| section.anchor.as_str()).collect();
            prop_assert_eq!(anchors.len(), sections.len());
        }
        prop_assert!(split.plans.is_empty() || next == split.body.lines.len());
        prop_assert!(split.plans.windows(2).all(|pair| pair[0].end_line < pair[1].start_line));
    }

    #[test]
    fn removed_lines_are_those_that_no_body_line_comes_from(text in any_text()) {
        let source = read::read("a.md", text.as_bytes());
        let body = cleaned(&source);
        let removed: Vec<u32> = edits::removed_lines(&source.text, &body.edits).into_iter().map(|(line, _)| line).collect();
        let kept: Vec<u32> = body.lines.iter().flat_map(|line| line.pieces.iter().map(|piece| piece.1)).collect();
        prop_assert!(removed.iter().all(|line| !kept.contains(line)));
        let all = lines::lines(&source.text);
        let filled = all.iter().filter(|line| !line.of(&source.text).trim().is_empty()).count();
        prop_assert_eq!(filled, removed.len() + kept.len());
    }

    /// Cleaning a cleaned text, whose headings are known, does nothing more.
    #[test]
    fn cleaning_twice_is_cleaning_once(bytes in any_bytes()) {
        let source = read::read("a.md", &bytes);
        let rest = clean::rest(&cleaned(&source), clean::Rules::builtin());
        prop_assert!(rest.is_empty(), "{:?}", rest);
    }
}
