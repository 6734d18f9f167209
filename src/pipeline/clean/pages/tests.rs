use super::*;

#[test]
fn page_marks_in_every_form() {
    for text in
        ["—3—", "- 12 -", "第3页 共12页", "第 3 页", "3/12", "Page 3 of 12", "－ 5 －", "第三页", "共12页 第3页"]
    {
        assert!(is_page_mark(text), "{text}");
    }
    for text in ["3", "2019—2021", "13/12", "3—5", "第3页的内容", "-3", "第三阶段", "——"] {
        assert!(!is_page_mark(text), "{text}");
    }
}
