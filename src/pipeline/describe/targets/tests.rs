use super::super::view::tests::with_view;
use super::*;

fn found(text: &str) -> Vec<(String, String, String, Option<String>)> {
    let targets = with_view(text, |view| targets(view, None, None, None));
    targets.into_iter().map(|target| (target.value, target.unit, target.direction, target.deadline)).collect()
}

fn one(value: &str, unit: &str, direction: &str, deadline: Option<&str>) -> (String, String, String, Option<String>) {
    (value.into(), unit.into(), direction.into(), deadline.map(Into::into))
}

#[test]
fn what_is_promised() {
    let cases = [
        ("到2025年,学前三年毛入园率达到92%。", one("92", "%", "reach", Some("2025"))),
        ("力争2026年底前新建幼儿园12所。", one("12", "所", "reach", Some("2026"))),
        ("大班额比例控制在5%以内,争取全面消除。", one("5", "%", "below", None)),
        ("到2027年,学校由46所整合到30所左右。", one("30", "所", "reach", Some("2027"))),
        ("力争全县40%的小学达到标准。", one("40", "%", "reach", None)),
        ("2024年,全年培训教师1,200人次以上。", one("1200", "人次", "above", Some("2024"))),
        ("到2025年,新增学位1.2万个。", one("1.2", "万个", "increase", Some("2025"))),
    ];
    for (text, wanted) in cases {
        assert_eq!(found(text), [wanted], "{text}");
    }
}

#[test]
fn by_a_day_or_a_year_of_the_republic() {
    let year = Fact { value: Period { from: Some(2024), to: Some(2024) }, basis: Basis::Stated, line: 1 };
    let by = |text: &str| {
        let targets = with_view(text, |view| targets(view, None, Some(&year), None));
        targets.into_iter().map(|target| target.deadline).collect::<Vec<_>>()
    };
    let deadlines = |text: &str, wanted: &str| assert_eq!(by(text), [Some(wanted.to_owned())], "{text}");
    deadlines("6月30日前完成教师培训200人次以上。", "2024-06");
    deadlines("11月5号之前新建幼儿园2所。", "2024-11");
    deadlines("於114年1月31日前完成教師研習50人次以上。", "2025-01");
    deadlines("民国114年底前完成培训50人次以上。", "2025");
    assert_eq!(by("学校办学120年，力争培训教师50人次以上。"), [None], "a span of time");
    assert_eq!(by("6月30日召开会议，力争培训教师50人次以上。"), [None], "no deadline");
}

