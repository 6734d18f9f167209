//! What describing finds in the seeds, against their ground truth.

use planarium::document::{Basis, Body, BodyLine, Facts, Finding, LineForm, Plan, Script, Source};
use planarium::pipeline::describe;
use serde_json::Value;

use crate::shared::shared_or_skip;

/// A plan of the truth, described from its own lines alone.
pub struct Described {
    pub name: String,
    pub facts: Facts,
    pub findings: Vec<Finding>,
    pub truth: Value,
}

/// Cuts a file at the truth's lines, without cleaning: what describing must cope with at worst. Hard breaks are joined.
fn cut(text: &str, file: &Value, truth: &Value) -> (Body, Plan) {
    let number = |key: &str| truth[key].as_u64().unwrap_or_default() as u32;
    let mut body = Body { text: text.to_owned(), ..Body::default() };
    let mut offset = 0;
    for (place, line) in text.split_inclusive('\n').enumerate() {
        let trimmed = line.trim();
        let start = offset + (line.len() - line.trim_start().len());
        offset += line.len();
        let line_number = place as u32 + 1;
        let inside = (number("start_line")..=number("end_line")).contains(&line_number);
        let marks = truth["page_mark_lines"].as_array().is_some_and(|marks| marks.contains(&line_number.into()));
        if inside && !marks && !trimmed.is_empty() {
            let range = start..start + trimmed.len();
            body.lines.push(BodyLine { range, pieces: vec![(0, line_number)], form: LineForm::Prose, heading: 0 });
        }
    }
    let plan = Plan {
        ordinal: number("ordinal"),
        start_line: number("start_line"),
        end_line: number("end_line"),
        lines: 0..body.lines.len(),
        head_lines: 1,
        compilation_title: file["compilation_title"].as_str().map(str::to_owned),
        ..Plan::default()
    };
    (body, plan)
}

/// All plans of the seeds; `None` where the shared folder is missing and may be.
pub fn seeds(test: &str) -> Option<Vec<Described>> {
    let folder = shared_or_skip(test)?.join("seeds");
    let truth = std::fs::read_to_string(folder.join("plans.json")).unwrap();
    let files: Vec<Value> = serde_json::from_str(&truth).unwrap();
    let mut all = Vec::new();
    for file in &files {
        let name = file["file"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let source = Source { file: name.to_owned(), text: text.clone(), ..Source::default() };
        for truth in file["plans"].as_array().unwrap() {
            let (body, plan) = cut(&text, file, truth);
            let (facts, findings) = describe::describe(&source, &body, &plan);
            let name = format!("{} #{}", &name[..3], plan.ordinal);
            all.push(Described { name, facts, findings, truth: truth.clone() });
        }
    }
    Some(all)
}

fn lower<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap_or_default().to_owned()
}

#[test]
fn kinds_of_the_seeds() {
    let Some(plans) = seeds("kinds_of_the_seeds") else { return };
    let mut right = 0;
    for plan in &plans {
        let kind = plan.facts.kind.as_ref().map(|kind| lower(kind.value)).unwrap_or_default();
        let accept = plan.truth["expected"]["kind_accept"].as_array().unwrap();
        let good = accept.iter().any(|accept| accept == kind.as_str());
        right += usize::from(good);
        println!("{} {kind:<12} line {:<4?} {}", plan.name, plan.facts.kind.as_ref().map(|kind| kind.line), mark(good));
    }
    assert!(right >= 30, "{right} of {}", plans.len());
}

fn mark(good: bool) -> &'static str {
    if good { "ok" } else { "WRONG" }
}

#[test]
fn periods_of_the_seeds() {
    let Some(plans) = seeds("periods_of_the_seeds") else { return };
    let mut wrong = 0;
    for plan in &plans {
        let expected = &plan.truth["expected"]["period"];
        let wanted = (expected["from"].as_u64(), expected["to"].as_u64(), expected["basis"].as_str().unwrap());
        let period = plan.facts.period.as_ref();
        let found = period.map_or((None, None, "none".to_owned()), |period| {
            (period.value.from.map(u64::from), period.value.to.map(u64::from), lower(period.basis))
        });
        let good = wanted == (found.0, found.1, found.2.as_str());
        wrong += usize::from(!good);
        println!("{} {found:?} line {:?} {}", plan.name, period.map(|period| period.line), mark(good));
    }
    assert_eq!(wrong, 0);
}

