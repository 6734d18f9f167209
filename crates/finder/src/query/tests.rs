use super::*;
use proptest::prelude::*;

/// The tree of a query, written out.
fn shown(text: &str) -> String {
    let query = Query::parse(text);
    query.root.as_ref().map_or(String::new(), |root| show(&query, root))
}

fn show(query: &Query, node: &Node) -> String {
    let list = |name: &str, nodes: &[Node]| {
        let parts: Vec<_> = nodes.iter().map(|node| show(query, node)).collect();
        format!("{name}({})", parts.join(" "))
    };
    match node {
        Node::And(nodes) => list("and", nodes),
        Node::Or(nodes) => list("or", nodes),
        Node::Not(node) => format!("not({})", show(query, node)),
        Node::Leaf(at) => show_leaf(&query.leaves[*at]),
        Node::Filter(at) => {
            let filter = &query.filters[*at];
            format!("{}={}", filter.facet.name(), filter.typed)
        }
    }
}

fn show_leaf(leaf: &Leaf) -> String {
    let keys: Vec<String> = leaf.keys.iter().map(|key| key.iter().collect()).collect();
    let field = match leaf.field {
        Field::Text => "",
        Field::Title => "title:",
        Field::Heading => "heading:",
    };
    format!("{field}{}", keys.join("/"))
}

#[test]
fn words_are_all_required_and_a_run_is_a_phrase() {
    assert_eq!(shown("中小学校舍安全工程"), "中小学校舍安全工程");
    assert_eq!(shown("师德 师风"), "and(师德 师风)");
    assert_eq!(shown("12万个　2+1项目 第十二条"), "and(12万个 2+1项目 第十二条)");
    assert_eq!(shown("师德 師德"), "and(师德 师德)");
    assert_eq!(shown("  "), "");
}

#[test]
fn quotation_marks_of_all_kinds_make_a_phrase() {
    assert_eq!(shown("\"plan A\" “双师型”"), "and(plan a 双师型)");
    assert_eq!(shown("「雙師型」教師"), "and(双师型 教师)");
    assert_eq!(shown("\"not closed"), "not closed");
    assert_eq!(shown("师德”师风"), "and(师德 师风)");
    assert_eq!(shown("师德“双师型”教师队伍 “甲”乙 丙“丁”"), "and(师德\"双师型\"教师队伍 甲 乙 丙 丁)");
}

#[test]
fn excludes_groups_and_alternatives() {
    assert_eq!(shown("\"控辍保学\" -民办 issuer:县"), "and(控辍保学 not(民办) issuer=县)");
    assert_eq!(shown("幼儿园 OR 学前教育 经费"), "and(or(幼儿园 学前教育) 经费)");
    assert_eq!(shown("（高中 中考）|高考"), "or(and(高中 中考) 高考)");
    assert_eq!(shown("幼儿园｜学前教育 经费"), "and(or(幼儿园 学前教育) 经费)");
    assert_eq!(shown("\"甲|乙\" | \"丙\""), "or(甲|乙 丙)");
    assert_eq!(shown("-(高中 OR 高考) 教育"), "and(not(or(高中 高考)) 教育)");
    assert_eq!(shown("--高中 NOT 高考"), "and(高中 not(高考))");
    assert_eq!(shown("OR a OR ) b -"), "or(a b)");
    assert_eq!(shown("XX市(校) (市(校))"), "and(xx市(校) 市(校))");
}

#[test]
fn brackets_of_a_heading_are_text() {
    assert_eq!(shown("（一）师德"), "(一)师德");
    assert_eq!(shown("（2024）9号 (一)落实"), "and((2024)9号 (一)落实)");
    assert_eq!(shown("((一)师德 OR -（二）、师风)"), "or((一)师德 not((二)、师风))");
    assert_eq!(shown("(高中 OR 中考)经费"), "and(or(高中 中考) 经费)");
    assert_eq!(shown("(高中)(中考) (高考)"), "and(高中 中考 高考)");
    assert_eq!(shown("(高中|中考)-高考 （一"), "and(or(高中 中考) not(高考) 一)");
}

#[test]
fn or_is_an_operator_in_any_width_and_case_between_others() {
    for or in ["OR", "or", "Or", "ＯＲ", "ｏｒ"] {
        assert_eq!(shown(&format!("幼儿园 {or} 学前教育 经费")), "and(or(幼儿园 学前教育) 经费)");
    }
    assert_eq!(shown("or 甲 或 乙 or"), "and(or 甲 或 乙)");
    assert_eq!(shown("甲 \"or\" not and AND NOT 乙"), "and(甲 or not and not(乙))");
}