#[test]
fn what_is_reported_is_no_target() {
    for text in [
        "现有学校46所。",
        "三年来,招聘教师800名。",
        "近年来,我县新建公办园20所。",
        "我县先后投入2.3亿元,新建学校6所。",
        "与2020年相比,入园率提高3个百分点。",
        "要坚持不少于6个月的跟岗。",
        "要在不超过3个工作日内答复。",
        "班额达到50人以上为大班额。",
        "合格率达到95%以上得满分。",
        "112年度执行率92%。",
        "巩固率已达99%。",
        "去年新建幼儿园12所。",
        "培训了教师300人。",
        "2024年3月5日召开第2次会议。",
        "根据12号令,要加强管理。",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn what_lies_before_the_plan_is_no_target() {
    let period = Fact { value: Period { from: Some(2021), to: Some(2025) }, basis: Basis::Stated, line: 1 };
    let by = |text: &str| {
        let targets = with_view(text, |view| targets(view, None, Some(&period), None));
        targets.into_iter().map(|target| (target.value, target.deadline)).collect::<Vec<_>>()
    };
    let five = |value: &str| vec![(value.to_owned(), Some("2025".to_owned()))];
    assert_eq!(by("“十三五”期间,全市新建学校32所。“十四五”期间,新建学校20所。"), five("20"));
    assert_eq!(by("“十四五”末,高中阶段毛入学率达到96%以上。"), five("96"));
    let issued = Fact { value: "2024-03-01".to_owned(), basis: Basis::Stated, line: 1 };
    let told = "2023年就业率为97%。到2025年就业率达到98%。";
    let after = with_view(told, |view| targets(view, None, None, Some(&issued)));
    assert_eq!(after.iter().map(|target| target.value.as_str()).collect::<Vec<_>>(), ["98"]);
    let chapters = "一、发展成就\n新建学校32所。\n二、主要任务\n新建学校20所。";
    assert_eq!(by(chapters), [("20".to_owned(), None)]);
}

#[test]
fn each_number_has_the_date_before_it() {
    let by = |text: &str| found(text).into_iter().map(|target| target.3.unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(by("优良率2027年达到60%、2030年达到65%以上。"), ["2027", "2030"]);
    assert_eq!(by("到2025年,入园率达到93%,巩固率达到96%。"), ["2025", "2025"]);
}

#[test]
fn what_may_not_be_passed_is_a_bound() {
    let cases = [
        ("辍学率不得高于0.5%。", one("0.5", "%", "below", None)),
        ("确保合格率不能低于80%。", one("80", "%", "above", None)),
        ("每校专任教师不应少于20人。", one("20", "人", "above", None)),
        ("班额不得再超过45人。", one("45", "人", "below", None)),
        ("不允许任何班级超过50人。", one("50", "人", "below", None)),
        ("严禁班额突破55人。", one("55", "人", "below", None)),
        ("防止辍学率高于1%。", one("1", "%", "below", None)),
        ("公用经费不大于30万元。", one("30", "万元", "below", None)),
        ("力争公办园占比超过50%。", one("50", "%", "above", None)),
        ("力争超过60%的学校达到标准。", one("60", "%", "above", None)),
        ("力争辍学率低于0.3%。", one("0.3", "%", "below", None)),
        ("杜绝事故,满意率不低于95%。", one("95", "%", "above", None)),
        ("严禁乱收费、确保满意率达到98%。", one("98", "%", "reach", None)),
    ];
    for (text, wanted) in cases {
        assert_eq!(found(text), [wanted], "{text}");
    }
}

#[test]
fn what_is_forbidden_or_only_a_case_is_no_target() {
    for text in [
        "严禁组织50人以上聚集性活动。",
        "学校不得举办100人以上的考试。",
        "未完成80%的学校要说明原因。",
        "班级人数超过55人的,学校要分班。",
        "要清理超过55人的班级。",
        "迟到超过3次者取消评优资格。",
        "迟到超过3次取消评优资格。",
        "(一)凡流失率超过2%,要约谈校长。",
        "如班额超过45人,要增加班级。",
        "班额如超过45人,要增加班级。",
        "达到1000人的学校要配校医。",
        "要撤并学生不足20人的教学点。",
        "每600亩配备护林员,要落实到人。",
        "本年度计划新建3至5所幼儿园。",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn what_looks_like_a_case_is_promised() {
    let cases = [
        ("要完成不少于10学时的培训任务。", one("10", "学时", "above", None)),
        ("力争巩固率达到98%的目标。", one("98", "%", "reach", None)),
        ("确保合格率均在98%以上。", one("98", "%", "above", None)),
        ("要保证书面作业不超过60分钟。", one("60", "分钟", "below", None)),
        ("中輟學生復學率達95%。", one("95", "%", "reach", None)),
        ("體適能通過率提升至65%。", one("65", "%", "reach", None)),
        ("平均借閱量由25册提升至30册。", one("30", "册", "reach", None)),
        ("輔導完成率達 85 % 以上。", one("85", "%", "above", None)),
        ("近視率降低至15%以下。", one("15", "%", "below", None)),
        ("力争公办园占比超80%。", one("80", "%", "above", None)),
        ("要撰写不少于8篇论文。", one("8", "篇", "above", None)),
        ("由2023年的85%提高到2025年的92%。", one("92", "%", "reach", Some("2025"))),
        ("力争如期新建幼儿园2所。", one("2", "所", "reach", None)),
        ("如期完成改建项目3个。", one("3", "个", "reach", None)),
        ("要举办30人以上的骨干培训班2次。", one("30", "人", "above", None)),
        ("要招募志愿者不少于60人。", one("60", "人", "above", None)),
    ];
    for (text, wanted) in cases {
        assert_eq!(found(text)[0], wanted, "{text}");
    }
}

#[test]
fn a_cell_has_its_own_words() {
    let cases: [(&str, &[&str]); 5] = [
        ("| 招聘教师86名 | 人事科 | 2023年12月 |", &["招聘教师86名 86 Some(\"2023-12\")"]),
        ("| 巩固率达到 | 98% | 99% |", &[]),
        (
            "| 巩固率 | 2022年达到98% | 2025年达到99% |",
            &["2022年达到98% 98 Some(\"2022\")", "2025年达到99% 99 Some(\"2025\")"],
        ),
        ("<tr><td>9月</td><td class=\"a\">巩固率达到99%</td></tr>", &["巩固率达到99% 99 None"]),
        ("| 新建 | 3所 | 2024年 |", &[]),
    ];
    for (text, wanted) in cases {
        let targets = with_view(text, |view| targets(view, None, None, None));
        let found = targets.iter().map(|target| format!("{} {} {:?}", target.text, target.value, target.deadline));
        assert_eq!(found.collect::<Vec<_>>(), wanted, "{text}");
    }
}
