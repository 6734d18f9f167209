use super::*;
use crate::document::LineForm;
use proptest::prelude::*;

/// A body with one line a text line, all of this form.
fn body(text: &str, form: LineForm) -> Body {
    let mut at = 0;
    let mut lines = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let start = at + line.len() - line.trim_start().len();
        let range = start..start.max(at + line.trim_end().len());
        if !range.is_empty() {
            lines.push(BodyLine { range, pieces: vec![(0, number as u32 + 1)], form, heading: 0 });
        }
        at += line.len() + 1;
    }
    Body { text: text.into(), lines, ..Body::default() }
}

fn html_of(text: &str, form: LineForm) -> String {
    let body = body(text, form);
    let plan = Plan { lines: 0..body.lines.len(), ..Plan::default() };
    render(&body, &plan, "").into_iter().map(|part| part.html).collect()
}

fn prose(text: &str) -> String {
    html_of(text, LineForm::Prose)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn masks_numbers_and_rules_stay_as_written() {
    for text in [
        "20__年__市__局",
        "20_年完成",
        "__、推门听课",
        "20**年**月**日",
        "**市**区**镇",
        "5~6月、7~8月",
        "1. 加强领导",
        "20. 其他",
        "十、保障",
        "- 一项",
        "+ 一项",
        "# 不是标题",
        "> 引",
        "---",
        "***",
        "| 甲 | 乙 |",
        "    缩进四格",
        "[1]: 参考",
        "[^1]: 注",
        "a_b_c",
        "<计划>",
        "x < y",
        "2 * 3 * 4",
        "~~~",
        "```",
        "===",
        "[2022]119号",
        "100%以上~",
        "{{ foo() }}",
        "{% raw %}",
        "<abc>词</abc>",
        "C:\\目录",
    ] {
        assert_eq!(visible(&prose(text)).trim(), text.trim(), "{}", prose(text));
    }
}

#[test]
fn inline_markdown_is_shown_as_such() {
    assert_eq!(prose("**“强调”**中文"), "<p id=\"L1\"><strong>“强调”</strong>中文</p>\n");
    assert_eq!(prose("见`代码`"), "<p id=\"L1\">见<code>代码</code></p>\n");
    let link = prose("[全文](https://example.org/a_b)");
    assert!(link.contains("href=\"https://example.org/a_b\"") && link.contains(">全文</a>"), "{link}");
    assert_eq!(prose("[附件](附件_1.docx)"), "<p id=\"L1\">附件（附件_1.docx）</p>\n");
}

#[test]
fn nothing_that_acts_survives() {
    for text in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "<a href='javascript:x'>y</a>",
        "<a href=\"https://x\" onclick=\"y\">z</a>",
        "<style>p{}</style>",
        "<p style=\"x\">y",
        "<iframe src=x>",
        "<svg/onload=x>",
    ] {
        for form in [LineForm::Prose, LineForm::Block, LineForm::TableRemnant] {
            let html = html_of(text, form);
            assert!(!acts(&html), "{form:?} {html}");
        }
    }
}

/// Whether HTML has a tag or an attribute that could act. Text that merely looks like one has its `<` escaped.
fn acts(html: &str) -> bool {
    html.split('<').skip(1).any(|rest| {
        let tag = rest.split('>').next().unwrap_or_default().to_ascii_lowercase();
        let bad =
            ["script", "style", "iframe", "img", "svg", "object", "embed", "form", "input", "link", "meta", "base"];
        bad.iter().any(|name| tag.trim_start_matches('/').starts_with(name))
            || tag
                .split_whitespace()
                .skip(1)
                .any(|attribute| attribute.starts_with("on") || attribute.starts_with("style"))
            || tag.contains("\"javascript:")
    })
}

