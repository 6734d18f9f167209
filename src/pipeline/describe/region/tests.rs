use super::super::view::tests::with_view;
use super::*;

fn found(text: &str) -> (Option<String>, Option<String>) {
    with_view(text, |view| {
        let title = super::super::title::title(view);
        let issuer = super::super::issuer::issuer(view, title.as_ref());
        let known = Known {
            title: title.as_ref(),
            issuer: issuer.as_ref(),
            voice: super::super::voice::voice(view, title.as_ref()),
        };
        let region = region(view, &known);
        let level = super::super::level::level(&known, region.as_ref());
        (region.map(|fact| fact.value), level.map(|fact| fact.value))
    })
}

#[test]
fn places_and_levels() {
    let some = |region: &str, level: &str| (Some(region.to_owned()), Some(level.to_owned()));
    let cases = [
        ("昆山市教育局2024年工作要点\n一、加强领导", some("江苏省/苏州市/昆山市", "县")),
        ("云南省教育厅关于安全工作的通知\n各州市:", some("云南省", "省")),
        ("工作计划\n安吉县递铺镇中心小学\n为做好工作,制定本计划。", some("浙江省/湖州市/安吉县/递铺镇", "学校")),
        ("一、我县概况\n我县学习昆山市经验,安吉县城区学校扩容,全县推广。", some("浙江省/湖州市/安吉县", "县")),
        ("一、概况\n我县xx县教育稳步发展,与昆山市合作。", some("xx县", "县")),
        ("关于转发昆山市教育局2024年工作要点的通知\n现将《昆山市教育局2024年工作要点》转发。", (None, None)),
        ("云岭县教育局关于转发昆山市教育局2024年工作要点的通知\n各学校:", some("云岭县", "县")),
        ("2024年党建计划\n发展党员。\n中共云岭县第一中学总支部委员会\n2024年3月5日", some("云岭县", "学校")),
        (
            "青禾县教育局2024年工作要点\n一、分片\n清河区第一片区。\n清河区第二片区。\n我县重视清河区。",
            some("青禾县", "县"),
        ),
        ("关于云岭县教育局2024年招聘方案的公示\n现予公示。", (None, None)),
        ("雲林縣斗六市鎮西國民小學112學年度計畫\n一、目標", some("台湾省/云林县/斗六市", "学校")),
        ("宜蘭縣羅東鎮東光國民小學112學年度計畫\n一、目標", some("台湾省/宜兰县/罗东镇", "学校")),
        ("一、概况\n我县与昆山市合作,提高质量。", (None, Some("县".to_owned()))),
        ("一、概况\n鼓楼区各校抓安全,我区投入加大,福州市支持。", some("福建省/福州市/鼓楼区", "县")),
    ];
    for (text, wanted) in cases {
        assert_eq!(found(text), wanted, "{text}");
    }
}