#[test]
fn a_field_may_stand_before_a_space_or_a_group() {
    assert_eq!(shown("title: 计划 year: 2024"), "and(title:计划 year=2024)");
    assert_eq!(shown("title:(甲县 OR 乙市) 丙"), "and(or(title:甲县 title:乙市) 丙)");
    assert_eq!(shown("标题：（甲 -“乙 丙” heading:丁）"), "and(title:甲 not(title:乙丙) heading:丁)");
    assert_eq!(shown("year:(2024 OR 2021) level:(县|市)"), "and(or(year=2024 year=2021) or(level=县 level=市))");
    assert_eq!(shown("title:(一)师德 标题:(甲)"), "and(title:(一)师德 title:甲)");
    assert_eq!(shown("甲 title:"), "and(甲 title:)");
    assert_eq!(shown("(year:) title:|乙"), "and(year: or(title: 乙))");
    assert_eq!(shown("year: soon"), "year:soon");
    assert_eq!(shown("小 标题:计划"), "and(小 title:计划)");
}

#[test]
fn fields_and_filters_have_chinese_names() {
    assert_eq!(shown("title:计划 标题：計劃 小标题:\"工作 措施\""), "and(title:计划 title:计划 heading:工作措施)");
    assert_eq!(shown("文号:云教字[2022]51号"), "云教字(2022)51号");
    assert_eq!(shown("年份：2019..2021 地區:河南 類型:通知"), "and(year=2019..2021 region=河南 kind=通知)");
    assert_eq!(shown("year:soon http://x"), "and(year:soon http://x)");
}

#[test]
fn taiwan_wording_has_the_mainland_one_as_alternative() {
    assert_eq!(shown("國小"), "国小/小学");
    assert_eq!(shown("国小"), "国小");
    assert_eq!(shown("全國中小學"), "全国中小学");
    assert_eq!(shown("-國小教師"), "not(国小教师/小学教师)");
}

#[test]
fn filters_accept_what_they_mean() {
    let filter = |text: &str| Query::parse(text).filters.remove(0);
    assert!(filter("year:2019..2021").accepts_years(Some(2021), Some(2025)));
    assert!(!filter("year:2019..2021").accepts_years(Some(2022), None));
    assert!(filter("year:2019..").accepts_years(None, Some(2030)));
    assert!(!filter("year:2019").accepts_years(None, None));
    assert!(filter("year:未注明").accepts_years(None, None));
    assert!(filter("类型:通知").accepts("notice"));
    assert!(filter("類型:計畫").accepts("plan"));
    assert!(filter("region:汝南").accepts("河南省/驻马店市/汝南县"));
    for region in ["河南省/驻马店市", "河南省驻马店市汝南县", "驻马店市汝南", "\"河南省 驻马店市\"", "河南省／驻马店"]
    {
        assert!(filter(&format!("region:{region}")).accepts("河南省/驻马店市/汝南县"), "{region}");
    }
    assert!(!filter("region:河南省汝南县").accepts("河南省/驻马店市/汝南县"));
    assert_eq!(shown("region:/"), "region:/");
    assert!(filter("region:未注明").accepts("") && !filter("region:未注明").accepts("河南省"));
    assert!(!filter("level:县").accepts(""));
}

#[test]
fn years_are_read_as_people_write_them() {
    let ways = [
        "2021至2024",
        "2021～2024",
        "2021。。2024",
        "2021-2024",
        "2021—2024",
        "2021年——2024年",
        "2024..2021",
        "2021到2024学年度",
    ];
    for way in ways {
        let years = Query::parse(&format!("年份:{way}")).filters.first().and_then(Filter::years);
        assert_eq!(years, Some(Years { from: Some(2021), to: Some(2024) }), "{way}");
    }
    let year = Query::parse("year:2024年度").filters.remove(0).years();
    assert_eq!(year, Some(Years { from: Some(2024), to: Some(2024) }));
    assert_eq!(shown("year:.."), "year:..");
}

proptest! {
    #[test]
    fn any_text_is_a_query(text in "[-a \"“”「」()（）|:：.OR年國小0-9]{0,40}|\\PC{0,60}") {
        let query = Query::parse(&text);
        query.holds(&mut |_| true, &mut |_| false);
    }
}

#[test]
fn only_traditional_characters_ask_for_the_wording_of_taiwan() {
    let keys = |typed: &str| Query::parse(typed).leaves.remove(0).keys.len();
    assert_eq!(keys("國小"), 2);
    assert_eq!(keys("国小"), 1);
    assert_eq!(keys("１国小"), 1);
}