#[test]
fn tables_and_lists_are_rendered_and_keep_their_numbers() {
    let table = html_of("| 指标 | 值 |\n| --- | --- |\n| 20__年 | 95% |", LineForm::Block);
    assert!(table.contains("<div class=\"table\"><table>") && table.contains("<td>20__年</td>"), "{table}");
    let ragged = html_of("| 甲 |\n| --- |\n| 乙 | 丙 | 丁 |", LineForm::Block);
    assert_eq!(squeezed(&visible(&ragged)), "甲乙丙丁");
    let ruled = html_of("甲\n-\n乙|丙", LineForm::Block);
    assert_eq!(squeezed(&visible(&ruled)), "甲乙|丙");
    let list = html_of("3. 甲\n7. 乙\n   - 丙", LineForm::Block);
    assert_eq!(squeezed(&visible(&list)), "3.甲7.乙丙");
    assert!(!list.contains("<ol"), "{list}");
    let html = html_of("<table>\n<tr><td colspan=2 onclick=x>甲</td></tr>\n</table>", LineForm::Block);
    assert!(html.contains("<td colspan=\"2\">甲</td>"), "{html}");
}

/// A plan whose text refers to one picture and one attachment.
fn with_files(body: &Body) -> Plan {
    let file = |written: &str, name: &str, is_picture| crate::document::Reference {
        written: written.into(),
        line: 1,
        fault: None,
        file: Some(crate::document::Attached {
            path: format!("县/{written}"),
            name: name.into(),
            is_picture,
            stamp: crate::tree::Stamp::certain(0, &std::fs::metadata(".").unwrap()),
        }),
    };
    let references = vec![file("media/图.png", "a.png", true), file("附件1.docx", "b.docx", false)];
    Plan { lines: 0..body.lines.len(), references, ..Plan::default() }
}

#[test]
fn files_beside_the_document_are_shown_and_others_named() {
    let html = |text: &str, form| {
        let body = body(text, form);
        render(&body, &with_files(&body), "../").into_iter().map(|part| part.html).collect::<String>()
    };
    let picture = "<img src=\"../files/a.png\" alt=\"甲&quot;乙\" loading=\"lazy\">";
    for form in [LineForm::Prose, LineForm::Block] {
        for text in ["见![甲\"乙](media/图.png)图", "见<img src=\"media/图.png\" alt='甲\"乙' onerror=x>图"] {
            assert!(html(text, form).contains(&format!("见{picture}图")), "{form:?} {}", html(text, form));
        }
        let link = html("附：[教师**名册**](附件1.docx)。", form);
        assert!(link.contains("附：<a href=\"../files/b.docx\" download=\"附件1.docx\">教师名册</a>。"), "{link}");
        let missing = html("见![甲](media/无.png)", form);
        assert!(!missing.contains("<img") && missing.contains("甲（media/无.png）"), "{missing}");
    }
    let table = html(
        "<table>\n<tr><td><img src=\"media/图.png\"></td><td><img src=\"x.png\" alt=\"乙\"></td>\n<td><a href=\"附件1.docx\"><b>名册</b></a></td></tr></table>",
        LineForm::Block,
    );
    assert!(
        table.contains("<td><img src=\"../files/a.png\" alt=\"\" loading=\"lazy\"></td><td>乙（x.png）</td>"),
        "{table}"
    );
    assert!(table.contains("download=\"附件1.docx\">名册</a>"), "{table}");
    assert!(html("![](https://example.org/a.png)", LineForm::Block).contains(">https://example.org/a.png</a>"));
}

#[test]
fn reference_links_lead_where_their_definitions_say() {
    let mut body = body(
        "见[全文][A]、![布局][图 1]、[a_b][]和[无]。\n- [列表][a]\n[a]: https://example.org/x \"题\"\n- 又一项\n[图 1]: media/图.png\n[a_b]: 附件1.docx\n[闲]: c.png",
        LineForm::Block,
    );
    body.lines[0].form = LineForm::Prose;
    let definition = |label: &str, address: &str, title: &str, line| crate::document::Definition {
        label: label.into(),
        address: address.into(),
        title: title.into(),
        line,
    };
    let definitions = vec![
        definition("a", "https://example.org/x", "题", 2),
        definition("图 1", "media/图.png", "", 4),
        definition("a_b", "附件1.docx", "", 5),
    ];
    let plan = Plan { definitions, ..with_files(&body) };
    let html: String = render(&body, &plan, "").into_iter().map(|part| part.html).collect();
    assert!(html.contains("见<a href=\"https://example.org/x\" title=\"题\""), "{html}");
    assert!(html.contains("<img src=\"files/a.png\" alt=\"布局\" loading=\"lazy\">"), "{html}");
    assert!(html.contains("download=\"附件1.docx\">a_b</a>和[无]。</p>"), "{html}");
    assert!(html.contains(">列表</a>") && html.contains("又一项"), "{html}");
    for shown in ["[a]:", "[图", "[a_b]", "media/"] {
        assert!(!visible(&html).contains(shown), "{shown}: {html}");
    }
    assert!(visible(&html).contains("[闲]: c.png"), "what nothing refers to stays text: {html}");
}