#[test]
fn label_years_stay_labels() {
    let Some(plans) = seeds("label_years_stay_labels") else { return };
    for plan in &plans {
        let expected = &plan.truth["expected"]["label_period"];
        let wanted = expected.as_array().map(|years| (years[0].as_u64(), years[1].as_u64()));
        let found = plan.facts.label_period.map(|years| (years.from.map(u64::from), years.to.map(u64::from)));
        assert_eq!(found, wanted, "{}", plan.name);
    }
}

#[test]
fn own_titles_of_the_seeds() {
    let Some(plans) = seeds("own_titles_of_the_seeds") else { return };
    let mut wrong = 0;
    for plan in &plans {
        let found = plan.facts.title.as_ref().map(|title| title.value.as_str());
        let good = found == plan.truth["own_title"].as_str();
        wrong += usize::from(!good);
        println!("{} {found:?} {}", plan.name, mark(good));
    }
    assert_eq!(wrong, 0);
    assert!(plans.iter().flat_map(|plan| &plan.facts.title).all(|title| title.basis == Basis::Stated));
}

#[test]
fn labels_that_the_text_contradicts_are_found() {
    let Some(plans) = seeds("labels_that_the_text_contradicts_are_found") else { return };
    let doubted =
        plans.iter().filter(|plan| plan.findings.iter().any(|finding| finding.rule == "label-contradicts-text"));
    let names: Vec<&str> = doubted.map(|plan| plan.name.as_str()).collect();
    assert_eq!(names, ["004 #2", "004 #3", "004 #4", "004 #7", "004 #8"]);
}

#[test]
fn scripts_of_the_seeds() {
    let Some(plans) = seeds("scripts_of_the_seeds") else { return };
    for plan in &plans {
        assert_eq!(plan.facts.script == Script::Hant, plan.name.starts_with("002"), "{}", plan.name);
    }
}

/// What the truth says of issuer and region where the text names or masks them, in our form. The truth's own notes are
/// for readers (`上栗县教育局 (L24,L40)`), so the form is written here; where nothing stands, nothing may be said.
const PLACES: [(&str, Option<&str>, Option<&str>); 18] = [
    ("000 #3", None, Some("辽宁省")),
    ("001 #2", Some("上栗县教育局"), Some("江西省/萍乡市/上栗县")),
    ("001 #3", None, Some("山东省/青岛市")),
    ("002 #1", None, Some("河南省/驻马店市/汝南县")),
    ("002 #3", None, Some("河南省/驻马店市/汝南县")),
    ("002 #4", None, Some("__市")),
    ("002 #5", None, Some("江苏省/徐州市/泉山区")),
    ("002 #6", None, Some("xx縣")),
    ("002 #7", Some("xx教體局"), None),
    ("003 #2", Some("广东省政府办公厅"), Some("广东省")),
    ("003 #5", None, Some("XX市")),
    ("003 #6", Some("XX县教育体育局"), Some("XX县")),
    ("003 #8", Some("霍邱县三流乡曹墩学校"), Some("安徽省/六安市/霍邱县/三流乡")),
    ("004 #2", None, Some("海南省")),
    ("004 #3", Some("乳山市教育局"), Some("山东省/威海市/乳山市")),
    ("004 #4", Some("打鱼中心校"), Some("贵州省/黔南布依族苗族自治州/三都水族自治县")),
    ("004 #5", None, Some("上海市/松江区")),
    ("004 #7", None, Some("海南省")),
];

#[test]
fn places_and_bodies_of_the_seeds() {
    let Some(plans) = seeds("places_and_bodies_of_the_seeds") else { return };
    let mut wrong = 0;
    for plan in &plans {
        let wanted = PLACES.iter().find(|place| place.0 == plan.name).map_or((None, None), |place| (place.1, place.2));
        let issuer = plan.facts.issuer.as_ref().map(|fact| fact.value.as_str());
        let region = plan.facts.region.as_ref().map(|fact| fact.value.as_str());
        // No line says it in so many words: 教育局各股室 speaks, and the county is named elsewhere.
        if let Some(issuer) = plan.facts.issuer.as_ref().filter(|_| ["001 #2", "004 #3"].contains(&plan.name.as_str()))
        {
            assert_eq!(issuer.basis, Basis::Inferred, "{}", plan.name);
        }
        let level = plan.facts.level.as_ref().map(|fact| fact.value.as_str()).unwrap_or_default();
        let good = (issuer, region) == wanted;
        wrong += usize::from(!good);
        println!(
            "{} {issuer:?} {region:?} {level} {} truth {} {}",
            plan.name,
            mark(good),
            plan.truth["issuer"],
            plan.truth["region"]
        );
    }
    assert_eq!(wrong, 0);
}

