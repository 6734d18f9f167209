//! Wording for people, in their language. The texts are in `locales/`.

use crate::document::Finding;
use rust_i18n::t;

/// A message with its placeholders filled in.
pub fn text(key: &str, args: &[(&str, String)]) -> String {
    let names: Vec<&str> = args.iter().map(|arg| arg.0).collect();
    let values: Vec<String> = args.iter().map(|arg| arg.1.clone()).collect();
    rust_i18n::replace_patterns(&t!(key), &names, &values)
}

/// What a finding says.
pub fn finding(finding: &Finding) -> String {
    text(&format!("finding.{}.message", finding.rule), &finding.args)
}

/// What to do about a finding.
pub fn suggestion(finding: &Finding) -> String {
    text(&format!("finding.{}.suggestion", finding.rule), &finding.args)
}

/// Chooses the language: `wanted` (from `--lang`), else the environment's, else English.
pub fn choose_language(wanted: Option<&str>) {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let found =
        wanted.map(str::to_owned).or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| set(name)));
    let chinese = found.is_some_and(|language| language.starts_with("zh"));
    rust_i18n::set_locale(if chinese { "zh-CN" } else { "en" });
}

/// Whether a language has a text of its own under this key.
pub fn exists(locale: &str, key: &str) -> bool {
    crate::_rust_i18n_try_translate(locale, key).is_some()
}