#[test]
fn html_sets_text_in_the_middle_and_to_the_right() {
    let table = html_of(
        "<table>\n<tr><td align=center onclick=x>甲</td><td style=\"text-align:right\">乙</td></tr>\n</table>",
        LineForm::Block,
    );
    assert!(table.contains("<td class=\"center\">甲</td><td class=\"right\">乙</td>"), "{table}");
    let mut body = body("甲局\n乙文", LineForm::Prose);
    body.edits = [(1, "<p align=\"right\">"), (1, "</p>"), (2, "<p>"), (2, "</p>")]
        .map(|(line, tag)| crate::document::Edit {
            line,
            start: 0,
            end: 0,
            removed: tag.into(),
            inserted: String::new(),
            reason: "html-tag".into(),
        })
        .to_vec();
    let plan = Plan { lines: 0..2, ..Plan::default() };
    let html: String = render(&body, &plan, "").into_iter().map(|part| part.html).collect();
    assert_eq!(html, "<p id=\"L1\" class=\"right\">甲局</p>\n<p id=\"L2\">乙文</p>\n");
}

#[test]
fn a_title_that_runs_into_the_text_is_not_shown_twice() {
    let mut body = body("柏溪镇教育工作计划为了推进均衡，制定本计划。一、目标。提高质量\n后文", LineForm::Prose);
    body.lines[0].pieces = vec![(0, 3)];
    let title = crate::document::Fact {
        value: "柏溪镇教育工作计划".to_owned(),
        basis: crate::document::Basis::Stated,
        line: 3,
    };
    let mut plan = Plan { lines: 0..2, ..Plan::default() };
    plan.facts.title = Some(title);
    let html = |plan: &Plan| render(&body, plan, "").into_iter().map(|part| part.html).collect::<String>();
    assert!(html(&plan).starts_with("<p id=\"L3\">为了推进均衡，制定本计划。一、"), "{}", html(&plan));
    let at = body.text.find("一、").unwrap();
    plan.outline = vec![Section {
        level: 1,
        number: "一、".into(),
        title: "目标".into(),
        line: 3,
        anchor: "s".into(),
        body_line: 0,
        range: at..at + "一、目标。".len(),
    }];
    assert!(html(&plan).starts_with("<p id=\"L3\">为了推进均衡，制定本计划。</p>\n<p>提高"), "{}", html(&plan));
    // A title that somebody gave says nothing about the text.
    plan.facts.title.as_mut().unwrap().basis = crate::document::Basis::Given;
    assert!(html(&plan).starts_with("<p id=\"L3\">柏溪镇"), "{}", html(&plan));
}