#[test]
fn document_numbers_of_the_seeds() {
    let Some(plans) = seeds("document_numbers_of_the_seeds") else { return };
    let cites = |name: &str| -> Vec<(String, u32)> {
        let plan = plans.iter().find(|plan| plan.name == name).unwrap();
        plan.facts.cites.iter().map(|cite| (cite.value.clone(), cite.line)).collect()
    };
    let cited = |value: &str, line: u32| (value.to_owned(), line);
    let county = [cited("太教字〔2022〕51号", 783), cited("〔2022〕119号", 789), cited("太教字〔2022〕118号", 795)];
    assert_eq!(cites("003 #6"), county);
    assert_eq!(cites("004 #4"), [cited("三教办发〔2011〕30号", 153), cited("财教〔2006〕5号", 197)]);
    let all: usize =
        plans.iter().map(|plan| plan.facts.cites.len() + usize::from(plan.facts.doc_number.is_some())).sum();
    assert_eq!(all, 5, "and no other");
}

/// A target of the truth: plan, line, value, unit, direction, deadline.
type Sample = (&'static str, u32, &'static str, &'static str, &'static str, Option<&'static str>);

const TARGETS: [Sample; 10] = [
    ("003 #2", 31, "12", "万个", "above", Some("2021")),
    ("003 #2", 33, "350", "所", "reach", Some("2021")),
    ("003 #2", 33, "30", "%", "reach", Some("2021")),
    ("003 #2", 35, "65", "%", "above", Some("2021")),
    ("001 #3", 68, "30", "%", "reach", None),
    ("002 #3", 105, "30", "%", "reach", None),
    ("002 #3", 105, "50", "%", "reach", None),
    ("004 #2", 125, "25", "%", "reach", Some("2011")),
    ("004 #2", 121, "20", "%", "reach", Some("2011")),
    ("004 #2", 121, "60", "%", "reach", Some("2012")),
];

#[test]
fn targets_of_the_seeds() {
    let Some(plans) = seeds("targets_of_the_seeds") else { return };
    let of = |name: &str| &plans.iter().find(|plan| plan.name == name).unwrap().facts.targets;
    for (name, line, value, unit, direction, deadline) in TARGETS {
        let found = of(name).iter().any(|target| {
            (target.line, target.value.as_str(), target.unit.as_str(), target.direction.as_str())
                == (line, value, unit, direction)
                && target.deadline.as_deref() == deadline
        });
        assert!(found, "{name} L{line} {value}{unit} in {:#?}", of(name));
    }
    // Rates by year; the two rates of the same paragraph's review of what is (85 %, 100 %) promise nothing.
    let rates: Vec<&str> =
        of("003 #8").iter().filter(|target| target.unit == "%").flat_map(|target| target.deadline.as_deref()).collect();
    let in_year = |year: &str| rates.iter().filter(|deadline| **deadline == year).count();
    assert_eq!((in_year("2016"), in_year("2017"), in_year("2018"), rates.len()), (7, 5, 5, 17));
    for name in ["004 #8", "003 #1", "003 #7"] {
        assert!(of(name).is_empty(), "{name} promises nothing");
    }
}

#[test]
fn calendars_of_the_seeds() {
    let Some(plans) = seeds("calendars_of_the_seeds") else { return };
    for plan in &plans {
        let wanted = match plan.name.as_str() {
            "002 #4" => 37,
            "002 #5" => 3,
            _ => 0,
        };
        assert_eq!(plan.facts.calendar.len(), wanted, "{}", plan.name);
    }
    let calendar = &plans.iter().find(|plan| plan.name == "002 #4").unwrap().facts.calendar;
    let in_month = |month: &str| calendar.iter().filter(|activity| activity.when.starts_with(month)).count();
    let months = ["九月份", "十月份", "十一月份", "十二月份", "20__年一月份"];
    assert_eq!(months.map(in_month), [10, 9, 9, 6, 3]);
    assert_eq!((calendar[0].when.as_str(), calendar[0].line), ("九月份 上旬", 187));
}