#[test]
fn footnotes_lead_to_their_text_and_back() {
    let mut body = body("一[^1]二[^1]三[^甲]四[^9]\n[^1]: 注**一**\n    续行\n[^甲]: 注<二>", LineForm::Prose);
    body.lines[1..].iter_mut().for_each(|line| line.form = LineForm::Block);
    let note = |label: &str, lines| Note { label: label.into(), lines };
    let plan = Plan { lines: 0..4, notes: vec![note("1", 1..3), note("甲", 3..4)], ..Plan::default() };
    let html: String = render(&body, &plan, "").into_iter().map(|part| part.html).collect();
    let id = html.split("id=\"note-x").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let mark = |id: &str, to: &str, label: &str| {
        format!("<sup class=\"ref\"><a id=\"ref-{id}\" href=\"#note-{to}\">[{label}]</a></sup>")
    };
    let foreign = format!("x{id}");
    let text = format!(
        "<p id=\"L1\">一{}二{}三{}四[^9]</p>",
        mark("1", "1", "1"),
        mark("1-2", "1", "1"),
        mark(&foreign, &foreign, "甲")
    );
    assert!(html.starts_with(&text), "{html}");
    let back = "<p id=\"note-1\"><span id=\"L2\"></span><a href=\"#ref-1\">[1]</a> 注<strong>一</strong> <span id=\"L3\"></span>续行</p>";
    assert!(html.contains(back), "{html}");
    assert!(html.contains("注&lt;二&gt;") && html.matches("注").count() == 2, "{html}");
}

#[test]
fn columns_are_set_as_the_table_says() {
    let table = html_of("| 甲 | 乙 | 丙 |\n| :-- | :-: | --: |\n| 1 | 2 | 3 |", LineForm::Block);
    for cell in
        ["<th>甲</th>", "<th class=\"center\">乙</th>", "<td class=\"center\">2</td>", "<td class=\"right\">3</td>"]
    {
        assert!(table.contains(cell), "{cell}: {table}");
    }
}

#[test]
fn a_heading_ends_where_its_text_begins() {
    let body = body("前文。一、总则。坚持方针\n## 二、**任务**", LineForm::Prose);
    let at = |text: &str, part: &str| text.find(part).unwrap_or_default();
    let first = body.text_of(&body.lines[0]);
    let second = body.text_of(&body.lines[1]);
    let section = |title: &str, line, start, end| Section {
        level: 1,
        number: String::new(),
        title: title.into(),
        line,
        anchor: format!("s{line}"),
        body_line: line as usize - 1,
        range: start..end,
    };
    let outline = vec![
        section("总则", 1, at(first, "一、"), at(first, "坚持")),
        section("任务", 2, at(second, "二、"), second.len()),
    ];
    let plan = Plan { lines: 0..2, outline, ..Plan::default() };
    let parts = render(&body, &plan, "");
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[0].html, "<p id=\"L1\">前文。</p>\n");
    assert_eq!((parts[1].heading.as_str(), parts[1].html.as_str()), ("一、总则。", "<p>坚持方针</p>\n"));
    assert_eq!((parts[2].name.as_str(), parts[2].depth, parts[2].html.as_str()), ("二、任务", 1, ""));
}

proptest! {
    /// Without the characters that mark up, every line is shown character by character.
    #[test]
    fn text_without_markup_is_shown_exactly(text in "[^*~`\\[\\]<&\\\\!\\p{C}]{0,80}") {
        prop_assert_eq!(squeezed(&visible(&prose(&text))), squeezed(&text));
    }

    /// With them, no other character is lost, in any form; and nothing acts.
    #[test]
    fn no_character_is_lost(text in "[一二年市。、0-9a-z_*~`|#> .+<>/=\"'-]{0,60}(\n[一年市0-9_*~#|> -]{0,20}){0,3}", form in 0..3usize) {
        let form = [LineForm::Prose, LineForm::TableRemnant, LineForm::Block][form];
        let html = html_of(&text, form);
        prop_assert!(!acts(&html), "{}", html);
        let han = |text: &str| text.chars().filter(|c| "一二年市。、".contains(*c)).collect::<String>();
        prop_assert_eq!(han(&visible(&html)), han(&text), "{}", html);
        if form != LineForm::Block {
            let words = |text: &str| text.chars().filter(|c| c.is_ascii_digit() || *c == '_' || *c == '年').collect::<String>();
            prop_assert_eq!(words(&visible(&html)), words(&text), "{}", html);
        }
    }

    /// No bytes make rendering panic or act.
    #[test]
    fn anything_renders(text in "\\PC{0,200}|(?s).{0,200}", form in 0..3usize) {
        let form = [LineForm::Prose, LineForm::TableRemnant, LineForm::Block][form];
        prop_assert!(!acts(&html_of(&text, form)));
    }
}
